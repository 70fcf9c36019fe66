package iam

import "math/bits"

// deepIndex finds the statements of a large document that apply. A policy of 90 kB has some 900
// statements, or 2,000 short ones, and all of them may be about one action, or about all: then only
// the resources, the principals and the conditions tell them apart.
type deepIndex struct {
	actions, resources elementIndex
	principals         *principalIndex // nil without any
	conditions         *conditionIndex // nil without any
	allow, deny        bitset
	vague              bitset // statements of which a part is not known
	blank              bitset // statements of which nothing is known
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
	x := &deepIndex{words: n, allow: make(bitset, n), deny: make(bitset, n), vague: make(bitset, n), blank: make(bitset, n)}
	for _, e := range []*elementIndex{&x.actions, &x.resources} {
		e.not, e.open, e.plain = make(bitset, n), make(bitset, n), make(bitset, n)
	}
	for i, s := range d.Statements {
		switch s.Effect {
		case Allow:
			x.allow.add(int32(i))
		case Deny:
			x.deny.add(int32(i))
		}
		if len(s.Unknown) > 0 || s.Effect == EffectUnknown {
			x.vague.add(int32(i))
		}
		if s.Action == nil && s.NotAction == nil {
			x.blank.add(int32(i))
			x.actions.open.add(int32(i))
			x.resources.open.add(int32(i))
			continue
		}
		x.actions.add(int32(i), s.Action, s.NotAction)
		x.resources.add(int32(i), s.Resource, s.NotResource)
	}
	x.actions.set.build()
	x.resources.set.build()
	x.principals = newPrincipalIndex(d, n)
	x.conditions = newConditionIndex(d, n)
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

// narrowed are the statements of a document that are worth a look: may has all of them. Of those in
// sure it is known that they apply to whom they reach.
type narrowed struct {
	may, sure        bitset
	action, resource bitset // those whose action, and whose resource, is sure to fit
	by               reached
}

// narrow asks the index, for which buffer has room, of a request without holes.
func (x *deepIndex) narrow(e *evaluation, kind PolicyKind, buffer []uint64) narrowed {
	const sets = 9
	n := x.words
	if len(buffer) < sets*n {
		buffer = make([]uint64, sets*n)
	}
	var set [sets]bitset
	for i := range set {
		set[i] = buffer[i*n : (i+1)*n]
	}
	may, sure, mayResource := set[0], set[1], set[2]
	f := narrowed{may: may, sure: sure, action: set[3], resource: set[4], by: reached{set[5], set[6], set[7], set[8]}}
	x.actions.fit(&e.action, e, may, f.action, nil)
	attached := kind == ResourcePolicy || kind == EndpointPolicy
	var skip func(p *Pattern) bool
	if attached {
		skip = func(p *Pattern) bool { return p.form.short && !p.form.wild }
	}
	x.resources.fit(&e.resource, e, mayResource, f.resource, skip)
	any := uint64(0)
	for w := range may {
		if attached {
			mayResource[w] |= x.resources.plain[w]
			f.resource[w] |= x.resources.plain[w]
		}
		may[w] &= mayResource[w]
		sure[w] = f.action[w] & f.resource[w] &^ (x.vague[w] | x.blank[w])
		any |= may[w]
	}
	if any == 0 {
		return f
	}
	x.narrowPrincipals(e, kind, &f)
	if x.conditions != nil {
		x.conditions.narrow(e, may, sure)
	}
	return f
}

func (x *deepIndex) narrowPrincipals(e *evaluation, kind PolicyKind, f *narrowed) {
	switch {
	case kind != ResourcePolicy && (kind != EndpointPolicy || x.principals == nil):
		for w := range f.by.direct {
			f.by.direct[w] = ^uint64(0)
		}
	case x.principals == nil: // a policy of a resource that names nobody
		for w := range f.may {
			f.may[w] &= x.blank[w]
		}
	default:
		copy(f.by.open, x.blank)
		x.principals.narrow(e, f.may, f.by, kind == ResourcePolicy)
		for w := range f.sure {
			f.sure[w] &^= f.by.open[w]
		}
	}
}

// weigh adds to a verdict what the statements that are left say, in their order.
func (f *narrowed) weigh(e *evaluation, v *verdict, x *deepIndex, place Place, denies *denials) {
	statements := place.Document.Statements
	for w, left := range f.may {
		for {
			if v.direct.truth == Yes {
				left &^= x.allow[w] // one that allows is enough
			}
			if denies.full() {
				some := left & f.sure[w] & x.deny[w]
				denies.more += bits.OnesCount64(some)
				left &^= some
			}
			if left == 0 {
				break
			}
			i := int32(w*64 + bits.TrailingZeros64(left))
			left &= left - 1
			place.Statement = statements[i]
			switch {
			case !f.sure.has(i):
				e.weigh(v, place, f.action.truth(i), f.resource.truth(i), denies)
			case x.deny.has(i):
				v.deny = Yes
				denies.add(place)
			default:
				v.direct.add(f.by.direct.yes(i), place, nil)
				v.role.add(f.by.role.yes(i), place, nil)
				v.account.add(f.by.account.yes(i), place, nil)
			}
		}
	}
}
