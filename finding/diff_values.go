package finding

import (
	"strconv"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// PropertyChange is a property that is not what it was: added when Old is nil, removed when New is.
type PropertyChange struct {
	Path     string // "VpcConfig.SubnetIds[0]"
	Old, New *cloud.Value
}

// comparison gathers how two property trees differ.
type comparison struct {
	changes []PropertyChange
	unread  []unreadProperty
}

type unreadProperty struct {
	path string
	old  bool
	why  cloud.Reason
}

// values compares what stands at a path. What was not read on one side is no change.
func (c *comparison) values(path string, a, b *cloud.Value) {
	if why, ok := notRead(a); ok {
		if _, both := notRead(b); !both {
			c.unread = append(c.unread, unreadProperty{path, true, why})
		}
		return
	}
	if why, ok := notRead(b); ok {
		c.unread = append(c.unread, unreadProperty{path, false, why})
		return
	}
	switch {
	case alike(a, b):
	case a.Is(cloud.Map) && b.Is(cloud.Map):
		c.maps(path, a, b)
	case a.Is(cloud.List) && b.Is(cloud.List):
		c.lists(path, a.Items(), b.Items())
	default:
		if x, y := document(a), document(b); x != nil && y != nil {
			if !alike(x, y) {
				c.values(path, x, y)
			}
			return
		}
		c.changes = append(c.changes, PropertyChange{path, a, b})
	}
}

func notRead(v *cloud.Value) (cloud.Reason, bool) {
	why, ok := v.Reason()
	return why, ok && why.Code == cloud.NotRead
}

// alike reports whether two trees say the same: positions and the order of keys do not count.
func alike(a, b *cloud.Value) bool {
	return digestOf(a) == digestOf(b)
}

func digestOf(v *cloud.Value) Digest {
	d := newDigest()
	d.value(v)
	return d.sum()
}

// maxDocument bounds the documents that are compared as such, in bytes.
const maxDocument = 1 << 20

// document is the JSON that a text is, such as a policy; nil when it is none.
func document(v *cloud.Value) *cloud.Value {
	text, ok := v.Text()
	if !ok || !strings.HasPrefix(text, "{") {
		return nil
	}
	doc, _, err := cloud.ParseJSON(v.Pos.Origin, []byte(text), cloud.JSONLimits{Bytes: maxDocument, Depth: 100, Nodes: 100_000})
	if err != nil {
		return nil
	}
	return doc
}

func (c *comparison) maps(path string, a, b *cloud.Value) {
	for _, f := range b.Fields() {
		if !a.Has(f.Key) {
			c.values(below(path, f.Key), nil, f.Value)
		}
	}
	for _, f := range a.Fields() {
		c.values(below(path, f.Key), f.Value, b.Get(f.Key))
	}
}

// below is the path of a key, quoted when it is not a plain name.
func below(path, key string) string {
	plain := key != "" && strings.IndexFunc(key, func(r rune) bool {
		return !(r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z')
	}) < 0
	switch {
	case !plain:
		return path + "[" + strconv.Quote(key) + "]"
	case path == "":
		return key
	}
	return path + "." + key
}

// lists compares lists without their order, which means nothing for most of them and differs from
// one reading to the next. Items that are in both are the same; of the others those belong
// together that say so, and if as many are left on both sides, those in the same place.
func (c *comparison) lists(path string, a, b []*cloud.Value) {
	left, right := unpaired(a, b)
	var old []int
	for _, i := range left {
		name, key := identity(a[i])
		found := -1
		for k, j := range right {
			if otherName, otherKey := identity(b[j]); key != "" && otherName == name && otherKey == key {
				found = k
				break
			}
		}
		if found < 0 {
			old = append(old, i)
			continue
		}
		c.values(path+"["+name+"="+key+"]", a[i], b[right[found]])
		right = append(right[:found:found], right[found+1:]...)
	}
	at := func(i int) string { return path + "[" + strconv.Itoa(i) + "]" }
	if len(old) == len(right) {
		for k, i := range old {
			c.values(at(right[k]), a[i], b[right[k]])
		}
		return
	}
	for _, i := range old {
		c.values(at(i), a[i], nil)
	}
	for _, j := range right {
		c.values(at(j), nil, b[j])
	}
}

// unpaired gives the places of the items that have no equal on the other side.
func unpaired(a, b []*cloud.Value) (left, right []int) {
	sums := map[Digest][]int{}
	for j, item := range b {
		sum := digestOf(item)
		sums[sum] = append(sums[sum], j)
	}
	paired := map[int]bool{}
	for i, item := range a {
		sum := digestOf(item)
		if same := sums[sum]; len(same) > 0 {
			paired[same[0]] = true
			sums[sum] = same[1:]
			continue
		}
		left = append(left, i)
	}
	for j := range b {
		if !paired[j] {
			right = append(right, j)
		}
	}
	return left, right
}

// identity is what an item of a list is known by, with the name of the property that says it.
func identity(v *cloud.Value) (name, key string) {
	for _, name := range [...]string{"Sid", "Id", "Key", "Name", "PolicyName", "AttributeName", "IndexName", "RuleName", "ParameterKey"} {
		if key := v.Get(name).Str(); key != "" {
			return name, key
		}
	}
	return "", ""
}
