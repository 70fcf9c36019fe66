package iam

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/haechi-dev/haechi/cloud"
)

// holeLetter is the first of the letters that stand for the holes of a text while it is read as
// JSON: Unicode's private use area, which no policy can contain.
const holeLetter = '\ue000'

// parseEmbedded reads a document that a template gives as JSON text, mostly with holes in its
// strings: {"Fn::Sub": "{\"Statement\": …${Bucket}…}"}. Everything in it has the position of the text.
func parseEmbedded(v *cloud.Value) (*Document, error) {
	var b strings.Builder
	var holes []cloud.Part
	for _, part := range v.Parts() {
		if part.Hole == nil {
			b.WriteString(part.Text)
			continue
		}
		b.WriteRune(holeLetter + rune(len(holes)))
		holes = append(holes, part)
	}
	text := strings.TrimPrefix(strings.TrimSpace(b.String()), "\ufeff")
	tree, duplicates, err := cloud.ParseJSON(v.Pos.Origin, []byte(text), jsonLimits)
	switch {
	case err != nil && len(holes) > 0: // a hole stands for more than a piece of a string
		d := &Document{Source: v, Pos: v.Pos, Statements: []*Statement{unknownStatement(v, holes[0].Hole.Reason, 0)}}
		d.index = newIndex(d)
		return d, nil
	case err != nil:
		return nil, &cloud.Error{Pos: v.Pos, What: "the text is not a policy document", Err: err}
	case !tree.Is(cloud.Map):
		return nil, &cloud.Error{Pos: v.Pos, What: "the text is not a policy document but a " + tree.Kind().String()}
	}
	d, err := Parse(embedded(tree, v.Pos, holes))
	if err != nil {
		return nil, err
	}
	d.Duplicates = duplicates
	return d, nil
}

// embedded puts the holes back and moves everything to the position of the text.
func embedded(v *cloud.Value, pos cloud.Pos, holes []cloud.Part) *cloud.Value {
	switch v.Kind() {
	case cloud.List:
		list := cloud.NewList(pos)
		for _, item := range v.Items() {
			list.Append(embedded(item, pos, holes))
		}
		return list
	case cloud.Map:
		all := cloud.NewMap(pos)
		for _, f := range v.Fields() {
			all.SetAt(f.Key, pos, embedded(f.Value, pos, holes))
		}
		return all
	case cloud.String:
		return cloud.NewParts(pos, fillHoles(v.Str(), holes)...)
	}
	return v.At(pos)
}

func fillHoles(text string, holes []cloud.Part) (parts []cloud.Part) {
	isHole := func(r rune) bool { return r >= holeLetter && int(r-holeLetter) < len(holes) }
	for text != "" {
		i := strings.IndexFunc(text, isHole)
		if i < 0 {
			break
		}
		r, _ := utf8.DecodeRuneInString(text[i:])
		parts = append(parts, cloud.Part{Text: text[:i]}, holes[r-holeLetter])
		text = text[i+len(string(r)):]
	}
	return slices.Clip(append(parts, cloud.Part{Text: text}))
}
