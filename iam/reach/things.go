package reach

import (
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/iam"
)

// Things are the resources of one type, prepared to be asked about by many roles. In an account of a
// thousand roles and a thousand tables a role names few of them, and treats all others alike: like one
// that nobody declares. Those are not asked about one by one.
type Things struct {
	m       *Map
	arns    []string // of one that nobody declares, as for GrantsOn
	actions []string
	all     []thing
	heads   []string         // the beginnings that their ARNs have
	byName  map[string][]int // by the sixth segment of the ARN, where that is known
	byText  map[string][]int // by the whole ARN
	byOwner map[string][]int // by the resources whose names are part of the ARN
	open    []int            // the sixth segment is not known
	sorted  []int            // of wholly known ARNs, in their order
	holed   []int            // the others

	apart map[string][]int // by account and pattern
	// What resource policies grant: to whom they name, to somebody in another account, to anybody in
	// some circumstances.
	named, visited map[string][]int
	broad          []int
}

type thing struct {
	resource *cloud.Resource
	texts    []string
	account  string
}

// Things prepares resources of one type; the ARNs are those of one that nobody declares.
func (m *Map) Things(all []*cloud.Resource, arns, actions []string) *Things {
	t := &Things{m: m, arns: arns, actions: actions, byName: map[string][]int{}, byText: map[string][]int{}, byOwner: map[string][]int{},
		apart: map[string][]int{}, named: map[string][]int{}, visited: map[string][]int{}}
	for _, r := range all {
		if texts := m.texts(r); len(texts) > 0 {
			t.add(thing{resource: r, texts: texts})
		}
	}
	slices.SortFunc(t.sorted, func(a, b int) int { return strings.Compare(t.all[a].texts[0], t.all[b].texts[0]) })
	for i := range t.all {
		t.readPolicy(i)
	}
	return t
}

func (t *Things) add(one thing) {
	i, text := len(t.all), one.texts[0]
	head, name := "", "\x00"
	if part := segments(text); len(part) == 6 {
		one.account, head, name = part[4], strings.Join(part[:3], ":")+":", part[5]
	}
	t.all = append(t.all, one)
	if !slices.Contains(t.heads, head) {
		t.heads = append(t.heads, head)
	}
	for _, ref := range one.resource.ARN.Refs() {
		t.byOwner[ref.Resource] = appendOnce(t.byOwner[ref.Resource], i)
	}
	if strings.Contains(name, "\x00") {
		t.open = append(t.open, i)
	} else {
		t.byName[name] = append(t.byName[name], i)
	}
	if strings.Contains(text, "\x00") {
		t.holed = append(t.holed, i)
	} else {
		t.sorted, t.byText[text] = append(t.sorted, i), append(t.byText[text], i)
	}
}

func appendOnce(all []int, i int) []int {
	if len(all) > 0 && all[len(all)-1] == i {
		return all
	}
	return append(all, i)
}

// readPolicy sorts a thing by whom its own policy lets in. What that denies makes nobody reach it who
// would not reach another; what it leaves to the account, identity policies decide.
func (t *Things) readPolicy(i int) {
	doc := t.m.policyOf(t.all[i].resource)
	if doc == nil {
		return
	}
	for _, s := range doc.Statements {
		if s.Effect == iam.Deny {
			continue
		}
		if s.Principal == nil || len(s.Unknown) > 0 || len(s.Principal.Unknown) > 0 {
			t.broaden(i, doc)
			continue
		}
		for k := range s.Principal.Named {
			t.readNamed(i, doc, &s.Principal.Named[k])
		}
	}
}

func (t *Things) readNamed(i int, doc *iam.Document, n *iam.Named) {
	if n.Kind != iam.NameAWS {
		return // services and providers are no roles
	}
	text := n.Name.Text
	if account, isRoot := rootAccount(text); isRoot {
		if account != t.all[i].account {
			t.visited[account] = appendOnce(t.visited[account], i)
		}
		return
	}
	for _, piece := range n.Name.Pieces {
		if piece.Kind == iam.Hole && piece.Hole.Ref != nil && t.m.byID[piece.Hole.Ref.Resource] != nil {
			id := piece.Hole.Ref.Resource
			t.named[id] = appendOnce(t.named[id], i)
			return
		}
	}
	if !n.Name.Constant() || text == "*" {
		t.broaden(i, doc)
		return
	}
	t.named[text] = appendOnce(t.named[text], i)
}

// rootAccount reads an account's number, or the ARN of its root user, which mean the same.
func rootAccount(text string) (account string, ok bool) {
	if part := segments(text); len(part) == 6 {
		return part[4], part[5] == "root"
	}
	return text, len(text) == 12 && strings.Trim(text, "0123456789") == "" || text == "\x00AWS::AccountId\x00"
}

// broaden notes a thing whose policy lets in whom it does not name, unless it lets in no role at all:
// most policies that name everybody have a condition that only a service meets.
func (t *Things) broaden(i int, doc *iam.Document) {
	if len(t.broad) > 0 && t.broad[len(t.broad)-1] == i {
		return
	}
	anybody := t.m.anybodyIn(t.all[i].account)
	for _, s := range doc.Statements {
		for _, c := range s.Condition {
			if aboutPrincipal(&c) {
				t.broad = append(t.broad, i)
				return
			}
		}
	}
	for _, action := range t.actions {
		for _, text := range t.all[i].texts {
			if t.m.decide(anybody, action, text, t.m.contextOf(action, anybody, nil), doc).truth != iam.No {
				t.broad = append(t.broad, i)
				return
			}
		}
	}
}

// aboutPrincipal reports whether a condition tells one role of an account from another.
func aboutPrincipal(c *iam.Condition) bool {
	key := strings.ToLower(c.Key)
	return strings.HasPrefix(key, "aws:principal") && key != "aws:principalorgid" && key != "aws:principalaccount" || key == "aws:userid" || key == "aws:username"
}

// anybodyIn is a role of an account that has no policy.
func (m *Map) anybodyIn(account string) *state {
	arn := "arn:" + m.partition + ":iam::" + account + ":role/haechi-anybody"
	return &state{who: iam.Principal{Kind: iam.Role, Name: arn, Behind: arn, Account: account}}
}

// Apart lists the things with which a role or user may do something that it may not do with one that
// nobody declares, and perhaps others. Without ARNs of such a one these are all with which it may do
// anything. It is false when who is no role or user of the graph.
func (t *Things) Apart(who *cloud.Resource) (all []*cloud.Resource, ok bool) {
	p := t.m.byID[who.ID]
	if p == nil {
		return nil, false
	}
	found := map[int]bool{}
	take := func(places []int) {
		for _, i := range places {
			found[i] = true
		}
	}
	take(t.broad)
	take(t.named[who.ID])
	take(t.named[p.arn])
	take(t.visited[p.who.Account])
	for _, doc := range t.m.documents(t.m.state(p)) {
		for _, s := range doc.Statements {
			if s.Resource == nil && len(t.arns) == 0 { // it may be about anything
				take(t.sorted)
				take(t.holed)
			}
			for _, patterns := range [][]iam.Pattern{s.Resource, s.NotResource} {
				for k := range patterns {
					take(t.differing(&patterns[k], p.who.Account))
				}
			}
		}
	}
	for _, i := range sortedPlaces(found) {
		all = append(all, t.all[i].resource)
	}
	return all, true
}

func sortedPlaces(set map[int]bool) []int {
	all := make([]int, 0, len(set))
	for i := range set {
		all = append(all, i)
	}
	slices.Sort(all)
	return all
}

// differing are the things that a pattern matches otherwise than one that nobody declares.
func (t *Things) differing(p *iam.Pattern, account string) []int {
	key := account + "\n" + p.Text
	if known, ok := t.apart[key]; ok {
		return known
	}
	usual := make([]iam.Truth, 3)
	if len(t.arns) > 0 && !Named(p) {
		usual = matches(p, t.m.undeclared(t.arns, account))
	}
	candidates := t.candidates(p)
	if slices.ContainsFunc(usual, func(truth iam.Truth) bool { return truth != iam.No }) {
		candidates = slices.Concat(t.sorted, t.holed)
	}
	var all []int
	for _, i := range candidates {
		one := &t.all[i]
		if !t.m.NamesOther(p, one.resource) && !slices.Equal(matches(p, one.texts), usual) {
			all = append(all, i)
		}
	}
	t.apart[key] = all
	return all
}

// undeclared are the ARNs of something in an account that nobody declares.
func (m *Map) undeclared(arns []string, account string) (all []string) {
	for _, arn := range arns {
		key := account + "\n" + arn
		text, known := m.filled[key]
		if !known {
			text = m.fill(arn, m.region, account, "anything")
			m.filled[key] = text
		}
		all = append(all, text)
	}
	return all
}

// matches says how a pattern matches one or two texts of a thing, and something in it.
func matches(p *iam.Pattern, texts []string) []iam.Truth {
	all := make([]iam.Truth, 3)
	for i, text := range texts[:min(len(texts), 2)] {
		all[i] = p.Match(text, nil)
		if all[i] == iam.No && mayMatch(p, text) { // its variables may stand for anything
			all[i] = iam.Maybe
		}
	}
	if _, found := within(p, texts[0]); found {
		all[2] = iam.Yes
	}
	return all
}

// candidates are the things that a pattern may match, and perhaps others.
func (t *Things) candidates(p *iam.Pattern) []int {
	head := literalHead(p)
	if !slices.ContainsFunc(t.heads, func(h string) bool { return agree(h, head) }) {
		return nil
	}
	for _, piece := range p.Pieces {
		if piece.Kind == iam.Hole && piece.Hole.Ref != nil && t.m.graph.Resource(piece.Hole.Ref.Resource) != nil {
			return t.byOwner[piece.Hole.Ref.Resource] // see NamesOther
		}
	}
	if name, ok := literalName(p); ok {
		return slices.Concat(inside(t.byName, name), t.byName[name], t.open)
	}
	from, _ := slices.BinarySearchFunc(t.sorted, head, func(i int, h string) int { return strings.Compare(t.all[i].texts[0], h) })
	to := from
	for to < len(t.sorted) && strings.HasPrefix(t.all[t.sorted[to]].texts[0], head) {
		to++
	}
	return slices.Concat(inside(t.byText, head), t.sorted[from:to], t.holed)
}

// inside lists the things that a text names something in: an object of a bucket, the index of a table.
func inside(by map[string][]int, text string) (all []int) {
	for i := range len(text) {
		if text[i] == '/' || text[i] == ':' {
			all = append(all, by[text[:i]]...)
		}
	}
	return all
}

// literalHead is the text that everything begins with that a pattern matches.
func literalHead(p *iam.Pattern) string {
	if n := len(p.Pieces); n == 1 && p.Pieces[0].Kind == iam.Literal || n > 1 && p.Pieces[0].Kind == iam.Literal && p.Pieces[1].Kind != iam.Literal {
		return p.Pieces[0].Text // most
	}
	var b strings.Builder
	for _, piece := range p.Pieces {
		if piece.Kind != iam.Literal {
			break
		}
		b.WriteString(piece.Text)
	}
	return b.String()
}

// literalName is the sixth segment of every ARN that a pattern matches.
func literalName(p *iam.Pattern) (name string, ok bool) {
	colons := 0
	for _, piece := range p.Pieces {
		switch {
		case piece.Kind == iam.Literal:
			text := piece.Text
			for colons < 5 && text != "" {
				_, after, found := strings.Cut(text, ":")
				if !found {
					text = ""
					break
				}
				colons++
				text = after
			}
			if colons == 5 {
				name += text
			}
		case colons >= 5:
			return "", false
		}
	}
	return name, colons == 5 // a pattern of fewer segments ends with stars
}

// agree reports whether one of two texts begins with the other, as far as they are known.
func agree(a, b string) bool {
	for i := range min(len(a), len(b)) {
		if a[i] == 0 || b[i] == 0 {
			return true
		}
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// Named reports whether a pattern is an ARN with a hole in its last part, the name: it is about
// something in particular, if not known what.
func Named(p *iam.Pattern) bool {
	colons := 0
	for _, piece := range p.Pieces {
		if piece.Kind == iam.Hole && colons >= 5 {
			return true
		}
		if piece.Kind == iam.Literal {
			colons += strings.Count(piece.Text, ":")
		}
	}
	return false
}
