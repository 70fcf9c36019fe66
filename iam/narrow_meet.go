package iam

import (
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// relation is how a pattern of a policy stands to a name that is known.
type relation uint8

const (
	apart     relation = iota
	narrower           // the name lies in the pattern
	wider              // the pattern lies in the name, which is a pattern, too
	undecided          // that depends on what is not known
)

// meet compares a pattern with an ARN, or a pattern of ARNs, and gives for narrower what both mean:
// the region and the account of the one that says them.
func meet(r *Pattern, arn string) (text string, how relation) {
	if r.Text == "*" || r.Text == arn {
		return arn, narrower
	}
	a, b := arnSegments(r.Text), arnSegments(arn)
	if a == nil || b == nil {
		return "", apart
	}
	both := make([]string, 6)
	for i := range 5 {
		switch {
		case a[i] == b[i] || a[i] == "*":
			both[i] = b[i]
		case b[i] == "*" || b[i] == "":
			both[i] = a[i]
			if b[i] == "" && !strings.ContainsAny(a[i], "*\x00") {
				return "", apart // a bucket has no region
			}
			if b[i] == "" {
				both[i] = ""
			}
		case isHoley(a[i]) || isHoley(b[i]):
			both[i] = a[i]
		case strings.ContainsAny(a[i], "*?") && includesGlob(a[i], b[i]):
			both[i] = b[i]
		default:
			return "", apart
		}
	}
	x, y := a[5], b[5]
	if rest, ok := strings.CutPrefix(x, y); ok && rest != "" && (rest[0] == '/' || rest[0] == ':') {
		return "", wider // something in what is named
	}
	if x, y := withoutCommon(x, y); !isHoley(x) && !isHoley(y) && !globsMeet(x, y) {
		return "", apart
	}
	switch {
	case globCovers(x, y):
		both[5] = y
		return strings.Join(both, ":"), narrower
	case globCovers(y, x):
		return "", wider
	case differ(x, y):
		return "", apart
	case isHoley(x) || isHoley(y) || globsMeet(x, y):
		return "", undecided
	}
	return "", apart
}

// withoutCommon cuts what two patterns begin with alike, if it is literal: a hole has one text.
func withoutCommon(x, y string) (restX, restY string) {
	cut := 0
	for i := 0; i < min(len(x), len(y)) && x[i] == y[i] && x[i] != '*' && x[i] != '?'; i++ {
		if x[i] != 0 {
			continue
		}
		end := strings.IndexByte(x[i+1:], 0) + i + 2
		if !strings.HasPrefix(y, x[:end]) {
			break
		}
		i = end - 1
		cut = end
	}
	return x[cut:], y[cut:]
}

// differ reports whether two patterns differ in a letter before anything that is open.
func differ(x, y string) bool {
	for i := range min(len(x), len(y)) {
		if strings.ContainsRune("*?\x00", rune(x[i])) || strings.ContainsRune("*?\x00", rune(y[i])) {
			return false
		}
		if x[i] != y[i] {
			return true
		}
	}
	return false
}

func isHoley(text string) bool { return strings.IndexByte(text, 0) >= 0 }

// arnSegments splits an ARN, holes included, on its first five colons; nil for what is none. The
// segments that are missing at the end are stars.
func arnSegments(text string) []string {
	if !strings.HasPrefix(text, "arn:") {
		return nil
	}
	all := make([]string, 0, 6)
	start, hole := 0, false
	for i := 0; i < len(text) && len(all) < 5; i++ {
		switch {
		case text[i] == 0:
			hole = !hole
		case text[i] == ':' && !hole:
			all = append(all, text[start:i])
			start = i + 1
		}
	}
	all = append(all, text[start:])
	for len(all) < 6 {
		all = append(all, "*")
	}
	return all
}

// joined is the value of what meet gives: pieces of the pattern and of the name.
func (n *narrowing) joined(r *Pattern, name *cloud.Value, text string) *cloud.Value {
	holes := map[string]*cloud.Hole{}
	for _, v := range []*cloud.Value{n.value(r.Text), name} {
		for _, part := range v.Parts() {
			if part.Hole != nil {
				holes[part.Hole.Name] = part.Hole
			}
		}
	}
	var parts []cloud.Part
	for i, piece := range strings.Split(text, "\x00") {
		if i%2 == 1 {
			parts = append(parts, cloud.Part{Hole: holes[piece]})
		} else if piece != "" {
			parts = append(parts, cloud.Part{Text: piece})
		}
	}
	return cloud.NewParts(r.Pos, parts...)
}

func (n *narrowing) value(text string) *cloud.Value { return valueOf(cloud.Pos{}, text, n.values) }
