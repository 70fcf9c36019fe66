package cli

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/rule"
	"github.com/haechi-dev/haechi/rules"
	"github.com/haechi-dev/haechi/schema"
	"github.com/haechi-dev/haechi/secret/masked"
	"github.com/haechi-dev/haechi/source/aws"
)

// row is a resource that is listed, without its secrets.
type row struct {
	*cloud.Resource
	source string // as the user wrote it
	why    []cloud.Reason
}

// skippedType is a type for which the expression means nothing.
type skippedType struct {
	typ string
	n   int
	err *cloud.Error
}

// unreadType is a type of which resources may be missing.
type unreadType struct {
	source, typ string
	why         cloud.Reason
}

// wanted reports whether a type was asked for.
func (i *inventory) wanted(typ string) bool {
	return len(i.asked) == 0 || slices.ContainsFunc(i.asked, func(pattern string) bool {
		ok, err := path.Match(pattern, typ)
		return err == nil && ok
	})
}

// exact reports whether a type was asked for by its name.
func (i *inventory) exact(typ string) bool { return slices.Contains(i.asked, typ) }

// needs are the types and properties that a running account is asked for. It checks the names of
// types and the expression where that can be done before anything is read.
func (i *inventory) needs() (aws.Needs, error) {
	needs := aws.Needs{}
	for _, pattern := range i.asked {
		if _, err := path.Match(pattern, ""); err != nil {
			return nil, fmt.Errorf("--type %q is no pattern: * stands for any text, ? for a character", pattern)
		}
		if !strings.ContainsAny(pattern, `*?[\`) {
			if err := i.known(pattern); err != nil {
				return nil, err
			}
		}
	}
	if len(i.asked) == 0 {
		return nil, nil
	}
	for _, typ := range schema.Types() {
		if !i.wanted(typ) {
			continue
		}
		needs[typ] = map[string]bool{"*": true}
		if i.where == "" {
			continue
		}
		c, err := rule.NewCondition("--where", i.where, typ)
		if err != nil {
			continue // said when there is a resource of the type
		}
		also, err := c.Needs()
		if err != nil {
			return nil, err
		}
		for other, properties := range also {
			if needs[other] == nil {
				needs[other] = map[string]bool{}
			}
			for name := range properties {
				needs[other][name] = true
			}
		}
	}
	return needs, nil
}

// known checks a type that was asked for by its name, with the expression.
func (i *inventory) known(typ string) error {
	if schema.Lookup(typ) == nil {
		if near := schema.SuggestType(typ); near != "" {
			return fmt.Errorf("--type %s is no known resource type; did you mean %s?", typ, near)
		}
		return nil // perhaps a custom resource
	}
	if i.where == "" {
		return nil
	}
	_, err := rule.NewCondition("--where", i.where, typ)
	return err
}

// fill picks the resources to list.
func (i *inventory) fill(estates []estate) error {
	if i.where != "" {
		facts, err := rules.Facts()
		if err != nil {
			return err
		}
		i.options.Facts = facts
	}
	conditions := map[string]*rule.Condition{}
	mistakes := map[string]*skippedType{}
	i.places = len(estates) > 1 || len(estates) == 1 && !estates[0].account
	for _, e := range estates {
		for _, r := range e.graph.All() {
			if !i.wanted(r.Type) {
				continue
			}
			if i.where == "" {
				i.rows = append(i.rows, row{Resource: masked.Resource(r), source: e.name()})
				continue
			}
			if m := mistakes[r.Type]; m != nil {
				m.n++
				continue
			}
			c := conditions[r.Type]
			if c == nil {
				var err error
				var mistake *cloud.Error
				if c, err = rule.NewCondition("--where", i.where, r.Type); errors.As(err, &mistake) {
					mistakes[r.Type] = &skippedType{r.Type, 1, mistake}
					continue
				} else if err != nil {
					return err
				}
				conditions[r.Type] = c
			}
			if err := i.ask(c, e, r); err != nil {
				return err
			}
		}
		i.note(e)
	}
	for _, m := range mistakes {
		i.skipped = append(i.skipped, *m)
	}
	slices.SortFunc(i.skipped, func(a, b skippedType) int { return strings.Compare(a.typ, b.typ) })
	if len(conditions) == 0 && len(mistakes) > 0 {
		return i.skipped[0].err
	}
	for _, all := range [][]row{i.rows, i.unknown} {
		slices.SortStableFunc(all, func(a, b row) int {
			return strings.Compare(strings.Join([]string{a.Type, a.Account, a.Region, a.source, a.Name, a.ID}, "\x00"), strings.Join([]string{b.Type, b.Account, b.Region, b.source, b.Name, b.ID}, "\x00"))
		})
	}
	return nil
}

func (i *inventory) ask(c *rule.Condition, e estate, r *cloud.Resource) error {
	opt := i.evaluation()
	if opt.Today.IsZero() && e.snapshot != nil {
		opt.Today = e.snapshot.Taken
	}
	holds, why, err := c.Holds(e.graph, r, opt)
	if err != nil {
		return err
	}
	switch holds {
	case rule.Pass:
		i.rows = append(i.rows, row{Resource: masked.Resource(r), source: e.name()})
	case rule.Unknown:
		i.unknown = append(i.unknown, row{Resource: masked.Resource(r), source: e.name(), why: why})
	}
	return nil
}

// note notes which listings are incomplete. That there is no reader for a type is said only of one
// that was asked for by name: there are hundreds.
func (i *inventory) note(e estate) {
	seen := map[string]bool{}
	for _, u := range e.graph.Unread() {
		if u.Type != cloud.AnyType && !i.wanted(u.Type) || u.Why.Code == cloud.NotInSource && e.account && !i.exact(u.Type) {
			continue
		}
		if key := u.Type + "\x00" + u.Why.String(); !seen[key] {
			seen[key] = true
			i.unread = append(i.unread, unreadType{e.name(), u.Type, masked.Reason(u.Why)})
		}
	}
}
