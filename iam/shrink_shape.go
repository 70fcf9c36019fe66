package iam

import "strings"

// Formats are the formats of ARNs of the type. Most types have one; those of two generations of a
// service have one each, as the APIs of API Gateway.
func (t *ResourceType) Formats() []string { return strings.Split(t.ARN, ", ") }

// Fits reports whether an ARN, holes included, has a format of the type. What stands for a name
// in the format has no colon, and no slash where one follows or where the name is all there is, as
// that of a bucket. Names of objects and of roles with paths have slashes.
func (t *ResourceType) Fits(arn string) bool {
	for format := range strings.SplitSeq(t.ARN, ", ") {
		if fits(format, arn) {
			return true
		}
	}
	return false
}

func fits(format, arn string) bool {
	resource := ""
	for {
		start := strings.Index(format, "${")
		if start < 0 {
			return format == arn
		}
		if !strings.HasPrefix(arn, format[:start]) {
			return false
		}
		resource += format[:start]
		arn, format = arn[start:], format[start:]
		end := strings.IndexByte(format, '}')
		if end < 0 {
			return false
		}
		name := format[:end+1]
		format = format[end+1:]
		n := nameEnd(arn, stops(resource, format))
		if n == 0 && name != "${Region}" && name != "${Account}" && name != "${Partition}" {
			return false
		}
		resource, arn = resource+"x", arn[n:]
	}
}

// stops are the bytes at which a name ends that stands between two texts of a format.
func stops(before, after string) string {
	switch {
	case after != "":
		return ":" + after[:1]
	case strings.Contains(before, "/"):
		return "" // objects, paths
	case strings.HasSuffix(before, ":") && strings.Count(before, ":") == 5:
		return ":/" // a bucket
	}
	return ":"
}

// nameEnd is the length of the name that a text starts with. Holes are part of it.
func nameEnd(text, stops string) int {
	hole := false
	for i := range len(text) {
		if text[i] == 0 {
			hole = !hole
		} else if !hole && strings.IndexByte(stops, text[i]) >= 0 {
			return i
		}
	}
	return len(text)
}
