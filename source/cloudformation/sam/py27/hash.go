package py27

import "unicode/utf8"

// Hash returns the hash of a text on a 64-bit CPython 2.7 without hash randomisation.
func Hash(s string) uint64 {
	if s == "" {
		return 0
	}
	var x uint64
	for i, r := range s {
		if i == 0 {
			x = uint64(r) << 7
		}
		x = 1000003*x ^ uint64(r)
	}
	return x ^ uint64(utf8.RuneCountInString(s))
}
