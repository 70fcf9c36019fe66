package iam

// NewAccess answers whether the documents of to, attached together, allow a request that those
// of from do not. Compare identity policies with identity policies, or resource policies of one
// resource. The witness of Yes is a request that only to allows.
func NewAccess(from, to []*Document) Answer {
	old, now := alone(from), alone(to)
	already := newCovered(from, to)
	return ask(inquiry{
		documents: [][]*Document{to, from},
		reduce:    already.rest,
		goal: func(q *question, sides []side) status {
			allowed := q.allows(sides[0])
			if allowed == statusNo {
				return statusNo
			}
			return both(allowed, not(q.allows(sides[1])))
		},
		confirm: func(req *Request) bool { return now.allows(req) == Yes && old.allows(req) == No },
	})
}

// Equivalent answers whether two sets of documents allow the same requests. The witness of No is
// a request that only one of them allows.
func Equivalent(a, b []*Document) Answer {
	there := NewAccess(a, b)
	if there.Verdict == Yes {
		return Answer{Verdict: No, Witness: there.Witness}
	}
	back := NewAccess(b, a)
	switch {
	case back.Verdict == Yes:
		return Answer{Verdict: No, Witness: back.Witness}
	case there.Verdict == No && back.Verdict == No:
		return Answer{Verdict: Yes}
	}
	why := Answer{}
	why.because(there.Why...)
	why.because(back.Why...)
	return why
}
