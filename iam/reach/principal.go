package reach

import (
	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/iam"
)

// principal is a user or a role of the graph.
type principal struct {
	resource *cloud.Resource
	who      iam.Principal
	arn      string
	identity []held
	boundary []held // none: no boundary
	// boundaryARN is the value of iam:PermissionsBoundary in requests about the principal.
	boundaryARN string
	groups      []membership
	trust       *iam.Document // of a role

	keys     int          // access keys of a user
	password *cloud.Value // LoginProfile of a user: absent for one without a password
	profile  bool         // a role has an instance profile
	// exists says why a role or user may not be there.
	exists *cloud.Reason
}

type membership struct {
	*group
	why *cloud.Reason // why the user is a member only perhaps
}

type group struct {
	resource *cloud.Resource
	arn      string
	identity []held
}

const (
	roleType     = "AWS::IAM::Role"
	userType     = "AWS::IAM::User"
	groupType    = "AWS::IAM::Group"
	managedType  = "AWS::IAM::ManagedPolicy"
	profileType  = "AWS::IAM::InstanceProfile"
	keyType      = "AWS::IAM::AccessKey"
	additionType = "AWS::IAM::UserToGroupAddition"
)

// collect reads all principals of the graph.
func (m *Map) collect() {
	for _, r := range m.graph.All() {
		switch r.Type {
		case managedType:
			m.managed[r.ID] = m.newManaged(r)
		case groupType:
			m.groups = append(m.groups, &group{resource: r, arn: m.text(r.ARN)})
		case roleType, userType:
			m.addPrincipal(r)
		}
	}
	for _, g := range m.groups {
		g.identity = m.own(g.resource)
	}
	for _, p := range m.principals {
		p.identity = m.own(p.resource)
		p.boundary, p.boundaryARN = m.boundary(p.resource)
	}
	for _, r := range m.graph.All() {
		m.attach(r)
	}
	for _, p := range m.principals {
		for _, g := range p.groups {
			for _, h := range g.identity {
				p.identity = appendHeld(p.identity, h.perhaps(g.why))
			}
		}
	}
}

func (m *Map) addPrincipal(r *cloud.Resource) {
	p := &principal{resource: r, arn: m.text(r.ARN)}
	p.who = iam.Principal{Kind: iam.User, Name: p.arn, Account: accountOf(p.arn)}
	if r.Type == roleType {
		p.who.Kind, p.who.Behind = iam.Role, p.arn
		p.trust = m.document(r.Properties.Get("AssumeRolePolicyDocument"))
	}
	p.password = r.Properties.Get("LoginProfile")
	if r.Condition != "" {
		why := cloud.Because(cloud.UnknownCondition, r.Condition)
		p.exists = &why
	}
	m.principals = append(m.principals, p)
	m.byID[r.ID] = p
}

// own reads what a role, user or group says about its policies itself.
func (m *Map) own(r *cloud.Resource) (all []held) {
	switch inline := r.Properties.Get("Policies"); inline.Kind() {
	case cloud.List:
		for _, item := range inline.Items() {
			if why, unknown := item.Reason(); unknown {
				all = append(all, held{doc: m.unknown(item, why)})
				continue
			}
			all = append(all, held{doc: m.document(item.Get("PolicyDocument"))})
		}
	case cloud.Unknown:
		why, _ := inline.Reason()
		all = append(all, held{doc: m.unknown(inline, why)})
	}
	switch arns := r.Properties.Get("ManagedPolicyArns"); arns.Kind() {
	case cloud.List:
		for _, item := range arns.Items() {
			all = append(all, m.named(item))
		}
	case cloud.Unknown:
		why, _ := arns.Reason()
		all = append(all, held{doc: m.unknown(arns, why)})
	}
	return all
}

// named finds a managed policy by its ARN.
func (m *Map) named(v *cloud.Value) held {
	if doc := m.awsManaged(v); doc != nil {
		return held{doc: doc}
	}
	target, why := m.graph.Target(managedType, v)
	if target != nil {
		policy := m.managed[target.ID]
		return held{doc: policy.doc, managed: policy, why: existence(target)}
	}
	if why == nil {
		return held{doc: m.unknown(v, cloud.Because(cloud.NotInSource, "a managed policy"))}
	}
	return held{doc: m.unknown(v, *why)}
}

func (m *Map) boundary(r *cloud.Resource) ([]held, string) {
	v := r.Properties.Get("PermissionsBoundary")
	if v.Is(cloud.Absent) || v.Is(cloud.Null) {
		return nil, ""
	}
	h := m.named(v)
	h.why = nil // what a template names exists, or the deployment fails
	return []held{h}, m.text(v)
}

// existence says why a resource may not be there.
func existence(r *cloud.Resource) *cloud.Reason {
	if r.Condition == "" {
		return nil
	}
	why := cloud.Because(cloud.UnknownCondition, r.Condition)
	return &why
}
