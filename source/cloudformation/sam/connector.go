package sam

import (
	"sort"
	"strconv"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// connector joins a source with one or more destinations
// (https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-connector.html).
type connector struct {
	id           string
	pos          cloud.Pos
	source       *cloud.Value
	destinations *cloud.Value // one, or a list
	permissions  *cloud.Value
	dependsOn    *cloud.Value
	attributes   *cloud.Value
}

// translateConnector makes the permissions of an AWS::Serverless::Connector.
func translateConnector(m *macro) ([]*resource, error) {
	return m.connect(connector{
		id: m.id, pos: m.pos, dependsOn: m.dependsOn, attributes: m.attributes,
		source: m.get("Source"), destinations: m.get("Destination"), permissions: m.get("Permissions"),
	})
}

// connect makes the permissions of a connector, and makes what depended on it depend on these.
func (t *translation) connect(c connector) ([]*resource, error) {
	var made []*resource
	destinations, suffixed := []*cloud.Value{c.destinations}, c.destinations.Is(cloud.List)
	if suffixed {
		destinations = c.destinations.Items()
	}
	for i, item := range destinations {
		destination, mistake := t.connectorEnd(item, c.source)
		if mistake != "" {
			return nil, resourceError(item.Pos, c.id, "%s", mistake)
		}
		source, mistake := t.connectorEnd(c.source, item)
		if mistake != "" {
			return nil, resourceError(c.source.Pos, c.id, "%s", mistake)
		}
		suffix := ""
		if suffixed {
			suffix = "Destination" + strconv.Itoa(i)
		}
		l := link{translation: t, connector: c, from: source, to: destination, suffix: suffix, pos: item.Pos}
		permissions, err := l.permit()
		if err != nil {
			return nil, err
		}
		made = append(made, permissions...)
	}
	if len(made) == 0 {
		return nil, resourceError(c.destinations.Pos, c.id, "'Destination' is an empty list")
	}
	t.replaceDependsOn(c.id, made)
	return made, nil
}

// link is a connector from its source to one of its destinations.
type link struct {
	*translation
	connector
	from, to connectorEnd
	suffix   string // of logical ids, when there may be several destinations
	pos      cloud.Pos
	profile  *cloud.Value // its properties, variables replaced
	granted  map[string]bool
}

// permit makes the resources that allow what the connector asks for.
func (l *link) permit() ([]*resource, error) {
	profile := connectorProfile(l.from.typ, l.to.typ)
	if profile == nil {
		return nil, resourceError(l.pos, l.id, "Unable to create connector from %s to %s; it's not supported or the template is invalid.", l.from.typ, l.to.typ)
	}
	if err := l.checkPermissions(profile.Get("Properties")); err != nil {
		return nil, err
	}
	var missing string
	l.profile, missing = expandProfile(profile.Get("Properties"), []profileVariable{
		{"Source.Arn", l.from.arn}, {"Destination.Arn", l.to.arn},
		{"Source.ResourceId", l.from.resourceID}, {"Destination.ResourceId", l.to.resourceID},
		{"Source.Name", l.from.name}, {"Destination.Name", l.to.name},
		{"Source.Qualifier", l.from.qualifier}, {"Destination.Qualifier", l.to.qualifier},
	}, l.permissions.Pos)
	if missing != "" {
		return nil, resourceError(l.pos, l.id, "%s is missing.", missing)
	}
	made, err := l.makeResources(profile.Get("Type").Str())
	for _, r := range made {
		r.dependsOn = l.dependsOn
		l.addMetadata(r)
	}
	return made, err
}

// checkPermissions compares the permissions asked for with those the profile offers.
func (l *link) checkPermissions(profile *cloud.Value) error {
	offered := profile.Get("AccessCategories")
	valid := strings.Join(offered.Keys(), ", ")
	asked := l.permissions.Items()
	if l.permissions.Is(cloud.Map) { // one key: taken for an intrinsic function
		asked = []*cloud.Value{at(l.permissions.Pos).text(l.permissions.Keys()[0])}
	}
	if len(asked) == 0 {
		return resourceError(l.permissions.Pos, l.id, "'Permissions' cannot be empty; valid values are: %s.", valid)
	}
	l.granted = map[string]bool{}
	for _, item := range asked {
		if !offered.Has(item.Str()) {
			return resourceError(item.Pos, l.id, "Unsupported 'Permissions' provided for connector from %s to %s; valid values are: %s.", l.from.typ, l.to.typ, valid)
		}
		l.granted[item.Str()] = true
	}
	combinations := profile.Get("ValidAccessCategories").Items()
	var listed []string
	for _, combination := range combinations {
		var names []string
		covered := combination.Len() == len(l.granted)
		for _, item := range combination.Items() {
			names = append(names, item.Str())
			covered = covered && l.granted[item.Str()]
		}
		if covered {
			return nil
		}
		sort.Strings(names)
		listed = append(listed, strings.Join(names, " + "))
	}
	if len(combinations) == 0 {
		return nil
	}
	return resourceError(l.permissions.Pos, l.id, "Unsupported 'Permissions' provided for connector from %s to %s; valid combinations are: %s.",
		l.from.typ, l.to.typ, strings.Join(listed, ", "))
}

// makeResources makes what the kind of the profile calls for.
func (l *link) makeResources(kind string) ([]*resource, error) {
	granting, side := l.to, "Destination"
	if grants, _ := l.profile.Get("SourcePolicy").Bool(); grants {
		granting, side = l.from, "Source"
	}
	unable := func(what string) error {
		return resourceError(l.pos, l.id, "Unable to get %s from '%s' resource.", what, side)
	}
	p := at(l.permissions.Pos)
	switch kind {
	case profileIAMPolicy:
		if !truthy(granting.role) {
			return nil, unable("IAM role name")
		}
		r := l.make("Policy", "AWS::IAM::ManagedPolicy").set("PolicyDocument", l.document()).set("Roles", p.list(granting.role))
		l.orderBehind(r)
		return []*resource{r}, nil
	case profileQueuePolicy:
		if !truthy(granting.queueURL) {
			return nil, unable("SQS queue URL")
		}
		return []*resource{l.make("QueuePolicy", "AWS::SQS::QueuePolicy").
			set("PolicyDocument", l.document()).set("Queues", p.list(granting.queueURL))}, nil
	case profileTopicPolicy:
		if !truthy(granting.arn) {
			return nil, unable("SNS topic ARN")
		}
		return []*resource{l.make("TopicPolicy", "AWS::SNS::TopicPolicy").
			set("Topics", p.list(granting.arn)).set("PolicyDocument", l.document())}, nil
	}
	if !truthy(granting.arn) {
		return nil, unable("Lambda function ARN")
	}
	var made []*resource
	for _, f := range l.profile.Get("AccessCategories").Fields() {
		if l.granted[f.Key] {
			made = append(made, l.make(f.Key+"LambdaPermission", "AWS::Lambda::Permission").
				set("Action", f.Value.Get("Action")).set("FunctionName", granting.arn).set("Principal", f.Value.Get("Principal")).
				set("SourceArn", f.Value.Get("SourceArn")).set("SourceAccount", f.Value.Get("SourceAccount")))
		}
	}
	return made, nil
}

func (l *link) make(name, typ string) *resource {
	return newResource(l.pos, l.id+name+l.suffix, typ, l.attributes)
}

// document is the policy of the permissions asked for.
func (l *link) document() *cloud.Value {
	p := at(l.permissions.Pos)
	statements := p.list()
	for _, f := range l.profile.Get("AccessCategories").Fields() {
		if l.granted[f.Key] {
			statements.Append(f.Value.Get("Statement").Items()...)
		}
	}
	return p.object("Version", "2012-10-17", "Statement", statements)
}

// addMetadata notes on a resource which types the connector joins, as the template has them.
func (l *link) addMetadata(r *resource) {
	p := at(l.connector.pos)
	typeOf := func(e connectorEnd) *cloud.Value {
		if typ := l.resources.Path(e.id, "Type"); truthy(typ) {
			return p.object("Type", typ)
		}
		return p.object("Type", e.typ)
	}
	metadata := cloud.NewMap(l.connector.pos)
	for _, f := range r.attributes.Get("Metadata").Fields() {
		metadata.SetAt(f.Key, f.KeyPos, f.Value)
	}
	metadata.Set("aws:sam:connectors", p.object(l.id, p.object("Source", typeOf(l.from), "Destination", typeOf(l.to))))
	r.attributes.Set("Metadata", metadata)
}
