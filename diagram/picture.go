package diagram

// Picture is what is drawn.
type Picture struct {
	Title string `json:"title"`
	// Columns are the headings of the bands, from left to right.
	Columns []string `json:"columns"`
	Nodes   []Node   `json:"nodes"`
	Edges   []Edge   `json:"edges"`
	Legend  []Legend `json:"legend,omitempty"`
	// Notes say what the picture leaves out.
	Notes []string `json:"notes,omitempty"`
}

// Node is one thing.
type Node struct {
	ID     string `json:"id"`
	Label  string `json:"label"`
	Detail string `json:"detail,omitempty"`
	// Kind and State choose the colours: see style.css.
	Kind  string `json:"kind"`
	State string `json:"state,omitempty"`
	// Band is the number of its column, from 0. Everything of a band stands before everything of the next.
	Band int `json:"band"`
	// Weight says what is kept when a picture is folded: the heaviest.
	Weight int `json:"weight"`
	// Count is how many things a folded node stands for; 0 for one.
	Count int `json:"count,omitempty"`
}

// Edge leads from one node to another, never to an earlier band.
type Edge struct {
	From  string `json:"from"`
	To    string `json:"to"`
	Label string `json:"label,omitempty"`
	State string `json:"state,omitempty"`
}

// Legend explains a state.
type Legend struct {
	State string `json:"state"`
	Text  string `json:"text"`
}

// Shown returns the picture with every text replaced by what show gives for it.
func (p *Picture) Shown(show func(string) string) *Picture {
	out := *p
	out.Title = show(p.Title)
	out.Nodes = append([]Node(nil), p.Nodes...)
	for i := range out.Nodes {
		out.Nodes[i].Label, out.Nodes[i].Detail = show(out.Nodes[i].Label), show(out.Nodes[i].Detail)
	}
	out.Edges = append([]Edge(nil), p.Edges...)
	for i := range out.Edges {
		out.Edges[i].Label = show(out.Edges[i].Label)
	}
	out.Notes = nil
	for _, note := range p.Notes {
		out.Notes = append(out.Notes, show(note))
	}
	return &out
}

// Around returns the part of the picture that leads to some nodes or comes from them.
func (p *Picture) Around(ids ...string) *Picture {
	keep := map[string]bool{}
	var follow func(id string, next map[string][]string)
	forward, back := map[string][]string{}, map[string][]string{}
	for _, e := range p.Edges {
		forward[e.From] = append(forward[e.From], e.To)
		back[e.To] = append(back[e.To], e.From)
	}
	for _, next := range []map[string][]string{forward, back} {
		seen := map[string]bool{}
		follow = func(id string, next map[string][]string) {
			if seen[id] {
				return
			}
			seen[id], keep[id] = true, true
			for _, to := range next[id] {
				follow(to, next)
			}
		}
		for _, id := range ids {
			follow(id, next)
		}
	}
	out := *p
	out.Nodes, out.Edges = nil, nil
	for _, n := range p.Nodes {
		if keep[n.ID] {
			out.Nodes = append(out.Nodes, n)
		}
	}
	for _, e := range p.Edges {
		if keep[e.From] && keep[e.To] {
			out.Edges = append(out.Edges, e)
		}
	}
	return &out
}
