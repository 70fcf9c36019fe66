package iam

import (
	"fmt"
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// Can answers whether documents, attached together, allow any request whose action and resource
// match patterns and whose context has the given values ("s3:Get*", "arn:aws:s3:::orders/*"). A
// pattern "*" is any; the context of the request is otherwise free.
func Can(documents []*Document, action, resource string, when map[string][]string) Answer {
	return CanWithin(documents, nil, action, resource, when)
}

// CanWithin is Can for documents that a permissions boundary limits; none means no boundary.
func CanWithin(documents, boundary []*Document, action, resource string, when map[string][]string) Answer {
	asked := &Statement{Effect: Allow, Action: []Pattern{ActionPattern(action)}}
	asked.Resource = []Pattern{ResourcePattern(resource)}
	keys := make([]string, 0, len(when))
	for key := range when {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for _, key := range keys {
		c := Condition{Operator: ParseOperator("ForAllValues:StringEquals"), Key: key}
		if len(when[key]) == 1 {
			c.Operator = ParseOperator("StringEquals")
		}
		for _, v := range when[key] {
			c.Values = append(c.Values, newPattern(cloud.NewString(cloud.Pos{}, v), syntax{}))
		}
		asked.Condition = append(asked.Condition, c)
	}
	put := &Document{Version: Version2012, Statements: []*Statement{asked}}
	policies := []*Document{alone(documents)}
	groups := [][]*Document{documents, {put}}
	if len(boundary) > 0 {
		policies, groups = append(policies, alone(boundary)), append(groups, boundary)
	}
	return ask(inquiry{
		documents: groups,
		also:      asked,
		limit:     limitTo(&asked.Action[0]),
		reduce:    func(n *Statement) *Statement { return about(n, &asked.Action[0]) },
		goal: func(q *question, sides []side) status {
			all := statusYes
			for _, s := range sides {
				all = both(all, q.allows(s))
			}
			return all
		},
		confirm: func(req *Request) bool {
			for _, p := range policies {
				if p.allows(req) != Yes {
					return false
				}
			}
			return asked.Applies(req, IdentityPolicy) == Yes
		},
	})
}

// ParseWhen reads KEY=VALUE texts into a context.
func ParseWhen(texts []string) (map[string][]string, error) {
	when := map[string][]string{}
	for _, t := range texts {
		key, value, ok := strings.Cut(t, "=")
		if !ok || key == "" {
			return nil, fmt.Errorf("%q is not KEY=VALUE", t)
		}
		when[key] = append(when[key], value)
	}
	return when, nil
}
