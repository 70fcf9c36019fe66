package diagram

import (
	"cmp"
	"math"
	"slices"
)

// The layout is Sugiyama's: layers by longest path within each band, a place in the layer for every
// long edge that passes it, order by barycentres with the fewest crossings kept, and heights that bring
// nodes near their neighbours. Everything is done in the order of the nodes, so the same picture always
// looks the same.

// place is a node in the layout, or where a long edge passes a layer.
type place struct {
	node    *Node // nil where an edge passes
	layer   int
	y       float64
	height  float64
	in, out []*place
	order   float64
}

// line is an edge and the places it goes through, both ends included.
type line struct {
	edge   *Edge
	places []*place
}

type layout struct {
	layers [][]*place
	lines  []line
	bands  []int // the first layer of each band
	height float64
}

const (
	nodeHeight = 42
	passHeight = 6
	gap        = 12
)

func arrange(p *Picture) *layout {
	l := &layout{}
	places := map[string]*place{}
	var all []*place
	for i := range p.Nodes {
		one := &place{node: &p.Nodes[i], height: nodeHeight}
		places[p.Nodes[i].ID] = one
		all = append(all, one)
	}
	l.rank(p, all, places)
	for i := range p.Edges {
		from, to := places[p.Edges[i].From], places[p.Edges[i].To]
		if from == nil || to == nil || from.layer >= to.layer {
			continue
		}
		one := line{edge: &p.Edges[i], places: []*place{from}}
		last := from
		for layer := from.layer + 1; layer < to.layer; layer++ {
			pass := &place{layer: layer, height: passHeight}
			all = append(all, pass)
			link(last, pass)
			one.places = append(one.places, pass)
			last = pass
		}
		link(last, to)
		one.places = append(one.places, to)
		l.lines = append(l.lines, one)
	}
	for _, one := range all {
		for len(l.layers) <= one.layer {
			l.layers = append(l.layers, nil)
		}
		l.layers[one.layer] = append(l.layers[one.layer], one)
	}
	l.sort()
	l.settle()
	return l
}

func link(from, to *place) {
	from.out = append(from.out, to)
	to.in = append(to.in, from)
}

// rank gives every node its layer: the longest path within its band, after all layers of the bands
// before. Edges that go back, or in a circle, do not count.
func (l *layout) rank(p *Picture, all []*place, places map[string]*place) {
	last := 0
	for _, one := range all {
		last = max(last, one.node.Band)
	}
	within := map[*place][]*place{}
	for _, e := range p.Edges {
		from, to := places[e.From], places[e.To]
		if from != nil && to != nil && from != to && from.node.Band == to.node.Band {
			within[to] = append(within[to], from)
		}
	}
	first := 0
	for band := 0; band <= last; band++ {
		l.bands = append(l.bands, first)
		depth := map[*place]int{}
		var longest func(*place, map[*place]bool) int
		longest = func(one *place, on map[*place]bool) int {
			if d, known := depth[one]; known {
				return d
			}
			on[one] = true
			d := 0
			for _, before := range within[one] {
				if !on[before] {
					d = max(d, longest(before, on)+1)
				}
			}
			delete(on, one)
			depth[one] = d
			return d
		}
		deepest := -1
		for _, one := range all {
			if one.node.Band == band {
				deepest = max(deepest, longest(one, map[*place]bool{}))
			}
		}
		for _, one := range all {
			if one.node.Band == band {
				// Nodes without others of the band before them stand beside the last.
				one.layer = first + depth[one]
				if len(within[one]) == 0 && !feeds(one, within) {
					one.layer = first + deepest
				}
			}
		}
		first += deepest + 1
	}
}

// feeds reports whether another node of the band comes after a node.
func feeds(one *place, within map[*place][]*place) bool {
	for _, before := range within {
		if slices.Contains(before, one) {
			return true
		}
	}
	return false
}

const sweeps = 16

// sort orders the layers by barycentres, down and up, and keeps the order with the fewest crossings.
func (l *layout) sort() {
	best, fewest := l.snapshot(), l.crossings()
	for i := range sweeps {
		if fewest == 0 {
			break
		}
		if i%2 == 0 {
			for k := 1; k < len(l.layers); k++ {
				reorder(l.layers[k], func(p *place) []*place { return p.in }, index(l.layers[k-1]))
			}
		} else {
			for k := len(l.layers) - 2; k >= 0; k-- {
				reorder(l.layers[k], func(p *place) []*place { return p.out }, index(l.layers[k+1]))
			}
		}
		if n := l.crossings(); n < fewest {
			best, fewest = l.snapshot(), n
		}
	}
	l.layers = best
}

func (l *layout) snapshot() [][]*place {
	all := make([][]*place, len(l.layers))
	for i, layer := range l.layers {
		all[i] = slices.Clone(layer)
	}
	return all
}

func index(layer []*place) map[*place]int {
	at := make(map[*place]int, len(layer))
	for i, p := range layer {
		at[p] = i
	}
	return at
}

func reorder(layer []*place, neighbours func(*place) []*place, at map[*place]int) {
	for i, p := range layer {
		p.order = float64(i)
		if next := neighbours(p); len(next) > 0 {
			sum := 0
			for _, q := range next {
				sum += at[q]
			}
			p.order = float64(sum) / float64(len(next))
		}
	}
	slices.SortStableFunc(layer, func(a, b *place) int { return cmp.Compare(a.order, b.order) })
}

// crossings counts pairs of edges that cross, layer by layer, as inversions.
func (l *layout) crossings() (n int) {
	for k := 0; k+1 < len(l.layers); k++ {
		at := index(l.layers[k+1])
		tree := make([]int, len(l.layers[k+1])+1)
		seen := 0
		for _, p := range l.layers[k] {
			var ends []int
			for _, q := range p.out {
				ends = append(ends, at[q])
			}
			slices.Sort(ends)
			for _, e := range ends {
				below := 0
				for i := e + 1; i > 0; i -= i & -i {
					below += tree[i]
				}
				n += seen - below
			}
			for _, e := range ends {
				seen++
				for i := e + 1; i < len(tree); i += i & -i {
					tree[i]++
				}
			}
		}
	}
	return n
}

// settle gives heights: nodes go where their neighbours are, as near as the order allows.
func (l *layout) settle() {
	for _, layer := range l.layers {
		y := 0.0
		for _, p := range layer {
			p.y = y + p.height/2
			y += p.height + gap
		}
	}
	for i := range 12 {
		if i%2 == 0 {
			for k := 1; k < len(l.layers); k++ {
				level(l.layers[k], func(p *place) []*place { return p.in })
			}
		} else {
			for k := len(l.layers) - 2; k >= 0; k-- {
				level(l.layers[k], func(p *place) []*place { return p.out })
			}
		}
	}
	l.compact()
	l.squeeze()
	top, bottom := math.Inf(1), 0.0
	for _, layer := range l.layers {
		for _, p := range layer {
			top, bottom = min(top, p.y-p.height/2), max(bottom, p.y+p.height/2)
		}
	}
	for _, layer := range l.layers {
		for _, p := range layer {
			p.y -= top
		}
	}
	l.height = max(bottom-top, 0)
}

// squeeze takes away strips in which nothing stands and through which no line passes level.
func (l *layout) squeeze() {
	var all []*place
	for _, layer := range l.layers {
		all = append(all, layer...)
	}
	slices.SortStableFunc(all, func(a, b *place) int { return cmp.Compare(a.y-a.height/2, b.y-b.height/2) })
	bottom, shift := math.Inf(-1), 0.0
	for _, p := range all {
		if empty := p.y - p.height/2 - bottom - 2*gap; empty > 0 && !math.IsInf(bottom, -1) {
			shift += empty
			bottom += empty
		}
		bottom = max(bottom, p.y+p.height/2)
		p.y -= shift
	}
}

// compact moves parts that nothing connects with each other up to those above them.
func (l *layout) compact() {
	part := map[*place]int{}
	var parts [][]*place
	for _, layer := range l.layers {
		for _, p := range layer {
			if _, known := part[p]; known {
				continue
			}
			n := len(parts)
			part[p] = n
			members := []*place{p}
			for i := 0; i < len(members); i++ {
				for _, q := range append(slices.Clone(members[i].in), members[i].out...) {
					if _, known := part[q]; !known {
						part[q] = n
						members = append(members, q)
					}
				}
			}
			parts = append(parts, members)
		}
	}
	top := func(members []*place) float64 {
		y := math.Inf(1)
		for _, p := range members {
			y = min(y, p.y-p.height/2)
		}
		return y
	}
	slices.SortStableFunc(parts, func(a, b []*place) int { return cmp.Compare(top(a), top(b)) })
	done := map[*place]bool{}
	for i, members := range parts {
		room := top(members)
		if i > 0 {
			room -= top(parts[0])
		}
		for _, p := range members {
			above := math.Inf(-1)
			for _, q := range l.layers[p.layer] {
				if done[q] && q.y < p.y {
					above = max(above, q.y+q.height/2)
				}
			}
			room = min(room, p.y-p.height/2-above-gap)
		}
		for _, p := range members {
			p.y -= max(room, 0)
			done[p] = true
		}
		if i == 0 {
			for _, p := range members {
				p.y += max(room, 0) // the first stays where it is
			}
		}
	}
}

// level moves the places of a layer to the mean of their neighbours, with room between them: the
// least squares under an order, by pooling neighbours that would overlap.
func level(layer []*place, neighbours func(*place) []*place) {
	type pool struct {
		sum, weight float64
		n           int
	}
	var pools []pool
	offsets := make([]float64, len(layer))
	offset := 0.0
	for i, p := range layer {
		if i > 0 {
			offset += (layer[i-1].height+p.height)/2 + gap
		}
		offsets[i] = offset
		want, weight := p.y, 0.2
		if next := neighbours(p); len(next) > 0 {
			want, weight = 0, 1
			for _, q := range next {
				want += q.y / float64(len(next))
			}
			if p.node == nil {
				weight = 2 // long edges are straight
			}
		}
		pools = append(pools, pool{(want - offset) * weight, weight, 1})
		for len(pools) > 1 {
			a, b := pools[len(pools)-2], pools[len(pools)-1]
			if a.sum/a.weight <= b.sum/b.weight {
				break
			}
			pools = append(pools[:len(pools)-2], pool{a.sum + b.sum, a.weight + b.weight, a.n + b.n})
		}
	}
	i := 0
	for _, p := range pools {
		for range p.n {
			layer[i].y = p.sum/p.weight + offsets[i]
			i++
		}
	}
}
