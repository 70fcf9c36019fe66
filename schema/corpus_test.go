package schema

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Every property that AWS's own SAM transform writes is known, except those its tests make up.
func TestCorpus(t *testing.T) {
	corpus := os.Getenv("HAECHI_CORPUS")
	if corpus == "" {
		corpus = filepath.Join("..", "..", "shared", "corpus")
	}
	files, err := filepath.Glob(filepath.Join(corpus, "sam-transform", "output", "*.json"))
	if err != nil || len(files) == 0 {
		t.Skip("no corpus: set HAECHI_CORPUS")
	}
	unknown := map[string]bool{}
	checked := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var template struct {
			Resources map[string]struct {
				Type       any // some templates of the corpus have an object here
				Properties any
			}
		}
		if json.Unmarshal(text, &template) != nil {
			continue // an expected error
		}
		for _, r := range template.Resources {
			typ, _ := r.Type.(string)
			if Lookup(typ) != nil {
				checked++
				collectUnknown(typ, Lookup(typ).Properties, r.Properties, unknown)
			}
		}
	}
	var got []string
	for name := range unknown {
		got = append(got, name)
	}
	slices.Sort(got)
	if diff := cmp.Diff([]string{"AWS::S3::Bucket: Name"}, got); diff != "" {
		t.Errorf("unknown properties (-want +got):\n%s", diff)
	}
	t.Logf("%d resources of %d templates", checked, len(files))
}

func collectUnknown(name string, properties map[string]*Property, value any, unknown map[string]bool) {
	object, _ := value.(map[string]any)
	for key, v := range object {
		switch p := properties[key]; {
		case key == "Ref" && len(object) == 1 || strings.HasPrefix(key, "Fn::"):
		case p == nil:
			unknown[name+": "+key] = true
		default:
			collectBelow(p.Type, v, unknown)
		}
	}
}

func collectBelow(typ Type, value any, unknown map[string]bool) {
	switch typ.Kind {
	case List:
		items, _ := value.([]any)
		for _, item := range items {
			collectBelow(*typ.Elem, item, unknown)
		}
	case ObjectKind:
		collectUnknown(typ.Name, Embedded().Object(typ.Name).Properties, value, unknown)
	}
}
