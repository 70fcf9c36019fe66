package iam

// principalIndex finds the statements of a large document that name a principal, and in which way,
// without holding it against the names of each.
type principalIndex struct {
	names []namedIn
	by    map[string][]int32 // names by the texts under which a principal is looked for
	rest  []int32            // names that no text finds

	with, not, loose bitset // statements with Principal, with NotPrincipal, and with one that is not known
	deny             bitset
}

// namedIn is a name and the statements that have it.
type namedIn struct {
	name *Named
	of   members
}

func newPrincipalIndex(d *Document, words int) *principalIndex {
	x := &principalIndex{by: map[string][]int32{}, with: make(bitset, words), not: make(bitset, words), loose: make(bitset, words), deny: make(bitset, words)}
	type key struct {
		kind NameKind
		text string
	}
	number := map[key]int{}
	var lists [][]int32
	some := false
	for i, s := range d.Statements {
		names := s.Principal
		switch {
		case s.Principal != nil:
			x.with.add(int32(i))
		case s.NotPrincipal != nil:
			names = s.NotPrincipal
			x.not.add(int32(i))
		default:
			continue
		}
		some = true
		if s.Effect == Deny {
			x.deny.add(int32(i))
		}
		if len(names.Unknown) > 0 {
			x.loose.add(int32(i))
		}
		for j := range names.Named {
			n := &names.Named[j]
			k := key{n.Kind, n.Name.Text}
			at, known := number[k]
			if !known {
				at = len(x.names)
				number[k] = at
				x.names, lists = append(x.names, namedIn{name: n}), append(lists, nil)
			}
			if list := lists[at]; len(list) == 0 || list[len(list)-1] != int32(i) {
				lists[at] = append(list, int32(i))
			}
		}
	}
	if !some {
		return nil
	}
	for i := range x.names {
		x.names[i].of = newMembers(lists[i], words)
		x.find(int32(i))
	}
	return x
}

// find notes under which texts a name is looked for.
func (x *principalIndex) find(i int32) {
	n := x.names[i].name
	if !n.Name.form.constant || n.Kind == NameCanonicalUser {
		x.rest = append(x.rest, i)
		return
	}
	text := n.Name.plain()
	x.by[text] = append(x.by[text], i)
	if short := withoutPath(text); short != text {
		x.by[short] = append(x.by[short], i)
	}
}

// reached are the statements that reach a principal, by the way in which they do; in open are those of
// which that is not sure.
type reached struct{ direct, role, account, open bitset }

// narrow takes from may the statements that do not reach the principal. attached says that those
// without principals reach nobody; else they reach everybody.
func (x *principalIndex) narrow(e *evaluation, may bitset, to reached, attached bool) {
	p := &e.req.Principal
	if p.hasHole() {
		for w := range may {
			to.open[w] |= x.with[w] | x.not[w]
		}
	} else {
		x.reach(e, to)
	}
	for w := range may {
		with, not := x.with[w], x.not[w]
		excepted := to.direct[w]
		if p.Kind == Role || p.Kind == User { // as notAmong has it
			excepted |= to.role[w]
		}
		if e.bounded {
			excepted &^= x.deny[w]
		}
		to.direct[w] = to.direct[w]&with | not&^excepted
		to.role[w] &= with
		to.account[w] &= with
		to.open[w] |= x.loose[w]
		if !attached {
			to.direct[w] |= ^(with | not)
		}
		may[w] &= to.direct[w] | to.role[w] | to.account[w] | to.open[w]
	}
}

func (x *principalIndex) reach(e *evaluation, to reached) {
	add := func(i int32) {
		n := &x.names[i]
		r := e.reachedBy(n.name)
		for _, way := range [...]struct {
			t   Truth
			set bitset
		}{{r.direct, to.direct}, {r.role, to.role}, {r.account, to.account}} {
			switch way.t {
			case Yes:
				n.of.addTo(way.set)
			case Maybe:
				n.of.addTo(to.open)
			}
		}
	}
	p := &e.req.Principal
	for _, text := range [...]string{"*", p.Account, rootOf(p.Name, p.Account), p.Name, p.Behind, withoutPath(p.Behind)} {
		if text == "" {
			continue
		}
		for _, i := range x.by[text] {
			add(i)
		}
	}
	for _, i := range x.rest {
		add(i)
	}
}
