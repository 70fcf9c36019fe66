package syntax

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"github.com/haechi-dev/haechi/cloud"
)

func parseYAML(origin *cloud.Origin, text []byte) (v *cloud.Value, err error) {
	if v, ok := parseUsual(origin, text); ok {
		return v, nil
	}
	return parseAny(origin, text)
}

// parseAny reads YAML by the library.
func parseAny(origin *cloud.Origin, text []byte) (v *cloud.Value, err error) {
	if at, deep := tooDeep(text); deep {
		return nil, tooDeepError(posAt(origin, text, at))
	}
	loader, err := yaml.NewLoader(bytes.NewReader(text), yaml.WithUniqueKeys(false))
	if err != nil {
		return nil, &cloud.Error{Pos: cloud.Pos{Origin: origin}, What: "cannot read YAML", Err: err}
	}
	var doc yaml.Node
	if err := loader.Load(&doc); errors.Is(err, io.EOF) {
		return cloud.NewNull(cloud.Pos{Origin: origin, Line: 1, Column: 1}), nil
	} else if err != nil {
		return nil, yamlError(origin, err)
	}
	b := builder{origin: origin}
	root := &doc
	if doc.Kind == yaml.DocumentNode {
		if len(doc.Content) == 0 {
			return cloud.NewNull(cloud.Pos{Origin: origin, Line: 1, Column: 1}), nil
		}
		root = doc.Content[0]
	}
	if v, err = b.value(root, 0); err != nil {
		return nil, err
	}
	return v, b.end(loader)
}

// end reports what follows the first document, well-formed or not.
func (b *builder) end(loader *yaml.Loader) error {
	var next yaml.Node
	err := loader.Load(&next)
	if errors.Is(err, io.EOF) {
		return nil
	}
	p := b.pos(&next)
	var load *yaml.LoadError
	if errors.As(err, &load) {
		p = cloud.Pos{Origin: b.origin, Line: int32(load.Mark.Line), Column: int32(load.Mark.Column)}
	}
	p.Line = max(p.Line, 1)
	return &cloud.Error{Pos: p, What: "something follows the first YAML document", Err: ErrMoreDocuments,
		Hint: "CloudFormation refuses such a template; only the first document was read"}
}

func yamlError(origin *cloud.Origin, err error) error {
	var load *yaml.LoadError
	if errors.As(err, &load) {
		p := cloud.Pos{Origin: origin, Line: int32(load.Mark.Line), Column: int32(load.Mark.Column)}
		if p.Line == 0 {
			p.Line = 1
		}
		hint := "check the indentation here and on the lines before"
		if strings.Contains(load.Message, "cannot start any token") {
			hint = "YAML is indented with spaces, and a plain value cannot start with @, ` or a tab"
		}
		return &cloud.Error{Pos: p, What: "not valid YAML: " + load.Message, Hint: hint}
	}
	return &cloud.Error{Pos: cloud.Pos{Origin: origin, Line: 1, Column: 1}, What: "not valid YAML: " + strings.TrimPrefix(err.Error(), "yaml: ")}
}

// builder turns YAML nodes into values, counting as it goes so that expanded anchors stay bounded.
type builder struct {
	origin *cloud.Origin
	nodes  int
	open   []*yaml.Node // anchors being expanded, to find cycles
}

func (b *builder) value(n *yaml.Node, depth int) (*cloud.Value, error) {
	p := b.pos(n)
	if b.nodes++; b.nodes > MaxNodes {
		return nil, &cloud.Error{Pos: p, What: fmt.Sprintf("more than %d values once anchors are expanded", MaxNodes), Hint: "write fewer aliases"}
	}
	if depth > MaxDepth {
		return nil, tooDeepError(p)
	}
	if n.Kind == yaml.AliasNode {
		return b.alias(n, p, depth)
	}
	if strings.HasPrefix(n.Tag, "!") && !strings.HasPrefix(n.Tag, "!!") && n.Tag != "!" {
		return b.tag(n, p, depth)
	}
	switch n.Kind {
	case yaml.ScalarNode:
		return b.scalar(n, p)
	case yaml.SequenceNode:
		return b.sequence(n, p, depth)
	case yaml.MappingNode:
		return b.mapping(n, p, depth)
	}
	return cloud.NewNull(p), nil
}

func (b *builder) alias(n *yaml.Node, p cloud.Pos, depth int) (*cloud.Value, error) {
	for _, open := range b.open {
		if open == n.Alias {
			return nil, &cloud.Error{Pos: p, What: "alias *" + n.Value + " contains itself", Hint: "remove the cycle"}
		}
	}
	b.open = append(b.open, n.Alias)
	v, err := b.value(n.Alias, depth+1)
	b.open = b.open[:len(b.open)-1]
	return v, err
}

func (b *builder) sequence(n *yaml.Node, p cloud.Pos, depth int) (*cloud.Value, error) {
	items := make([]*cloud.Value, 0, len(n.Content))
	for _, c := range n.Content {
		item, err := b.value(c, depth+1)
		if err != nil {
			return nil, err
		}
		items = append(items, item)
	}
	return cloud.NewList(p, items...), nil
}

func (b *builder) mapping(n *yaml.Node, p cloud.Pos, depth int) (*cloud.Value, error) {
	m := cloud.NewMap(p).Grow(len(n.Content) / 2)
	var merges []*yaml.Node
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, c := n.Content[i], n.Content[i+1]
		if k.Kind == yaml.AliasNode {
			k = k.Alias
		}
		if k.Kind != yaml.ScalarNode {
			return nil, &cloud.Error{Pos: b.pos(k), What: "a key must be a plain value", Hint: "quote it if it starts with a bracket or brace"}
		}
		if k.Value == "<<" && k.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) == 0 {
			merges = append(merges, c)
			continue
		}
		v, err := b.value(c, depth+1)
		if err != nil {
			return nil, err
		}
		m.SetAt(k.Value, b.pos(k), v)
	}
	return m, b.merge(m, merges, depth)
}

// merge adds the entries of merge keys (https://yaml.org/type/merge.html) that are not there yet.
func (b *builder) merge(m *cloud.Value, merges []*yaml.Node, depth int) error {
	for _, c := range merges {
		v, err := b.value(c, depth+1)
		if err != nil {
			return err
		}
		sources := []*cloud.Value{v}
		if v.Is(cloud.List) {
			sources = v.Items()
		}
		for _, s := range sources {
			if !s.Is(cloud.Map) {
				return &cloud.Error{Pos: b.pos(c), What: "a merge key needs a mapping", Hint: "write <<: *anchor of a mapping"}
			}
			for _, f := range s.Fields() {
				if !m.Has(f.Key) {
					m.SetAt(f.Key, f.KeyPos, f.Value)
				}
			}
		}
	}
	return nil
}

// tag expands !Name into the long form of the function: a map with the key Fn::Name, or
// Ref and Condition as they are
// (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html).
func (b *builder) tag(n *yaml.Node, p cloud.Pos, depth int) (*cloud.Value, error) {
	name := n.Tag[1:]
	var arg *cloud.Value
	var err error
	switch n.Kind {
	case yaml.ScalarNode:
		arg = shortArgument(name, n.Value, p)
	case yaml.SequenceNode:
		arg, err = b.sequence(n, p, depth+1)
	case yaml.MappingNode:
		arg, err = b.mapping(n, p, depth+1)
	default:
		return nil, &cloud.Error{Pos: p, What: n.Tag + " has no argument"}
	}
	if err != nil {
		return nil, err
	}
	return shortForm(name, p, arg), nil
}

// shortForm is the long form of a function and its argument.
func shortForm(name string, p cloud.Pos, arg *cloud.Value) *cloud.Value {
	key := name
	if name != "Ref" && name != "Condition" {
		key = "Fn::" + name
	}
	return cloud.NewMap(p).SetAt(key, p, arg)
}

// shortArgument is the argument of a function that is written as text.
func shortArgument(name, text string, p cloud.Pos) *cloud.Value {
	if name != "GetAtt" {
		return cloud.NewString(p, text)
	}
	if resource, attribute, found := strings.Cut(text, "."); found {
		return cloud.NewList(p, cloud.NewString(p, resource), cloud.NewString(p, attribute))
	}
	return cloud.NewList(p, cloud.NewString(p, text))
}

func (b *builder) pos(n *yaml.Node) cloud.Pos {
	p := cloud.Pos{Origin: b.origin, Line: int32(n.Line), Column: int32(n.Column), EndLine: int32(n.Line), EndColumn: int32(n.Column + 1)}
	if n.Kind != yaml.ScalarNode {
		return p
	}
	s := plainStyle
	switch {
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		s = blockStyle
	case n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0:
		s = quotedStyle
	}
	tag := 0
	if strings.HasPrefix(n.Tag, "!") && n.Style&yaml.TaggedStyle != 0 && !strings.HasPrefix(n.Tag, "!!") {
		tag = len(n.Tag)
	}
	p.EndColumn = p.Column + width(n.Value, s, tag)
	return p
}

// width is how many columns are marked of a scalar with a tag of a length.
func width(text string, s style, tag int) int32 {
	n := utf8.RuneCountInString(text)
	switch {
	case s == blockStyle || strings.Contains(text, "\n"):
		n = 1
	case s == quotedStyle:
		n += 2
	}
	if tag > 0 {
		n += tag + 1
	}
	return int32(max(n, 1))
}

func tooDeepError(p cloud.Pos) error {
	return &cloud.Error{Pos: p, What: fmt.Sprintf("nested more than %d levels deep", MaxDepth), Hint: "no template needs that; is the file damaged?"}
}

// tooDeep looks for nesting that no template has before the YAML library, whose recursion and
// error handling are slow there, sees it: brackets in flow style, dashes and indentation in
// block style. It errs on the side of reading on; the builder has the last word.
func tooDeep(text []byte) (offset int, deep bool) {
	flow, dashes, lineStart, onlyDashes := 0, 0, 0, true
	for i, c := range text {
		switch c {
		case '\n':
			lineStart, dashes, onlyDashes = i+1, 0, true
		case '[', '{':
			if flow++; flow > 20*MaxDepth {
				return i, true
			}
			onlyDashes = false
		case ']', '}':
			if flow > 0 {
				flow--
			}
		case ' ':
			if onlyDashes && i-lineStart > 100*MaxDepth {
				return i, true
			}
		case '-', '?':
			if onlyDashes {
				if dashes++; dashes > 20*MaxDepth {
					return i, true
				}
			}
		default:
			onlyDashes = false
		}
	}
	return 0, false
}
