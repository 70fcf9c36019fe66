package finding

import (
	"hash/maphash"
	"slices"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/rule"
)

// Seen is what decided a finding. It is not changed: findings that saw the same share it, because
// in an account of a hundred thousand functions most of them have the same to say.
type Seen struct {
	Pos     cloud.Pos      // the place to show
	Path    string         // the property at Pos, "" for the resource itself
	Reasons []cloud.Reason // why the verdict is unknown

	evidence []rule.Read // reads of the resource itself do not name it
}

// Evidence is what decided.
func (f *Finding) Evidence() []rule.Read {
	all := slices.Clone(f.evidence)
	for i := range all {
		if all[i].Resource == nil {
			all[i].Resource = f.Resource
		}
	}
	return all
}

// noEvidence is the hash of what passes.
var noEvidence = newDigest().sum()

// EvidenceHash changes when what the rule saw changes: an exception is bound to it.
func (f *Finding) EvidenceHash() Digest {
	if len(f.evidence) == 0 {
		return noEvidence
	}
	d := newDigest()
	for _, e := range f.Evidence() {
		d.text(e.Resource.ID)
		d.text(e.Path)
		d.value(e.Value)
	}
	return d.sum()
}

// seenIn gives what a result about a resource saw: as one of the last findings has it when there is
// nothing but a place.
func seenIn(to []Finding, res *cloud.Resource, result *rule.Result) *Seen {
	if len(result.Evidence)+len(result.Reasons) == 0 {
		for i := len(to) - 1; i >= max(0, len(to)-8); i-- {
			if s := to[i].Seen; len(s.evidence)+len(s.Reasons) == 0 && s.Pos == result.Pos && s.Path == result.Path {
				return s
			}
		}
	}
	for i := range result.Evidence {
		if result.Evidence[i].Resource == res {
			result.Evidence[i].Resource = nil
		}
	}
	return &Seen{Pos: result.Pos, Path: result.Path, Reasons: result.Reasons, evidence: result.Evidence}
}

// Sharing lets findings that saw the same share it. The zero value knows nothing; it is for one
// goroutine, and remembers a limited number.
type Sharing struct {
	seed  maphash.Seed
	known map[uint64]*Seen
}

// manySeen is how many are remembered.
const manySeen = 1 << 14

// Share replaces what findings saw by what is equal to it.
func (s *Sharing) Share(findings []Finding) {
	if s.known == nil {
		s.seed, s.known = maphash.MakeSeed(), map[uint64]*Seen{}
	}
	for i := range findings {
		f := &findings[i]
		sum := s.hash(f.Seen)
		switch known := s.known[sum]; {
		case known != nil && known.equal(f.Seen):
			f.Seen = known
		case known == nil && len(s.known) < manySeen:
			s.known[sum] = f.Seen
		}
	}
}

func (s *Sharing) hash(seen *Seen) uint64 {
	var h maphash.Hash
	h.SetSeed(s.seed)
	maphash.WriteComparable(&h, seen.Pos)
	_, _ = h.WriteString(seen.Path) // it never fails
	for _, e := range seen.evidence {
		maphash.WriteComparable(&h, e)
	}
	for _, why := range seen.Reasons {
		_, _ = h.WriteString(string(why.Code))
		for _, arg := range why.Args {
			_, _ = h.WriteString(arg)
		}
	}
	return h.Sum64()
}

// equal reports whether both say the same; equal values of an account are one.
func (s *Seen) equal(o *Seen) bool {
	return s.Pos == o.Pos && s.Path == o.Path && slices.Equal(s.evidence, o.evidence) && slices.EqualFunc(s.Reasons, o.Reasons, cloud.Reason.Equal)
}
