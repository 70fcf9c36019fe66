package entry

import (
	"fmt"
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/diagram"
)

// The bands of the picture, from left to right.
const (
	inInternet = iota
	inFront
	inDoors
	inFunctions
	inRoles
	inData
)

// PictureOptions say what the picture shows.
type PictureOptions struct {
	// Reached leaves out the functions that the internet does not reach.
	Reached bool
	// Focus are names, logical ids or ARNs: only what leads to them or comes from them is shown.
	Focus string
	// Most is how many nodes a column may have; what is more is folded. 0 folds nothing.
	Most int
}

// Picture draws results: entry points, functions, roles and data. It is an error when nothing has the
// name in focus.
func Picture(all []Named, w *Words, opt PictureOptions) (*diagram.Picture, error) {
	p := &painter{words: w, picture: &diagram.Picture{Title: w.say("picture.title")}, nodes: map[string]int{}, edges: map[string]int{}}
	if !opt.Reached {
		p.picture.Title = w.say("picture.title-all")
	}
	for _, column := range []string{"entry", "front", "door", "function", "role", "data"} {
		p.picture.Columns = append(p.picture.Columns, w.say("picture."+column))
	}
	for i, r := range all {
		p.source = ""
		if len(all) > 1 {
			p.source = fmt.Sprintf("%d ", i+1)
		}
		p.result(r.Result, opt.Reached)
	}
	for _, s := range []State{Open, Perhaps, Guarded} {
		p.picture.Legend = append(p.picture.Legend, diagram.Legend{State: string(s), Text: w.say("state." + string(s))})
	}
	picture := p.picture
	if opt.Focus != "" {
		ids := p.find(opt.Focus)
		if len(ids) == 0 {
			return nil, &cloud.Error{What: fmt.Sprintf("nothing in the picture is called %q", opt.Focus), Hint: "give a logical id, a name or an ARN"}
		}
		picture = picture.Around(ids...)
	}
	if p.closed > 0 {
		picture.Notes = append(picture.Notes, w.count("picture.closed", p.closed))
	}
	if opt.Most > 0 {
		picture = p.fold(picture, opt.Most)
	}
	return picture, nil
}

// painter puts ways into a picture, each thing once.
type painter struct {
	words   *Words
	picture *diagram.Picture
	source  string // before every ID: the number of the source
	nodes   map[string]int
	edges   map[string]int
	names   map[string][]string // IDs of nodes by what they may be called
	closed  int
}

func (p *painter) fold(picture *diagram.Picture, most int) *diagram.Picture {
	group := func(kind string, n int) string { return p.words.say("picture.group."+kind, n) }
	folded, counts := picture.Fold(most, group)
	var texts []string
	for band, column := range []string{"entry", "front", "door", "function", "role", "data"} {
		if n := counts[band]; n > 0 {
			texts = append(texts, p.words.say("picture.group."+column, n))
		}
	}
	if len(texts) > 0 {
		folded.Notes = append(folded.Notes, p.words.say("picture.folded", strings.Join(texts, ", ")))
	}
	return folded
}

// unseen are kinds of steps that connect two things and are drawn as the line between them.
var unseen = []string{"mapping", "subscription", "trigger", "alias", "version", "source", "pipe", "rule"}

func (p *painter) result(r *Result, reached bool) {
	known := map[string]bool{}
	for _, w := range r.Ways {
		if w.State() == Shut {
			p.closed++
			continue
		}
		known[w.Function.ID] = true
		p.way(w)
	}
	if reached {
		return
	}
	f := r.finder
	for _, fn := range f.functions {
		w := &Way{Function: fn, Certainty: Certain}
		if !known[fn.ID] {
			f.reachOne(w)
			p.behind(w, p.resource("function", fn, inFunctions, ""), "")
		}
	}
	for _, from := range append(f.graph.All()[:len(f.graph.All()):len(f.graph.All())], f.bus) {
		if from == f.bus && f.graph.Resource(from.ID) != nil {
			continue
		}
		for _, next := range f.flows[from.ID] {
			to := next.call.function
			if to != nil {
				p.edge(p.resource(carrierKind(from.Type), from, inDoors, ""), p.resource("function", to, inFunctions, ""), "", "")
			} else if next.to != nil && next.to != from {
				p.edge(p.resource(carrierKind(from.Type), from, inDoors, ""), p.resource(carrierKind(next.to.Type), next.to, inDoors, ""), "", "")
			}
		}
	}
}

func (p *painter) way(w *Way) {
	state := string(w.State())
	last := p.node(diagram.Node{ID: "internet", Label: p.words.say("kind.internet"), Kind: "internet", Band: inInternet, State: ""}, "")
	for _, s := range w.Steps {
		var id string
		switch {
		case contains(unseen, s.Kind):
			continue
		case s.Kind == "function":
			id = p.resource("function", w.Function, inFunctions, state)
		default:
			id = p.step(w, s, state, last)
		}
		p.weigh(id, w.Score)
		p.edge(last, id, state, "")
		last = id
	}
	p.behind(w, last, state)
}

func (p *painter) step(w *Way, s Step, state, before string) string {
	band := inDoors
	kind := "door"
	if s.Kind == "distribution" || s.Kind == "web-acl" {
		band, kind = inFront, "front"
	}
	detail := p.words.say("kind." + s.Kind)
	if s.Guard.Kind != NotAsked && (s.Guard.Kind != NoGuard || s.Kind == "route" || s.Kind == "url") {
		detail = p.words.say("guard.short." + string(s.Guard.Kind))
		if s.Kind != "route" {
			detail = p.words.say("kind."+s.Kind) + " · " + detail
		}
		if s.Guard.By != "" {
			detail += " · " + s.Guard.By
		}
	}
	id := s.Kind + " " + s.Name
	switch {
	case s.Kind == "route":
		id += " of " + before
	case s.Resource != nil:
		id = s.Resource.ID
	}
	id = p.named(s.Resource, diagram.Node{ID: p.source + id, Label: s.label(), Detail: detail, Kind: kind, Band: band}, state)
	if n := &p.picture.Nodes[p.nodes[id]]; n.Detail == p.words.say("kind."+s.Kind) {
		n.Detail = detail // another way says more
	}
	return id
}

// resource is the node of a resource of the graph.
func (p *painter) resource(kind string, r *cloud.Resource, band int, state string) string {
	class := map[int]string{inFunctions: "function", inRoles: "role", inData: "data"}[band]
	if class == "" {
		class = "door"
	}
	id := p.source + r.ID
	if band == inData { // a queue may be both a door and what a function reaches
		id += " (data)"
	}
	return p.named(r, diagram.Node{ID: id, Label: r.Label(), Detail: p.words.say("kind." + kind), Kind: class, Band: band}, state)
}

// behind draws the role of a function, and what it reaches.
func (p *painter) behind(w *Way, function, state string) {
	if w.Role == nil {
		return
	}
	role := p.resource("role", w.Role, inRoles, state)
	p.edge(function, role, state, "")
	p.weigh(role, w.Score)
	for i := range w.Data {
		d := &w.Data[i]
		if d.Kind == unknownKind {
			continue
		}
		to := state
		if to == string(Open) && !d.Certain() {
			to = string(Perhaps)
		}
		var id string
		if d.Resource != nil {
			id = p.resource(d.Kind, d.Resource, inData, to)
		} else {
			id = p.node(diagram.Node{ID: p.source + "every " + d.Kind, Label: p.words.say("every." + d.Kind), Kind: "data", Band: inData}, to)
		}
		levels := p.words.levels(d.Levels)
		p.detail(id, levels)
		p.edge(role, id, to, levels)
		p.weigh(id, d.Score)
	}
}

// detail adds levels to what a node of data says, each once.
func (p *painter) detail(id, levels string) {
	n := &p.picture.Nodes[p.nodes[id]]
	kind, have := "", n.Detail
	if !strings.HasPrefix(n.ID, p.source+"every ") {
		kind, have, _ = strings.Cut(n.Detail, " · ")
	}
	for _, l := range strings.Split(levels, ", ") {
		if !slices.Contains(strings.Split(have, ", "), l) {
			if have != "" {
				have += ", "
			}
			have += l
		}
	}
	n.Detail = have
	if kind != "" {
		n.Detail = kind + " · " + have
	}
}

func (p *painter) named(r *cloud.Resource, n diagram.Node, state string) string {
	id := p.node(n, state)
	if r != nil {
		if p.names == nil {
			p.names = map[string][]string{}
		}
		for _, name := range []string{r.ID, r.Name, show(r.ARN), r.Properties.Get("FunctionName").Str(), r.Properties.Get("RoleName").Str()} {
			if name != "" && !slices.Contains(p.names[name], id) {
				p.names[name] = append(p.names[name], id)
			}
		}
	}
	return id
}

// node adds a node, or gives the one that is there the worse state.
func (p *painter) node(n diagram.Node, state string) string {
	i, known := p.nodes[n.ID]
	if !known {
		i = len(p.picture.Nodes)
		p.nodes[n.ID] = i
		p.picture.Nodes = append(p.picture.Nodes, n)
	}
	if worse(state, p.picture.Nodes[i].State) {
		p.picture.Nodes[i].State = state
	}
	return n.ID
}

func (p *painter) edge(from, to, state, label string) {
	key := from + "\x00" + to
	i, known := p.edges[key]
	if !known {
		i = len(p.picture.Edges)
		p.edges[key] = i
		p.picture.Edges = append(p.picture.Edges, diagram.Edge{From: from, To: to, Label: label})
	}
	if worse(state, p.picture.Edges[i].State) {
		p.picture.Edges[i].State = state
	}
}

func (p *painter) weigh(id string, weight int) {
	n := &p.picture.Nodes[p.nodes[id]]
	n.Weight = max(n.Weight, weight)
}

func worse(a, b string) bool {
	order := []string{"", string(Shut), string(Guarded), string(Perhaps), string(Open)}
	return slices.Index(order, a) > slices.Index(order, b)
}

// find lists the nodes with a name.
func (p *painter) find(name string) []string {
	if ids := p.names[name]; len(ids) > 0 {
		return ids
	}
	for _, n := range p.picture.Nodes {
		if n.Label == name {
			return []string{n.ID}
		}
	}
	return nil
}
