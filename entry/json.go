package entry

import (
	"encoding/json"
	"io"
	"path/filepath"

	"github.com/haechi-dev/haechi/cloud"
)

// The shape of the JSON output; docs/entry.md describes it.
type (
	sourceJSON struct {
		Source    string       `json:"source"`
		Functions int          `json:"functions"`
		Paths     int          `json:"paths"`
		Breakable int          `json:"breakable"`
		Ways      []wayJSON    `json:"ways"`
		Changes   []changeJSON `json:"changes"`
		Exact     bool         `json:"exact"`
		Unread    []string     `json:"unread,omitempty"`
	}
	wayJSON struct {
		ID        string     `json:"id"`
		State     State      `json:"state"`
		Score     int        `json:"score"`
		Certainty string     `json:"certainty"`
		Why       []string   `json:"why,omitempty"`
		Closed    string     `json:"closed,omitempty"`
		Guard     guardJSON  `json:"guard"`
		Steps     []stepJSON `json:"steps"`
		Function  string     `json:"function"`
		Role      string     `json:"role,omitempty"`
		RoleWhy   string     `json:"roleUnknown,omitempty"`
		Data      []dataJSON `json:"data"`
	}
	guardJSON struct {
		Kind string   `json:"kind"`
		By   string   `json:"by,omitempty"`
		Why  []string `json:"why,omitempty"`
	}
	stepJSON struct {
		Kind      string     `json:"kind"`
		Name      string     `json:"name"`
		ID        string     `json:"id,omitempty"`
		Type      string     `json:"type,omitempty"`
		Certainty string     `json:"certainty"`
		Why       []string   `json:"why,omitempty"`
		Closed    string     `json:"closed,omitempty"`
		Guard     *guardJSON `json:"guard,omitempty"`
		Notes     []string   `json:"notes,omitempty"`
		At        string     `json:"at,omitempty"`
	}
	dataJSON struct {
		Kind   string      `json:"kind"`
		Name   string      `json:"name,omitempty"`
		ID     string      `json:"id,omitempty"`
		Type   string      `json:"type,omitempty"`
		Every  bool        `json:"every,omitempty"`
		Levels []levelJSON `json:"levels"`
		Why    []string    `json:"why,omitempty"`
		By     []string    `json:"by,omitempty"`
		Score  int         `json:"score"`
	}
	levelJSON struct {
		Level   string `json:"level"`
		Certain bool   `json:"certain"`
	}
	changeJSON struct {
		Code   string `json:"code"`
		Text   string `json:"text"`
		ID     string `json:"id,omitempty"`
		Breaks int    `json:"breaks"`
		New    int    `json:"new"`
		At     string `json:"at,omitempty"`
	}
)

// JSON writes results as data.
func JSON(out io.Writer, all []Named, w *Words) error {
	sources := []sourceJSON{}
	for _, r := range all {
		one := sourceJSON{Source: filepath.ToSlash(r.Source), Functions: r.Functions, Paths: r.Paths, Breakable: r.Breakable, Exact: r.Exact,
			Ways: []wayJSON{}, Changes: []changeJSON{}, Unread: w.list(r.Unread)}
		for _, way := range r.Ways {
			one.Ways = append(one.Ways, w.wayJSON(way))
		}
		for i := range r.Changes {
			c := &r.Changes[i]
			id := ""
			if c.Resource != nil {
				id = c.Resource.ID
			}
			one.Changes = append(one.Changes, changeJSON{c.Code, w.Change(c), id, c.Breaks, c.New, position(c.Pos)})
		}
		sources = append(sources, one)
	}
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(sources)
}

func (w *Words) list(reasons []cloud.Reason) (all []string) {
	for _, why := range reasons {
		all = append(all, showText(w.reason(why)))
	}
	return all
}

func position(p cloud.Pos) string {
	if p.IsZero() {
		return ""
	}
	return filepath.ToSlash(p.String())
}

func (w *Words) guardJSON(g Guard) guardJSON {
	return guardJSON{string(g.Kind), g.By, w.list(g.Why)}
}

func (w *Words) wayJSON(way *Way) wayJSON {
	one := wayJSON{ID: way.ID, State: way.State(), Score: way.Score, Certainty: way.Certainty.String(), Why: w.list(way.Why),
		Guard: w.guardJSON(way.Guard), Steps: []stepJSON{}, Function: way.Function.ID, Data: []dataJSON{}}
	if way.Shut != nil {
		one.Closed = w.Message(*way.Shut)
	}
	if way.Role != nil {
		one.Role = way.Role.ID
	}
	if way.RoleWhy != nil {
		one.RoleWhy = showText(w.reason(*way.RoleWhy))
	}
	for _, s := range way.Steps {
		step := stepJSON{Kind: s.Kind, Name: s.Name, Certainty: s.Certainty.String(), Why: w.list(s.Why), At: position(s.Pos)}
		if s.Resource != nil {
			step.ID, step.Type = s.Resource.ID, s.Resource.Type
		}
		if s.Guard.Kind != NotAsked {
			g := w.guardJSON(s.Guard)
			step.Guard = &g
		}
		if s.Shut != nil {
			step.Closed = w.Message(*s.Shut)
		}
		for _, n := range s.Notes {
			step.Notes = append(step.Notes, w.Message(n))
		}
		one.Steps = append(one.Steps, step)
	}
	for i := range way.Data {
		one.Data = append(one.Data, w.dataJSON(&way.Data[i]))
	}
	return one
}

func (w *Words) dataJSON(d *Reach) dataJSON {
	data := dataJSON{Kind: d.Kind, Every: d.Every(), Levels: []levelJSON{}, Why: w.list(d.Why), Score: d.Score}
	if d.Resource != nil {
		data.Name, data.ID, data.Type = d.Resource.Name, d.Resource.ID, d.Resource.Type
	}
	for _, l := range d.Levels {
		data.Levels = append(data.Levels, levelJSON{l.Name, l.Certain})
	}
	for _, p := range d.By {
		data.By = append(data.By, position(p.Statement.Pos))
	}
	return data
}
