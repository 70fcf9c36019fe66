package cloud

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

var testLimits = JSONLimits{Bytes: 1 << 20, Depth: 50, Nodes: 1 << 16}

func TestParseJSON(t *testing.T) {
	v, twice, err := ParseJSON(&Origin{File: "f"}, []byte("{\n  \"한\": [1, -2.5e+3, \"\\u00e9\\ud83d\\ude00\\n\"],\n  \"a\": null, \"a\": {\"b\": true}}"), testLimits)
	if err != nil {
		t.Fatal(err)
	}
	if b, err := json.Marshal(v); err != nil || string(b) != `{"한":[1,-2.5e+3,"é😀\n"],"a":{"b":true}}` {
		t.Errorf("%s %v", b, err)
	}
	f, _ := v.Get("a").Field("b")
	if got := fmt.Sprint(f.KeyPos, f.Value.Pos, f.Value.Pos.EndColumn); got != "f:3:20 f:3:25 29" {
		t.Errorf("positions %s", got)
	}
	if len(twice) != 1 || twice[0].Key != "a" || twice[0].Pos.Column != 14 || twice[0].First.Column != 3 {
		t.Errorf("duplicates %v", twice)
	}
	f, _ = v.Field("한")
	if f.KeyPos.EndColumn != 6 || f.Value.Pos.Column != 8 {
		t.Errorf("columns are characters: %+v %v", f.KeyPos, f.Value.Pos)
	}
}

func TestParseJSONMistakes(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", "f:1:1: not valid JSON: the text ends too early"},
		{"{\"a\": 1\n  \"b\": 2}", "f:2:3: not valid JSON: a comma or } is expected"},
		{`{"a" 1}`, "f:1:6: not valid JSON: a colon is expected"},
		{`{a: 1}`, "f:1:2: not valid JSON: a key in double quotes"},
		{`{"a": 1,}`, "f:1:9: not valid JSON: a key in double quotes"},
		{`[1, ]`, "f:1:5: not valid JSON: a value is expected"},
		{`[1 2]`, "f:1:4: not valid JSON: a comma or ] is expected"},
		{`"a`, "f:1:3: not valid JSON: the text ends too early"},
		{"\"a\nb\"", "f:1:3: not valid JSON: a line break"},
		{`"\x"`, "f:1:3: not valid JSON: no such escape"},
		{`"\u12x4"`, "f:1:4: not valid JSON: four hexadecimal digits"},
		{`01`, "f:1:2: text after the end"},
		{`1.`, "the text ends too early"},
		{`-a`, "a digit is expected"},
		{`nul`, "a value is expected"},
		{`1 2`, "f:1:3: text after the end"},
		{strings.Repeat("[", 60), "f:1:52: nested more than 50 levels deep"},
		{"[" + strings.Repeat("1,", 1<<16) + "1]", "more than 65536 values"},
		{strings.Repeat(" ", 1<<20+1), "more than the limit"},
	} {
		_, _, err := ParseJSON(&Origin{File: "f"}, []byte(c.text), testLimits)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.30q: got %v, want %s", c.text, err, c.want)
		}
	}
}

// The reader takes what encoding/json takes, and reads the same.
func FuzzParseJSON(f *testing.F) {
	for _, s := range []string{`{"a":[1,2.0e-3,"x\u00e9\ud800",null,true,false]}`, `"\ud83d\ude00\ud800\u0041\/"`, "\"\xff\"", `[-0, 0.10]`, ` {} `, `"`, `{"a":1,"a":2}`, "\"\\ud800\xff\""} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		v, _, err := ParseJSON(&Origin{File: "f"}, text, JSONLimits{Bytes: 1 << 16, Depth: 1000, Nodes: 1 << 16})
		if valid := json.Valid(text); valid != (err == nil) {
			t.Fatalf("%q: valid is %v, but %v", text, valid, err)
		}
		if err != nil {
			return
		}
		got, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		if want := throughStandard(t, text); !bytes.Equal(throughStandard(t, got), want) {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	})
}

func throughStandard(t *testing.T, text []byte) []byte {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func BenchmarkParseJSON(b *testing.B) {
	text := []byte("[" + strings.Repeat(`{"Effect":"Allow","Action":["s3:GetObject","s3:PutObject"],"Resource":"arn:aws:s3:::bucket/*"},`, 1000) + "1]")
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, _, err := ParseJSON(&Origin{File: "f"}, text, testLimits); err != nil {
			b.Fatal(err)
		}
	}
}
