package iam

import (
	"slices"
	"strings"
)

// forms are the patterns by which a policy names a resource and what lies in it, as far as the
// actions work on that: a bucket and its objects, a table and its indexes. An ARN that no type of
// resource fits stands for itself, and so does one with wildcards.
func forms(arn string, actions []*Action, exact bool) (all []string) {
	part := arnSegments(arn)
	if part == nil || len(actions) == 0 || isHoley(part[2]) || part[2] != actions[0].Service && !slices.ContainsFunc(actions, func(a *Action) bool { return a.worksOn(arn) }) {
		return nil
	}
	if exact || strings.ContainsAny(arn, "*?") {
		return []string{arn}
	}
	known, inside := false, map[string]bool{}
	var order []string
	for _, action := range actions {
		for _, r := range action.Resources {
			if r.Type.Fits(arn) && !otherType(r.Type, arn) {
				known = true
				continue
			}
			for _, rest := range below(r.Type, arn) {
				if !inside[rest] {
					inside[rest] = true
					order = append(order, rest)
				}
			}
		}
	}
	if known {
		all = append(all, arn)
	}
	if len(order) > 2 { // one pattern for all that lies below
		same := order[0][:1]
		for _, rest := range order {
			if rest[:1] != same {
				same = ""
			}
		}
		if same != "" {
			order = []string{same + "*"}
		}
	}
	for _, rest := range order {
		all = append(all, arn+rest)
	}
	return all
}

// worksOn reports whether an action works on a resource: sts:AssumeRole on a role, which is IAM's.
func (a *Action) worksOn(arn string) bool {
	return slices.ContainsFunc(a.Resources, func(r ActionResource) bool { return r.Type.Fits(arn) })
}

// below are the rests of the formats of a type whose beginning is the format of the ARN, as patterns:
// for a bucket and the format of objects "/*".
func below(t *ResourceType, arn string) (all []string) {
	service := LookupService(t.Service)
	if service == nil {
		return nil
	}
	for _, format := range t.Formats() {
		if rest := service.below(format, arn); rest != "" {
			all = append(all, rest)
		}
	}
	return all
}

func (s *ServiceInfo) below(format, arn string) string {
	for _, parent := range s.Types {
		for _, begin := range parent.Formats() {
			rest, ok := strings.CutPrefix(format, begin)
			if ok && rest != "" && (rest[0] == '/' || rest[0] == ':') && fits(begin, arn) && !otherType(parent, arn) {
				return starred(rest)
			}
		}
	}
	return ""
}

// otherType reports whether an ARN fits a more exact format of the service: the name of a bucket
// fits that of any resource that is only a name.
func otherType(t *ResourceType, arn string) bool {
	service := LookupService(t.Service)
	if service == nil {
		return false
	}
	own := 0
	for _, format := range t.Formats() {
		if fits(format, arn) {
			own = max(own, len(literalHead(format)))
		}
	}
	for _, other := range service.Types {
		if other.ARN == t.ARN {
			continue
		}
		for _, format := range other.Formats() {
			if len(literalHead(format)) > own && fits(format, arn) {
				return true
			}
		}
	}
	return false
}

// literalHead is the resource of a format up to its first name: "table/".
func literalHead(format string) string {
	last := format
	for range 5 {
		if i := strings.IndexByte(last, ':'); i >= 0 {
			last = last[i+1:]
		}
	}
	head, _, _ := strings.Cut(last, "${")
	return head
}

// starred puts a star in the place of every name.
func starred(format string) string {
	var b strings.Builder
	for {
		before, after, ok := strings.Cut(format, "${")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		b.WriteByte('*')
		_, format, _ = strings.Cut(after, "}")
	}
}
