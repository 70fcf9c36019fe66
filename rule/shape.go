package rule

import (
	"maps"
	"slices"
	"strconv"

	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"

	"github.com/haechi-dev/haechi/cloud"
)

// isLiteral reports whether a text is written out, without holes. It asks about the template, not
// about the text: of a text that is not known it is false, not unknown.
func isLiteral(v value) value {
	switch v.kind {
	case kindText:
		_, ok := v.literal()
		return boolean(ok)
	}
	return boolean(v.kind == kindBool || v.kind == kindInt || v.kind == kindDouble)
}

// flatten joins the lists in a list. A list that is there perhaps has items that are.
func flatten(r *run, lists value) value {
	all := value{kind: kindList}
	for _, outer := range lists.items {
		inner := outer.value
		switch inner.kind {
		case kindList, kindNull:
		case kindUnknown:
			all.items = append(all.items, item{value: inner, maybe: addReasons(outer.maybe, inner.why)})
			continue
		default:
			return failed("flatten needs a list of lists")
		}
		if !r.spend(len(inner.items)) {
			return outOfSteps()
		}
		for _, it := range inner.items {
			all.items = append(all.items, item{value: it.value, maybe: addReasons(outer.maybe, it.maybe)})
		}
	}
	return all
}

// sum adds numbers; what is not written counts as nothing.
func sum(list value) value {
	total, unsure := integer(0), value{kind: kindUnknown}
	plus := operations[operators.Add]
	for _, it := range list.items {
		switch {
		case len(it.maybe) > 0:
			unsure.why = addReasons(unsure.why, it.maybe)
		case it.value.kind == kindUnknown:
			unsure.why = addReasons(unsure.why, it.value.why)
		case it.value.kind != kindNull:
			if total = plus([]value{total, it.value}); total.kind == kindUnknown {
				return total
			}
		}
	}
	if len(unsure.why) > 0 {
		return unsure
	}
	return total
}

// maxLeaves bounds what leaves gives.
const maxLeaves = 10_000

// leavesOf lists the scalars below a value: an item {name, path, value} for each, where name is the
// nearest key. What is unknown on the way is an item of which nothing is known.
func leavesOf(r *run, v value) value {
	w := walk{run: r, list: value{kind: kindList}}
	if v.kind != kindNull && !w.visit("", "", v, nil, 0) {
		return outOfSteps()
	}
	return w.list
}

type walk struct {
	run  *run
	list value
}

func (w *walk) visit(name, path string, v value, maybe []cloud.Reason, depth int) bool {
	if depth > maxJSONDepth || len(w.list.items) >= maxLeaves || !w.run.spend(1) {
		return false
	}
	switch v.kind {
	case kindNull:
		return true
	case kindList:
		for i, it := range v.items {
			if !w.visit(name, path+"["+strconv.Itoa(i)+"]", it.value, addReasons(maybe, it.maybe), depth+1) {
				return false
			}
		}
		return true
	case kindObject:
		return w.entries(path, v, maybe, depth)
	case kindUnknown: // one leaf, or many, or none
		w.list.items = append(w.list.items, item{value: v, maybe: addReasons(maybe, v.why)})
		return true
	}
	leaf := map[string]value{"name": text(name), "path": text(path), "value": v}
	w.list.items = append(w.list.items, item{value: value{kind: kindObject, fields: leaf}, maybe: maybe})
	return true
}

func (w *walk) entries(path string, v value, maybe []cloud.Reason, depth int) bool {
	if v.fields != nil {
		for _, key := range slices.Sorted(maps.Keys(v.fields)) {
			if !w.visit(key, join(path, key), v.fields[key], maybe, depth+1) {
				return false
			}
		}
		return true
	}
	if why, ok := v.from.content().Reason(); ok {
		return w.visit("", path, unknown(why), maybe, depth+1)
	}
	for _, f := range v.from.content().Fields() {
		below := addReasons(maybe, removable(v.from.assume.resolve(f.Value)))
		if !w.visit(f.Key, join(path, f.Key), field(v, f.Key, types.DynType), below, depth+1) {
			return false
		}
	}
	return true
}
