package rule

import (
	"encoding/json"
	"io"
	"strconv"
	"strings"

	"cel.dev/cel-go/common/types"

	"github.com/haechi-dev/haechi/cloud"
)

// Limits of JSON text in properties.
const (
	maxJSONText  = 1 << 20
	maxJSONDepth = 100
)

// parseJSON reads a property that holds JSON text: a state machine, a policy. Holes inside its
// strings stay holes; a hole elsewhere makes the text unreadable. All of it stands where the
// property stands.
func parseJSON(v value) value {
	if v.kind == kindNull || v.kind == kindObject {
		return v
	}
	if v.kind != kindText {
		return failed("json needs a text")
	}
	var b strings.Builder
	holes := map[string]*cloud.Hole{}
	for i, p := range v.text.Parts() {
		if p.Hole == nil {
			b.WriteString(p.Text)
			continue
		}
		mark := "\ue000" + strconv.Itoa(i) + "\ue001" // private use: no template holds it
		holes[mark] = p.Hole
		b.WriteString(mark)
	}
	if b.Len() > maxJSONText {
		return failed("the JSON text is too long")
	}
	d := json.NewDecoder(strings.NewReader(b.String()))
	d.UseNumber()
	j := jsonText{d: d, holes: holes, pos: v.text.Pos}
	node, err := j.value(0)
	if err == nil {
		if _, end := d.Token(); end != io.EOF {
			err = jsonError("something follows the JSON value")
		}
	}
	if err != nil {
		if v.text.HasHoles() {
			return unknown(v.hole())
		}
		return unknown(cloud.Because(cloud.Unresolvable, "JSON text", err.Error()))
	}
	at := place{node: node, pos: v.text.Pos, quiet: true}
	if v.from != nil {
		at = v.from.below(node, v.from.pos, func(path string) string { return path })
	}
	return lift(at, types.DynType)
}

type jsonText struct {
	d     *json.Decoder
	holes map[string]*cloud.Hole
	pos   cloud.Pos
}

func (j *jsonText) value(depth int) (*cloud.Value, error) {
	tok, err := j.d.Token()
	if err != nil {
		return nil, err
	}
	if depth > maxJSONDepth {
		return nil, errTooDeep
	}
	switch t := tok.(type) {
	case bool:
		return cloud.NewBool(j.pos, t), nil
	case json.Number:
		return cloud.NewNumber(j.pos, t.String()), nil
	case string:
		return cloud.NewParts(j.pos, j.parts(t)...), nil
	case json.Delim:
		if t == '[' {
			return j.list(depth)
		}
		return j.object(depth)
	}
	return cloud.NewNull(j.pos), nil
}

type jsonError string

func (e jsonError) Error() string { return string(e) }

const errTooDeep = jsonError("it is nested too deeply")

func (j *jsonText) list(depth int) (*cloud.Value, error) {
	list := cloud.NewList(j.pos)
	for j.d.More() {
		v, err := j.value(depth + 1)
		if err != nil {
			return nil, err
		}
		list.Append(v)
	}
	_, err := j.d.Token()
	return list, err
}

func (j *jsonText) object(depth int) (*cloud.Value, error) {
	m := cloud.NewMap(j.pos)
	for j.d.More() {
		key, err := j.d.Token()
		if err != nil {
			return nil, err
		}
		v, err := j.value(depth + 1)
		if err != nil {
			return nil, err
		}
		name, _ := key.(string) // encoding/json lets only strings be keys
		if strings.Contains(name, "\ue000") {
			return nil, jsonError("a key is not known")
		}
		m.SetAt(name, j.pos, v)
	}
	_, err := j.d.Token()
	return m, err
}

// parts puts the holes back.
func (j *jsonText) parts(s string) []cloud.Part {
	var parts []cloud.Part
	for {
		start := strings.Index(s, "\ue000")
		if start < 0 {
			return append(parts, cloud.Part{Text: s})
		}
		end := strings.Index(s[start:], "\ue001")
		if end < 0 {
			return append(parts, cloud.Part{Text: s})
		}
		mark := s[start : start+end+len("\ue001")]
		parts = append(parts, cloud.Part{Text: s[:start]}, cloud.Part{Hole: j.holes[mark]})
		if j.holes[mark] == nil {
			parts[len(parts)-1] = cloud.Part{Text: mark}
		}
		s = s[start+len(mark):]
	}
}
