package drift

import (
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/iam"
	"github.com/haechi-dev/haechi/schema"
)

// documents compares JSON documents key by key, and policies by what they allow: a service may
// write them otherwise than they were given to it.
func (c *comparison) documents(path string, t, l *cloud.Value, pos cloud.Pos) {
	trial := &comparison{graph: c.graph, pair: c.pair, fill: c.fill, work: c.work}
	free := schema.Type{Kind: schema.Map, Elem: &schema.Type{Kind: schema.JSON}} // any key, and none may be added
	trial.maps(path, t, l, pos, spot{typ: free})
	c.work = trial.work
	if len(trial.changes) == 0 {
		return
	}
	if t.Has("Statement") && l.Has("Statement") {
		a, errA := iam.Parse(t)
		b, errB := iam.Parse(l)
		if errA == nil && errB == nil {
			switch iam.Equivalent([]*iam.Document{a}, []*iam.Document{b}).Verdict {
			case iam.Yes:
				return
			case iam.Maybe: // a part of one is not known, or the question is too hard
				c.unread++
				return
			}
		}
	}
	c.unread += trial.unread
	c.changes = append(c.changes, trial.changes...)
}

// declared are the properties of the declared resource, with the inline policies that other resources
// of the template give it: in a running account they stand in the role, user or group itself.
func (c *comparison) declared() *cloud.Value {
	r := c.pair.declared
	makers := inline[r.Type]
	if makers == nil {
		return r.Properties
	}
	var more []*cloud.Value
	for _, maker := range makers {
		for _, one := range c.all(maker.typ) {
			if c.fill.live[one.ID] != nil { // it is compared itself
				continue
			}
			for _, name := range items(one.Properties.Get(maker.property)) {
				if named, _ := c.graph.Target(r.Type, name); named != nil && named.ID == r.ID {
					more = append(more, cloud.NewMap(one.Pos).Set("PolicyName", one.Properties.Get("PolicyName")).Set("PolicyDocument", one.Properties.Get("PolicyDocument")))
				}
			}
		}
	}
	if len(more) == 0 || r.Properties.Get("Policies").Is(cloud.Unknown) {
		return r.Properties
	}
	together := cloud.NewMap(r.Properties.Pos)
	for _, f := range r.Properties.Fields() {
		if f.Key != "Policies" {
			together.SetAt(f.Key, f.KeyPos, f.Value)
		}
	}
	return together.Set("Policies", cloud.NewList(r.Pos, append(more, r.Properties.Get("Policies").Items()...)...))
}

func (c *comparison) all(typ string) (all []*cloud.Resource) {
	listing := c.graph.OfType(typ)
	for _, p := range listing.Possible {
		all = append(all, p.Resource)
	}
	return append(all, listing.Certain...)
}

// open reports whether resources of the template add to a list of another, so that the running one
// may have more in it.
func (c *comparison) open(name string) bool {
	for _, typ := range addedBy[name] {
		for _, one := range c.all(typ) {
			if one.Condition != "" || inline[c.pair.declared.Type] == nil || !strings.HasSuffix(name, ".Policies") || !c.knowsTargets(one) {
				return true
			}
		}
	}
	return false
}

// knowsTargets reports whether it is known of whom the resource is a policy.
func (c *comparison) knowsTargets(one *cloud.Resource) bool {
	for _, maker := range inline[c.pair.declared.Type] {
		if maker.typ != one.Type {
			continue
		}
		v := one.Properties.Get(maker.property)
		if v.Is(cloud.Unknown) {
			return false
		}
		for _, name := range v.Items() {
			if named, _ := c.graph.Target(c.pair.declared.Type, name); named == nil && !name.Known() {
				return false
			}
		}
	}
	return true
}
