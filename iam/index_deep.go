package iam

// deepIndex finds the statements of a large document whose action and resource both fit. A policy
// of 90 kB has some 900 statements, and all of them may be about one action: then only the
// resources tell them apart.
type deepIndex struct {
	actions, resources elementIndex
	words              int
}

// elementIndex is the index of one element, Action or Resource.
type elementIndex struct {
	set   patternSet
	of    [][]int32 // statements by the number of a pattern they have
	not   bitset    // statements with the negated element
	open  bitset    // statements of which the element is not known
	plain bitset    // statements without the element
}

func newDeepIndex(d *Document) *deepIndex {
	n := (len(d.Statements) + 63) / 64
	x := &deepIndex{words: n}
	for _, e := range []*elementIndex{&x.actions, &x.resources} {
		e.not, e.open, e.plain = make(bitset, n), make(bitset, n), make(bitset, n)
	}
	for i, s := range d.Statements {
		if s.Action == nil && s.NotAction == nil { // nothing is known of it
			x.actions.open.add(int32(i))
			x.resources.open.add(int32(i))
			continue
		}
		x.actions.add(int32(i), s.Action, s.NotAction)
		x.resources.add(int32(i), s.Resource, s.NotResource)
	}
	x.actions.set.build()
	x.resources.set.build()
	return x
}

func (x *elementIndex) add(statement int32, plain, negated []Pattern) {
	list := plain
	switch {
	case negated != nil:
		x.not.add(statement)
		list = negated
	case plain == nil:
		x.plain.add(statement)
	}
	for j := range list {
		n := x.set.add(&list[j])
		for int(n) >= len(x.of) {
			x.of = append(x.of, nil)
		}
		if at := x.of[n]; len(at) == 0 || at[len(at)-1] != statement {
			x.of[n] = append(at, statement)
		}
	}
}

// fit computes the statements whose element may fit a text, and of them those where that is sure.
func (x *elementIndex) fit(s *subject, e *evaluation, may, sure bitset, skip func(*Pattern) bool) {
	x.set.matches(s, e, func(i int32, t Truth) {
		if skip != nil && skip(x.set.patterns[i]) {
			return
		}
		for _, statement := range x.of[i] {
			may.add(statement)
			if t == Yes {
				sure.add(statement)
			}
		}
	})
	for w := range may { // NotAction and NotResource fit what their patterns do not
		matched, perhaps := sure[w], may[w]
		may[w] = perhaps&^x.not[w] | x.not[w]&^matched | x.open[w]
		sure[w] = matched&^x.not[w] | x.not[w]&^perhaps
	}
}

// narrowed are the statements of a document that are worth a look.
type narrowed struct {
	may, action, resource bitset // all of them; those whose action, and whose resource, is sure to fit
}

// narrow asks the index, for which buffer has room, of a request without holes.
func (x *deepIndex) narrow(e *evaluation, kind PolicyKind, buffer []uint64) narrowed {
	n := x.words
	if len(buffer) < 4*n {
		buffer = make([]uint64, 4*n)
	}
	mayAction, sureAction, mayResource, sureResource := bitset(buffer[:n]), bitset(buffer[n:2*n]), bitset(buffer[2*n:3*n]), bitset(buffer[3*n:4*n])
	x.actions.fit(&e.action, e, mayAction, sureAction, nil)
	attached := kind == ResourcePolicy || kind == EndpointPolicy
	var skip func(p *Pattern) bool
	if attached {
		skip = func(p *Pattern) bool { return p.form.short && !p.form.wild }
	}
	x.resources.fit(&e.resource, e, mayResource, sureResource, skip)
	for w := range mayAction {
		if attached {
			mayResource[w] |= x.resources.plain[w]
			sureResource[w] |= x.resources.plain[w]
		}
		mayAction[w] &= mayResource[w]
	}
	return narrowed{mayAction, sureAction, sureResource}
}
