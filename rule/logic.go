package rule

import "cel.dev/cel-go/common/ast"

// The connectives are Kleene's: false && unknown is false, true || unknown is true. Of what they
// read, only what decided stays recorded: evidence for `a && b` being false is the side that is.

// truth reads a value as a condition: an absent boolean property is one that is not set.
func truth(v value) value {
	switch v.kind {
	case kindBool, kindUnknown:
		return v
	case kindNull:
		return boolean(false)
	}
	return failed("a condition is not true or false")
}

// connect is || when decisive is true, && when it is false.
func connect(a, b evaluator, decisive bool) evaluator {
	return func(r *run) value {
		start := len(r.reads)
		va := truth(a(r))
		if va.is(decisive) {
			return va
		}
		mid := len(r.reads)
		vb := truth(b(r))
		switch {
		case vb.is(decisive), va.kind == kindBool && vb.kind == kindUnknown:
			r.drop(start, mid)
			return vb
		case va.kind == kindUnknown && vb.kind == kindBool:
			r.reads = r.reads[:mid]
			return va
		case va.kind == kindUnknown:
			return merge(va, vb)
		}
		return vb
	}
}

func (c *compiler) connective(args []ast.Expr, decisive bool) evaluator {
	return connect(c.read(args[0]), c.read(args[1]), decisive)
}

func (c *compiler) not(arg ast.Expr) evaluator {
	f := c.read(arg)
	return func(r *run) value {
		v := truth(f(r))
		if v.kind == kindBool {
			return boolean(!v.b)
		}
		return v
	}
}

// conditional is cond ? yes : no. With an unknown condition it is still known when both give the
// same.
func (c *compiler) conditional(args []ast.Expr) evaluator {
	cond, yes, no := c.read(args[0]), c.read(args[1]), c.read(args[2])
	return func(r *run) value {
		switch v := truth(cond(r)); {
		case v.is(true):
			return yes(r)
		case v.is(false):
			return no(r)
		default:
			a, b := yes(r), no(r)
			if scalar(a) && scalar(b) && equal(a, b).is(true) {
				return a
			}
			return v
		}
	}
}

func scalar(v value) bool { return v.kind != kindList && v.kind != kindObject }
