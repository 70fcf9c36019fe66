package cloudformation

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A template includes a file inside its repository, and does not get at one outside, by path or by
// symbolic link.
func TestFilesOutsideTheRepositoryAreNotRead(t *testing.T) {
	outer := t.TempDir()
	repo := filepath.Join(outer, "repo")
	write := func(name, text string) {
		name = filepath.Join(outer, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("private.yaml", "KEY: outside-value\n")
	write("repo/shared/common.yaml", "KEY: inside-value\n")
	write("repo/.git/HEAD", "")
	if err := os.Symlink(filepath.Join(outer, "private.yaml"), filepath.Join(repo, "link.yaml")); err != nil {
		t.Fatal(err)
	}
	for location, want := range map[string]bool{
		"../shared/common.yaml":              true,
		"../../private.yaml":                 false,
		filepath.Join(outer, "private.yaml"): false,
		"../link.yaml":                       false,
	} {
		write("repo/app/template.yaml", `Resources:
  F:
    Type: AWS::Lambda::Function
    Properties:
      Environment:
        Variables:
          Fn::Transform: {Name: AWS::Include, Parameters: {Location: `+location+`}}
`)
		d, err := Read(filepath.Join(repo, "app", "template.yaml"), Options{})
		if err != nil {
			t.Fatal(err)
		}
		b, err := json.Marshal(d.Graph.Resource("F").Properties)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(string(b), "inside-value"); got != want || strings.Contains(string(b), "outside-value") {
			t.Errorf("%s: %s", location, b)
		}
		if !want && (len(d.Problems) != 1 || !strings.Contains(d.Problems[0].Error(), "outside the repository")) {
			t.Errorf("%s: problems %v", location, d.Problems)
		}
	}
}
