package drift

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/schema"
	"github.com/haechi-dev/haechi/secret/masked"
)

// comparison compares a declared resource with the running one.
type comparison struct {
	graph   *cloud.Graph // of the template
	pair    pair
	fill    filler
	changes []Change
	unread  int
	work    int
}

// maxWork bounds the values that are compared for one resource.
const maxWork = 2_000_000

func newComparison(g *cloud.Graph, p pair, d *deployment, pairs []pair) *comparison {
	live := make(map[string]*cloud.Resource, len(pairs))
	for _, other := range pairs {
		live[other.declared.ID] = other.live
	}
	return &comparison{graph: g, pair: p, fill: filler{d, live}}
}

// resource compares what the template sets, and what somebody may have added to what it leaves alone.
func (c *comparison) resource() {
	typ := c.pair.declared.Type
	published := schema.Lookup(typ)
	declared := c.fill.value(masked.Value("", c.declared()), 0)
	is := masked.Value("", c.pair.live.Properties)
	for _, f := range declared.Fields() {
		name := typ + "." + f.Key
		now := is.Get(f.Key)
		if twin := twins[name]; twin != "" && now == nil {
			now = is.Get(twin)
		}
		property := &schema.Property{Type: schema.Type{Kind: schema.JSON}}
		if published != nil && published.Properties[f.Key] != nil {
			property = published.Properties[f.Key]
		}
		switch {
		case notTold[name], strings.HasPrefix(f.Key, "Definition") && declared.Has("DefinitionSubstitutions"):
		case published != nil && f.Key == published.Tags:
			c.tags(f.Key, f.Value, now)
		case now == nil && f.Value.Is(cloud.String) && anyName(c.pair.declared, []*cloud.Value{f.Value}, c.pair.live, false): // its name
		case now == nil && (byDefault(f.Value, property.Default) || usual[name] != "" && f.Value.Str() == usual[name]):
		default:
			c.at(f.Key, f.Value, now, f.KeyPos, spot{property.Type, c.open(name)})
		}
	}
	for _, key := range granting[typ] {
		if !declared.Has(key) && is.Get(key).Len() > 0 && !c.open(typ+"."+key) {
			c.at(key, cloud.NewList(c.pair.declared.Pos), is.Get(key), c.pair.declared.Pos, spot{published.Properties[key].Type, false})
		}
	}
	slices.SortStableFunc(c.changes, func(a, b Change) int { return cmp.Compare(a.Path, b.Path) })
}

// spot is what is known of a place in a tree.
type spot struct {
	typ  schema.Type
	open bool // others may add to the list there
}

func (c *comparison) change(path string, t, l *cloud.Value, pos cloud.Pos) {
	if t != nil && t.Pos.Line > 0 {
		pos = t.Pos
	}
	c.changes = append(c.changes, Change{path, t, l, pos})
}

// at compares the values at a path. What the template leaves to others is no change.
func (c *comparison) at(path string, t, l *cloud.Value, pos cloud.Pos, s spot) {
	c.work++
	if t != nil && t.Pos.Line > 0 {
		pos = t.Pos
	}
	switch {
	case t.Is(cloud.Absent), t.Is(cloud.Null), t.Is(cloud.Unknown), c.work > maxWork:
	case l.Is(cloud.Unknown):
		c.unread++
	case l.Is(cloud.Absent), l.Is(cloud.Null):
		if !byDefault(t, "") {
			c.change(path, t, nil, pos)
		}
	case documents(t, l):
		c.documents(path, document(t), document(l), pos)
	case t.Is(cloud.Map) && l.Is(cloud.Map):
		c.maps(path, t, l, pos, s)
	case t.Is(cloud.List) || l.Is(cloud.List):
		c.lists(path, items(t), items(l), pos, s)
	case !scalars(t, l, s.typ):
		c.change(path, t, l, pos)
	}
}

// maps compares what the template sets. Keys that only the account has count where keys are free.
func (c *comparison) maps(path string, t, l *cloud.Value, pos cloud.Pos, s spot) {
	for _, f := range t.Fields() {
		if s.typ.Kind == schema.Map && !l.Has(f.Key) && f.Value.Is(cloud.String) {
			c.change(below(path, f.Key), f.Value, nil, f.KeyPos) // an entry is there even when it is empty
			continue
		}
		c.at(below(path, f.Key), f.Value, l.Get(f.Key), f.KeyPos, field(s.typ, f.Key))
	}
	if s.typ.Kind != schema.Map {
		return
	}
	for _, f := range l.Fields() {
		if !t.Has(f.Key) && !f.Value.Is(cloud.Null) {
			c.change(below(path, f.Key), nil, f.Value, pos)
		}
	}
}

// lists compares lists as sets: services keep no order that means anything, and tell another one.
func (c *comparison) lists(path string, t, l []*cloud.Value, pos cloud.Pos, s spot) {
	inner := spot{typ: schema.Type{Kind: schema.JSON}}
	if s.typ.Kind == schema.List && s.typ.Elem != nil {
		inner.typ = *s.typ.Elem
	}
	left, right, uncertain := c.unpaired(t, l, inner)
	for _, unknown := range []bool{false, true} { // what is known is paired first
		for i := 0; i < len(left); i++ {
			j := slices.IndexFunc(right, func(j int) bool { return alikeNamed(t[left[i]], l[j]) })
			if j >= 0 && t[left[i]].Known() != unknown {
				c.at(path+"["+strconv.Itoa(left[i])+"]", t[left[i]], l[right[j]], pos, inner)
				left, right = slices.Delete(left, i, i+1), slices.Delete(right, j, j+1)
				i--
			}
		}
	}
	if len(left) == 1 && len(right) == 1 && !uncertain && !s.open {
		c.at(path+"["+strconv.Itoa(left[0])+"]", t[left[0]], l[right[0]], pos, inner)
		return
	}
	for _, i := range left {
		if item := t[i]; !item.Is(cloud.Unknown) {
			c.change(path+"["+strconv.Itoa(i)+"]", item, nil, pos)
		}
	}
	if uncertain || s.open {
		return
	}
	for _, j := range right {
		c.change(path+"["+strconv.Itoa(len(t)+j)+"]", nil, l[j], pos)
	}
}

// unpaired gives the places of items without an equal, and whether the template has items of which
// nobody knows what or how many they are, or the account does.
func (c *comparison) unpaired(t, l []*cloud.Value, inner spot) (left, right []int, uncertain bool) {
	used := make([]bool, len(l))
	for i, item := range t {
		if item.Is(cloud.Unknown) {
			uncertain = true
			continue
		}
		found := false
		for _, exact := range []bool{true, false} { // a text with holes must not take another's place
			for j := 0; !found && j < len(l); j++ {
				if !used[j] && !otherwiseNamed(item, l[j]) && (!exact || l[j].Known() && item.Known()) && c.alike(item, l[j], inner) {
					used[j], found = true, true
				}
			}
		}
		if !found {
			left = append(left, i)
		}
	}
	for j, item := range l {
		if item.Is(cloud.Unknown) {
			uncertain = true
		} else if !used[j] {
			right = append(right, j)
		}
	}
	if uncertain && slices.ContainsFunc(l, func(v *cloud.Value) bool { return v.Is(cloud.Unknown) }) {
		c.unread++
		left = nil // it may be the unknown one
	}
	return left, right, uncertain
}

// alike reports whether two values differ in nothing that is known.
func (c *comparison) alike(t, l *cloud.Value, s spot) bool {
	trial := &comparison{graph: c.graph, pair: c.pair, fill: c.fill, work: c.work}
	trial.at("", t, l, cloud.Pos{}, s)
	c.work = trial.work
	return len(trial.changes) == 0
}

// names are what items of lists go by.
var names = [...]string{"Sid", "Id", "Key", "Name", "PolicyName", "AttributeName", "IndexName", "RuleName", "ParameterKey"}

// alikeNamed reports whether two items of a list go by the same name.
func alikeNamed(a, b *cloud.Value) bool {
	for _, name := range names {
		if key := a.Get(name).Str(); key != "" && key == b.Get(name).Str() {
			return true
		}
	}
	return false
}

// otherwiseNamed reports whether they go by two names, which spares a look at the rest.
func otherwiseNamed(a, b *cloud.Value) bool {
	for _, name := range names {
		key, known := a.Get(name).Text()
		other, also := b.Get(name).Text()
		if known && also {
			return key != other
		}
	}
	return false
}

// tags compares those that the template sets: a stack has more of its own.
func (c *comparison) tags(path string, t, l *cloud.Value) {
	if l.Is(cloud.Unknown) {
		c.unread++
		return
	}
	is := map[string]*cloud.Value{}
	for _, tag := range l.Items() {
		if tag.Is(cloud.Unknown) {
			return
		}
		is[tag.Get("Key").Str()] = tag.Get("Value")
	}
	for _, f := range l.Fields() {
		is[f.Key] = f.Value
	}
	for _, tag := range t.Items() {
		if key, ok := tag.Get("Key").Text(); ok {
			c.at(path+"["+key+"]", tag.Get("Value"), is[key], tag.Pos, spot{})
		}
	}
	for _, f := range t.Fields() {
		c.at(path+"["+f.Key+"]", f.Value, is[f.Key], f.KeyPos, spot{})
	}
}

// below is the path of a key.
func below(path, key string) string {
	plain := key != "" && !strings.ContainsFunc(key, func(r rune) bool {
		return !(r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z')
	})
	if !plain {
		return path + "[" + strconv.Quote(key) + "]"
	}
	if path == "" {
		return key
	}
	return path + "." + key
}
