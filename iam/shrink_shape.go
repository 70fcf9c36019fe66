package iam

import "strings"

// Fits reports whether an ARN, holes included, has the format of the type. What stands for a name
// in the format has neither colon nor slash, unless it ends the format after a slash, as the names
// of objects and of roles with paths do.
func (t *ResourceType) Fits(arn string) bool {
	format := t.ARN
	slash := false
	for {
		start := strings.Index(format, "${")
		if start < 0 {
			return format == arn
		}
		literal := format[:start]
		if !strings.HasPrefix(arn, literal) {
			return false
		}
		slash = slash || strings.Contains(literal, "/")
		arn, format = arn[start:], format[start:]
		end := strings.IndexByte(format, '}')
		if end < 0 {
			return false
		}
		optional := format[:end+1] == "${Region}" || format[:end+1] == "${Account}" || format[:end+1] == "${Partition}"
		format = format[end+1:]
		n := nameEnd(arn, format == "" && slash)
		if n == 0 && !optional {
			return false
		}
		if next := strings.IndexByte(arn[:n], firstByte(format)); format != "" && next >= 0 {
			n = next
		}
		arn = arn[n:]
	}
}

func firstByte(s string) byte {
	if s == "" {
		return 0xff // in no text
	}
	return s[0]
}

// nameEnd is the length of the name that a text starts with.
func nameEnd(text string, whole bool) int {
	if whole {
		return len(text)
	}
	hole := false
	for i := range len(text) {
		switch text[i] {
		case 0:
			hole = !hole
		case ':', '/':
			if !hole {
				return i
			}
		}
	}
	return len(text)
}
