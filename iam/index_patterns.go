package iam

import "slices"

// patternSet finds the patterns of a long list that match a text without holding it against each:
// those that are texts by a map, those with wildcards by a few letters that a text must have to
// match them. Of the letters of a pattern it takes those that the fewest other patterns have.
type patternSet struct {
	patterns []*Pattern
	number   map[string]int32 // while it is filled: by the text of the pattern
	exact    map[string]int32
	grams    map[gram][]int32
	some     [gramSlots / 64]uint64 // slots of the grams, so that most texts ask the map seldom
	widths   []int                  // of the grams
	letters  []uint64               // of each pattern, those that a text must have: one bit for several
	loose    []int32                // patterns without letters
}

// gram is some letters in a row.
type gram struct {
	letters uint64
	width   int
}

// gramWidths are the lengths of grams. The long ones tell most patterns apart; the short ones those
// that have no long text to themselves.
var gramWidths = [...]int{8, 4, 3, 2, 1}

const gramSlots = 1 << 14

func (g gram) slot() int {
	return int((g.letters ^ uint64(g.width)<<57) * 0x9e3779b97f4a7c15 >> (64 - 14))
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
	x.letters = make([]uint64, len(x.patterns))
	for i, p := range x.patterns {
		for j := range p.form.pieces {
			if p.form.pieces[j].Kind == Literal {
				x.letters[i] |= lettersOf(p.form.pieces[j].Text)
			}
		}
	}
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
		if !slices.Contains(x.widths, rarest.width) {
			x.widths = append(x.widths, rarest.width)
		}
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
		for _, width := range gramWidths {
			for j := 0; j+width <= len(text); j++ {
				yield(gram{lettersAt(text, j, width), width})
			}
		}
	}
}

func lettersOf(text string) (set uint64) {
	for i := range len(text) {
		set |= 1 << (text[i] % 64)
	}
	return set
}

func lettersAt(s string, i, width int) (n uint64) {
	for j := width - 1; j >= 0; j-- {
		n = n<<8 | uint64(s[i+j])
	}
	return n
}

// matches calls yield for every pattern that may match a text without holes.
func (x *patternSet) matches(s *subject, e *evaluation, yield func(i int32, t Truth)) {
	if i, ok := x.exact[s.text]; ok {
		yield(i, Yes)
	}
	letters := lettersOf(s.text)
	try := func(i int32) {
		if x.letters[i]&^letters != 0 {
			return
		}
		if t := x.patterns[i].match(s, e); t != No {
			yield(i, t)
		}
	}
	for _, i := range x.loose {
		try(i)
	}
	if len(x.grams) == 0 {
		return
	}
	var few [8]uint64
	tried := bitset(few[:]) // a text may have the letters of a pattern many times
	if n := (len(x.patterns) + 63) / 64; n > len(few) {
		tried = make(bitset, n)
	}
	last := uint64(0) // the eight letters that end at the one before
	for j := range len(s.text) {
		last = last>>8 | uint64(s.text[j])<<56
		for _, width := range x.widths {
			if j+1 < width {
				continue
			}
			if g := (gram{last >> (64 - 8*width), width}); x.some[g.slot()/64]>>(g.slot()%64)&1 != 0 {
				for _, i := range x.grams[g] {
					if !tried.has(i) {
						tried.add(i)
						try(i)
					}
				}
			}
		}
	}
}

// bitset is a set of statements.
type bitset []uint64

func (b bitset) add(i int32)      { b[i/64] |= 1 << (i % 64) }
func (b bitset) remove(i int32)   { b[i/64] &^= 1 << (i % 64) }
func (b bitset) has(i int32) bool { return b[i/64]>>(i%64)&1 != 0 }

func (b bitset) yes(i int32) Truth { return truth(b.has(i)) }

// truth is Yes for statements in the set and Maybe for the others.
func (b bitset) truth(i int32) Truth {
	if b.has(i) {
		return Yes
	}
	return Maybe
}
