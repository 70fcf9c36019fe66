package entry

import (
	"slices"

	"github.com/haechi-dev/haechi/cloud"
)

// GuardKind is who is let through.
type GuardKind string

// The guards, the weakest first. A web ACL is no guard: it does not ask who somebody is.
const (
	NotAsked     GuardKind = ""            // a step at which nobody is ever asked
	NoGuard      GuardKind = "none"        // anybody
	KeyGuard     GuardKind = "key"         // whoever has a shared key, which is made to count clients
	UnknownGuard GuardKind = "unknown"     // that depends on what is not known
	SecretGuard  GuardKind = "secret"      // requests with a header that is a secret
	NetworkGuard GuardKind = "network"     // requests from some networks, accounts or endpoints
	CertGuard    GuardKind = "certificate" // clients with a certificate
	LoginGuard   GuardKind = "authorizer"  // whom an authoriser knows
	SignGuard    GuardKind = "iam"         // signed requests of principals that may make them
)

// Guard is what stands before a step.
type Guard struct {
	Kind GuardKind
	// By is the name of the guard: that of an authoriser, a kind of token.
	By string
	// Why says for an unknown guard what it depends on.
	Why []cloud.Reason
}

var strength = []GuardKind{NotAsked, NoGuard, KeyGuard, UnknownGuard, SecretGuard, NetworkGuard, CertGuard, LoginGuard, SignGuard}

func (g Guard) rank() int { return slices.Index(strength, g.Kind) }

func (g Guard) strong() bool { return g.rank() > slices.Index(strength, UnknownGuard) }

func unknownGuard(why ...cloud.Reason) Guard { return Guard{Kind: UnknownGuard, Why: why} }

// strongest is the strongest guard of a way. Nobody being asked anywhere is no guard.
func strongest(steps []Step) Guard {
	best := Guard{Kind: NoGuard}
	for _, s := range steps {
		if s.Guard.rank() > best.rank() {
			best = s.Guard
		}
	}
	return best
}
