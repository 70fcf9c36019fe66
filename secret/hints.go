package secret

import "strings"

// index finds which of a few texts a value contains, in one pass: most values contain none, and
// there are millions of them.
type index [256][]entry

type entry struct {
	text string
	of   uint32 // a bit for whom the text stands
}

// find returns the bits of the texts that the value contains.
func (x *index) find(value string) (found uint32) {
	for i := range len(value) {
		for _, e := range x[value[i]] {
			if strings.HasPrefix(value[i:], e.text) {
				found |= e.of
			}
		}
	}
	return found
}

// findFold is find for texts in capitals and values in any case.
func (x *index) findFold(value string) (found uint32) {
	for i := range len(value) {
		for _, e := range x[value[i]] {
			if len(value)-i >= len(e.text) && strings.EqualFold(value[i:i+len(e.text)], e.text) {
				found |= e.of
			}
		}
	}
	return found
}

// hinted returns the bits of the shapes that a value may have.
func hinted(value string) uint32 {
	found := hints.find(value)
	if found&inURL != 0 && strings.IndexByte(value, '@') < 0 {
		found &^= inURL // most URLs are plain
	}
	return found
}

// inURL is the bit of the last shape, password-in-url.
var inURL = uint32(1) << (len(shapes) - 1)

// hints are the hints of the shapes by their first byte; bit i is for shape i.
var hints = func() *index {
	x := &index{}
	for i, s := range shapes {
		for _, h := range s.hints {
			x[h[0]] = append(x[h[0]], entry{h, 1 << i})
		}
	}
	return x
}()

// The bits of words.
const (
	announcing = 1 << iota
	header
)

// words are the hearts of the words that announce a secret.
var words = func() *index {
	x := &index{}
	for _, e := range []entry{{"PASS", announcing}, {"PWD", announcing}, {"SECRET", announcing}, {"KEY", announcing}, {"TOKEN", announcing}, {"CREDENTIAL", announcing}, {"AUTHORIZATION", header}} {
		for _, first := range []byte{e.text[0], e.text[0] | 0x20} {
			x[first] = append(x[first], e)
		}
	}
	return x
}()
