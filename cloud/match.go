package cloud

// MayEqual compares two strings with holes. It returns nil when their texts cannot be equal or
// are certainly equal (ask Canonical for that), and otherwise a hole that decides it.
//
// A hole may stand for any text, the empty one included, but the same hole stands for the same
// text everywhere; the comparison uses that only for holes at equal places from both ends, so it
// may answer "perhaps" where a cleverer one would say "never". It never errs the other way.
func MayEqual(a, b *Value) *Hole {
	if a.Kind() != String || b.Kind() != String {
		return nil
	}
	pa, pb := a.Parts(), b.Parts()
	pa, pb = dropCommonPrefix(pa, pb)
	reverse(pa)
	reverse(pb)
	pa, pb = dropCommonPrefix(pa, pb)
	hole := firstHole(pa)
	if hole == nil {
		hole = firstHole(pb)
	}
	if hole == nil || !compatible(pa, pb) || !compatible(pb, pa) {
		return nil
	}
	return hole
}

// dropCommonPrefix removes equal parts and equal text at the start of both, copying what it keeps.
func dropCommonPrefix(a, b []Part) (restA, restB []Part) {
	a, b = append([]Part(nil), a...), append([]Part(nil), b...)
	for len(a) > 0 && len(b) > 0 {
		x, y := &a[0], &b[0]
		switch {
		case x.Hole != nil && y.Hole != nil && x.Hole.Name == y.Hole.Name:
			a, b = a[1:], b[1:]
			continue
		case x.Hole != nil || y.Hole != nil:
			return a, b
		}
		n := 0
		for n < len(x.Text) && n < len(y.Text) && x.Text[n] == y.Text[n] {
			n++
		}
		x.Text, y.Text = x.Text[n:], y.Text[n:]
		if x.Text != "" && y.Text != "" {
			return a, b
		}
		if x.Text == "" {
			a = a[1:]
		}
		if y.Text == "" {
			b = b[1:]
		}
	}
	return a, b
}

// compatible reports whether the ends allow equality: after common text is dropped, two texts
// facing each other differ, and text cannot face nothing. Parts come reversed from the second
// pass, so both ends are looked at.
func compatible(a, b []Part) bool {
	if len(a) == 0 {
		return firstText(b) == nil
	}
	if len(b) == 0 {
		return firstText(a) == nil
	}
	if a[0].Hole == nil && b[0].Hole == nil {
		return false
	}
	x, y := a[len(a)-1], b[len(b)-1]
	return x.Hole != nil || y.Hole != nil
}

func firstHole(parts []Part) *Hole {
	for _, p := range parts {
		if p.Hole != nil {
			return p.Hole
		}
	}
	return nil
}

func firstText(parts []Part) *Part {
	for i := range parts {
		if parts[i].Hole == nil {
			return &parts[i]
		}
	}
	return nil
}

// reverse turns parts around, and the text inside them byte by byte, so that dropCommonPrefix
// works from the end.
func reverse(parts []Part) {
	for i, j := 0, len(parts)-1; i < j; i, j = i+1, j-1 {
		parts[i], parts[j] = parts[j], parts[i]
	}
	for i := range parts {
		text := []byte(parts[i].Text)
		for k, l := 0, len(text)-1; k < l; k, l = k+1, l-1 {
			text[k], text[l] = text[l], text[k]
		}
		parts[i].Text = string(text)
	}
}
