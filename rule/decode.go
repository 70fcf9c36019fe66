package rule

import (
	"bytes"
	"errors"
	"fmt"
	"sort"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/haechi-dev/haechi/cloud"
)

// decoder reads YAML nodes strictly: every key must be known, every value of the right kind, and
// every mistake has a position.
type decoder struct {
	origin   *cloud.Origin
	file     string
	mistakes []*cloud.Error
	values   int // made by given; aliases can make many of few
}

func (d *decoder) mistake(n *yaml.Node, what, hint string) {
	d.mistakes = append(d.mistakes, &cloud.Error{Pos: d.pos(n), What: what, Hint: hint})
}

func (d *decoder) pos(n *yaml.Node) cloud.Pos {
	return cloud.Pos{Origin: d.origin, Line: int32(n.Line), Column: int32(n.Column), EndLine: int32(n.Line), EndColumn: int32(n.Column + 1)}
}

func (d *decoder) document(text []byte) *yaml.Node {
	d.file = string(text)
	start := &yaml.Node{Line: 1, Column: 1}
	loader, err := yaml.NewLoader(bytes.NewReader(text))
	var doc yaml.Node
	if err == nil {
		err = loader.Load(&doc)
	}
	var load *yaml.LoadError
	if errors.As(err, &load) && load.Mark.Line > 0 {
		d.mistake(&yaml.Node{Line: load.Mark.Line, Column: load.Mark.Column}, "not valid YAML: "+load.Message, "")
		return nil
	}
	if err != nil {
		d.mistake(start, "not valid YAML: "+err.Error(), "")
		return nil
	}
	root := &doc
	if doc.Kind == yaml.DocumentNode && len(doc.Content) > 0 {
		root = doc.Content[0]
	}
	if root.Kind != yaml.MappingNode {
		d.mistake(start, "a rule file is a mapping", "start with `id:`")
		return nil
	}
	return root
}

// fields calls the function of each key of a mapping, and reports unknown and missing keys.
func (d *decoder) fields(n *yaml.Node, known map[string]func(*yaml.Node), required ...string) {
	seen := map[string]bool{}
	d.each(n, func(key string, value *yaml.Node) {
		f := known[key]
		if f == nil {
			names := make([]string, 0, len(known))
			for name := range known {
				names = append(names, name)
			}
			sort.Strings(names)
			d.mistake(value, fmt.Sprintf("unknown key %q", key), "known keys: "+strings.Join(names, ", "))
			return
		}
		seen[key] = true
		f(value)
	})
	for _, key := range required {
		if n.Kind == yaml.MappingNode && !seen[key] {
			d.mistake(n, fmt.Sprintf("key %q is missing", key), "")
		}
	}
}

func (d *decoder) each(n *yaml.Node, f func(key string, value *yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		d.mistake(n, "a mapping is expected here", "")
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i].Value
		if n.Content[i].Kind != yaml.ScalarNode {
			d.mistake(n.Content[i], "a key is a text", "")
			continue
		}
		if seen[key] {
			d.mistake(n.Content[i], fmt.Sprintf("key %q is written twice", key), "")
			continue
		}
		seen[key] = true
		f(key, n.Content[i+1])
	}
}

func (d *decoder) text(n *yaml.Node) string {
	if n.Kind != yaml.ScalarNode || strings.TrimSpace(n.Value) == "" {
		d.mistake(n, "a text is expected here", "")
	}
	return n.Value
}

func (d *decoder) texts(n *yaml.Node) []string {
	if n.Kind != yaml.SequenceNode {
		d.mistake(n, "a list of texts is expected here", "")
		return nil
	}
	all := make([]string, 0, len(n.Content))
	for _, item := range n.Content {
		all = append(all, d.text(item))
	}
	return all
}

// items calls f for each item of a sequence.
func (d *decoder) items(n *yaml.Node, f func(*yaml.Node)) {
	if n.Kind != yaml.SequenceNode {
		d.mistake(n, "a list is expected here", "")
		return
	}
	for _, item := range n.Content {
		f(item)
	}
}
