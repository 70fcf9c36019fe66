package drift_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/drift"
	"github.com/haechi-dev/haechi/source/cloudformation"
)

// A graph does not differ from itself: no template of the corpus does, whatever it holds.
func TestNothingDiffersFromItself(t *testing.T) {
	corpus := os.Getenv("HAECHI_CORPUS")
	if corpus == "" {
		corpus = "../../shared/corpus"
	}
	if _, err := os.Stat(corpus); err != nil {
		t.Skip("HAECHI_CORPUS names no folder of templates")
	}
	seen, compared := 0, 0
	err := filepath.WalkDir(corpus, func(path string, entry os.DirEntry, err error) error {
		if ext := filepath.Ext(path); err != nil || entry.IsDir() || ext != ".yaml" && ext != ".yml" && ext != ".json" {
			return err
		}
		doc, err := cloudformation.Read(path, cloudformation.Options{})
		if err != nil || testing.Short() && seen > 100 {
			return nil // not a template, or a broken one
		}
		seen++
		result := drift.Compare([]drift.Template{{Path: path, Graph: doc.Graph}}, doc.Graph)
		compared += result.Compared
		if lines := tell(&drift.Result{Changed: result.Changed, Undeclared: result.Undeclared, Missing: result.Missing}); len(lines) > 0 {
			t.Errorf("%s: %v", path, lines)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen == 0 || compared < seen {
		t.Errorf("%d templates and %d resources were compared", seen, compared)
	}
	t.Logf("%d resources of %d templates", compared, seen)
}

// What nobody knows is no difference, on either side.
func TestNothingKnown(t *testing.T) {
	all := template(t, stack)
	dark := cloud.NewGraph()
	for _, r := range account(t, running()).All() {
		hidden := *r
		hidden.Properties = cloud.NewMap(r.Pos)
		for _, f := range r.Properties.Fields() {
			v := f.Value
			if f.Key != "Tags" {
				v = cloud.NewUnknown(r.Pos, cloud.Because(cloud.NotRead, f.Key, r.Region, "denied"))
			}
			hidden.Properties.Set(f.Key, v)
		}
		if err := dark.Add(&hidden); err != nil {
			t.Fatal(err)
		}
	}
	// What is absent is known to be: the account says nothing of these.
	result := drift.Compare([]drift.Template{all}, dark)
	if lines := tell(result); len(lines) > 0 || result.Unread == 0 || result.Compared != 4 {
		t.Errorf("%v, %d not read, %d compared", lines, result.Unread, result.Compared)
	}
}
