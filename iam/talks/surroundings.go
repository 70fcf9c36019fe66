package talks

import (
	"fmt"
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/iam"
)

// collector finds what the functions of a role talk to.
type collector struct {
	*Template
	out      iam.Surroundings
	Settings []string
}

// Surroundings are what the functions that run as a role talk to. settings are the variables of
// their environments that are taken for the names of nothing.
func (t *Template) Surroundings(role *cloud.Resource) (around *iam.Surroundings, settings []string) {
	c := &collector{Template: t}
	c.trust(role)
	users := t.Graph.Referrers(role, functionType, "Role")
	all := slices.Clone(users.Certain)
	for _, p := range users.Possible {
		all = append(all, p.Resource)
	}
	for _, why := range users.Unread {
		c.gap(nil, "other functions may run as "+role.Name+": "+why.String())
	}
	if len(all) == 0 {
		c.gap(nil, "no function of the template runs as "+role.Name)
	}
	for _, f := range all {
		c.function(f)
	}
	return &c.out, c.Settings
}

// trust looks for others who may use the role: of what they do the template's functions tell nothing.
func (c *collector) trust(role *cloud.Resource) {
	doc, err := iam.Parse(c.settle(role.Properties.Get("AssumeRolePolicyDocument")))
	if err != nil {
		c.gap(nil, "it is not known who may use "+role.Name)
		return
	}
	for _, s := range doc.Statements {
		switch {
		case s.Effect == iam.Deny:
		case len(s.Unknown) > 0 || s.Principal == nil || len(s.Principal.Unknown) > 0:
			c.gap(nil, "it is not known who may use "+role.Name)
		default:
			for _, n := range s.Principal.Named {
				if n.Kind != iam.NameService || !strings.HasPrefix(n.Name.Text, "lambda.") && !strings.HasPrefix(n.Name.Text, "edgelambda.") {
					c.gap(nil, show(n.Name.Text)+" may use "+role.Name+", too")
				}
			}
		}
	}
}

func (c *collector) gap(services []string, why string) {
	for _, g := range c.out.Gaps {
		if g.Why == why {
			return
		}
	}
	c.out.Gaps = append(c.out.Gaps, iam.Gap{Services: services, Why: why})
}

// contact adds a contact; resources are settled, so that they compare with policies.
func (c *collector) contact(name, why string, actions []string, resources ...*cloud.Value) {
	con := iam.Contact{Name: name, Why: why, Actions: actions}
	for _, v := range resources {
		settled := c.settle(v)
		if _, err := c.Write(settled); err != nil {
			c.gap([]string{serviceOf(settled)}, name+" cannot be named in a policy")
			continue
		}
		con.Resources = append(con.Resources, settled)
	}
	c.out.Contacts = append(c.out.Contacts, con)
}

// anything is the resource of requests that name none.
func anything() *cloud.Value { return cloud.NewString(cloud.Pos{}, "*") }

func (c *collector) function(f *cloud.Resource) {
	c.environment(f)
	c.sources(f)
	c.failures(f)
	c.triggers(f)
	e := table()
	if mode := f.Properties.Path("TracingConfig", "Mode"); mode.Str() != "PassThrough" && !mode.Is(cloud.Absent) {
		c.contact("X-Ray", "the tracing of "+f.Name, e.Tracing.Actions, anything())
	}
	if vpc := f.Properties.Get("VpcConfig"); !vpc.Is(cloud.Absent) && !vpc.Is(cloud.Null) {
		c.contact("network interfaces", "the VPC of "+f.Name, e.VPC.Actions, anything())
	}
	c.logs(f)
	if durable := f.Properties.Get("DurableConfig"); !durable.Is(cloud.Absent) && f.ARN != nil {
		c.contact(f.Name, "its durable executions", e.Durable.Actions, below(f.ARN, ":*"))
	}
	for _, v := range f.Properties.Select("FileSystemConfigs", "*", "Arn") {
		c.named("the file system of "+f.Name, "elasticfilesystem", v)
	}
}

// logs are the log group of the function: its own, or the one it is told.
func (c *collector) logs(f *cloud.Resource) {
	group := f.Properties.Path("LoggingConfig", "LogGroup")
	switch {
	case group.Is(cloud.Unknown):
		c.gap([]string{"logs"}, "the log group of "+f.Name+" is not known")
		return
	case group.Is(cloud.Absent) || group.Is(cloud.Null):
		if len(f.Names) == 0 {
			return
		}
		group = cloud.NewParts(f.Pos, append([]cloud.Part{{Text: "/aws/lambda/"}}, f.Names[0].Parts()...)...)
	}
	arn := c.arn("arn:${Partition}:logs:${Region}:${Account}:log-group:", group, f)
	inside := below(arn, ":*")
	c.contact("the log group of "+f.Name, "what Lambda writes", table().Logs.Actions, arn, inside)
}

// arn makes an ARN of a format up to the name, and the name; the place is that of the function.
func (c *collector) arn(format string, name *cloud.Value, f *cloud.Resource) *cloud.Value {
	var parts []cloud.Part
	for i, word := range []string{"${Partition}", "${Region}", "${Account}"} {
		before, after, ok := strings.Cut(format, word)
		if !ok {
			continue
		}
		parts = append(parts, cloud.Part{Text: before})
		parts = append(parts, c.segment(f, [...]int{1, 3, 4}[i], [...]string{"AWS::Partition", "AWS::Region", "AWS::AccountId"}[i]))
		format = after
	}
	parts = append(append(parts, cloud.Part{Text: format}), name.Parts()...)
	return cloud.NewParts(f.Pos, parts...)
}

// segment is the text of a pseudo parameter, as the ARN of the function has it.
func (c *collector) segment(f *cloud.Resource, at int, pseudo string) cloud.Part {
	segments := strings.Split(strings.ReplaceAll(iam.Text(f.ARN), "AWS::", "AWS\x01"), ":")
	if len(segments) > at && segments[at] != "" && !strings.Contains(segments[at], "\x00") {
		return cloud.Part{Text: segments[at]}
	}
	return cloud.Part{Hole: &cloud.Hole{Name: pseudo, Reason: cloud.Because(cloud.AtDeployment, pseudo)}}
}

// named adds the resource that a value names, or a gap in the service.
func (c *collector) named(why, service string, v *cloud.Value) {
	if v.Is(cloud.Absent) || v.Is(cloud.Null) {
		return
	}
	found := false
	for _, ref := range v.Refs() {
		if r := c.Graph.Resource(ref.Resource); r != nil && r.ARN != nil {
			found = true
			c.resource(r, why, 0)
		}
	}
	text := iam.Text(c.settle(v))
	switch {
	case found:
	case exactARN(v) && strings.HasPrefix(text, "arn:"):
		c.contact(show(text), why, nil, v)
	default:
		c.gap([]string{service}, fmt.Sprintf("what %s names is not known", why))
	}
}
