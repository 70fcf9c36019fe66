package syntax

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/haechi-dev/haechi/cloud"
)

func parse(t *testing.T, text string) *cloud.Value {
	t.Helper()
	v, err := Parse(&cloud.Origin{File: "t.yaml"}, []byte(text))
	if err != nil {
		t.Fatalf("Parse(%q): %v", text, err)
	}
	return v
}

func asJSON(t *testing.T, v *cloud.Value) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestParse(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"plain scalars", "a: 010\nb: yes\nc: 1:30\nd: 0x1F\ne: 2012-10-17\nf: ~\ng: 1_000\nh: 1.50\ni: 1e3\nj: '7'\nk: -0b11\nl: 09\n", `{"a":8,"b":true,"c":90,"d":31,"e":"2012-10-17","f":null,"g":1000,"h":1.5,"i":"1e3","j":"7","k":-3,"l":"09"}`},
		{"short forms", "a: !Ref X\nb: !GetAtt X.Outputs.Y\nc: !Sub 'x${A}'\nd: !If [C, !Ref A, b]\ne: !Condition C\nf: !Ref 12\n", `{"a":{"Ref":"X"},"b":{"Fn::GetAtt":["X","Outputs.Y"]},"c":{"Fn::Sub":"x${A}"},"d":{"Fn::If":["C",{"Ref":"A"},"b"]},"e":{"Condition":"C"},"f":{"Ref":"12"}}`},
		{"anchors and merges", "a: &x {p: 1, q: 2}\nb:\n  <<: *x\n  q: 3\n", `{"a":{"p":1,"q":2},"b":{"q":3,"p":1}}`},
		{"json", "{\n\t\"a\": [1, 2.0, \"\\ud83d\\ude00\", null, true]}", `{"a":[1,2.0,"😀",null,true]}`},
		{"flow with tags", "{a: !Ref X}", `{"a":{"Ref":"X"}}`},
		{"tags", "a: !!str 1\nb: !!int '7'\n", `{"a":"1","b":7}`},
		{"empty", "", `null`},
		{"comment only", "# nothing\n", `null`},
		{"last key wins", "a: 1\na: 2\n", `{"a":2}`},
		{"byte order mark", "\ufeffa: 1\n", `{"a":1}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := asJSON(t, parse(t, c.text)); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestPositions(t *testing.T) {
	for _, text := range []string{"a:\n  한: \"값\"\n", "{\"a\":\n  {\"한\": \"값\"}}"} {
		f, _ := parse(t, text).Get("a").Field("한")
		if f.KeyPos.Line != 2 || f.Value.Pos.Line != 2 {
			t.Errorf("%q: lines %v %v, want 2", text, f.KeyPos, f.Value.Pos)
		}
		if w := f.Value.Pos.EndColumn - f.Value.Pos.Column; w != 3 {
			t.Errorf("%q: width %d, want 3", text, w)
		}
	}
	v := parse(t, "x: !Ref Name\n").Get("x")
	if p := v.Pos; p.Column != 4 || p.EndColumn != 13 {
		t.Errorf("short form stands at %d-%d, want 4-13", p.Column, p.EndColumn)
	}
}

func TestErrors(t *testing.T) {
	bomb := "a: &a [x,x,x,x,x,x,x,x,x,x]\n"
	for c := 'b'; c < 'k'; c++ {
		p := string(c - 1)
		bomb += string(c) + ": &" + string(c) + " [" + strings.TrimSuffix(strings.Repeat("*"+p+",", 10), ",") + "]\n"
	}
	for _, c := range []struct{ name, text, want string }{
		{"bad indentation", "a:\n  b: 1\n c: 2\n", "t.yaml:3:"},
		{"tab", "a:\n\tb: 1\n", "t.yaml:2:"},
		{"nul", "a: 1\nb: \x00\n", "t.yaml:2:4: NUL byte"},
		{"not utf-8", "a: \xff\n", "t.yaml:1:4: text is not UTF-8"},
		{"utf-16", "\xff\xfea\x00:\x00 \x001\x00", "t.yaml:1:1: file is in UTF-16 (save it as UTF-8"},
		{"utf-16 big", "\xfe\xff\x00a\x00:\x00 \x001", "t.yaml:1:1: file is in UTF-16"},
		{"utf-16 bare", "a\x00:\x00 \x001\x00", "t.yaml:1:1: file is in UTF-16"},
		{"two documents", "a: 1\n---\nb: 2\n", "t.yaml:2:1: something follows the first YAML document"},
		{"a marker at the end", "a: 1\n---\n", "something follows the first YAML document"},
		{"two documents, one broken", "a: 1\n---\nb: [\n", "something follows the first YAML document"},
		{"two flow documents", "{a: 1}\n---\n{b: 2}\n", "something follows the first YAML document"},
		{"alias cycle", "a: &a\n  b: *a\n", "contains itself"},
		{"bomb", bomb, "more than"},
		{"deep flow", strings.Repeat("[", 10000) + strings.Repeat("]", 10000), "levels deep"},
		{"deep block", strings.Repeat("- ", 10000) + "x", "levels deep"},
		{"deep json", strings.Repeat(`{"a":`, 10000) + "1" + strings.Repeat("}", 10000), "levels deep"},
		{"deep indent", deepIndent(1000), "levels deep"},
		{"json comma", "{\"a\": 1\n \"b\": 2}", "t.yaml:2:2: not valid JSON"},
		{"json end", "{\"a\": 1", "ends too early"},
		{"json trailing", "{\"a\": 1} x", "t.yaml:1:10"},
		{"key", "[a]: 1\n", "a key must be a plain value"},
		{"merge", "a: {<<: 1}\n", "merge key"},
		{"tag", "a: !!python/object 1\n", "unknown tag"},
		{"unknown alias", "a: *b\n", "t.yaml:1:"},
		{"large", strings.Repeat("# x\n", MaxBytes/4+1), "more than the limit"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Parse(&cloud.Origin{File: "t.yaml"}, []byte(c.text))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q in it", err, c.want)
			}
			if err != nil && strings.ContainsAny(err.Error(), "\n\x00") {
				t.Errorf("%q is more than one clean line", err)
			}
		})
	}
}

func deepIndent(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return b.String()
}

// FuzzParse holds that parsing never panics, and that what is parsed can be written as JSON and
// parsed again to the same value.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"a: !Ref X\nb: [1, {c: ~}]\n", `{"a": [1, "x", null]}`, "a: &x {p: 1}\nb: {<<: *x}\n", "? [x]\n: 1", "a: |\n  x\n  y\n", "!Sub x", "- - - a", "a: 1:30", "\"\\x41\": 0o7"} {
		f.Add([]byte(s))
	}
	seeds, _ := filepath.Glob("../../../examples/*/template.yaml")
	for _, file := range seeds {
		if text, err := os.ReadFile(file); err == nil {
			f.Add(text)
		}
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		v, err := Parse(&cloud.Origin{File: "f"}, text)
		if err != nil {
			return
		}
		once, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		if !json.Valid(once) {
			t.Fatalf("not JSON: %s", once)
		}
	})
}
