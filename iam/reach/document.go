package reach

import (
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/iam"
)

// held is a policy document of a principal.
type held struct {
	doc *iam.Document
	// why says that the principal has the document only perhaps.
	why *cloud.Reason
	// managed is the customer managed policy that it is the text of, or nil.
	managed *managed
}

// managed is a policy that the account manages: who writes it grows everyone who has it.
type managed struct {
	id, name, arn string
	doc           *iam.Document
	// versions are the texts of its other versions; nil when these are not known.
	versions []*iam.Document
}

// everything is what an attacker writes who may write a policy.
const everything = `{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}`

// settle fills the hole that has the same text for everything in one graph and whose text hardly
// ever decides anything: a template that names a partition anywhere can be deployed only there.
func (m *Map) settle(v *cloud.Value) *cloud.Value {
	switch v.Kind() {
	case cloud.String:
		if !v.HasHoles() {
			return v
		}
		parts := append([]cloud.Part(nil), v.Parts()...)
		for i, p := range parts {
			if p.Hole == nil {
				continue
			}
			switch p.Hole.Name {
			case "AWS::Partition":
				parts[i] = cloud.Part{Text: m.partition}
			case "AWS::URLSuffix":
				parts[i] = cloud.Part{Text: m.suffix()}
			}
		}
		return cloud.NewParts(v.Pos, parts...)
	case cloud.List:
		list := cloud.NewList(v.Pos)
		for _, item := range v.Items() {
			list.Append(m.settle(item))
		}
		return list
	case cloud.Map:
		all := cloud.NewMap(v.Pos)
		for _, f := range v.Fields() {
			all.SetAt(f.Key, f.KeyPos, m.settle(f.Value))
		}
		return all
	}
	return v
}

func (m *Map) suffix() string {
	if m.partition == "aws-cn" {
		return "amazonaws.com.cn"
	}
	return "amazonaws.com"
}

// text is the text of a value in the form that requests have.
func (m *Map) text(v *cloud.Value) string {
	if v == nil {
		return ""
	}
	return iam.Text(m.settle(v))
}

// document reads a policy. A document that cannot be read is one of which nothing is known.
func (m *Map) document(v *cloud.Value) *iam.Document {
	doc, err := iam.Parse(m.settle(v))
	if err != nil {
		m.problem(v, err)
		return m.unknown(v, cloud.Because(cloud.Unresolvable, "a policy", err.Error()))
	}
	return doc
}

func (m *Map) unknown(v *cloud.Value, why cloud.Reason) *iam.Document {
	pos := cloud.Pos{}
	if v != nil {
		pos = v.Pos
	}
	doc, err := iam.Parse(cloud.NewUnknown(pos, why))
	if err != nil {
		return m.all // cannot be: an unknown value is a document of which nothing is known
	}
	return doc
}

func (m *Map) problem(v *cloud.Value, err error) {
	pos := cloud.Pos{}
	if v != nil {
		pos = v.Pos
	}
	if e, ok := err.(*cloud.Error); ok {
		m.Problems = append(m.Problems, e)
		return
	}
	m.Problems = append(m.Problems, &cloud.Error{Pos: pos, What: "a policy cannot be read", Err: err})
}

// awsManaged returns the text of a policy that AWS manages, or nil when the ARN names none.
func (m *Map) awsManaged(v *cloud.Value) *iam.Document {
	arn := m.text(v)
	if !strings.Contains(arn, ":iam::aws:policy/") {
		return nil
	}
	if doc, known := m.aws[arn]; known {
		return doc
	}
	policy := iam.ManagedPolicy(arn)
	var doc *iam.Document
	if policy == nil {
		doc = m.unknown(v, cloud.Because(cloud.NotInSource, arn))
	} else if parsed, err := iam.ParseJSON(policy.Name, policy.JSON); err == nil {
		doc = parsed
	} else {
		doc = m.unknown(v, cloud.Because(cloud.Unresolvable, arn, err.Error()))
	}
	m.aws[arn] = doc
	return doc
}

// newManaged reads a managed policy of the account. Templates know nothing of versions; a source
// that does has them among the attributes of the resource, under Versions.
func (m *Map) newManaged(r *cloud.Resource) *managed {
	p := &managed{id: r.ID, name: r.Name, arn: m.text(r.ARN), doc: m.document(r.Properties.Get("PolicyDocument"))}
	if versions := r.Attributes.Get("Versions"); versions.Is(cloud.List) {
		p.versions = []*iam.Document{}
		for _, v := range versions.Items() {
			p.versions = append(p.versions, m.document(v))
		}
	}
	return p
}

// delegating is the policy of a key that nobody has written: it leaves everything to the account
// (https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html).
func (m *Map) delegating(account string) *iam.Document {
	if doc := m.delegates[account]; doc != nil {
		return doc
	}
	root := []cloud.Part{{Text: "arn:" + m.partition + ":iam::"}}
	for i, text := range strings.Split(account, "\x00") { // every other text is the name of a hole
		part := cloud.Part{Text: text}
		if i%2 == 1 {
			part = cloud.Part{Hole: &cloud.Hole{Name: text, Reason: cloud.Because(cloud.AtDeployment, text)}}
		}
		root = append(root, part)
	}
	text := func(s string) *cloud.Value { return cloud.NewString(cloud.Pos{}, s) }
	statement := cloud.NewMap(cloud.Pos{}).Set("Effect", text("Allow")).Set("Action", text("kms:*")).Set("Resource", text("*")).
		Set("Principal", cloud.NewMap(cloud.Pos{}).Set("AWS", cloud.NewParts(cloud.Pos{}, append(root, cloud.Part{Text: ":root"})...)))
	doc := m.document(cloud.NewMap(cloud.Pos{}).Set("Statement", statement))
	m.delegates[account] = doc
	return doc
}
