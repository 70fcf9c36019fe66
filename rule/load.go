package rule

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"sort"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/haechi-dev/haechi/cloud"
)

// maxFile is the size limit of a rule file in bytes.
const maxFile = 256 << 10

// Load reads every .yaml and .yml file below dir of fsys, in the order of their paths. All
// mistakes are returned, not the first only; the rules without mistakes are returned with them.
// Names in errors and positions are display + the path below dir.
func Load(fsys fs.FS, dir, display string) (rules []*Rule, mistakes []*cloud.Error) {
	seen := map[string]*Rule{}
	err := fs.WalkDir(fsys, dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			mistakes = append(mistakes, &cloud.Error{Pos: inFile(display + name), What: "cannot read", Err: err})
			return nil
		}
		if ext := path.Ext(name); d.IsDir() || ext != ".yaml" && ext != ".yml" {
			return nil
		}
		text, err := readFile(fsys, name)
		if err != nil {
			mistakes = append(mistakes, &cloud.Error{Pos: inFile(display + name), What: "cannot read", Err: err})
			return nil
		}
		r, errs := Parse(display+name, text)
		mistakes = append(mistakes, errs...)
		if r == nil {
			return nil
		}
		if first := seen[r.ID]; first != nil {
			mistakes = append(mistakes, &cloud.Error{Pos: r.Pos, What: fmt.Sprintf("rule %q exists already at %s", r.ID, first.Pos), Hint: "ids are unique"})
			return nil
		}
		seen[r.ID] = r
		rules = append(rules, r)
		return nil
	})
	if err != nil {
		mistakes = append(mistakes, &cloud.Error{Pos: inFile(display + dir), What: "cannot read", Err: err})
	}
	sort.Slice(rules, func(i, j int) bool { return rules[i].ID < rules[j].ID })
	return rules, mistakes
}

func inFile(name string) cloud.Pos {
	return cloud.Pos{Origin: &cloud.Origin{File: name}, Line: 1, Column: 1}
}

func readFile(fsys fs.FS, name string) ([]byte, error) {
	info, err := fs.Stat(fsys, name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() { // a device or a pipe, whose reading may never end
		return nil, errors.New("it is not a regular file")
	}
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // it was only read
	text, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err == nil && len(text) > maxFile {
		return nil, fmt.Errorf("file has more than %d bytes, the limit", maxFile)
	}
	return text, err
}

var validID = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)+$`)

// Parse reads one rule file. It returns a nil rule when there is any mistake. Expressions are
// not compiled: see Rule.Compile.
func Parse(name string, text []byte) (*Rule, []*cloud.Error) {
	d := &decoder{origin: &cloud.Origin{File: name}}
	root := d.document(text)
	if root == nil {
		return nil, d.mistakes
	}
	r := &Rule{Pos: d.pos(root)}
	d.fields(root, map[string]func(*yaml.Node){
		"id": func(n *yaml.Node) {
			r.ID, r.Pos = d.text(n), d.pos(n)
			if !validID.MatchString(r.ID) {
				d.mistake(n, fmt.Sprintf("id %q is not words in lower case joined by dashes", r.ID), "for example: aws-lambda-url-auth")
			}
		},
		"on":      func(n *yaml.Node) { r.On = d.types(n) },
		"when":    func(n *yaml.Node) { r.when = d.expression(n) },
		"each":    func(n *yaml.Node) { r.each = d.expression(n) },
		"require": func(n *yaml.Node) { r.require = d.expression(n) },
		"at":      func(n *yaml.Node) { r.at = d.expression(n) },
		"severity": func(n *yaml.Node) {
			var err error
			if r.Severity, err = ParseSeverity(d.text(n)); err != nil {
				d.mistake(n, err.Error(), "")
			}
		},
		"checklist": func(n *yaml.Node) {
			var err error
			if r.Checklist, err = ParseChecklist(d.text(n)); err != nil {
				d.mistake(n, err.Error(), "")
			}
		},
		"title": func(n *yaml.Node) { r.Title = d.languages(n, nil) },
		"why":   func(n *yaml.Node) { r.Why = d.languages(n, nil) },
		"fix": func(n *yaml.Node) {
			r.Fix = d.languages(n, map[string]func(*yaml.Node){"set": func(n *yaml.Node) { r.FixSet = d.given(n, 0) }})
		},
		"maps":  func(n *yaml.Node) { r.Maps = d.mappings(n) },
		"tests": func(n *yaml.Node) { r.Tests = d.tests(n) },
	}, "id", "on", "require", "severity", "checklist", "title", "why", "fix", "tests")
	d.testTypes(r)
	if len(d.mistakes) > 0 {
		return nil, d.mistakes
	}
	r.prepare()
	return r, nil
}

// types reads one resource type, or a list of them.
func (d *decoder) types(n *yaml.Node) []string {
	if n.Kind != yaml.SequenceNode {
		return []string{d.text(n)}
	}
	all := d.texts(n)
	if len(all) == 0 {
		d.mistake(n, "a resource type is expected here", "for example: AWS::Lambda::Function")
	}
	for i, typ := range all {
		if slices.Contains(all[:i], typ) {
			d.mistake(n.Content[i], fmt.Sprintf("resource type %s is listed twice", typ), "")
		}
	}
	return all
}

// testTypes completes the tests by the type of their resource: with one type it needs no saying.
func (d *decoder) testTypes(r *Rule) {
	for i := range r.Tests {
		t := &r.Tests[i]
		switch {
		case t.on == "" && len(r.On) == 1:
			t.on = r.On[0]
		case t.on == "":
			d.mistakes = append(d.mistakes, &cloud.Error{Pos: t.Pos, What: fmt.Sprintf("test %q does not name the type of its resource", t.Name), Hint: "add `type:`, one of " + strings.Join(r.On, ", ")})
		case !slices.Contains(r.On, t.on):
			d.mistakes = append(d.mistakes, &cloud.Error{Pos: t.Pos, What: fmt.Sprintf("test %q is on %s, and the rule is not", t.Name, t.on), Hint: "the rule is on " + strings.Join(r.On, ", ")})
		}
	}
}

func (d *decoder) languages(n *yaml.Node, more map[string]func(*yaml.Node)) Text {
	var t Text
	known := map[string]func(*yaml.Node){
		"en": func(n *yaml.Node) { t.EN = d.text(n) },
		"ko": func(n *yaml.Node) { t.KO = d.text(n) },
	}
	for key, f := range more {
		known[key] = f
	}
	d.fields(n, known, "en", "ko")
	return t
}

func (d *decoder) mappings(n *yaml.Node) []Mapping {
	var all []Mapping
	d.each(n, func(key string, value *yaml.Node) {
		all = append(all, Mapping{Framework: key, Controls: d.texts(value)})
	})
	return all
}
