package iam

import "github.com/haechi-dev/haechi/cloud"

// Result is the answer to a request.
type Result uint8

// The results. ImplicitDeny means that nothing denies the request and something needed does not
// allow it.
const (
	ResultUnknown Result = iota
	ResultAllow
	ResultExplicitDeny
	ResultImplicitDeny
)

func (r Result) String() string {
	return [...]string{"unknown", "allow", "explicit-deny", "implicit-deny"}[r]
}

// Decision is the answer to a request and what it rests on.
type Decision struct {
	Result Result
	// By are the deciding statements: those that deny, the first 100 of them, or one for each policy
	// that had to allow.
	By []Place
	// More is how many statements deny, too, beyond those in By.
	More int
	// Missing says for an implicit deny what had to allow and did not: "no identity policy allows
	// the action", "the SCPs of level 2 do not allow it" …
	Missing []string
	// Why says for an unknown decision what it depends on.
	Why []cloud.Reason
	// Notes say what else mattered: that the principal is exempt from SCPs, say.
	Notes []string
}

// Place is a statement in one of the policies of a decision.
type Place struct {
	Kind      PolicyKind
	Level     int // of an SCP or RCP, from 0
	Index     int // of the document in its list, from 0
	Document  *Document
	Statement *Statement
}
