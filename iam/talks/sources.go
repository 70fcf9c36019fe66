package talks

import (
	"slices"

	"github.com/haechi-dev/haechi/cloud"
)

const mappingType = "AWS::Lambda::EventSourceMapping"

// referring lists what refers to a function; what does so only perhaps counts, too, and opens a gap
// unless a condition decides.
func (c *collector) referring(f *cloud.Resource, services []string, what, typ string, path ...string) []*cloud.Resource {
	found := c.Graph.Referrers(f, typ, path...)
	all := slices.Clone(found.Certain)
	for _, p := range found.Possible {
		all = append(all, p.Resource)
		if p.Why.Code != cloud.UnknownCondition {
			c.gap(services, "it is not known whether "+p.Resource.Name+" is "+what+" of "+f.Name)
		}
	}
	for _, why := range found.Unread {
		c.gap(services, "there may be more that is "+what+" of "+f.Name+": "+why.String())
	}
	return all
}

// sources are what Lambda polls in the name of the function.
func (c *collector) sources(f *cloud.Resource) {
	services := []string{"sqs", "kinesis", "dynamodb", "kafka", "mq", "rds"}
	for _, m := range c.referring(f, services, "an event source", mappingType, "FunctionName") {
		why := "the event source mapping " + m.Name
		source := m.Properties.Get("EventSourceArn")
		if !source.Is(cloud.Absent) && !source.Is(cloud.Null) && !c.polled(source, why) {
			c.gap(services, "the source of "+m.Name+" is not known")
		}
		if m.Properties.Has("SelfManagedEventSource") {
			c.contact("the brokers' network", why, table().Brokers.Actions, anything())
		}
		for _, access := range m.Properties.Get("SourceAccessConfigurations").Items() {
			c.secret(access.Get("URI"), why)
		}
		c.destination(m.Properties.Path("DestinationConfig", "OnFailure", "Destination"), "failures of "+m.Name)
	}
}

func (c *collector) polled(source *cloud.Value, why string) bool {
	for _, e := range table().Sources {
		name := show(textOf(source))
		switch target, _ := c.Graph.TargetRead(e.Type, source); {
		case target != nil:
			name = target.Name
			c.keys(target, target.Properties, 1)
		case serviceOf(source) != e.Service || !exactARN(source):
			continue
		}
		if e.Actions != nil {
			c.contact(name, why, e.Actions, source)
		}
		if e.Deeper != nil {
			c.contact(name, why, e.Deeper, below(source, e.Below))
		}
		if e.Any != nil {
			c.contact(name, why, e.Any, anything())
		}
		if e.VPC {
			c.contact("the brokers' network", why, table().Brokers.Actions, anything())
		}
		return true
	}
	return false
}

// secret is what the credentials for a source are in.
func (c *collector) secret(v *cloud.Value, why string) {
	if target, _ := c.Graph.TargetRead("AWS::SecretsManager::Secret", v); target != nil {
		c.contact(target.Name, why, []string{"secretsmanager:GetSecretValue"}, target.ARN)
		c.keys(target, target.Properties, 1)
		return
	}
	if serviceOf(v) == "secretsmanager" && exactARN(v) {
		c.contact(show(textOf(v)), why, []string{"secretsmanager:GetSecretValue"}, v)
	} else if v.HasHoles() {
		c.gap([]string{"secretsmanager"}, "the secret of "+why+" is not known")
	}
}

// failures are where Lambda puts what became of asynchronous invocations.
func (c *collector) failures(f *cloud.Resource) {
	c.destination(f.Properties.Path("DeadLetterConfig", "TargetArn"), "the dead-letter queue of "+f.Name)
	for _, config := range c.referring(f, []string{"sqs", "sns", "lambda", "events", "s3"}, "a configuration", "AWS::Lambda::EventInvokeConfig", "FunctionName") {
		c.destination(config.Properties.Path("DestinationConfig", "OnFailure", "Destination"), "failures of "+f.Name)
		c.destination(config.Properties.Path("DestinationConfig", "OnSuccess", "Destination"), "results of "+f.Name)
	}
}

func (c *collector) destination(v *cloud.Value, why string) {
	if v.Is(cloud.Absent) || v.Is(cloud.Null) {
		return
	}
	services := []string{}
	for _, e := range table().Destinations {
		services = append(services, e.Service)
		name := show(textOf(v))
		switch target, _ := c.Graph.TargetRead(e.Type, v); {
		case target != nil:
			name = target.Name
			c.keys(target, target.Properties, 1)
		case serviceOf(v) != e.Service || !exactARN(v):
			continue
		}
		resources := []*cloud.Value{v}
		if e.Below != "" {
			resources = append(resources, below(v, e.Below))
		}
		c.contact(name, why, e.Actions, resources...)
		return
	}
	c.gap(services, "where "+why+" goes is not known")
}

// triggers are what a function is told to look at by what starts it.
func (c *collector) triggers(f *cloud.Resource) {
	for _, from := range []struct {
		service, typ string
		path         []string
	}{
		{"s3", "AWS::S3::Bucket", []string{"NotificationConfiguration", "LambdaConfigurations", "*", "Function"}},
		{"cognito-idp", "AWS::Cognito::UserPool", []string{"LambdaConfig", "*"}},
	} {
		for _, r := range c.referring(f, []string{from.service}, "a trigger", from.typ, from.path...) {
			c.resource(r, "its events, which start "+f.Name, 0)
		}
	}
}

// below is what lies below a resource.
func below(v *cloud.Value, rest string) *cloud.Value {
	return cloud.NewParts(v.Pos, append(slices.Clone(v.Parts()), cloud.Part{Text: rest})...)
}
