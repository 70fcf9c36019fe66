package reach

import (
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/iam"
)

// running lists the resources of a kind that run as the role. A kind without a role is listed whole.
func (m *Map) running(where existing, role *principal) (all []*cloud.Resource) {
	for _, r := range m.graph.All() {
		if r.Type != where.Type {
			continue
		}
		if where.Role == nil && where.Profile == nil || m.roleOf(r, where) == role.resource {
			all = append(all, r)
		}
	}
	return all
}

// roleOf finds the role that a resource runs as, or nil.
func (m *Map) roleOf(r *cloud.Resource, where existing) *cloud.Resource {
	if where.Role != nil {
		role, _ := m.graph.Target(roleType, r.Properties.Path(where.Role...))
		return role
	}
	v := r.Properties.Path(where.Profile...)
	if v.Is(cloud.Map) { // a launch template names a profile by ARN or by name
		if v.Has("Arn") {
			v = v.Get("Arn")
		} else {
			v = v.Get("Name")
		}
	}
	profile, _ := m.graph.Target(profileType, v)
	if profile == nil {
		return nil
	}
	roles := profile.Properties.Get("Roles")
	if len(roles.Items()) == 0 {
		return nil
	}
	role, _ := m.graph.Target(roleType, roles.Items()[0])
	return role
}

// arnOf is the ARN of an existing resource.
func (m *Map) arnOf(r *cloud.Resource, where existing) string {
	if arn := m.text(r.ARN); strings.HasPrefix(arn, "arn:") {
		return arn
	}
	if where.ARN == "" {
		return m.text(r.ARN)
	}
	text := where.ARN
	for {
		start := strings.Index(text, "${")
		end := strings.IndexByte(text, '}')
		if start < 0 || end < start {
			return text
		}
		text = text[:start] + m.placeholder(r, text[start+2:end]) + text[end+1:]
	}
}

func (m *Map) placeholder(r *cloud.Resource, name string) string {
	switch name {
	case "Partition":
		return m.partition
	case "Region":
		return m.region
	case "Account":
		return m.account
	}
	if text := m.text(r.Properties.Get(name)); text != "" {
		return text
	}
	return "\x00" + r.ID + "." + name + "\x00"
}

// holds decides the condition of a technique on its target, and reports whether the technique is
// still possible.
func (m *Map) holds(st *step, condition string, b *binding) bool {
	switch condition {
	case "keys-left": // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html: two keys a user
		return b.target.keys < 2
	case "no-keys-left":
		return b.target.keys >= 2
	case "password", "no-password":
		if why, unknown := b.target.password.Reason(); unknown {
			st.perhaps(&why)
			break
		}
		return b.target.password.Is(cloud.Absent) == (condition == "no-password")
	case "cluster":
		return m.has("AWS::ECS::Cluster")
	case "instance-profile":
		if !b.target.profile {
			why := cloud.Because(cloud.NotInSource, "an instance profile of "+b.target.resource.Name)
			st.perhaps(&why)
		}
	case "invoked":
		if !m.invoked(b.thing) {
			why := cloud.Because(cloud.NotInSource, "what invokes "+b.thing.Name)
			st.perhaps(&why)
		}
	}
	return st.truth != iam.No
}

func (m *Map) has(typ string) bool {
	return slices.ContainsFunc(m.graph.All(), func(r *cloud.Resource) bool { return r.Type == typ })
}

// invokers are the types whose resources make a service invoke a function, and the property that
// names it.
var invokers = []struct {
	typ  string
	path []string
}{
	{"AWS::Lambda::Permission", []string{"FunctionName"}},
	{"AWS::Lambda::EventSourceMapping", []string{"FunctionName"}},
	{"AWS::Lambda::Url", []string{"TargetFunctionArn"}},
	{"AWS::Events::Rule", []string{"Targets", "*", "Arn"}},
	{"AWS::Scheduler::Schedule", []string{"Target", "Arn"}},
	{"AWS::Pipes::Pipe", []string{"Target"}},
	{"AWS::SNS::Subscription", []string{"Endpoint"}},
}

func (m *Map) invoked(function *cloud.Resource) bool {
	for _, by := range invokers {
		if len(m.graph.Referrers(function, by.typ, by.path...).Certain) > 0 {
			return true
		}
	}
	return false
}
