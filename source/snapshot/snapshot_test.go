package snapshot_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/source/snapshot"
)

var taken = time.Date(2026, 11, 24, 9, 30, 0, 123000000, time.UTC)

func write(t testing.TB, s *snapshot.Snapshot) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := snapshot.Write(&b, s); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func unpack(t testing.TB, packed []byte) string {
	t.Helper()
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

var coverage = &cloud.Coverage{
	Calls: []cloud.Calls{
		{Account: "111122223333", Region: "eu-west-1", Operation: "lambda:ListFunctions", Made: 3, Retried: 1},
		{Account: "111122223333", Region: "eu-west-1", Operation: "lambda:GetPolicy", Made: 9, Denied: 9, Failed: 2, Error: "AccessDeniedException"},
	},
	Skipped: []cloud.Skipped{{Account: "111122223333", Region: "me-south-1", Why: "not enabled"}},
	Partial: "it was stopped", Missing: []string{"lambda:GetPolicy"},
}

// Whatever a graph knows comes back, and what comes back is written in the same bytes.
func TestRoundTrip(t *testing.T) {
	for seed := range uint64(80) {
		g := newMaker(seed).graph()
		s := &snapshot.Snapshot{Taken: taken, Source: "aws:111122223333", Graph: g}
		if seed%2 == 0 {
			s.Coverage = coverage
		}
		packed := write(t, s)
		back, err := snapshot.Read("s", bytes.NewReader(packed))
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if diff := cmp.Diff(tell(g), tell(back.Graph)); diff != "" {
			t.Fatalf("seed %d (-written +read):\n%s", seed, diff)
		}
		if !back.Taken.Equal(taken) || back.Source != s.Source || !cmp.Equal(s.Coverage, back.Coverage) {
			t.Fatalf("seed %d: taken %v, %s", seed, back.Taken, cmp.Diff(s.Coverage, back.Coverage))
		}
		if !bytes.Equal(packed, write(t, back)) {
			t.Fatalf("seed %d: what was read is written in other bytes", seed)
		}
		if plain, err := snapshot.Read("s", strings.NewReader(unpack(t, packed))); err != nil || tell(plain.Graph) != tell(g) {
			t.Fatalf("seed %d: not compressed it is read differently: %v", seed, err)
		}
	}
}

// No secret is written, whoever forgot to mask it.
func TestNoSecrets(t *testing.T) {
	secrets := []string{"AKIA" + "IOSFODNN7EXAMPLE", "ghp_" + strings.Repeat("a1", 18), "hunter22-of-the-database", "Zq7hunter22"}
	str := func(s string) *cloud.Value { return cloud.NewString(cloud.Pos{}, s) }
	variables := cloud.NewMap(cloud.Pos{}).Set("DB_PASSWORD", str(secrets[2])).Set("URL", str("postgres://app:"+secrets[3]+"@db/x")).Set(secrets[0], str("x"))
	definition := `{"StartAt":"A","password":"` + secrets[2] + `","Environment":[{"Name":"API_TOKEN","Value":"` + secrets[3] + `"}]}`
	properties := cloud.NewMap(cloud.Pos{}).Set("Environment", cloud.NewMap(cloud.Pos{}).Set("Variables", variables)).Set("Definition", str(definition)).
		Set("Unknown", cloud.NewUnknown(cloud.Pos{}, cloud.Because(cloud.Unresolvable, "x", secrets[1]))).
		Set("Tags", cloud.NewList(cloud.Pos{}, cloud.NewMap(cloud.Pos{}).Set("Key", str("apiToken")).Set("Value", str(secrets[2])))).
		Set("Choice", cloud.NewChoice(cloud.Pos{}, "C", cloud.NewMap(cloud.Pos{}).Set("Password", str(secrets[2])), nil)).
		Set("Parts", cloud.NewParts(cloud.Pos{}, cloud.Part{Text: "postgres://app:" + secrets[3] + "@"}, cloud.Part{Hole: &cloud.Hole{Name: "Host", Reason: cloud.Because(cloud.AtDeployment, secrets[1])}}))
	g := cloud.NewGraph()
	for _, id := range []string{secrets[0], "AKIA" + "IOSFODNN7EXAMPLF", "x"} {
		if err := g.Add(&cloud.Resource{ID: id, Type: "AWS::IAM::AccessKey", Name: id, Properties: properties, Attributes: properties,
			Names: []*cloud.Value{str(id)}, ARN: str("arn:x/" + id), Pos: cloud.Pos{Origin: &cloud.Origin{Call: "x " + secrets[1]}}}); err != nil {
			t.Fatal(err)
		}
	}
	g.MarkUnreadNaming("T", cloud.Because(cloud.NotRead, "c", "r", secrets[1]), secrets[0])
	c := &cloud.Coverage{Partial: secrets[1], Calls: []cloud.Calls{{Error: secrets[1]}}, Skipped: []cloud.Skipped{{Why: secrets[1]}}, Missing: []string{secrets[1]}}
	packed := write(t, &snapshot.Snapshot{Taken: taken, Graph: g, Coverage: c})
	text := unpack(t, packed)
	for _, s := range append(secrets, "AKIA"+"IOSFODNN7EXAMPLF", "hunter22") {
		if strings.Contains(text, s) {
			t.Errorf("%s… was written:\n%s", s[:6], text)
		}
	}
	back, err := snapshot.Read("s", bytes.NewReader(packed))
	if err != nil || len(back.Graph.All()) != 3 {
		t.Fatal(err)
	}
	if !bytes.Equal(packed, write(t, back)) {
		t.Error("what was read is written in other bytes")
	}
}

func TestFiles(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "account.haechi")
	s := &snapshot.Snapshot{Taken: taken, Graph: newMaker(1).graph()}
	for range 2 { // the second time in the place of the first
		if err := snapshot.WriteFile(name, s); err != nil {
			t.Fatal(err)
		}
	}
	info, err := os.Stat(name)
	if err != nil || info.Mode() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if files, _ := os.ReadDir(dir); len(files) != 1 {
		t.Errorf("%d files", len(files))
	}
	if _, err := snapshot.ReadFile(name); err != nil {
		t.Error(err)
	}
	text, err := os.ReadFile(name)
	if err != nil || !snapshot.Sniff(text[:512]) || !snapshot.Sniff([]byte(unpack(t, text))[:64]) {
		t.Errorf("its beginning is not known: %v", err)
	}
	for _, other := range []string{"", "{}", "\x1f\x8b", "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff", `{"format":"x"}`} {
		if snapshot.Sniff([]byte(other)) {
			t.Errorf("%q is taken for a snapshot", other)
		}
	}
	if err := snapshot.WriteFile(filepath.Join(dir, "no", "x"), s); err == nil {
		t.Error("no error for a folder that is not there")
	}
}

const head = `{"format":"haechi-snapshot","version":1,"taken":"2026-11-24T09:30:00Z"}` + "\n"

func TestBadInput(t *testing.T) {
	end := `{"end":{"lines":2}}` + "\n"
	zeros, bomb := bytes.Repeat([]byte(" "), 1<<20), bytes.Buffer{}
	w := gzip.NewWriter(&bomb)
	_, _ = w.Write([]byte(head))
	for range 100 {
		_, _ = fmt.Fprintf(w, "{\"x\":%s1}\n", zeros)
	}
	_ = w.Close()
	whole := write(t, &snapshot.Snapshot{Taken: taken, Graph: newMaker(1).graph()})
	broken := bytes.Clone(whole)
	broken[len(broken)/2] ^= 0x55
	for name, c := range map[string]struct{ text, want string }{
		"nothing":       {"", "not a snapshot"},
		"something":     {"hello\n", "not a snapshot"},
		"other gzip":    {"\x1f\x8b\x08\x00nonsense", "not a snapshot"},
		"newer":         {`{"format":"haechi-snapshot","version":2}` + "\n", "version 2"},
		"no version":    {`{"format":"haechi-snapshot"}` + "\n", "not a snapshot"},
		"no end":        {head, "ends too early"},
		"cut":           {string(whole[:len(whole)/2]), "damaged"},
		"changed":       {string(broken), "damaged"},
		"bad time":      {strings.Replace(head, "2026-", "x", 1), "taken"},
		"lines missing": {head + `{"end":{"lines":7}}` + "\n", "lines are missing"},
		"more":          {head + `{"end":{"lines":1}}` + "\n" + head, "follows its end"},
		"no json":       {head + "{\n" + end, "s:2:1: the snapshot is damaged"},
		"two keys":      {head + `{"a":1,"b":2}` + "\n" + end, "one key"},
		"twice":         {head + `{"resource":{"id":"a","id":"b","type":"t"}}` + "\n" + end, "stands twice"},
		"same id":       {head + strings.Repeat(`{"resource":{"id":"a","type":"t"}}`+"\n", 2), "s:3:1: the snapshot is damaged: two resources"},
		"no id":         {head + `{"resource":{"type":"t"}}` + "\n" + end, "a text is expected"},
		"no origin":     {head + `{"resource":{"id":"a","type":"t","pos":3}}` + "\n" + end, "origin"},
		"no number":     {head + `{"resource":{"id":"a","type":"t","properties":{"~n":"abc"}}}` + "\n" + end, "no number"},
		"no meaning":    {head + `{"resource":{"id":"a","type":"t","properties":{"~x":1}}}` + "\n" + end, "no meaning"},
		"deep":          {head + `{"resource":{"id":"a","type":"t","properties":` + strings.Repeat("[", 2000) + strings.Repeat("]", 2000) + `}}` + "\n" + end, "levels deep"},
		"bomb":          {bomb.String(), "times as large"},
		"long line":     {head + strings.Repeat(string(zeros), 65), "a line has more than"},
	} {
		_, err := snapshot.Read("s", strings.NewReader(c.text))
		var e *cloud.Error
		if !errors.As(err, &e) || !strings.Contains(err.Error(), c.want) || e.Hint == "" || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: got %v, want %q with a hint", name, err, c.want)
		}
	}
	ignored := head + `{"later":{"x":1}}` + "\n" + end
	if _, err := snapshot.Read("s", strings.NewReader(ignored)); err != nil {
		t.Errorf("a line of a later haechi: %v", err)
	}
}

func FuzzRead(f *testing.F) {
	for seed := range uint64(8) {
		m := newMaker(seed)
		m.ids = m.ids[:1]
		f.Add([]byte(unpack(f, write(f, &snapshot.Snapshot{Taken: taken, Graph: m.graph(), Coverage: coverage}))))
	}
	f.Add([]byte(head + `{"end":{"lines":1}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := snapshot.Read("s", bytes.NewReader(text))
		if err != nil {
			var e *cloud.Error
			if !errors.As(err, &e) {
				t.Fatalf("%T %v", err, err)
			}
			return
		}
		once := write(t, s)
		back, err := snapshot.Read("s", bytes.NewReader(once))
		if err != nil {
			t.Fatalf("what was read and written is refused: %v", err)
		}
		if !bytes.Equal(once, write(t, back)) {
			t.Fatal("not stable")
		}
	})
}
