package rule

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// generator writes random well-typed expressions on an AWS::Lambda::Function.
type generator struct {
	*rand.Rand
	ours bool // use functions that CEL does not have, and properties that may be missing
	vars []variable
}

type variable struct{ name, typ string }

// The types: int, bool, text, ints and texts (lists), map (of texts).
func (g *generator) expr(typ string, depth int) string {
	if depth <= 0 || g.IntN(6) == 0 {
		return g.leaf(typ)
	}
	if g.IntN(8) == 0 {
		return fmt.Sprintf("(%s ? %s : %s)", g.expr("bool", depth-1), g.expr(typ, depth-1), g.expr(typ, depth-1))
	}
	if g.ours && g.IntN(10) == 0 {
		return fmt.Sprintf("default(%s, %s)", g.expr(typ, depth-1), g.expr(typ, depth-1))
	}
	shapes := map[string][]string{
		"bool": {
			"(bool && bool)", "(bool || bool)", "!(bool)", "(int < int)", "(int <= int)", "(int > int)", "(int >= int)", "(int == int)", "(int != int)",
			"(text == text)", "(text != text)", "(text < text)", "(bool == bool)", "(ints == ints)", "(texts == texts)", "(map == map)",
			"text.startsWith(text)", "text.endsWith(text)", "text.contains(text)", "text.matches(regexp)", "(int in ints)", "(text in texts)", "(text in map)",
			"exists ints", "all ints", "exists_one ints", "exists texts", "all texts", "exists_one texts", "exists map", "all map", "has",
		},
		"int":   {"(int + int)", "(int - int)", "(int * int)", "(int / int)", "(int % int)", "size(text)", "ints.size()", "size(texts)", "size(map)", "ints[int]", "-(int)", "int(int)"},
		"text":  {"(text + text)", "texts[int]", "map[text]", "string(int)", "string(bool)"},
		"ints":  {"(ints + ints)", "map ints", "filter ints", "[int, int]", "[int]"},
		"texts": {"(texts + texts)", "map texts", "filter texts", "[text, text]", "[text]"},
		"map":   {`{"a": text, "b": text}`, `{"STAGE": text}`},
	}
	if g.ours {
		shapes["bool"] = append(shapes["bool"], "glob(text, text)", "glob(text, pattern)", "list(dyn).exists(q, q == dyn)", "leaves(dyn).exists(q, q.value == dyn)", "leaves(json(document)).all(q, q.name != text)", "(leaves(map).size() == int)", "(text.split(colon)[int] == text)", "(list(dyn)[int] == dyn)", "(json(document).a == dyn)", `("a" in json(document))`)
		shapes["text"] = append(shapes["text"], "text.lowerAscii()", "text.upperAscii()", "text.trim()")
		shapes["texts"] = append(shapes["texts"], "text.split(text)", "flatten([texts, texts])")
		shapes["ints"] = append(shapes["ints"], "flatten([ints, ints])")
		shapes["int"] = append(shapes["int"], "sum(ints)")
	}
	return g.fill(shapes[typ][g.IntN(len(shapes[typ]))], depth)
}

// fill writes an expression for every type name in a shape.
func (g *generator) fill(shape string, depth int) string {
	if macro, over, ok := strings.Cut(shape, " "); ok && !strings.ContainsAny(shape, "(<>=&|[.{") && over != "" && !strings.Contains(shape, " in ") {
		return g.macro(macro, over, depth)
	}
	if shape == "has" {
		return "has(" + g.pick("self.Runtime", "self.Handler", "self.VpcConfig", "self.VpcConfig.SubnetIds", "self.Environment.Variables", "self.Timeout", "self.Layers") + ")"
	}
	var b strings.Builder
	for shape != "" {
		word := strings.IndexFunc(shape, func(r rune) bool { return r >= 'a' && r <= 'z' })
		if word < 0 {
			return b.String() + shape
		}
		b.WriteString(shape[:word])
		end := word
		for end < len(shape) && shape[end] >= 'a' && shape[end] <= 'z' {
			end++
		}
		name, before, after := shape[word:end], shape[:word], shape[end:]
		call := strings.HasPrefix(after, "(") || strings.HasSuffix(before, ".") || strings.HasSuffix(before, `"`)
		switch {
		case call, name == "q", name == "in":
			b.WriteString(name)
		case name == "regexp":
			b.WriteString(g.pick(`"^a"`, `"b$"`, `"[A-Z]+"`, `""`, `"a.c"`))
		case name == "pattern":
			b.WriteString(g.pick(`"*"`, `"a*"`, `"A*"`, `"*b"`, `"?rn*"`, `"a?c*"`, `"arn:*:x"`))
		case name == "colon":
			b.WriteString(g.pick(`":"`, `"/"`, `":a"`, `"::"`))
		case name == "document":
			b.WriteString(g.pick(`self.Description`, g.expr("text", depth-1)))
		case name == "dyn":
			b.WriteString(g.expr(g.pick("int", "text", "bool", "texts", "ints", "map"), depth-1))
		default:
			b.WriteString(g.expr(name, depth-1))
		}
		shape = after
	}
	return b.String()
}

// macro writes a comprehension; over is what it goes over, and for map and filter what it gives.
func (g *generator) macro(name, over string, depth int) string {
	elem := strings.TrimSuffix(over, "s")
	if over == "map" {
		elem = "text"
	}
	list := g.expr(over, depth-1)
	v := variable{fmt.Sprintf("v%d", len(g.vars)), elem}
	g.vars = append(g.vars, v)
	defer func() { g.vars = g.vars[:len(g.vars)-1] }()
	switch name {
	case "map":
		if g.IntN(2) == 0 {
			return fmt.Sprintf("%s.map(%s, %s, %s)", list, v.name, g.expr("bool", depth-1), g.expr(elem, depth-1))
		}
		return fmt.Sprintf("%s.map(%s, %s)", list, v.name, g.expr(elem, depth-1))
	default:
		return fmt.Sprintf("%s.%s(%s, %s)", list, name, v.name, g.expr("bool", depth-1))
	}
}

func (g *generator) pick(of ...string) string { return of[g.IntN(len(of))] }

func (g *generator) leaf(typ string) string {
	for _, v := range g.vars {
		if v.typ == typ && g.IntN(2) == 0 {
			return v.name
		}
	}
	switch typ {
	case "bool":
		return g.pick("true", "false", "self.VpcConfig.Ipv6AllowedForDualStack")
	case "int":
		return g.pick("0", "1", "2", "3", "-1", "30", "self.Timeout", "self.MemorySize", "self.EphemeralStorage.Size")
	case "text":
		return g.pick(`""`, `"a"`, `"ab"`, `"abc"`, `"AbC"`, `"*"`, `"arn:"`, `"é"`, `"${"`, `" a "`, "self.Runtime", "self.FunctionName", "self.Role", "self.TracingConfig.Mode", `self.Environment.Variables.STAGE`, `self.Description`)
	case "ints":
		return g.pick("[]", "[1]", "[1, 2, 3]", "[3, 3]", "[self.Timeout, self.MemorySize]")
	case "texts":
		return g.pick("[]", `["a"]`, `["a", "ab", "a"]`, "self.Layers", "self.VpcConfig.SubnetIds", "self.Architectures")
	}
	return g.pick(`{"a": "b"}`, "self.Environment.Variables")
}
