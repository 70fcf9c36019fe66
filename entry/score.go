package entry

import (
	"cmp"
	"slices"
)

// The score of a path is guard × weight × level, doubled when it reaches all of a kind in the account,
// and halved when it is there perhaps. docs/entry.md explains; the highest is 400.
var guardFactor = map[GuardKind]int{NoGuard: 10, KeyGuard: 7, UnknownGuard: 5, SecretGuard: 3, NetworkGuard: 3, CertGuard: 2, LoginGuard: 2, SignGuard: 1}

// score rates a way to something it reaches; nil is the function itself, which a stranger can run.
func score(w *Way, r *Reach) int {
	if w.Certainty == Closed {
		return 0
	}
	s := guardFactor[w.Guard.Kind]
	certain := w.Certainty == Certain
	if r != nil {
		s *= r.Weight * level(r.Levels)
		if r.Every() {
			s *= 2
		}
		certain = certain && r.Certain()
	}
	if !certain {
		s = (s + 1) / 2
	}
	return s
}

// level is 2 for reading or writing, 3 for both, 4 for destroying or giving away.
func level(levels []Level) int {
	n := 1 + min(len(levels), 2)
	if slices.ContainsFunc(levels, func(l Level) bool { return l.Name == "admin" }) {
		n = 4
	}
	return n
}

// sortWays puts the worst first. What is equal stands in the order of names.
func sortWays(r *Result) {
	slices.SortStableFunc(r.Ways, func(a, b *Way) int {
		return cmp.Or(cmp.Compare(order(a), order(b)), cmp.Compare(b.Score, a.Score), cmp.Compare(len(a.Steps), len(b.Steps)), cmp.Compare(a.ID, b.ID))
	})
}

// order puts ways that are closed after all others: how bad a way is does not depend on its state alone.
func order(w *Way) int {
	if w.State() == Shut {
		return 1
	}
	return 0
}
