package entry

import (
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/iam"
	"github.com/haechi-dev/haechi/iam/reach"
)

// integration is what an API does by itself with a service of AWS, for a request.
type integration struct {
	service string // "sqs"; "" when that is not known
	action  string // "SendMessage"; "" when that is not known, or a path stands in its place
	role    *cloud.Value
	// where are the values that say with what.
	where []*cloud.Value
}

// moves are the actions of services that put something into what carries it on.
var moves = map[string]struct {
	types   []string
	actions []string
}{
	"sqs":      {[]string{queueType}, []string{"SendMessage", "SendMessageBatch"}},
	"sns":      {[]string{topicType}, []string{"Publish", "PublishBatch"}},
	"kinesis":  {[]string{"AWS::Kinesis::Stream"}, []string{"PutRecord", "PutRecords"}},
	"events":   {[]string{busType}, []string{"PutEvents"}},
	"states":   {[]string{machineType}, []string{"StartExecution", "StartSyncExecution"}},
	"dynamodb": {[]string{"AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable"}, []string{"PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems", "ExecuteStatement"}},
	"s3":       {[]string{bucketType}, []string{"PutObject"}},
}

// subtypes are the services of HTTP APIs' integrations
// (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-aws-services-reference.html).
var subtypes = map[string]string{"SQS": "sqs", "Kinesis": "kinesis", "EventBridge": "events", "StepFunctions": "states", "AppConfig": "appconfig"}

// withService reads what service an integration calls: of "SQS-SendMessage", or of the URI
// arn:aws:apigateway:region:sqs:action/SendMessage or …:sqs:path/account/queue
// (https://docs.aws.amazon.com/apigateway/latest/api/API_Integration.html).
func (i integration) withService(uri, subtype *cloud.Value) integration {
	if name, action, ok := strings.Cut(subtype.Str(), "-"); ok {
		i.service, i.action = subtypes[name], action
		return i
	}
	var rest string
	for k, p := range uri.Parts() {
		if k == 0 && !strings.HasPrefix(p.Text, "arn:") {
			return i
		}
		if p.Hole == nil {
			rest += p.Text
		} else {
			rest += "?"
		}
	}
	part := strings.SplitN(rest, ":", 6)
	if len(part) < 6 {
		return i
	}
	i.service, _, _ = strings.Cut(part[4], ".") // "runtime.sagemaker"; a bucket's name may stand before
	if _, after, found := strings.Cut(part[4], ".s3"); found || after != "" {
		i.service = "s3"
	}
	if action, ok := strings.CutPrefix(part[5], "action/"); ok {
		i.action, _, _ = strings.Cut(action, "&")
	}
	return i
}

// carried is a carrier that an API puts something into.
type carried struct {
	*cloud.Resource
	why  []cloud.Reason
	sent cargo
	shut *Message // nobody gets there: the role does not let it
}

// carriersOf are the carriers that an integration puts something into. What it names is certain; what
// it does not name, as the request does, is everything that its role lets it.
func (f *finder) carriersOf(i integration) (all []carried) {
	move, known := moves[i.service]
	if i.service != "" && !known || i.action != "" && known && !strings.ContainsAny(i.action, "?/") && !slices.Contains(move.actions, i.action) {
		return nil // it reads, or is no carrier's service
	}
	types := carrierTypes
	if known {
		types = move.types
	}
	sent := cargo{event: f.sends(i)}
	named, unknown := f.mentioned(i.where...)
	for _, r := range named {
		if contains(types, r.Type) {
			all = append(all, f.carriedBy(i, r, sent))
		}
	}
	if len(all) > 0 {
		return all
	}
	if i.service == "events" && len(unknown) == 0 && !mentions(i.where, "EventBusName") {
		return []carried{f.carriedBy(i, f.bus, sent)}
	}
	if set(i.role).truth == iam.No || !known && len(unknown) == 0 && i.service != "" {
		return nil
	}
	return append(all, f.allowedTo(i, types, unknown, sent)...)
}

// carriedBy is a carrier that an integration names: closed when its role does not let it.
func (f *finder) carriedBy(i integration, r *cloud.Resource, sent cargo) carried {
	c := carried{Resource: r, sent: sent}
	if set(i.role).truth == iam.No {
		return c
	}
	switch may := f.puts(i.role, r); may.truth {
	case iam.No:
		shut := say("shut.role", f.roleName(i.role), r.Name)
		c.shut = &shut
	case iam.Maybe:
		c.why = may.why
	}
	return c
}

func (f *finder) roleName(v *cloud.Value) string {
	if role, _ := f.graph.Target(roleType, v); role != nil {
		return role.Name
	}
	return show(v)
}

// allowedTo are the carriers that the role of an integration lets it put something into.
func (f *finder) allowedTo(i integration, types []string, unknown []cloud.Reason, sent cargo) (all []carried) {
	for _, r := range append(f.graph.All()[:len(f.graph.All()):len(f.graph.All())], f.bus) {
		if !contains(types, r.Type) || len(f.flows[r.ID]) == 0 || r == f.bus && i.service != "events" && i.service != "" {
			continue
		}
		may := f.puts(i.role, r)
		if may.truth == iam.No {
			continue
		}
		why := append(unknown[:len(unknown):len(unknown)], may.why...)
		switch text := writtenName(i.where, r); {
		case text == iam.Yes:
			why = may.why
		case len(why) == 0:
			why = []cloud.Reason{cloud.Because(cloud.NotChecked, "whether the request or its mapping names "+r.Name)}
		}
		all = append(all, carried{Resource: r, why: why, sent: sent})
	}
	return all
}

// puts answers whether a role lets its holder put something into a carrier.
func (f *finder) puts(role *cloud.Value, r *cloud.Resource) verdict {
	v := no()
	for service, move := range moves {
		if contains(move.types, r.Type) {
			var actions []string
			for _, action := range move.actions {
				actions = append(actions, service+":"+action)
			}
			v = v.or(f.may(role, r, actions...))
		}
	}
	return v
}

// may answers whether a role that a value names may do one of some actions with something.
func (f *finder) may(role *cloud.Value, on *cloud.Resource, actions ...string) verdict {
	who, why := f.graph.Target(roleType, role)
	if who == nil {
		if why == nil {
			missing := cloud.Because(cloud.NotInSource, "the role")
			why = &missing
		}
		return maybe(*why)
	}
	var grants []reach.Grant
	if on == f.bus && on.ARN == nil {
		grants, _ = f.reach().GrantsOn(who, []string{"arn:${Partition}:events:${Region}:${Account}:event-bus/default"}, actions)
	} else {
		grants, _ = f.reach().Grants(who, on, actions)
	}
	v := no()
	for _, g := range grants {
		switch {
		case g.Certain:
			return yes()
		case others(f.reach(), g.By, on):
		default:
			v = v.or(maybe(g.Why...))
		}
	}
	return v
}

// writtenName answers whether the name of a carrier stands between quotes in what an API sends.
func writtenName(where []*cloud.Value, r *cloud.Resource) iam.Truth {
	for _, name := range r.Names {
		text := name.Str()
		if text != "" && (mentions(where, `"`+text+`"`) || mentions(where, "/"+text+`"`) || mentions(where, "'"+text+"'")) {
			return iam.Yes
		}
	}
	return iam.Maybe
}

// mentions reports whether a text stands in any string or key of some values.
func mentions(where []*cloud.Value, text string) bool {
	var visit func(v *cloud.Value, depth int) bool
	visit = func(v *cloud.Value, depth int) bool {
		if v == nil || depth > 20 {
			return false
		}
		for _, p := range v.Parts() {
			if strings.Contains(p.Text, text) {
				return true
			}
		}
		for _, field := range v.Fields() {
			if strings.Contains(field.Key, text) || visit(field.Value, depth+1) {
				return true
			}
		}
		return slices.ContainsFunc(v.Items(), func(item *cloud.Value) bool { return visit(item, depth+1) })
	}
	return slices.ContainsFunc(where, func(v *cloud.Value) bool { return visit(v, 0) })
}

// sends is what is known of the events that an integration sends: an HTTP API says their source and
// type, which may be of the request.
func (f *finder) sends(i integration) *event {
	e := sentEvent()
	if i.service != "events" {
		return e
	}
	for key, field := range map[string]string{"Source": "source", "DetailType": "detail-type"} {
		for _, v := range i.where {
			switch said := v.Get(key); {
			case said.Is(cloud.Unknown):
				why, _ := said.Reason()
				e.fields[field] = &event{why: &why}
			case said.Is(cloud.String) && !strings.Contains(said.Parts()[0].Text, "$"):
				e.fields[field] = &event{texts: []*cloud.Value{said}}
			}
		}
	}
	return e
}

// passersOn are the roles that API Gateway may assume.
func (f *finder) passersOn() (all []*cloud.Resource) {
	for _, role := range f.all(roleType) {
		if mentions([]*cloud.Value{role.Properties.Get("AssumeRolePolicyDocument")}, "apigateway.") {
			all = append(all, role)
		}
	}
	return all
}
