package talks_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/iam"
	"github.com/haechi-dev/haechi/iam/talks"
	"github.com/haechi-dev/haechi/source/cloudformation"
)

// Every role of a function in templates that others wrote becomes a policy that can be written and
// that allows nothing new.
func TestRolesOfTheCorpus(t *testing.T) {
	root := os.Getenv("HAECHI_CORPUS")
	if root == "" {
		root = "../../../shared/corpus"
	}
	root = filepath.Join(root, "serverless-patterns")
	if _, err := os.Stat(root); err != nil {
		t.Skip("no corpus: ", err)
	}
	roles, narrower, stays, unknown, unproved := 0, 0, 0, 0, 0
	_ = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.Contains(".yaml.yml.json", filepath.Ext(path)) || filepath.Ext(path) == "" {
			return nil
		}
		doc, err := cloudformation.Read(path, cloudformation.Options{})
		if err != nil {
			return nil // another test reads the corpus
		}
		template := talks.NewTemplate(doc.Graph, doc.Parameters, doc.Template)
		seen := map[string]bool{}
		for _, f := range doc.Graph.OfType("AWS::Lambda::Function").Certain {
			role, err := talks.RoleOf(doc.Graph, f.ID)
			if err != nil || seen[role.ID] {
				continue
			}
			seen[role.ID] = true
			policies, err := template.Policies(role)
			if err != nil {
				var known *cloud.Error
				if !errors.As(err, &known) {
					t.Errorf("%s: %s: %v", path, role.ID, err)
				}
				unknown++
				continue
			}
			roles++
			var documents []*iam.Document
			for _, p := range policies {
				documents = append(documents, p.Document)
			}
			around, _ := template.Surroundings(role)
			n, err := iam.Narrow(documents, around, nil)
			if err != nil {
				t.Errorf("%s: %s: %v", path, role.ID, err)
				continue
			}
			if n.NewAccess.Verdict != iam.No {
				unproved++
				t.Logf("%s: %s: %v", path, role.ID, n.NewAccess.Why)
			}
			if _, err := template.Write(n.Source); err != nil {
				unknown++
				t.Logf("%s: %s: %v", path, role.ID, err)
			}
			for _, c := range n.Changes {
				if c.Stays() {
					stays++
				} else {
					narrower++
				}
			}
		}
		return nil
	})
	t.Logf("%d roles, %d wildcards narrower, %d stay, %d policies unknown, %d unproved", roles, narrower, stays, unknown, unproved)
	if roles == 0 || narrower == 0 {
		t.Error("nothing was narrowed")
	}
}
