package iam

import (
	"cmp"
	"slices"
	"strings"
)

// spelled writes the condition keys of a witness as AWS documents them, and what a template of a key
// leaves open, the name of a tag, as the policies do. Keys have no case, so it is the same request.
func spelled(req *Request, documents [][]*Document) {
	written := map[string]string{}
	for _, group := range documents {
		for _, d := range group {
			for _, s := range d.Statements {
				for _, c := range s.Condition {
					written[strings.ToLower(c.Key)] = c.Key
				}
			}
		}
	}
	context := make(map[string][]string, len(req.Context))
	for key, values := range req.Context {
		name := key
		if w, known := written[key]; known {
			name = w
		}
		if k := LookupConditionKey(key); k != nil {
			head, _, open := strings.Cut(strings.ReplaceAll(k.Name, "<", "${"), "${")
			switch {
			case !open:
				name = k.Name
			case len(head) <= len(name) && strings.EqualFold(head, name[:len(head)]):
				name = head + name[len(head):]
			}
		}
		context[name] = values
	}
	req.Context = context
}

// ordinary are the resources of an action, the plainest first: those that every request names, and
// then those with the shortest ARNs. A bucket is one rather than an access point of it.
func (a *Action) ordinary() []ActionResource {
	if len(a.Resources) < 2 {
		return a.Resources
	}
	all := slices.Clone(a.Resources)
	rank := func(r *ActionResource) int {
		n := len(r.Type.ARN)
		if !r.Required {
			n += 1000
		}
		return n
	}
	slices.SortStableFunc(all, func(x, y ActionResource) int { return cmp.Compare(rank(&x), rank(&y)) })
	return all
}
