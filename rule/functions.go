package rule

import (
	"fmt"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/schema"
	"github.com/haechi-dev/haechi/secret"
)

// binding builds what a call of a function of ours does. It sees the call to check literal
// arguments when the rule is compiled.
type binding func(c *compiler, call ast.Expr) func(*run, []value) value

// functions are the functions the language adds to CEL. language.go declares their types.
var functions = map[string]binding{
	"default":    plainCall(func(_ *run, a []value) value { return orDefault(a[0], a[1]) }),
	"list":       plainCall(func(_ *run, a []value) value { return asList(a[0]) }),
	"leaves":     plainCall(func(r *run, a []value) value { return leavesOf(r, a[0]) }),
	"flatten":    plainCall(func(r *run, a []value) value { return flatten(r, a[0]) }),
	"sum":        plainCall(func(_ *run, a []value) value { return sum(a[0]) }),
	"json":       plainCall(func(_ *run, a []value) value { return parseJSON(a[0]) }),
	"statements": plainCall(func(_ *run, a []value) value { return statements(a[0]) }),
	"policy":     policyOf,
	"public":     plainCall(public),
	"exposed":    plainCall(exposed),
	"grants":     plainCall(grants),
	"admin":      plainCall(admin),
	"escalates":  plainCall(escalates),
	"scopable":   plainCall(func(_ *run, a []value) value { return scopable(a[0]) }),
	"unlimited":  plainCall(func(r *run, a []value) value { return unlimited(r, a[0]) }),
	"access":     plainCall(func(_ *run, a []value) value { return access(a[0]) }),
	"glob":       plainCall(func(_ *run, a []value) value { return onTexts(glob)(a) }),
	"secret":     plainCall(func(_ *run, a []value) value { return isSecret(a[0], a[1]) }),
	"today":      plainCall(func(r *run, _ []value) value { return text(r.opt.today().Format("2006-01-02")) }),
	"daysAgo":    plainCall(daysAgo),
	"facts":      facts,
	"attribute":  plainCall(func(_ *run, a []value) value { return attribute(a[0], a[1]) }),
	"name":       plainCall(func(_ *run, a []value) value { return resourceName(a[0]) }),
	"arn":        plainCall(func(_ *run, a []value) value { return resourceARN(a[0]) }),
	"account":    plainCall(func(_ *run, a []value) value { return whereIs(a[0], "AWS::AccountId") }),
	"region":     plainCall(func(_ *run, a []value) value { return whereIs(a[0], "AWS::Region") }),
	"generated":  plainCall(func(_ *run, a []value) value { return isGenerated(a[0]) }),
	"target":     plainCall(target),
	"resources":  plainCall(func(r *run, a []value) value { return r.ofType(a[0].text.Str()) }),
	"referrers":  referrers,
	"targets":    targets,
	"lowerAscii": onText(func(v value) value { return recase(v, "lowerAscii", lowerASCII) }),
	"upperAscii": onText(func(v value) value { return recase(v, "upperAscii", upperASCII) }),
	"trim":       onText(trim),
	"split":      plainCall(func(_ *run, a []value) value { return split(a[0], a[1]) }),
}

func plainCall(f func(*run, []value) value) binding {
	return func(*compiler, ast.Expr) func(*run, []value) value { return f }
}

func onText(f func(value) value) binding {
	return plainCall(func(_ *run, a []value) value {
		switch a[0].kind {
		case kindText:
			return f(a[0])
		case kindNull:
			return null
		}
		return failed("a text is needed here")
	})
}

// orDefault gives d for what is not set: an absent list or map is one without a node.
func orDefault(v, d value) value {
	switch {
	case v.kind == kindNull, v.kind == kindList && v.whole && unset(v), v.kind == kindObject && unset(v):
		return d
	}
	return v
}

// unset reports whether v was read from a property that is not written, or null.
func unset(v value) bool {
	return v.from.property() && (v.from.node.Is(cloud.Absent) || v.from.node.Is(cloud.Null))
}

// asList makes a list of a value that may be written as one: policies and events do so.
func asList(v value) value {
	switch v.kind {
	case kindList:
		return v
	case kindNull:
		return value{kind: kindList}
	case kindObject:
		if unset(v) {
			return value{kind: kindList}
		}
	}
	return value{kind: kindList, items: []item{{value: v}}}
}

// statements lists the statements of a policy document, which may be JSON text.
func statements(doc value) value {
	if doc.kind == kindText {
		doc = parseJSON(doc)
	}
	if doc.kind == kindUnknown {
		return doc
	}
	return asList(field(doc, "Statement", types.DynType))
}

// isSecret asks package secret. A text with holes is a secret when its known parts are; when its
// name announces a secret and a template parameter fills the hole, nobody knows; what the
// deployment fetches or names itself is a reference.
func isSecret(name, v value) value {
	label, _ := name.literal()
	if v.kind != kindText {
		return boolean(false)
	}
	literal, ok := v.literal()
	if ok {
		_, found := secret.Detect(label, literal)
		return boolean(found)
	}
	canonical, _ := v.text.Canonical()
	if _, found := secret.Shape(canonical); found {
		return boolean(true)
	}
	for _, p := range v.text.Parts() {
		if p.Hole != nil && p.Hole.Reason.Code == cloud.NoParameterValue && secret.Named(label) {
			return unknown(p.Hole.Reason)
		}
	}
	return boolean(false)
}

// facts gives a table that came with the rules.
func facts(c *compiler, call ast.Expr) func(*run, []value) value {
	arg := call.AsCall().Args()[0]
	name, ok := types.String(""), arg.Kind() == ast.LiteralKind
	if ok {
		name, ok = arg.AsLiteral().(types.String)
	}
	if !ok {
		c.fail("facts needs the literal name of a table")
	}
	return func(r *run, _ []value) value {
		table := r.opt.Facts[string(name)]
		if table == nil {
			return failed(fmt.Sprintf("there is no table %q", string(name)))
		}
		return value{kind: kindObject, from: &place{node: table, quiet: true}}
	}
}

func resourceOf(v value) *cloud.Resource {
	if v.kind != kindObject || v.from == nil || !v.from.root {
		return nil
	}
	return v.from.in
}

// attribute reads what a template says beside the properties: DeletionPolicy, Metadata …
func attribute(v, name value) value {
	r := resourceOf(v)
	key, ok := name.literal()
	if r == nil || !ok {
		return failed("attribute needs a resource and a literal name")
	}
	f, _ := r.Attributes.Field(key)
	return lift(place{in: r, node: f.Value, assume: v.from.assume, quiet: v.from.quiet, path: "@" + key, pos: posOr(f.Value, r.Pos)}, types.DynType)
}

func resourceName(v value) value {
	if r := resourceOf(v); r != nil {
		return text(r.Name)
	}
	return failed("name needs a resource")
}

func resourceARN(v value) value {
	r := resourceOf(v)
	if r == nil {
		return failed("arn needs a resource")
	}
	return lift(place{node: r.ARN, quiet: true}, types.StringType)
}

func isGenerated(v value) value {
	if r := resourceOf(v); r != nil {
		return boolean(r.Generated != "" && r.Generated != r.Name)
	}
	return failed("generated needs a resource")
}

// target finds the resource of a type that a property names. Null when the property is not set.
func target(r *run, a []value) value {
	named := a[0].from.content()
	if named == nil && a[0].kind == kindText {
		named = a[0].text
	}
	found, why := r.graph.Target(a[1].text.Str(), named)
	switch {
	case found != nil:
		return r.resource(found)
	case why != nil:
		return unknown(*why)
	}
	return null
}

// listing makes a list of resources of which some belong only perhaps, and to which unread ones
// may be missing. These come first, because nobody knows which place any other resource has.
func (run *run) listing(l cloud.Listing) value {
	l = run.assume.listing(l)
	v := value{kind: kindList}
	for _, why := range l.Unread {
		v.items = append(v.items, item{value: unknown(why), maybe: []cloud.Reason{why}})
	}
	for _, p := range l.Possible {
		v.items = append(v.items, item{value: run.resource(p.Resource), maybe: []cloud.Reason{p.Why}})
	}
	for _, r := range l.Certain {
		v.items = append(v.items, item{value: run.resource(r)})
	}
	return v
}

// referrers lists the resources of a type whose property at a path names the resource. Nothing
// refers to a target that is not set.
func referrers(c *compiler, call ast.Expr) func(*run, []value) value {
	args := call.AsCall().Args()
	typ := args[1].AsIdent()
	path, steps := literalPath(args[2])
	if steps == nil {
		c.fail("referrers needs a literal path, for example \"Targets.*.Arn\"")
	} else if !schema.HasPath(typ, steps) {
		c.fail(fmt.Sprintf("%s has no property %s", typ, path))
	}
	return func(r *run, a []value) value {
		if m, ok := missing(a[0]); ok {
			return r.listing(r.graph.Strays(m, typ, steps...))
		}
		if res := resourceOf(a[0]); res != nil {
			return r.listing(r.assume.referrers(r.graph, res, steps, r.graph.Referrers(res, typ, steps...)))
		}
		if a[0].kind == kindNull { // a target that is not set
			return value{kind: kindList}
		}
		return failed("referrers needs a resource")
	}
}
