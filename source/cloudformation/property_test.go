package cloudformation

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/source/cloudformation/syntax"
)

// generator makes random templates over the parameters A and B.
type generator struct{ *rand.Rand }

func (g generator) pick(choices ...any) any { return choices[g.IntN(len(choices))] }

func fn(name string, arg any) any { return map[string]any{name: arg} }

func (g generator) word() any { return g.pick("a", "b", "c", "a-b", "", "x${y}", "1") }

// text makes an expression that gives text.
func (g generator) text(depth int) any {
	if depth <= 0 {
		return g.pick(g.word(), fn("Ref", "A"), fn("Ref", "B"), fn("Ref", "AWS::Region"))
	}
	switch g.IntN(13) {
	case 0:
		return fn("Fn::Sub", "${A}-${B}${!A}")
	case 1:
		return fn("Fn::Sub", []any{"x${V}${A}", map[string]any{"V": g.text(depth - 1)}})
	case 2:
		return fn("Fn::Join", []any{g.pick("", "-", ","), g.list(depth - 1)})
	case 3:
		return fn("Fn::Select", []any{g.IntN(3), g.list(depth - 1)})
	case 4, 5:
		return fn("Fn::If", []any{g.condition(), g.text(depth - 1), g.text(depth - 1)})
	case 6:
		return fn("Fn::FindInMap", []any{"M", g.text(depth - 1), g.pick("p", "q")})
	case 7:
		return fn("Fn::FindInMap", []any{"M", g.text(depth - 1), g.pick("p", "q"), map[string]any{"DefaultValue": g.text(depth - 1)}})
	case 8:
		return fn("Fn::GetAtt", []any{"Q", g.pick("Arn", "QueueName", "Other")})
	case 9:
		return fn("Fn::ToJsonString", map[string]any{"k": g.text(depth - 1), "l": g.list(depth - 1)})
	case 10:
		return fn("Fn::Base64", g.text(depth-1))
	}
	return g.text(0)
}

func (g generator) list(depth int) any {
	switch g.IntN(6) {
	case 0:
		return fn("Fn::Split", []any{g.pick("-", ",", ":"), g.text(depth - 1)})
	case 1:
		return fn("Fn::If", []any{g.condition(), g.list(depth - 1), []any{"only"}})
	}
	items := make([]any, 1+g.IntN(3))
	for i := range items {
		items[i] = g.text(depth - 1)
		if g.IntN(4) == 0 {
			items[i] = fn("Fn::If", []any{g.condition(), items[i], fn("Ref", "AWS::NoValue")})
		}
	}
	return items
}

func (g generator) condition() string { return fmt.Sprintf("C%d", g.IntN(4)) }

func (g generator) decision(depth int) any {
	if depth > 0 {
		switch g.IntN(4) {
		case 0:
			return fn("Fn::Not", []any{g.decision(depth - 1)})
		case 1:
			return fn("Fn::And", []any{g.decision(depth - 1), g.decision(depth - 1)})
		case 2:
			return fn("Fn::Or", []any{g.decision(depth - 1), g.decision(depth - 1)})
		}
	}
	return fn("Fn::Equals", []any{g.pick(fn("Ref", "A"), fn("Ref", "B"), fn("Fn::Sub", "${A}-b")), g.pick(g.word(), fn("Ref", "B"))})
}

func (g generator) template() string {
	text, err := json.Marshal(map[string]any{
		"Transform":  "AWS::LanguageExtensions",
		"Parameters": map[string]any{"A": map[string]any{"Type": "String"}, "B": map[string]any{"Type": "String"}},
		"Conditions": map[string]any{"C0": g.decision(2), "C1": g.decision(1), "C2": g.decision(2), "C3": g.decision(0)},
		"Mappings":   map[string]any{"M": map[string]any{"a": map[string]any{"p": "1", "q": "2"}, "b": map[string]any{"p": "1", "q": "3"}}},
		"Resources": map[string]any{
			"Q": map[string]any{"Type": "AWS::SQS::Queue", "Properties": map[string]any{"QueueName": g.text(1)}},
			"D": map[string]any{"Type": "AWS::SQS::Queue", "Condition": "C0", "Properties": map[string]any{"QueueName": g.text(2), "Tags": g.list(2)}},
			"R": map[string]any{"Type": "Custom::R", "Properties": map[string]any{"T": g.text(4), "L": g.list(4)}},
		}})
	if err != nil {
		panic(err)
	}
	return string(text)
}

// TestUnknownIsSound: what is said of a template whose parameters have no value stays true
// whatever their values are. Nothing known may become something else.
func TestUnknownIsSound(t *testing.T) {
	for seed := range 500 {
		g := generator{rand.New(rand.NewPCG(7, uint64(seed)))}
		template := g.template()
		parsed, err := syntax.Parse(&cloud.Origin{File: "template.json"}, []byte(template))
		if err != nil {
			t.Fatal(err)
		}
		evaluate := func(parameters map[string]string) *Document {
			doc, err := newReader(Options{Region: "eu-west-1", Parameters: parameters}).document("template.json", parsed)
			if err != nil {
				t.Fatal(err)
			}
			return doc
		}
		open := evaluate(nil)
		for _, a := range []string{"a", "b", "a-b", "", "c,d:e"} {
			for _, b := range []string{"a", "b", "-"} {
				closed := evaluate(map[string]string{"A": a, "B": b})
				if len(closed.Problems) > 0 {
					continue // such values cannot be deployed: a key or an item is missing
				}
				was, is := open.Graph.Resource("D"), closed.Graph.Resource("D")
				if was == nil && is != nil || was != nil && was.Condition == "" && is == nil || is != nil && is.Condition != "" {
					t.Fatalf("seed %d, A=%q, B=%q: D was %v and is %v in\n%s", seed, a, b, was, is, template)
				}
				for _, id := range []string{"R", "Q", "D"} {
					if closed.Graph.Resource(id) == nil {
						continue
					}
					before, after := open.Graph.Resource(id).Properties, closed.Graph.Resource(id).Properties
					if !admits(before, after) {
						t.Fatalf("seed %d, A=%q, B=%q: %s became %s in\n%s", seed, a, b, show(before), show(after), template)
					}
				}
			}
		}
	}
}

// admits reports whether the value before, with its holes and unknowns, allows the value after.
func admits(before, after *cloud.Value) bool {
	if before.Is(cloud.Unknown) || after.Is(cloud.Unknown) {
		return before.Is(cloud.Unknown)
	}
	if before.HasHoles() {
		return holesAdmit(before, after)
	}
	if before.Kind() != after.Kind() {
		return false
	}
	switch before.Kind() {
	case cloud.List:
		return itemsAdmit(before.Items(), after.Items())
	case cloud.Map:
		for _, f := range before.Fields() {
			if !admits(f.Value, after.Get(f.Key)) {
				return false
			}
		}
		return true
	}
	x, _ := before.Scalar()
	y, _ := after.Scalar()
	return x == y
}

// itemsAdmit matches lists; an item that may vanish matches one item or none.
func itemsAdmit(before, after []*cloud.Value) bool {
	if len(before) == 0 {
		return len(after) == 0
	}
	if _, may := mayVanish(before[0]); may && itemsAdmit(before[1:], after) {
		return true
	}
	return len(after) > 0 && admits(before[0], after[0]) && itemsAdmit(before[1:], after[1:])
}

// holesAdmit matches the text after with that before, a hole standing for any text. Holes that are
// still there are written by their names.
func holesAdmit(before, after *cloud.Value) bool {
	var pattern strings.Builder
	pattern.WriteString("(?s)^")
	for _, part := range before.Parts() {
		if part.Hole != nil {
			pattern.WriteString(".*")
		} else {
			pattern.WriteString(regexp.QuoteMeta(strings.ReplaceAll(part.Text, "${", "${!")))
		}
	}
	pattern.WriteString("$")
	text, ok := after.Canonical()
	if !ok {
		text, ok = after.Scalar()
	}
	return ok && regexp.MustCompile(pattern.String()).MatchString(text)
}
