package iam

import (
	"net/netip"
	"strings"
)

// valueLookup finds among many conditions with one operator those that a value fits. The values of
// the conditions are texts, patterns or networks; what is none of these is compared one by one.
type valueLookup struct {
	indexed bitset             // conditions that the maps below tell
	rest    []int32            // the others
	texts   map[string][]int32 // for StringEquals and its like
	fold    bool
	spelled bool        // the operator compares texts as they are
	set     patternSet  // for StringLike and the operators for ARNs
	of      [][]int32   // conditions by the number of a pattern
	order   *typedOrder // for numbers and dates
	wrong   bitset      // conditions with a value that is none
	nets    []netsOfLength
	addrs   map[netip.Addr][]int32
}

// netsOfLength are the networks whose prefixes have one length.
type netsOfLength struct {
	bits int
	v4   bool
	nets map[netip.Prefix][]int32
}

func newValueLookup(g *conditionGroup) *valueLookup {
	x := &valueLookup{indexed: make(bitset, (len(g.tests)+63)/64)}
	base := g.operator.Base.Positive()
	for i := range g.tests {
		if x.index(base, int32(i), g.tests[i].Values) {
			x.indexed.add(int32(i))
		} else {
			x.rest = append(x.rest, int32(i))
		}
	}
	if len(x.of) > 0 {
		x.set.build()
	}
	if x.order != nil {
		x.order.build()
	}
	return x
}

func (x *valueLookup) index(base Base, test int32, values []Pattern) bool {
	switch base {
	case StringEquals, BinaryEquals, StringEqualsIgnoreCase:
		x.fold = base == StringEqualsIgnoreCase
		x.spelled = !x.fold
		for i := range values {
			if !values[i].form.constant || x.fold && !isASCII(values[i].plain()) {
				return false
			}
		}
		if x.texts == nil {
			x.texts = map[string][]int32{}
		}
		for i := range values {
			text := values[i].plain()
			if x.fold {
				text = strings.ToLower(text)
			}
			x.texts[text] = append(x.texts[text], test)
		}
		return true
	case StringLike, ArnEquals, ArnLike:
		for i := range values {
			n := x.set.add(&values[i])
			for int(n) >= len(x.of) {
				x.of = append(x.of, nil)
			}
			x.of[n] = append(x.of[n], test)
		}
		return true
	case IPAddress:
		if !typedAll(values) || !spannable(values) {
			return false
		}
		for i := range values {
			x.addNetwork(values[i].form.typed, test)
		}
		return true
	}
	if !base.ordering() || !orderable(values) {
		return false
	}
	if x.order == nil {
		x.order, x.wrong = &typedOrder{base: base}, make(bitset, len(x.indexed))
	}
	if !x.order.add(values, test) {
		x.wrong.add(test)
	}
	return true
}

func typedAll(values []Pattern) bool {
	for i := range values {
		if values[i].form.typed == nil {
			return false
		}
	}
	return true
}

func (x *valueLookup) addNetwork(v *typed, test int32) {
	if v.addr.IsValid() {
		if x.addrs == nil {
			x.addrs = map[netip.Addr][]int32{}
		}
		x.addrs[v.addr] = append(x.addrs[v.addr], test)
		return
	}
	p := v.prefix.Masked()
	for i := range x.nets {
		if n := &x.nets[i]; n.bits == p.Bits() && n.v4 == p.Addr().Is4() {
			n.nets[p] = append(n.nets[p], test)
			return
		}
	}
	x.nets = append(x.nets, netsOfLength{p.Bits(), p.Addr().Is4(), map[netip.Prefix][]int32{p: {test}}})
}

// fitting adds to yes the conditions of a group that a value without holes fits, and to open those of
// which that is not sure. Of the others only those count that a statement in may has.
func (x *valueLookup) fitting(e *evaluation, g *conditionGroup, value string, may, yes, open bitset) {
	comparable := x.hit(e, g, value, yes, open)
	if g.operator.Base.Negated() {
		for w := range yes {
			yes[w] = x.indexed[w] &^ yes[w]
			if x.wrong != nil {
				yes[w] &^= x.wrong[w]
			}
			if !comparable {
				yes[w] = 0
			}
		}
	}
	for _, i := range x.rest {
		t := &g.tests[i]
		switch {
		case !t.of.meet(may):
			continue
		case x.spelled && !e.spellAny(t.Values, value):
			if g.operator.Base.Negated() {
				yes.add(i)
			}
			continue
		}
		switch e.fits(t.Condition, value) {
		case Yes:
			yes.add(i)
		case Maybe:
			open.add(i)
		}
	}
}

// spellAny reports whether one of some values may spell a text.
func (e *evaluation) spellAny(values []Pattern, text string) bool {
	for i := range values {
		if f := &values[i].form; f.holes || e.spells(f.pieces, text) {
			return true
		}
	}
	return false
}

// hit adds the indexed conditions one of whose values is the one of the request, and tells whether it
// can be compared with them at all.
func (x *valueLookup) hit(e *evaluation, g *conditionGroup, value string, yes, open bitset) (comparable bool) {
	add := func(tests []int32) {
		for _, i := range tests {
			yes.add(i)
		}
	}
	switch {
	case x.texts != nil && x.fold && !isASCII(value): // letters that are equal without case to one of ASCII
		for i := range g.tests {
			if x.indexed.has(int32(i)) && e.fits(g.tests[i].Condition, value) == truth(!g.operator.Base.Negated()) {
				yes.add(int32(i))
			}
		}
	case x.texts != nil && x.fold:
		add(x.texts[strings.ToLower(value)])
	case x.texts != nil:
		add(x.texts[value])
	case len(x.of) > 0:
		s, base := newSubject(value), g.operator.Base.Positive()
		x.set.matches(&s, e, func(n int32, _ Truth) {
			switch t, _ := e.compare(base, x.set.patterns[n], value); t {
			case Yes:
				add(x.of[n])
			case Maybe:
				for _, i := range x.of[n] {
					open.add(i)
				}
			}
		})
	case x.order != nil:
		have := e.typedValue(x.order.base, value)
		if !have.valid || have.roundable() {
			if have.valid {
				for _, v := range x.order.hit(have) {
					yes.add(v.of)
				}
			}
			return have.valid
		}
		for i := range g.tests { // it rounds
			if x.indexed.has(int32(i)) && e.fits(g.tests[i].Condition, value) == truth(!g.operator.Base.Negated()) {
				yes.add(int32(i))
			}
		}
	case x.addrs != nil || len(x.nets) > 0:
		return x.network(e, value, add)
	}
	return true
}

func (x *valueLookup) network(e *evaluation, value string, add func([]int32)) (comparable bool) {
	a := e.typedValue(IPAddress, value).addr
	if !a.IsValid() {
		return false
	}
	if a.Zone() != "" {
		return true
	}
	a = a.Unmap()
	add(x.addrs[a])
	for i := range x.nets {
		if n := &x.nets[i]; n.v4 == a.Is4() {
			if p, err := a.Prefix(n.bits); err == nil {
				add(n.nets[p])
			}
		}
	}
	return true
}

func isASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= 0x80 {
			return false
		}
	}
	return true
}
