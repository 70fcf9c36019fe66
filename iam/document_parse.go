package iam

import (
	"fmt"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// jsonLimits bound a policy text. The largest policy AWS takes has some 32 kB; bucket policies 20.
var jsonLimits = cloud.JSONLimits{Bytes: 8 << 20, Depth: 64, Nodes: 1 << 20}

// ParseJSON reads a policy document from JSON text. The name stands for the file in positions.
// Every error is a *cloud.Error with a position.
func ParseJSON(name string, text []byte) (*Document, error) {
	origin := &cloud.Origin{File: name}
	return parseText(origin, text)
}

func parseText(origin *cloud.Origin, text []byte) (*Document, error) {
	v, duplicates, err := cloud.ParseJSON(origin, []byte(strings.TrimPrefix(string(text), "\ufeff")), jsonLimits)
	if err != nil {
		return nil, err
	}
	d, err := Parse(v)
	if err != nil {
		return nil, err
	}
	d.Duplicates = duplicates
	return d, nil
}

// Parse reads a policy document from the tree a template or a JSON file gives. Texts may have
// holes and parts may be unknown. It is lenient where AWS is (one statement or text in the place
// of a list of them) and where a mistake does not change what the rest means (an element that no
// policy has); the mistakes themselves are for Validate. Every error is a *cloud.Error.
func Parse(v *cloud.Value) (*Document, error) {
	if v.Is(cloud.String) { // some types take the document as JSON text
		return parseEmbedded(v)
	}
	d := &Document{Source: v}
	if v != nil {
		d.Pos = v.Pos
	}
	if why := whyUnknown(v); why != nil {
		d.Statements = []*Statement{unknownStatement(v, *why, 0)}
		d.index = newIndex(d)
		return d, nil
	}
	if !v.Is(cloud.Map) {
		return nil, &cloud.Error{Pos: d.Pos, What: "a policy document is an object, not a " + v.Kind().String()}
	}
	var statements *cloud.Value
	for _, f := range v.Fields() {
		switch f.Key {
		case "Version":
			s, _ := f.Value.Scalar()
			d.Version = Version(s)
			if why := whyUnknown(f.Value); why != nil {
				d.Version = Version2012 // the only one that anybody writes now
			}
		case "Id":
			d.ID = Text(f.Value)
		case "Statement":
			statements = f.Value
		default:
			d.Foreign = append(d.Foreign, f)
		}
	}
	if err := d.parseStatements(statements); err != nil {
		return nil, err
	}
	d.index = newIndex(d)
	return d, nil
}

func (d *Document) parseStatements(v *cloud.Value) error {
	items := []*cloud.Value{v}
	if v.Is(cloud.List) {
		items = v.Items()
	}
	if v.Is(cloud.Absent) {
		return &cloud.Error{Pos: d.Pos, What: "a policy document without Statement", Hint: `write {"Version": "2012-10-17", "Statement": […]}`}
	}
	for i, item := range items {
		s, err := d.parseStatement(item, i)
		if err != nil {
			return err
		}
		d.Statements = append(d.Statements, s)
	}
	return nil
}

func unknownStatement(v *cloud.Value, why cloud.Reason, i int) *Statement {
	return &Statement{Index: i, Pos: v.Pos, Source: v, Unknown: []cloud.Reason{why}}
}

// whyUnknown gives the reason for a value that is unknown, or a text with holes where something
// else than a text is expected.
func whyUnknown(v *cloud.Value) *cloud.Reason {
	if why, unknown := v.Reason(); unknown {
		return &why
	}
	for _, p := range v.Parts() {
		if p.Hole != nil {
			return &p.Hole.Reason
		}
	}
	return nil
}

func (d *Document) parseStatement(v *cloud.Value, i int) (*Statement, error) {
	if why := whyUnknown(v); why != nil {
		return unknownStatement(v, *why, i), nil
	}
	if !v.Is(cloud.Map) {
		return nil, &cloud.Error{Pos: v.Pos, What: fmt.Sprintf("statement %d is a %s, not an object", i+1, v.Kind())}
	}
	s := &Statement{Index: i, Pos: v.Pos, Source: v}
	resource := syntax{variables: d.variables(), arn: true, cross: true}
	var err error
	for _, f := range v.Fields() {
		switch f.Key {
		case "Sid":
			s.SID = Text(f.Value)
		case "Effect":
			err = s.parseEffect(f.Value)
		case "Action":
			s.Action, err = patterns(f, syntax{fold: true})
		case "NotAction":
			s.NotAction, err = patterns(f, syntax{fold: true})
		case "Resource":
			s.Resource, err = patterns(f, resource)
		case "NotResource":
			s.NotResource, err = patterns(f, resource)
		case "Principal":
			s.Principal, err = parsePrincipals(f)
		case "NotPrincipal":
			s.NotPrincipal, err = parsePrincipals(f)
		case "Condition":
			err = d.parseConditions(s, f.Value)
		default:
			s.Foreign = append(s.Foreign, f)
		}
		if err != nil {
			return nil, err
		}
	}
	return s, s.complete()
}

// complete refuses statements that no service accepts and that have no meaning to guess.
func (s *Statement) complete() error {
	mistake := func(what, hint string) error {
		return &cloud.Error{Pos: s.Pos, What: fmt.Sprintf("statement %d has %s", s.Index+1, what), Hint: hint}
	}
	switch {
	case s.Effect == EffectUnknown && len(s.Unknown) == 0:
		return mistake("no Effect", "write Allow or Deny")
	case s.Action != nil && s.NotAction != nil:
		return mistake("both Action and NotAction", "keep one")
	case s.Action == nil && s.NotAction == nil:
		return mistake("neither Action nor NotAction", `write "Action": "*" for every action`)
	case s.Resource != nil && s.NotResource != nil:
		return mistake("both Resource and NotResource", "keep one")
	case s.Principal != nil && s.NotPrincipal != nil:
		return mistake("both Principal and NotPrincipal", "keep one")
	}
	return nil
}

func (s *Statement) parseEffect(v *cloud.Value) error {
	if why := whyUnknown(v); why != nil {
		s.Unknown = append(s.Unknown, *why)
		return nil
	}
	switch text, _ := v.Scalar(); text {
	case "Allow":
		s.Effect = Allow
	case "Deny":
		s.Effect = Deny
	default:
		return &cloud.Error{Pos: v.Pos, What: fmt.Sprintf("effect %q", text), Hint: "write Allow or Deny, with a capital"}
	}
	return nil
}

// patterns reads a text or a list of texts. A list that is not known is one pattern that is a hole.
func patterns(f cloud.Field, how syntax) ([]Pattern, error) {
	items := []*cloud.Value{f.Value}
	if f.Value.Is(cloud.List) {
		items = f.Value.Items()
	}
	all := make([]Pattern, 0, len(items))
	for _, item := range items {
		switch item.Kind() {
		case cloud.String, cloud.Number, cloud.Bool, cloud.Unknown:
			all = append(all, newPattern(item, how))
		default:
			pos := f.KeyPos
			if item != nil {
				pos = item.Pos
			}
			return nil, &cloud.Error{Pos: pos, What: fmt.Sprintf("%s holds a %s", f.Key, item.Kind()), Hint: "write a text or a list of texts"}
		}
	}
	return all, nil
}

func parsePrincipals(f cloud.Field) (*Principals, error) {
	p := &Principals{Pos: f.Value.Pos}
	if why, unknown := f.Value.Reason(); unknown {
		p.Unknown = append(p.Unknown, why)
		return p, nil
	}
	if !f.Value.Is(cloud.Map) {
		// "*" is all a text may say; a list of texts is accepted by some services and read as AWS.
		names, err := patterns(f, syntax{})
		for _, name := range names {
			p.Named = append(p.Named, Named{Kind: NameAWS, Name: name})
		}
		return p, err
	}
	for _, entry := range f.Value.Fields() {
		names, err := patterns(entry, syntax{})
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			p.Named = append(p.Named, Named{Kind: nameKind(entry.Key), Name: name})
		}
	}
	if len(p.Named) >= manyFrom {
		p.many = &nameIndex{}
	}
	return p, nil
}

func nameKind(key string) NameKind {
	for k := NameAWS; k < NameOther; k++ {
		if k.String() == key {
			return k
		}
	}
	return NameOther
}

func (d *Document) parseConditions(s *Statement, v *cloud.Value) error {
	if why := whyUnknown(v); why != nil {
		s.Unknown = append(s.Unknown, *why)
		return nil
	}
	if v.Is(cloud.Null) {
		return nil
	}
	if !v.Is(cloud.Map) {
		return &cloud.Error{Pos: v.Pos, What: "Condition is a " + v.Kind().String() + ", not an object", Hint: `write {"StringEquals": {"key": "value"}}`}
	}
	for _, block := range v.Fields() {
		if why := whyUnknown(block.Value); why != nil {
			s.Unknown = append(s.Unknown, *why)
			continue
		}
		if !block.Value.Is(cloud.Map) {
			return &cloud.Error{Pos: block.KeyPos, What: "operator " + block.Key + " holds a " + block.Value.Kind().String(), Hint: `write {"key": "value"}`}
		}
		operator := ParseOperator(block.Key)
		for _, f := range block.Value.Fields() {
			values, err := patterns(f, syntax{variables: d.variables() && operator.variables(), arn: operator.arn()})
			if err != nil {
				return err
			}
			c := Condition{Operator: operator, Key: f.Key, Values: values, Pos: f.KeyPos}
			c.prepare()
			s.Condition = append(s.Condition, c)
		}
	}
	return nil
}

// variables reports whether the values of an operator may have policy variables. The page of the
// operators says so of those for texts, ARNs and Booleans, and of no other
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html).
func (o Operator) variables() bool {
	return o.Base >= StringEquals && o.Base <= StringNotLike || o.arn() || o.Base == Bool
}

func (o Operator) arn() bool { return o.Base >= ArnEquals && o.Base <= ArnNotLike }
