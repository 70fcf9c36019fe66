package iam

import (
	"sync"
	"sync/atomic"
)

// manyFrom is the number of values of a condition, and of principals, from which an index is faster
// than comparing with all.
const manyFrom = 32

// valueIndex finds among many values of a condition those that may fit. It is made when it is
// needed for the second time.
type valueIndex struct {
	asked atomic.Int32
	once  sync.Once
	equal map[string]bool // for StringEquals: the texts of constant values
	rest  []int32         // for StringEquals: the others
	set   patternSet      // for StringLike and the operators for ARNs
	nets  []span          // for IpAddress: the addresses, in order
	order *typedOrder     // for numbers and dates
	wrong bool            // a value is none
}

// prepare reads what the values of a condition are compared as, and gives many of them an index.
func (c *Condition) prepare() {
	switch base := c.Operator.Base.Positive(); {
	case base.typed():
		for i := range c.Values {
			if f := &c.Values[i].form; f.constant {
				v := readTyped(base, c.Values[i].plain())
				f.typed = &v
			}
		}
		if len(c.Values) >= manyFrom && (base == IPAddress && typedAll(c.Values) && spannable(c.Values) || base.ordering() && orderable(c.Values)) {
			c.many = &valueIndex{}
		}
	case len(c.Values) >= manyFrom && (base == StringEquals || base == StringLike || base == ArnLike || base == ArnEquals):
		c.many = &valueIndex{}
	}
}

// ready returns the index, or nil while it is not worth it.
func (x *valueIndex) ready(c *Condition) *valueIndex {
	if x == nil || x.asked.Load() == 0 && x.asked.Add(1) == 1 {
		return nil
	}
	x.once.Do(func() {
		switch c.Operator.Base.Positive() {
		case StringEquals:
		case IPAddress:
			x.nets = spans(c.Values)
			return
		case StringLike, ArnEquals, ArnLike:
			for i := range c.Values {
				x.set.add(&c.Values[i])
			}
			x.set.build()
			return
		default:
			x.order = &typedOrder{base: c.Operator.Base.Positive()}
			x.wrong = !x.order.add(c.Values, 0)
			x.order.build()
			return
		}
		x.equal = map[string]bool{}
		for i := range c.Values {
			if p := &c.Values[i]; p.form.constant {
				x.equal[p.plain()] = true
			} else {
				x.rest = append(x.rest, int32(i))
			}
		}
	})
	return x
}

// fits is fits of a condition for a value without holes.
func (x *valueIndex) fits(e *evaluation, c *Condition, value string) Truth {
	negate := c.Operator.Base.Negated()
	if x.order != nil {
		have := e.typedValue(x.order.base, value)
		if !have.valid || negate && x.wrong {
			return No // it cannot be compared
		}
		return negated(truth(len(x.order.hit(have)) > 0), negate)
	}
	if x.nets == nil {
		return negated(x.any(e, c, value), negate)
	}
	have := e.typedValue(IPAddress, value)
	if !have.addr.IsValid() {
		return No // it cannot be compared
	}
	return negated(truth(inSpans(x.nets, have.addr)), negate)
}

// any reports whether a value fits any of the condition's.
func (x *valueIndex) any(e *evaluation, c *Condition, value string) Truth {
	found := No
	if x.equal != nil {
		if x.equal[value] {
			return Yes
		}
		for _, i := range x.rest {
			p := &c.Values[i]
			found = found.Or(e.noting(p.equal(value, false, e), p, value))
		}
		return found
	}
	s := newSubject(value)
	base := c.Operator.Base.Positive()
	x.set.matches(&s, e, func(i int32, _ Truth) {
		p := x.set.patterns[i]
		t, _ := e.compare(base, p, value)
		found = found.Or(e.noting(t, p, value))
	})
	return found
}

// nameIndex finds among many principals those that may be one.
type nameIndex struct {
	asked atomic.Int32
	once  sync.Once
	by    map[string][]int32 // by the name, and for roles by the name without path
	rest  []int32            // those that are not constant, and those that are no names
}

func (x *nameIndex) ready(names *Principals) *nameIndex {
	if x == nil || x.asked.Load() == 0 && x.asked.Add(1) == 1 {
		return nil
	}
	x.once.Do(func() {
		x.by = map[string][]int32{}
		for i := range names.Named {
			n := &names.Named[i]
			if !n.Name.form.constant || n.Kind == NameCanonicalUser {
				x.rest = append(x.rest, int32(i))
				continue
			}
			text := n.Name.plain()
			x.by[text] = append(x.by[text], int32(i))
			if short := withoutPath(text); short != text {
				x.by[short] = append(x.by[short], int32(i))
			}
		}
	})
	return x
}

// may calls yield for every name that may be the principal; it has no holes.
func (x *nameIndex) may(p *Principal, yield func(i int32) bool) {
	for _, key := range [...]string{"*", p.Account, rootOf(p.Name, p.Account), p.Name, p.Behind, withoutPath(p.Behind)} {
		if key == "" {
			continue
		}
		for _, i := range x.by[key] {
			if !yield(i) {
				return
			}
		}
	}
	for _, i := range x.rest {
		if !yield(i) {
			return
		}
	}
}
