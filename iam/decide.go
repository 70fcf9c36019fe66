package iam

// Decide answers a request by AWS's evaluation logic.
func Decide(req *Request, p *Policies) *Decision {
	return &Decision{Result: ResultImplicitDeny}
}
