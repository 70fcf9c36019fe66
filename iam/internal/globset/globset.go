// Package globset answers questions about all strings at once: which sets of globs can one
// string match together, and which string does?
//
// It owns the exact partition of strings by a list of globs, found by exploring the subset
// construction lazily: a state is the set of positions that all globs can be in, the alphabet is
// the letters that the globs use at these positions, and one letter for every other. It must not
// know what the strings mean (actions, ARNs, values of condition keys). It imports the standard
// library only.
package globset

import (
	"slices"
	"strings"
)

// Class is a set of strings that match the same globs.
type Class struct {
	Member  Set    // the globs that every string of the class matches
	Witness string // a shortest string of the class
}

// Options of Partition.
type Options struct {
	// Limit is the number of states after which Partition gives up. 0 means DefaultLimit.
	Limit int
	// Budget, when not nil, is a number of positions that several calls share: each is paid for
	// when a state with it is first seen, and when none is left the call gives up.
	Budget *int
	// Other are letters to write in a witness for "any letter that no glob uses", the preferred
	// first. Empty means x, y, z and so on.
	Other string
	// Avoid are letters that a witness has only where no other of its length will do.
	Avoid string
	// Plain asks for letters that no glob uses rather than for others, where a witness is as short.
	Plain bool
}

// pay takes the price of a state from the budget.
func (o Options) pay(positions int) bool {
	if o.Budget == nil {
		return true
	}
	*o.Budget -= 1 + positions
	return *o.Budget > 0
}

// DefaultLimit keeps a partition within some milliseconds.
const DefaultLimit = 20_000

// Partition returns every class of strings that the globs tell apart, in the order of their
// witnesses: shorter first. A glob is text in which * stands for any text and ? for any one
// letter. It returns ok false, and the classes found so far, when there are too many states.
func Partition(globs []string, opt Options) (classes []Class, ok bool) {
	a := newAutomaton(globs, opt)
	start := a.closure(a.starts)
	seen := map[string]bool{key(start): true}
	known := map[string]bool{}
	queue := []path{{state: start}}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		member := a.accepted(at.state)
		if k := member.Key(); !known[k] {
			known[k] = true
			classes = append(classes, Class{member, string(at.text)})
		}
		for _, letter := range a.letters(at.state) {
			next := a.step(at.state, letter)
			k := key(next)
			if seen[k] {
				continue
			}
			if len(seen) >= a.limit || !opt.pay(len(next)) {
				return classes, false
			}
			seen[k] = true
			queue = append(queue, path{next, append(at.text[:len(at.text):len(at.text)], letter)})
		}
	}
	return classes, true
}

type path struct {
	state []int32
	text  []rune
}

// automaton holds all globs one behind the other: each is a row of tokens with an end.
type automaton struct {
	tokens []rune // a letter, or one of the marks below
	owner  []int32
	globs  int
	starts []int32
	other  rune
	limit  int
	avoid  string
	plain  bool
}

// Marks stand beside letters; no letter is negative.
const (
	any1 rune = -1 - iota
	star
	end
)

func newAutomaton(globs []string, opt Options) *automaton {
	a := &automaton{globs: len(globs), limit: opt.Limit, avoid: opt.Avoid, plain: opt.Plain}
	if a.limit == 0 {
		a.limit = DefaultLimit
	}
	used := map[rune]bool{}
	for i, g := range globs {
		a.starts = append(a.starts, int32(len(a.tokens)))
		for _, r := range g {
			switch {
			case r == '*' && len(a.tokens) > int(a.starts[i]) && a.tokens[len(a.tokens)-1] == star:
				continue // ** is *
			case r == '*':
				r = star
			case r == '?':
				r = any1
			default:
				used[r] = true
			}
			a.tokens = append(a.tokens, r)
			a.owner = append(a.owner, int32(i))
		}
		a.tokens = append(a.tokens, end)
		a.owner = append(a.owner, int32(i))
	}
	a.other = unused(used, opt.Other+"xyzwvutsrqponmlkjihgfedcba0123456789")
	return a
}

// unused returns the first preferred letter that no glob uses, else a letter of an alphabet that
// nobody writes policies in.
func unused(used map[rune]bool, preferred string) rune {
	for _, r := range preferred {
		if !used[r] {
			return r
		}
	}
	for r := rune(0x4e00); ; r++ {
		if !used[r] {
			return r
		}
	}
}

// closure adds the positions behind stars, in order and each once.
func (a *automaton) closure(positions []int32) []int32 {
	out := make([]int32, 0, len(positions)+4)
	for _, p := range positions {
		out = append(out, p)
		for a.tokens[p] == star {
			p++
			out = append(out, p)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// letters are those that lead somewhere else than all others do, and the one for the others.
func (a *automaton) letters(state []int32) []rune {
	var out []rune
	alive := false
	for _, p := range state {
		switch t := a.tokens[p]; {
		case t >= 0:
			out = append(out, t)
			alive = true
		case t != end:
			alive = true
		}
	}
	if !alive && len(state) == 0 {
		return nil // dead: nothing matches, whatever follows
	}
	slices.Sort(out)
	out = append(slices.Compact(out), a.other)
	if a.plain {
		copy(out[1:], out)
		out[0] = a.other
	}
	if a.avoid != "" {
		slices.SortStableFunc(out, func(x, y rune) int { return a.avoided(x) - a.avoided(y) })
	}
	return out
}

func (a *automaton) avoided(letter rune) int {
	if strings.ContainsRune(a.avoid, letter) {
		return 1
	}
	return 0
}

func (a *automaton) step(state []int32, letter rune) []int32 {
	next := make([]int32, 0, len(state))
	for _, p := range state {
		switch t := a.tokens[p]; {
		case t == star:
			next = append(next, p)
		case t == any1, t == letter:
			next = append(next, p+1)
		}
	}
	return a.closure(next)
}

func (a *automaton) accepted(state []int32) Set {
	s := NewSet(a.globs)
	for _, p := range state {
		if a.tokens[p] == end {
			s.Add(int(a.owner[p]))
		}
	}
	return s
}

func key(state []int32) string {
	var b strings.Builder
	b.Grow(4 * len(state))
	for _, p := range state {
		b.WriteByte(byte(p))
		b.WriteByte(byte(p >> 8))
		b.WriteByte(byte(p >> 16))
		b.WriteByte(byte(p >> 24))
	}
	return b.String()
}
