package rule

import (
	"cel.dev/cel-go/common/ast"

	"github.com/haechi-dev/haechi/cloud"
)

// What was not read has a place, mostly: a listing that was denied in one region says nothing of the
// others. So a list of resources has an item for each place in which some may be missing. Nothing is
// known of it but where it is, and what can name something there.

// ofType lists the resources of a type, as listing does.
func (r *run) ofType(typ string) value {
	all := r.graph.OfType(typ)
	all.Unread = nil
	v := value{kind: kindList}
	for _, m := range r.graph.Missing(typ) {
		item := item{value: unknown(m.Why), maybe: []cloud.Reason{m.Why}}
		item.value.from = &place{in: &cloud.Resource{Type: typ, Account: m.Account, Region: m.Region}, root: true, quiet: true}
		v.items = append(v.items, item)
	}
	v.items = append(v.items, r.listing(all).items...)
	return v
}

// missing is what a value stands for that ofType made for what was not read.
func missing(v value) (cloud.Unread, bool) {
	if v.kind != kindUnknown || v.from == nil || !v.from.root || v.from.node != nil || len(v.why) == 0 {
		return cloud.Unread{}, false
	}
	at := v.from.in
	return cloud.Unread{Type: at.Type, Why: v.why[0], Account: at.Account, Region: at.Region}, true
}

// ofMissing reports whether a call asks a variable what is known of what was not read, too.
func (c *compiler) ofMissing(name string, args []ast.Expr) bool {
	switch name {
	case "account", "region", "referrers":
		return args[0].Kind() == ast.IdentKind
	}
	return false
}

// placed is strict for a function that has an answer about what was not read.
func (c *compiler) placed(args []ast.Expr, f func(*run, []value) value) evaluator {
	rest, first := c.strict(args, f), c.node(args[0])
	return func(r *run) value {
		v := first(r)
		if _, ok := missing(v); ok { // the other arguments are literals
			return f(r, []value{v})
		}
		return rest(r)
	}
}
