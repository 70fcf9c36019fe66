package rule

import (
	"math/rand/v2"
	"sync"
	"testing"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
	"github.com/google/go-cmp/cmp"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/schema"
	"github.com/haechi-dev/haechi/schema/celtype"
)

const function = "AWS::Lambda::Function"

// known is a function of which every property the generator reads is set.
const known = `
FunctionName: abc
Timeout: 30
MemorySize: 2
EphemeralStorage: {Size: 512}
Runtime: a
Role: "arn:a:b"
Description: '{"a": "AbC"}'
TracingConfig: {Mode: ""}
Layers: [a, ab, "*"]
Architectures: [é]
VpcConfig: {SubnetIds: [a, a], Ipv6AllowedForDualStack: true}
Environment: {Variables: {STAGE: a, ab: b}}
`

// Over values that are all known, the evaluator of cel-go is right.
func TestAgreesWithCEL(t *testing.T) {
	n := 600
	if testing.Short() {
		n = 100
	}
	compared := 0
	for seed := range n {
		if compareWithCEL(t, uint64(seed)) {
			compared++
		}
	}
	if compared < n/2 {
		t.Errorf("cel-go gives a value for %d of %d expressions only", compared, n)
	}
}

func FuzzAgreesWithCEL(f *testing.F) {
	f.Add(uint64(1))
	f.Fuzz(func(t *testing.T, seed uint64) { compareWithCEL(t, seed) })
}

func compareWithCEL(t *testing.T, seed uint64) (compared bool) {
	g := &generator{Rand: rand.New(rand.NewPCG(seed, 1))}
	text := g.expr(g.pick("bool", "bool", "bool", "int", "text", "ints", "texts", "map"), 5)
	properties := properties(t, known)
	want, err := oracle(t, text, properties)
	if err != nil {
		return false // what is an error for CEL is null or unknown for us
	}
	evaluate := compileText(t, text)
	if evaluate == nil {
		t.Fatalf("seed %d: %s\nis refused, and cel-go takes it", seed, text)
	}
	if got := evaluate.of(properties); !cmp.Equal(native(got), want) {
		t.Errorf("seed %d: %s\ngives %v %v, cel-go %v", seed, text, native(got), got.why, want)
	}
	return true
}

var selfEnv = sync.OnceValues(func() (*cel.Env, error) {
	base, err := language()
	if err != nil {
		return nil, err
	}
	return base.Extend(cel.Variable("self", celtype.ObjectType(function)))
})

// evaluation is a compiled expression of any type.
type evaluation func(self *cloud.Value, g *cloud.Graph) value

func (e evaluation) of(self *cloud.Value) value { return e(self, cloud.NewGraph()) }

func (e evaluation) on(g *cloud.Graph) value { return e(cloud.NewMap(cloud.Pos{}), g) }

// compileText compiles an expression of any type with our evaluator, or gives nil when the checker
// refuses it.
func compileText(t *testing.T, text string) evaluation {
	t.Helper()
	env, err := selfEnv()
	if err != nil {
		t.Fatal(err)
	}
	e := expression{text: text, pos: inFile("e.yaml")}
	checked, err := check(env, scope{"self": {Kind: schema.ObjectKind, Name: function}}, e)
	if err != nil { // such as -([][0]), whose type is open
		return nil
	}
	p := &program{}
	f, err := p.build(checked.NativeRep(), e)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return func(properties *cloud.Value, g *cloud.Graph) value {
		self := &cloud.Resource{ID: "Self", Type: function, Properties: properties}
		v := f(newRun(nil, p, g, self, Options{}, false))
		if quiet := f(newRun(nil, p, g, self, Options{}, true)); !cmp.Equal(native(quiet), native(v)) {
			t.Errorf("%s\ngives %v when nothing is recorded, else %v", text, native(quiet), native(v))
		}
		return v
	}
}

func oracle(t *testing.T, text string, properties *cloud.Value) (any, error) {
	t.Helper()
	env, err := selfEnv()
	if err != nil {
		t.Fatal(err)
	}
	checked, issues := env.Compile(text)
	if issues.Err() != nil { // such as -([][0]), whose type is open
		return nil, issues.Err()
	}
	program, err := env.Program(checked)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	v, _, err := program.Eval(map[string]any{"self": native(lift(place{node: properties}, types.DynType))})
	if err != nil {
		return nil, err
	}
	return plainCEL(v), nil
}

// native turns a value into Go's own, for comparison.
func native(v value) any {
	switch v.kind {
	case kindBool:
		return v.b
	case kindInt:
		return v.i
	case kindDouble:
		return v.f
	case kindText:
		s, _ := v.text.Canonical()
		if literal, ok := v.literal(); ok {
			s = literal
		}
		return s
	case kindList:
		list := []any{}
		for _, it := range v.items {
			list = append(list, native(it.value))
		}
		return list
	case kindObject:
		m := map[string]any{}
		for _, k := range keys(v).items {
			name, _ := k.value.literal()
			m[name] = native(field(v, name, types.DynType))
		}
		return m
	case kindUnknown:
		return v.kind
	}
	return nil
}

func plainCEL(v ref.Val) any {
	switch v := v.(type) {
	case traits.Lister:
		list := []any{}
		for it := v.Iterator(); it.HasNext() == types.True; {
			list = append(list, plainCEL(it.Next()))
		}
		return list
	case traits.Mapper:
		m := map[string]any{}
		for it := v.Iterator(); it.HasNext() == types.True; {
			k := it.Next()
			m[string(k.(types.String))] = plainCEL(v.Get(k))
		}
		return m
	}
	return v.Value()
}
