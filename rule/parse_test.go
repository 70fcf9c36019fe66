package rule

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/haechi-dev/haechi/cloud"
)

// Whatever a rule file says, it is loaded or refused at a place inside the file, and quickly.
func FuzzParse(f *testing.F) {
	files, err := filepath.Glob("../rules/aws/*/*.yaml")
	if err != nil || len(files) == 0 {
		f.Fatal("the built-in rules are not found: ", err)
	}
	for i, name := range files {
		if i%8 != 0 {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	for _, text := range hostile {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if len(text) <= maxFile {
			load(t, text)
		}
	})
}

func load(t *testing.T, text []byte) {
	t.Helper()
	start := time.Now()
	r, mistakes := Parse("a.yaml", text)
	if (r == nil) != (len(mistakes) > 0) {
		t.Fatalf("a rule and mistakes, or neither: %v %v", r, mistakes)
	}
	for _, m := range mistakes {
		checkPlace(t, text, m)
	}
	if r != nil {
		if err := r.Compile(); err != nil {
			m, ok := err.(*cloud.Error)
			if !ok {
				t.Fatalf("not a *cloud.Error: %T", err)
			}
			checkPlace(t, text, m)
		} else {
			r.Check(Options{})
		}
	}
	if took := time.Since(start); took > 30*time.Second {
		t.Errorf("took %s", took)
	}
}

func checkPlace(t *testing.T, text []byte, m *cloud.Error) {
	t.Helper()
	lines := 1
	for _, r := range string(text) {
		if strings.ContainsRune("\n\r\u0085\u2028\u2029", r) { // YAML's ends of lines
			lines++
		}
	}
	if m.Pos.File() != "a.yaml" || m.Pos.Line < 1 || int(m.Pos.Line) > lines+1 || m.Pos.Column < 1 {
		t.Errorf("%q is at %s of a file with %d lines", m.What, m.Pos, lines)
	}
	if strings.ContainsAny(m.Error(), "\n\r") {
		t.Errorf("%q is more than a line", m.Error())
	}
}

const frame = "id: a-rule\non: AWS::Lambda::Function\nseverity: low\nchecklist: iam\ntitle: {en: t, ko: t}\nwhy: {en: t, ko: t}\nfix: {en: t, ko: t}\n"

var hostile = []string{
	"", "\x00", "[]", "a", "id: [", "{", "id: a\nid: b\n", "? [a]\n: b\n", "&a [*a]", "\xff\xfe", "--- a\n--- b\n", "%YAML 9\n---\n",
	frame + "require: true\ntests: &t [*t]\n",
	frame + "require: true\ntests:\n  - {name: a, expect: pass, given: &g {a: *g}}\n",
	frame + "require: true\ntests:\n  - name: bomb\n    expect: pass\n    given:\n" + bomb(),
	frame + "require: true\ntests:\n  - {name: a, expect: pass, given: {? {a: b} : c}}\n",
	frame + "require: true\ntests:\n  - {name: a, expect: pass, with: {Self: {type: AWS::SQS::Queue}}}\n",
	frame + "require: true\ntests:\n  - {name: a, expect: pass, given: [1]}\n",
	frame + "require: true\ntests:\n  - {name: a, expect: pass, given: !Unknown x}\n",
	frame + "require: " + strings.Repeat("(", 5000) + "\ntests: []\n",
	frame + "require: " + strings.Repeat("!", 5000) + "true\ntests: []\n",
	frame + "require: " + strings.Repeat("[", 90) + strings.Repeat("]", 90) + " == []\ntests: []\n",
	frame + "require: " + strings.Repeat("1+", 9000) + "1 == 2\ntests: []\n",
	frame + "require: " + strings.Repeat("[1].all(x, ", 60) + "true" + strings.Repeat(")", 60) + "\ntests: []\n",
	frame + "require: " + strings.Repeat("a", 30000) + "\ntests: []\n",
	frame + "require: self.Runtime.matches('(((a{1000}){1000}){1000})')\ntests: []\n",
	frame + "require: self.Runtime.matches('" + strings.Repeat("(a|b)*", 2000) + "')\ntests: []\n",
	frame + "require: >-\n  self.Runtime\n  ==\n  1\ntests: []\n",
	frame + "require: |\n  true &&\n  self.Runtme == 'x'\ntests: []\n",
	frame + "require: \"self.Runtime\n\n\n   == 1\"\ntests: []\n",
	frame + "require: self.Runtime == b'x'\ntests: []\n",
	frame + "require: timestamp('2020-01-01T00:00:00Z') < timestamp('2021-01-01T00:00:00Z')\ntests: []\n",
	frame + "require: target(self.Role, self.Role) == null\ntests: []\n",
	frame + "require: referrers(self, 'AWS::SQS::Queue', self.Role) == []\ntests: []\n",
	frame + "require: facts(self.Role).a == 1\ntests: []\n",
	frame + "require: '{self.Role: 1}.size() == 1'\ntests: []\n",
	frame + "require: type(self) == string\ntests: []\n",
	frame + "require: 1u == 1u\ntests: []\n",
	frame + "require: has(self.Role) ? self : null\ntests: []\n",
	frame + "each: self\nrequire: item == 1\ntests: []\n",
	frame + "each: self.Tags\nat: item\nrequire: self.Tags.exists(item, item.Kee == '')\ntests: []\n",
	frame + "require: self.map(x, x) == []\ntests: []\n",
	frame + "require: __result__ || @result\ntests: []\n",
	frame + "require: -9223372036854775808 / -1 == 0 || -(-9223372036854775808) == 1 || -9223372036854775808 % -1 == 0\ntests: []\n",
}

// bomb is a billion values in a few lines.
func bomb() string {
	var b strings.Builder
	b.WriteString("      a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n")
	for i := 1; i < 10; i++ {
		prev := strings.Repeat(", *a"+string(rune('0'+i-1)), 10)
		b.WriteString("      a" + string(rune('0'+i)) + ": &a" + string(rune('0'+i)) + " [" + prev[2:] + "]\n")
	}
	return b.String()
}

func TestHostileFiles(t *testing.T) {
	for i, text := range hostile {
		start := time.Now()
		load(t, []byte(text))
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("file %d took %s: %.200q", i, took, text)
		}
	}
}

// A mistake is shown where it is, whatever the style of the text around it.
func TestPlacesOfMistakes(t *testing.T) {
	for _, c := range []struct{ text, at string }{
		{frame + "require: self.Runtme == 'x'\ntests: []\n", "a.yaml:8:14"},
		{frame + "require: 'self.Runtme == 1'\ntests: []\n", "a.yaml:8:15"},
		{frame + "require: |\n  true &&\n  self.Runtme == 'x'\ntests: []\n", "a.yaml:10:7"},
		{frame + "require: >\n  true &&\n  self.Runtme == 'x'\ntests: []\n", "a.yaml:10:7"},
		{frame + "require: true &&\n  self.Runtme == 'x'\ntests: []\n", "a.yaml:9:7"},
		{frame + "require: true\ntests:\n  - {name: a, expct: pass}\n", "a.yaml:10:22"},
	} {
		r, mistakes := Parse("a.yaml", []byte(c.text))
		var err error
		if r != nil {
			err = r.Compile()
		} else {
			err = mistakes[0]
		}
		if err == nil || !strings.HasPrefix(err.Error(), c.at+":") {
			t.Errorf("got %v, want it at %s", err, c.at)
		}
	}
}
