package rule

import "github.com/haechi-dev/haechi/cloud"

// An evaluation pays for what it builds and compares, not only for the expressions it evaluates:
// `[x + x].map(y, [y + y].map(z, …))` is short and doubles a list at every level. Arguments are
// paid for before a function sees them.

// bytesPerStep is how much text one step pays for.
const bytesPerStep = 64

// spend pays n steps and reports whether the limit still allows to go on.
func (r *run) spend(n int) bool {
	r.steps += n
	return r.steps <= r.limit
}

// charge pays for a list or text that was made out of a property, and returns it.
func (r *run) charge(v value) value {
	if n := length(v, r.limit); n > 0 && !r.spend(n) {
		return outOfSteps()
	}
	return v
}

func outOfSteps() value { return failed("the expression took too many steps") }

// length is what it costs to go over the items of a list or the letters of a text.
func length(v value, _ int) int {
	switch v.kind {
	case kindList:
		return len(v.items)
	case kindText:
		if s, ok := v.text.Text(); ok {
			return len(s) / bytesPerStep
		}
		n := 0
		for _, p := range v.text.Parts() {
			n += 1 + len(p.Text)/bytesPerStep
		}
		return n
	}
	return 0
}

// weight is the length of a value and of everything below it. Values share their parts, so the
// count may grow out of hand: it stops beyond limit.
func weight(v value, limit int) int {
	n := length(v, limit)
	for _, it := range v.items {
		if n > limit {
			return n
		}
		n += weight(it.value, limit-n)
	}
	for _, f := range v.fields {
		if n > limit {
			return n
		}
		n += 1 + weight(f, limit-n)
	}
	if v.kind == kindObject && v.fields == nil {
		n += nodes(v.from.content(), limit-n)
	}
	return n
}

// nodes counts the nodes of a property tree, up to a little beyond limit.
func nodes(v *cloud.Value, limit int) int {
	n := 1
	for _, item := range v.Items() {
		if n > limit {
			return n
		}
		n += nodes(item, limit-n)
	}
	for _, f := range v.Fields() {
		if n > limit {
			return n
		}
		n += nodes(f.Value, limit-n)
	}
	return n
}
