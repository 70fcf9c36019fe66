package sam_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/source/cloudformation/sam"
	"github.com/haechi-dev/haechi/source/cloudformation/syntax"
)

// corpus is the folder with inputs of the service's own translator and what it makes of them.
func corpus(t testing.TB) string {
	t.Helper()
	root := os.Getenv("HAECHI_CORPUS")
	if root == "" {
		root = filepath.Join("..", "..", "..", "..", "shared", "corpus")
	}
	folder := filepath.Join(root, "sam-transform")
	if _, err := os.Stat(folder); err != nil {
		t.Skipf("no corpus: %v", err)
	}
	return folder
}

// TestConformance compares with the outputs of the corpus, and fails when too few are equal. SAM_CASE names one case whose difference is shown; -v lists what differs.
func TestConformance(t *testing.T) {
	folder, only := corpus(t), os.Getenv("SAM_CASE")
	inputs, err := filepath.Glob(filepath.Join(folder, "input", "*.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var outputs, refused, messages tally
	for _, input := range inputs {
		name := strings.TrimSuffix(filepath.Base(input), ".yaml")
		if strings.HasPrefix(name, "feature_toggle_") || strings.HasPrefix(name, "translate_") || only != "" && name != only {
			continue
		}
		if strings.HasPrefix(name, "error_") {
			want, ok := readExpected(t, filepath.Join(folder, "output", name+".json"))
			if !ok {
				continue
			}
			out, err := transform(t, input, "ap-southeast-1")
			refused.count(err != nil, name)
			if out == nil {
				same := sameMessages(want.(map[string]any)["errorMessage"].(string), err)
				messages.count(same, name)
				if !same && only != "" {
					t.Logf("want %s\ngot  %v", want.(map[string]any)["errorMessage"], err)
				}
			}
			continue
		}
		for _, place := range [][2]string{{"", "ap-southeast-1"}, {"aws-cn", "cn-north-1"}, {"aws-us-gov", "us-gov-west-1"}} {
			want, ok := readExpected(t, filepath.Join(folder, "output", place[0], name+".json"))
			if !ok {
				continue
			}
			got, err := transform(t, input, place[1])
			diff := ""
			if err != nil {
				diff = err.Error()
			} else {
				diff = cmp.Diff(unordered(want), unordered(got))
			}
			outputs.count(diff == "", filepath.Join(place[0], name))
			if diff != "" && only != "" {
				t.Log(diff)
			}
		}
	}
	fmt.Printf("SAM transform outputs: %s equal\nSAM transform errors: %s recognised, %s with equal messages\n", outputs, refused, messages)
	if only == "" && (outputs.good*100 < outputs.all*97 || refused.good*100 < refused.all*95) {
		t.Error("fewer than 97 % of the outputs are equal, or fewer than 95 % of the errors are recognised")
	}
	t.Logf("different outputs: %s\nerrors not recognised: %s\ndifferent messages: %s",
		strings.Join(outputs.failed, " "), strings.Join(refused.failed, " "), strings.Join(messages.failed, " "))
}

type tally struct {
	good, all int
	failed    []string
}

func (n *tally) count(good bool, name string) {
	n.all++
	if good {
		n.good++
	} else {
		n.failed = append(n.failed, name)
	}
}

func (n tally) String() string { return fmt.Sprintf("%d of %d", n.good, n.all) }

func readExpected(t *testing.T, path string) (any, bool) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, false
	}
	var v any
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return v, true
}

// transform gives what a file becomes, the way the corpus was made.
func transform(t testing.TB, path, region string) (any, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	template, err := syntax.Parse(&cloud.Origin{File: path}, text)
	if err != nil {
		return nil, err
	}
	out, err := sam.Transform(template, sam.Options{Region: region, Parameters: map[string]*cloud.Value{
		"param1": cloud.NewString(cloud.Pos{}, "value1"), "param2": cloud.NewString(cloud.Pos{}, "value2")}})
	if err != nil {
		return nil, err
	}
	printed, err := json.Marshal(out)
	if err != nil {
		t.Fatal(err)
	}
	var v any
	if err := json.Unmarshal(printed, &v); err != nil {
		t.Fatal(err)
	}
	return v, nil
}

// unordered sorts every list, because the corpus compares lists without order.
func unordered(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for key := range v {
			v[key] = unordered(v[key])
		}
	case []any:
		for i := range v {
			v[i] = unordered(v[i])
		}
		sort.SliceStable(v, func(i, j int) bool { return text(v[i]) < text(v[j]) })
	}
	return v
}

func text(v any) string {
	b, _ := json.Marshal(v) // what was read from JSON can be written as JSON
	return string(b)
}

// sameMessages compares the messages of errors, whatever their order.
func sameMessages(want string, err error) bool {
	var invalid *sam.InvalidTemplate
	if !errors.As(err, &invalid) {
		return false
	}
	rest := want
	for _, one := range slices.SortedFunc(maps.Keys(messageSet(invalid)), func(a, b string) int { return len(b) - len(a) }) {
		before, after, found := strings.Cut(rest, one)
		if !found {
			return false
		}
		rest = before + after
	}
	return strings.TrimSpace(rest) == fmt.Sprintf("Invalid Serverless Application Specification document. Number of errors found: %d.", len(invalid.Errors))
}

func messageSet(invalid *sam.InvalidTemplate) map[string]bool {
	set := map[string]bool{}
	for _, one := range invalid.Errors {
		set[one.What] = true
	}
	return set
}
