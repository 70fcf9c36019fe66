package syntax

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/haechi-dev/haechi/cloud"
)

// lines writes a value with all that the reader of a template gives it, a line a node.
func lines(v *cloud.Value, path string, to []string) []string {
	scalar, _ := v.Scalar()
	to = append(to, fmt.Sprintf("%s %v %q %+v %t", path, v.Kind(), scalar, place(v.Pos), v.Pos.IsZero()))
	for i, f := range v.Fields() {
		to = append(to, fmt.Sprintf("%s key %q %+v", path, f.Key, place(f.KeyPos)))
		to = lines(f.Value, fmt.Sprintf("%s.%d", path, i), to)
	}
	for i, item := range v.Items() {
		to = lines(item, fmt.Sprintf("%s[%d]", path, i), to)
	}
	return to
}

func place(p cloud.Pos) [4]int32 { return [4]int32{p.Line, p.Column, p.EndLine, p.EndColumn} }

// same holds that a text which is usual is read as the library reads it, and tells whether it is.
func same(t *testing.T, name string, text []byte) bool {
	t.Helper()
	origin := &cloud.Origin{File: name}
	got, ok := parseUsual(origin, text)
	if !ok {
		return false
	}
	want, err := parseAny(origin, text)
	if err != nil {
		t.Errorf("%s: the library refuses what was read: %v", name, err)
		return true
	}
	if diff := cmp.Diff(lines(want, "", nil), lines(got, "", nil)); diff != "" {
		t.Errorf("%s: not as the library reads it (-library +ours):\n%s", name, diff)
	}
	return true
}

// usualSeeds are usual, all of them.
var usualSeeds = []string{
	"a: b\n", "a:\n  b: 1\n  c: 'x'\nd:\n- 1\n- two\n", "a:\n  - b: 1\n    c: 2\n  -\n    d: 3\n  - - x\n    - y\n",
	"a: !Ref X\nb: !GetAtt X.Y.Z\nc: !GetAtt X\nd: !Sub 'x${A}'\ne: !If [C, !Ref A, b]\n", "a: !If\n  - C\n  - !Ref X\n  - b\nc: !Join\n- ''\n- - a\n  - b\n",
	"a: !FindInMap\n  x: y\n", "- !Ref X\n- !Sub |\n    a\n    b\n- !Sub\n  - x\n  - y: z\n",
	"a: |\n  x\n\n  y\n   z\n\nb: >-\n  x\n  y\n\n   more\n  z\nc: |+\n  x\n\n\nd: |2\n    x\n   y\ne: >\n\n  x\n  # y\n# z\nf: |-\ng: 1\n",
	"a: x\n  y\n\n  z # c\nb: 'x\n  y''s\n\n\n  z'\nc: \"x \\n\\t\\\"\\\\\\/\n   y\"\n", "---\n# c\na: {b: c, 'd': [1, \"x\", {}], e: []}\nf: [\n  x,\n  !Ref Y, # c\n  !Join ['', [a]],\n]\n",
	"--- # c\na:\nb: ~ # c\nc: # c\n  d: # c\n\ne: \"x\" # y\n", "# c\n\n  # d\na: b#c\n'x': http://y:1/z?a#b\n\"y y\" : -1\nz z : -x\n",
	"한: \"값\"\na: 값 # 한\nb: [값, {한: 값}]\nc: !Sub 값${x}\nd: |\n  값\n", "a: 1\r\nb: |\r\n  x\r\n  y\r\nc: 'd\r\n  e'\r\n", "a: b", "a: 'b'", "a:", "- a\n-", "a: [b]", "a: 1\na: 2\n",
	"a: |\n   b", "a: >\n   b\n   c", "a: :b\nc: 'x\n\n } y'\nd: \"x\n y\n\"\n", "a: Fn::x:y\nb: x[1]{2},3\nc: !Equals [!Ref A, \"b\"]\nd: {a: x:y, b: !Ref X}\n", "a:\n  - |\n    x\n  - >\n    y\n    z\n", "a:\n    b:\n      - c:\n          d\n    e:\n      'f'\n",
}

func TestUsual(t *testing.T) {
	for _, text := range usualSeeds {
		if !same(t, text, []byte(text)) {
			t.Errorf("%q is left to the library", text)
		}
	}
}

// What is rare or a mistake is left to the library.
func TestUnusual(t *testing.T) {
	for _, text := range []string{
		"", "# c\n", "a", "[a]\n", "{a: b}\n", "!Ref a\n", "a: &x b\nc: *x\n", "a: !!str 1\n", "? a\n: b\n", "<<: {a: b}\n", "a:\tb\n", "a: b\tc\n", "a: b: c\n", "a:\n  b: 1\n c: 2\n",
		"a: 1\n---\nb: 2\n", "a: 1\n...\n", "%YAML 1.1\n---\na: 1\n", "--- a\n", "a: - b\n", "a: 'b\n", "a: \"b\\x41\"\n", "a: 'b' c\n", "a: [b\n", "a: [b: c]\n", "a: {b, c}\n", "a: [,]\n", "a: {b: }\n",
		"a: !Ref\n", "a: ! b\n", "a: !x! b\n", "a: @b\n", "a: 'b'#c\n", "a: |x\n  b\n", "a: |\n   b\n   ", "a: 'b\n---\n'\n", "a: \u2028b\n", "a: \u0085b\n", "a: b\n\ufeffc: d\n", "a: \x01\n", "a\n", "a: [b\n]: c\n", "a: !Ref b: c\n",
		"a: \"b\\\n  c\"\n", "a: [b\nc]\n", "a:\n  - b\n  c: d\n", "a: 1\rb: 2\n",
	} {
		if _, ok := parseUsual(&cloud.Origin{File: "f"}, []byte(text)); ok {
			t.Errorf("%q is read", text)
		}
	}
}

// Nearly all templates are usual, or there is no use in reading them so.
func TestUsualTemplates(t *testing.T) {
	roots := []string{"../../../examples"}
	corpus := os.Getenv("HAECHI_CORPUS")
	if corpus == "" {
		corpus = "../../../../shared/corpus"
	}
	if _, err := os.Stat(corpus); err == nil {
		roots = append(roots, corpus)
	} else {
		t.Logf("without the corpus: %v", err)
	}
	all, read := 0, 0
	for _, root := range roots {
		err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
			if ext := filepath.Ext(name); err != nil || d.IsDir() || ext != ".yaml" && ext != ".yml" {
				return err
			}
			text, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			all++
			if same(t, name, text) {
				read++
			} else if testing.Verbose() {
				t.Logf("%s is left to the library", name)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d of %d are usual", read, all)
	if all == 0 || read*10 < all*9 {
		t.Errorf("%d of %d are usual", read, all)
	}
}

// A line of any length is read in one go.
func TestUsualLongLine(t *testing.T) {
	text := []byte("a: [" + strings.Repeat("값, ", 1<<18) + "b]\n")
	start := time.Now()
	v, ok := parseUsual(&cloud.Origin{File: "f"}, text)
	if took := time.Since(start); !ok || took > 5*time.Second {
		t.Errorf("read: %v, in %v", ok, took)
	}
	if last := v.Get("a").Items()[1<<18]; last.Pos.Column != 5+3*(1<<18) {
		t.Errorf("the last item stands at %v", last.Pos)
	}
}

// FuzzUsual holds that what is read as usual is read as the library reads it.
func FuzzUsual(f *testing.F) {
	for _, s := range usualSeeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if utf8.Valid(text) && bytes.IndexByte(text, 0) < 0 {
			same(t, "f", text)
		}
	})
}
