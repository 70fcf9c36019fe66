package iam

import "math/bits"

// patternSet finds the patterns of a long list that match a text without holding it against each:
// those that are texts by a map, those with wildcards by a few letters that a text must have to
// match them. Of the letters of a pattern it takes those that the fewest other patterns have.
type patternSet struct {
	patterns []*Pattern
	number   map[string]int32 // while it is filled: by the text of the pattern
	exact    map[string]int32
	grams    map[gram][]int32
	some     [gramSlots / 64]uint64 // slots of the grams, so that most texts ask the map seldom
	loose    []int32                // patterns without enough letters in a row
}

// gram is some letters in a row, eight or four.
type gram struct {
	letters uint64
	wide    bool
}

const gramSlots = 1 << 14

func (g gram) slot() int {
	return int(g.letters * 0x9e3779b97f4a7c15 >> (64 - 14))
}

// add gives a pattern its number, the same for the same text.
func (x *patternSet) add(p *Pattern) int32 {
	k := p.Text
	if p.form.exact {
		k = "\x01" + p.form.literal // without case, where it does not matter
	}
	if i, known := x.number[k]; known {
		return i
	}
	if x.number == nil {
		x.number = map[string]int32{}
	}
	i := int32(len(x.patterns))
	x.patterns, x.number[k] = append(x.patterns, p), i
	return i
}

// build makes the maps, once all patterns are there.
func (x *patternSet) build() {
	x.number = nil
	x.exact, x.grams = map[string]int32{}, map[gram][]int32{}
	var often [gramSlots]uint16
	for _, p := range x.patterns {
		if p.form.exact {
			continue
		}
		eachGram(&p.form, func(g gram) {
			if n := &often[g.slot()]; *n < 1<<16-1 {
				*n++
			}
		})
	}
	for i, p := range x.patterns {
		if p.form.exact {
			x.exact[p.form.literal] = int32(i)
			continue
		}
		var rarest gram
		least := -1
		eachGram(&p.form, func(g gram) {
			if n := int(often[g.slot()]); least < 0 || n < least {
				rarest, least = g, n
			}
		})
		if least < 0 {
			x.loose = append(x.loose, int32(i))
			continue
		}
		x.grams[rarest] = append(x.grams[rarest], int32(i))
		x.some[rarest.slot()/64] |= 1 << (rarest.slot() % 64)
	}
}

// eachGram lists the grams of the literal pieces: whatever the wildcards, variables and holes of a
// pattern stand for, these letters a text must have.
func eachGram(f *form, yield func(gram)) {
	for i := range f.pieces {
		if f.pieces[i].Kind != Literal {
			continue
		}
		text := f.pieces[i].Text
		for _, wide := range [...]bool{true, false} {
			for j := 0; j+width(wide) <= len(text); j++ {
				yield(gramAt(text, j, wide))
			}
		}
	}
}

func width(wide bool) int {
	if wide {
		return 8
	}
	return 4
}

func gramAt(s string, i int, wide bool) gram {
	n := uint64(s[i]) | uint64(s[i+1])<<8 | uint64(s[i+2])<<16 | uint64(s[i+3])<<24
	if wide {
		n |= uint64(s[i+4])<<32 | uint64(s[i+5])<<40 | uint64(s[i+6])<<48 | uint64(s[i+7])<<56
	}
	return gram{n, wide}
}

// matches calls yield for every pattern that may match a text without holes, some of them twice.
func (x *patternSet) matches(s *subject, e *evaluation, yield func(i int32, t Truth)) {
	if i, ok := x.exact[s.text]; ok {
		yield(i, Yes)
	}
	try := func(list []int32) {
		for _, i := range list {
			if t := x.patterns[i].match(s, e); t != No {
				yield(i, t)
			}
		}
	}
	try(x.loose)
	if len(x.grams) == 0 {
		return
	}
	for j := 0; j+4 <= len(s.text); j++ {
		for _, wide := range [...]bool{false, true} {
			if j+width(wide) > len(s.text) {
				break
			}
			if g := gramAt(s.text, j, wide); x.some[g.slot()/64]>>(g.slot()%64)&1 != 0 {
				try(x.grams[g])
			}
		}
	}
}

// bitset is a set of statements.
type bitset []uint64

func (b bitset) add(i int32)      { b[i/64] |= 1 << (i % 64) }
func (b bitset) has(i int32) bool { return b[i/64]>>(i%64)&1 != 0 }

func (b bitset) each(yield func(i int32) bool) {
	for w, word := range b {
		for ; word != 0; word &= word - 1 {
			if !yield(int32(w*64 + bits.TrailingZeros64(word))) {
				return
			}
		}
	}
}

// truth is Yes for statements in the set and Maybe for the others.
func (b bitset) truth(i int32) Truth {
	if b.has(i) {
		return Yes
	}
	return Maybe
}

// count is how many statements from i on are in the set, or a few more.
func (b bitset) count(i int32) (n int) {
	for _, word := range b[i/64:] {
		n += bits.OnesCount64(word)
	}
	return n
}
