package iam

import "strings"

// conditionIndex holds the conditions of a large document against a request, each once however many
// statements have it, and those on one key together.
type conditionIndex struct {
	keys    map[string]int32 // the number of a key, in small letters
	derived []derivedKey     // those that a request has without being given them
	groups  []conditionGroup
	brief   []briefGroup // of each group, what is looked at first
	loose   bitset       // statements with a condition that is not known
	some    bitset       // statements with conditions
}

type derivedKey struct {
	name   string
	number int32
}

// derivedKeys are the keys that evaluation.derived knows.
var derivedKeys = [...]string{"aws:principalarn", "aws:principalaccount", "aws:principaltype", "aws:username", "aws:principalisawsservice", "aws:principalservicename", "aws:resourceaccount"}

// conditionGroup are conditions with one operator on one key.
type conditionGroup struct {
	operator Operator
	tests    []conditionTest
	of       members
	lookup   *valueLookup // of many tests
}

// briefGroup is the key of a group, and what its conditions are without it: Maybe when they differ.
type briefGroup struct {
	key    int32
	absent Truth
}

// conditionTest is one condition and the statements that have it.
type conditionTest struct {
	*Condition
	of members
}

// lookupFrom is the number of conditions in a group from which a lookup is faster.
const lookupFrom = 6

func newConditionIndex(d *Document, words int) *conditionIndex {
	x := &conditionIndex{keys: map[string]int32{}, loose: make(bitset, words), some: make(bitset, words)}
	b := conditionGrouping{index: x, group: map[groupKey]int{}}
	for i, s := range d.Statements {
		if len(s.Condition) > 0 {
			x.some.add(int32(i))
		}
		b.turns = nil
		for j := range s.Condition {
			c := &s.Condition[j]
			if len(c.Unknown) > 0 || c.Operator.Base == NoOperator {
				x.loose.add(int32(i))
				continue
			}
			b.add(int32(i), c)
		}
	}
	if len(x.groups) == 0 {
		return nil
	}
	b.finish(words)
	for _, name := range derivedKeys {
		if n, known := x.keys[name]; known {
			x.derived = append(x.derived, derivedKey{name, n})
		}
	}
	return x
}

// conditionGrouping is what is needed while the groups are made.
type conditionGrouping struct {
	index *conditionIndex
	group map[groupKey]int
	turns map[groupKey]int // how often the statement at hand has the operator and the key so far
	tests []map[string]int // of each group, by the identity of the values
	of    [][]int32        // statements of each group
	lists [][][]int32      // of each group, the statements of each test
}

type groupKey struct {
	key      int32
	base     Base
	set      SetOperator
	ifExists bool
	turn     int // the conditions of one group are of different statements
}

func (b *conditionGrouping) add(statement int32, c *Condition) {
	x, name := b.index, lowerText(c.Key)
	number, known := x.keys[name]
	if !known {
		number = int32(len(x.keys))
		x.keys[name] = number
	}
	k := groupKey{key: number, base: c.Operator.Base, set: c.Operator.Set, ifExists: c.Operator.IfExists}
	if b.turns == nil {
		b.turns = map[groupKey]int{}
	}
	turn := b.turns[k]
	b.turns[k]++
	k.turn = turn
	at, known := b.group[k]
	if !known {
		at = len(x.groups)
		b.group[k] = at
		x.groups, x.brief = append(x.groups, conditionGroup{operator: c.Operator}), append(x.brief, briefGroup{number, c.Operator.absent()})
		b.tests, b.of, b.lists = append(b.tests, map[string]int{}), append(b.of, nil), append(b.lists, nil)
	}
	g := &x.groups[at]
	b.of[at] = append(b.of[at], statement)
	identity := identityOf(c.Values)
	test, known := b.tests[at][identity]
	if !known {
		test = len(g.tests)
		b.tests[at][identity] = test
		g.tests, b.lists[at] = append(g.tests, conditionTest{Condition: c}), append(b.lists[at], nil)
	}
	b.lists[at][test] = append(b.lists[at][test], statement)
}

func (b *conditionGrouping) finish(words int) {
	for i := range b.index.groups {
		g := &b.index.groups[i]
		g.of = newMembers(b.of[i], words)
		for j := range g.tests {
			g.tests[j].of = newMembers(b.lists[i][j], words)
		}
		if len(g.tests) >= lookupFrom && g.operator.Base != Null {
			g.lookup = newValueLookup(g)
		}
	}
}

// absent is what a condition is for a request without its key.
func (o Operator) absent() Truth {
	switch {
	case o.Base == Null:
		return Maybe
	case o.Set == ForAllValues:
		return Yes
	case o.Set == ForAnyValue:
		return truth(o.IfExists)
	}
	return truth(o.IfExists || o.Base.Negated())
}

// narrow takes from may the statements with a condition that does not hold, and from sure those of
// which that is not known. It tells whether it could: in an open context anything may be.
func (x *conditionIndex) narrow(e *evaluation, may, sure bitset) {
	for w := range sure {
		sure[w] &^= x.loose[w]
	}
	given, ok := x.given(e)
	if !ok {
		for w := range sure {
			sure[w] &^= x.some[w]
		}
		return
	}
	for i, b := range x.brief {
		n := given.number[b.key]
		if n == 0 && b.absent == Yes {
			continue
		}
		var values []string
		if n > 0 {
			values = given.values[n-1]
		}
		g := &x.groups[i]
		switch {
		case len(values) > 0 || b.absent == Maybe:
			if g.of.meet(may) {
				g.narrow(e, values, may, sure)
			}
		case b.absent == No:
			g.of.removeFrom(may)
		}
	}
}

// givenKeys are the values of the keys of a document that a request has.
type givenKeys struct {
	number []uint16 // by the number of the key, from 1; 0 for none
	values [][]string
}

func (x *conditionIndex) given(e *evaluation) (all givenKeys, ok bool) {
	if e.req.Open || len(e.req.Context) > 1<<15 {
		return all, false
	}
	all.number = make([]uint16, len(x.keys))
	for key, values := range e.req.Context {
		n, known := x.keys[lowerText(key)]
		if !known {
			continue
		}
		if all.number[n] > 0 {
			return all, false // it is there in two spellings
		}
		all.values = append(all.values, values)
		all.number[n] = uint16(len(all.values))
	}
	for _, d := range x.derived {
		if all.number[d.number] > 0 {
			continue
		}
		if value, known := e.derived(d.name); known {
			all.values = append(all.values, []string{value})
			all.number[d.number] = uint16(len(all.values))
		}
	}
	return all, true
}

// narrow holds the conditions of a group against the values of their key.
func (g *conditionGroup) narrow(e *evaluation, values []string, may, sure bitset) {
	o := &g.operator
	switch {
	case o.Base == Null || g.lookup == nil || hasHole(strings.Join(values, "")):
		for i := range g.tests {
			g.tests[i].weigh(e, may, sure)
		}
		return
	case o.Set == NoSet && len(values) > 1:
		g.of.removeFrom(may)
		return
	case o.Set == ForAllValues && strings.Join(values, "") == "":
		return
	}
	n := (len(g.tests) + 63) / 64
	room := make(bitset, 3*n)
	all, one, open := room[:n], room[n:2*n], room[2*n:]
	for i, v := range values {
		clear(one)
		g.lookup.fitting(e, g, v, may, one, open)
		for w := range all {
			switch {
			case i == 0:
				all[w] = one[w]
			case o.Set == ForAllValues:
				all[w] &= one[w]
			default:
				all[w] |= one[w]
			}
		}
	}
	for i := range g.tests {
		switch {
		case open.has(int32(i)):
			g.tests[i].of.removeFrom(sure)
		case !all.has(int32(i)):
			g.tests[i].of.removeFrom(may)
		}
	}
}

func (t *conditionTest) weigh(e *evaluation, may, sure bitset) {
	if !t.of.meet(may) {
		return
	}
	switch e.condition(t.Condition) {
	case No:
		t.of.removeFrom(may)
	case Maybe:
		t.of.removeFrom(sure)
	}
}
