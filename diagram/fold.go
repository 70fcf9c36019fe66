package diagram

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Fold returns a picture with at most most nodes in each band, as far as that can be had: nodes of one
// band that look alike and have the same neighbours become one; then of the bands that are still too
// full the heaviest nodes stay, and the others become one node for each kind and state. name gives the
// label of a node that stands for count others. The number of nodes folded is returned, by band.
func (p *Picture) Fold(most int, name func(kind string, count int) string) (*Picture, map[int]int) {
	folded := map[int]int{}
	if !slices.ContainsFunc(p.sizes(), func(n int) bool { return n > most }) {
		return p, folded
	}
	out := p.merge(p.twins(), name, folded)
	for band, n := range out.sizes() {
		if n > most {
			out = out.merge(out.lightest(band, most), name, folded)
		}
	}
	return out, folded
}

// sizes are the numbers of nodes of the bands.
func (p *Picture) sizes() []int {
	var all []int
	for _, n := range p.Nodes {
		for len(all) <= n.Band {
			all = append(all, 0)
		}
		all[n.Band]++
	}
	return all
}

// twins gives nodes that look alike and have the same neighbours the same group; three make one.
func (p *Picture) twins() map[string]string {
	in, out := map[string][]string{}, map[string][]string{}
	for _, e := range p.Edges {
		out[e.From] = append(out[e.From], e.To)
		in[e.To] = append(in[e.To], e.From)
	}
	groups, counts := map[string]string{}, map[string]int{}
	for _, n := range p.Nodes {
		slices.Sort(in[n.ID])
		slices.Sort(out[n.ID])
		key := fmt.Sprintf("%d\x00%s\x00%s\x00%s\x00%s", n.Band, n.Kind, n.State, strings.Join(in[n.ID], "\x01"), strings.Join(out[n.ID], "\x01"))
		groups[n.ID] = key
		counts[key]++
	}
	for id, key := range groups {
		if counts[key] < 3 {
			delete(groups, id)
		}
	}
	return groups
}

// lightest groups the nodes of a band beyond the heaviest by kind and state.
func (p *Picture) lightest(band, most int) map[string]string {
	var all []Node
	for _, n := range p.Nodes {
		if n.Band == band {
			all = append(all, n)
		}
	}
	// Of equal weight the first stay, in every band: so what belongs together stays together.
	slices.SortStableFunc(all, func(a, b Node) int { return cmp.Compare(b.Weight, a.Weight) })
	groups := map[string]string{}
	for _, n := range all[min(max(most-4, 1), len(all)):] {
		groups[n.ID] = fmt.Sprintf("%d\x00%s\x00%s", band, n.Kind, n.State)
	}
	return groups
}

// merge makes one node of each group, in the place of the first of it.
func (p *Picture) merge(groups map[string]string, name func(string, int) string, folded map[int]int) *Picture {
	out := *p
	out.Nodes, out.Edges = nil, nil
	to := map[string]string{}
	at := map[string]int{}
	for _, n := range p.Nodes {
		key, grouped := groups[n.ID]
		if !grouped {
			to[n.ID] = n.ID
			out.Nodes = append(out.Nodes, n)
			continue
		}
		i, known := at[key]
		if !known {
			i = len(out.Nodes)
			at[key] = i
			one := n
			one.ID, one.Count, one.Detail = "group "+n.ID, 0, n.Label
			out.Nodes = append(out.Nodes, one)
		} else if g := &out.Nodes[i]; len(g.Detail) < 60 {
			g.Detail += ", " + n.Label
		}
		g := &out.Nodes[i]
		g.Count += max(n.Count, 1)
		g.Weight = max(g.Weight, n.Weight)
		g.Label = name(g.Kind, g.Count)
		to[n.ID] = g.ID
		folded[n.Band] += max(n.Count, 1)
		if n.Count > 0 {
			folded[n.Band] -= n.Count // counted when it was folded
		}
	}
	seen := map[string]int{}
	for _, e := range p.Edges {
		e.From, e.To = to[e.From], to[e.To]
		key := e.From + "\x00" + e.To
		if i, known := seen[key]; known {
			if worse(e.State, out.Edges[i].State) {
				out.Edges[i].State = e.State
			}
			continue
		}
		seen[key] = len(out.Edges)
		out.Edges = append(out.Edges, e)
	}
	return &out
}

var states = []string{"", "closed", "guarded", "perhaps", "open"}

func worse(a, b string) bool { return slices.Index(states, a) > slices.Index(states, b) }
