package iam

import (
	"fmt"
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// block is a set of actions on a set of resources under the same conditions, for the same
// principals.
type block struct {
	from      *Statement
	actions   []string
	resources []string // nil: the statement says nothing about resources
}

// write builds the new document: what denies first as it stood, then for the uses of each old
// statement as few statements as say the same.
func (sh *shrinker) write(exact bool) *cloud.Value {
	var blocks []block
	for _, s := range sh.old.Statements {
		blocks = append(blocks, sh.blocksOf(s, exact)...)
	}
	blocks = merge(blocks)
	list := cloud.NewList(cloud.Pos{})
	sids := map[string]int{}
	for _, s := range sh.old.Statements {
		if s.Effect == Deny {
			list.Append(s.Source)
			sids[s.SID]++
		}
	}
	for _, b := range blocks {
		list.Append(b.value(sids, sh.values))
	}
	doc := cloud.NewMap(cloud.Pos{})
	if sh.old.Version != "" {
		doc.Set("Version", cloud.NewString(cloud.Pos{}, string(sh.old.Version)))
	}
	if sh.old.ID != "" {
		doc.Set("Id", cloud.NewString(cloud.Pos{}, sh.old.ID))
	}
	return doc.Set("Statement", list)
}

// blocksOf groups the uses of one statement: the actions with the same resources together.
func (sh *shrinker) blocksOf(s *Statement, exact bool) []block {
	byAction := map[string][]grantUse{}
	for _, g := range sh.grants {
		if g.statement == s {
			byAction[g.action] = append(byAction[g.action], g)
		}
	}
	groups := map[string]*block{}
	for action, uses := range byAction {
		resources := s.narrowed(uses, exact)
		key := strings.Join(resources, "\n")
		if groups[key] == nil {
			groups[key] = &block{from: s, resources: resources}
		}
		groups[key].actions = append(groups[key].actions, action)
	}
	var all []block
	for _, b := range groups {
		slices.Sort(b.actions)
		all = append(all, *b)
	}
	slices.SortFunc(all, func(a, b block) int { return strings.Compare(a.actions[0], b.actions[0]) })
	return all
}

// merge joins blocks of the same circumstances that have the same actions, or the same resources.
func merge(all []block) (merged []block) {
next:
	for _, b := range all {
		for i := range merged {
			have := &merged[i]
			if !sameCircumstances(have.from, b.from) || have.resources == nil != (b.resources == nil) {
				continue
			}
			switch {
			case slices.Equal(have.actions, b.actions):
				if have.resources != nil {
					have.resources = withoutCovered(union(have.resources, b.resources))
				}
				continue next
			case slices.Equal(have.resources, b.resources):
				have.actions = union(have.actions, b.actions)
				continue next
			}
		}
		merged = append(merged, b)
	}
	return merged
}

func union(a, b []string) []string {
	if a == nil && b == nil {
		return nil
	}
	all := append(slices.Clip(a), b...)
	slices.Sort(all)
	return slices.Compact(all)
}

// circumstances are the elements of a statement that Shrink keeps as they are.
var circumstances = []string{"Principal", "NotPrincipal", "Condition"}

func sameCircumstances(a, b *Statement) bool {
	for _, key := range circumstances {
		x, errX := a.Source.Get(key).MarshalJSON()
		y, errY := b.Source.Get(key).MarshalJSON()
		if errX != nil || errY != nil || string(x) != string(y) {
			return false
		}
	}
	return true
}

// value writes a statement. values are those of the texts that are more than text.
func (b *block) value(sids map[string]int, values map[string]*cloud.Value) *cloud.Value {
	at := b.from.Pos
	v := cloud.NewMap(at)
	if sid := b.from.SID; sid != "" {
		sids[sid]++
		if n := sids[sid]; n > 1 {
			sid = fmt.Sprintf("%s%d", sid, n)
			sids[sid]++
		}
		v.Set("Sid", cloud.NewString(at, sid))
	}
	v.Set("Effect", cloud.NewString(at, "Allow"))
	v.Set("Principal", b.from.Source.Get("Principal"))
	v.Set("NotPrincipal", b.from.Source.Get("NotPrincipal"))
	v.Set("Action", texts(at, b.actions, nil))
	if b.resources != nil {
		v.Set("Resource", texts(at, b.resources, values))
	}
	return v.Set("Condition", b.from.Source.Get("Condition"))
}

func texts(at cloud.Pos, all []string, values map[string]*cloud.Value) *cloud.Value {
	list := cloud.NewList(at)
	for _, text := range all {
		list.Append(valueOf(at, text, values))
	}
	if len(all) == 1 {
		return list.Items()[0]
	}
	return list
}

func valueOf(at cloud.Pos, text string, values map[string]*cloud.Value) *cloud.Value {
	if v := values[text]; v != nil {
		return v
	}
	return cloud.NewString(at, text)
}
