package sam

import (
	_ "embed"
	"slices"
	"strings"
)

//go:embed data/managed.txt
var managedText string

// managedPolicyPath finds a managed policy of AWS by its name: the part of its ARN after "policy/", in
// the partition of the template.
func (t *translation) managedPolicyPath(name string) (path string, known bool) {
	if name == "" || strings.ContainsAny(name, " \n") {
		return "", false
	}
	for rest := managedText; ; {
		_, after, found := strings.Cut(rest, "\n"+name+" ")
		if !found {
			break
		}
		line, _, _ := strings.Cut(after, "\n")
		path, partitions, _ := strings.Cut(line, " ")
		if slices.Contains(strings.Split(partitions, ","), t.partition) {
			return path, true
		}
		rest = after[len(line):]
	}
	path, known = t.managedPolicies[name]
	return path, known
}
