package iam

import (
	"math"
	"slices"
	"sort"
)

// typedOrder are numbers or dates of conditions in their order, so that those that a value of a
// request is below, equal to or above lie together.
type typedOrder struct {
	base   Base
	values []numbered
}

// numbered is a value and the number of the condition that has it.
type numbered struct {
	*typed
	of int32
}

// orderable reports whether values have one order: comparing a whole number with one that is not
// rounds beyond 2⁵³.
func orderable(values []Pattern) bool {
	for i := range values {
		v := values[i].form.typed
		if v == nil || v.valid && !v.roundable() {
			return false
		}
	}
	return true
}

func (v *typed) roundable() bool { return math.Abs(v.number) < 1<<53 }

// ordering reports whether an operator compares by an order.
func (b Base) ordering() bool { return b.typed() && b != Bool && b != IPAddress }

// add adds the values that are valid and tells whether all are.
func (x *typedOrder) add(values []Pattern, of int32) (valid bool) {
	valid = true
	for i := range values {
		if v := values[i].form.typed; v.valid {
			x.values = append(x.values, numbered{v, of})
		} else {
			valid = false
		}
	}
	return valid
}

func (x *typedOrder) build() {
	slices.SortFunc(x.values, func(a, b numbered) int { return compareInOrder(x.base, a.typed, b.typed) })
}

// hit are the values with which a value of a request compares as the operator says.
func (x *typedOrder) hit(have *typed) []numbered {
	from := sort.Search(len(x.values), func(i int) bool { return compareInOrder(x.base, x.values[i].typed, have) >= 0 })
	to := from + sort.Search(len(x.values)-from, func(i int) bool { return compareInOrder(x.base, x.values[from+i].typed, have) > 0 })
	switch x.base {
	case NumericLessThan, DateLessThan:
		return x.values[to:]
	case NumericLessThanEquals, DateLessThanEquals:
		return x.values[from:]
	case NumericGreaterThan, DateGreaterThan:
		return x.values[:from]
	case NumericGreaterThanEquals, DateGreaterThanEquals:
		return x.values[:to]
	}
	return x.values[from:to]
}

func compareInOrder(base Base, a, b *typed) int {
	if base >= DateEquals {
		return a.time.Compare(b.time)
	}
	return compareNumbers(a, b)
}
