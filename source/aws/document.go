package aws

import (
	"iter"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// documentLimits bound a policy or another document in an answer.
var documentLimits = cloud.JSONLimits{Bytes: 4 << 20, Depth: 128, Nodes: 1 << 20}

// document reads a JSON document of an answer. IAM encodes its documents as in a URL.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_PolicyVersion.html
func (p *place) document(call, text string) (*cloud.Value, error) {
	if plain, err := url.PathUnescape(text); err == nil && !strings.HasPrefix(strings.TrimSpace(text), "{") {
		text = plain
	}
	origin := p.origin(call)
	v, _, err := cloud.ParseJSON(origin, []byte(text), documentLimits)
	if err != nil {
		return nil, err
	}
	return told(cloud.Pos{Origin: origin}, v), nil
}

// told gives a document as the call told it: nobody can look up a line of an answer, and without
// lines equal parts of documents are equal.
func told(at cloud.Pos, v *cloud.Value) *cloud.Value {
	switch v.Kind() {
	case cloud.Map:
		m := cloud.NewMap(at).Grow(v.Len())
		for _, f := range v.Fields() {
			m.Set(f.Key, told(at, f.Value))
		}
		return m
	case cloud.List:
		l := cloud.NewList(at).Grow(v.Len())
		for _, item := range v.Items() {
			l.Append(told(at, item))
		}
		return l
	case cloud.String:
		text, _ := v.Text()
		return cloud.NewString(at, text)
	case cloud.Number:
		text, _ := v.Scalar()
		return cloud.NewNumber(at, text)
	case cloud.Bool:
		truth, _ := v.Bool()
		return cloud.NewBool(at, truth)
	}
	return cloud.NewNull(at)
}

// documentOr is document, with an unknown value for what cannot be read.
func (p *place) documentOr(call, text string) *cloud.Value {
	v, err := p.document(call, text)
	if err != nil {
		return cloud.NewUnknown(cloud.Pos{Origin: p.origin(call)}, p.reason(p.operation(call), "the document cannot be read"))
	}
	return v
}

// listed gives the items of a list, or one thing as a list of it.
func listed(v *cloud.Value) []*cloud.Value {
	switch v.Kind() {
	case cloud.List:
		return v.Items()
	case cloud.Absent, cloud.Null:
		return nil
	}
	return []*cloud.Value{v}
}

// firstOf gives the first item of a list, or the only thing.
func firstOf(v, otherwise *cloud.Value) *cloud.Value {
	for _, item := range listed(v) {
		return item
	}
	return otherwise
}

// sid is the name of a statement, or its number.
func sid(statement *cloud.Value, i int) string {
	if name := statement.Get("Sid").Str(); name != "" {
		return name
	}
	return strconv.Itoa(i)
}

// principalOf is the principal of a statement that names one.
func principalOf(v *cloud.Value) *cloud.Value {
	if v.Is(cloud.Map) {
		for _, f := range v.Fields() {
			return firstOf(f.Value, nil)
		}
	}
	return v
}

// condition is the value of a condition of a statement; names of keys have no case.
func condition(statement *cloud.Value, operator, key string) *cloud.Value {
	for _, op := range statement.Get("Condition").Fields() {
		if !strings.EqualFold(op.Key, operator) {
			continue
		}
		for _, f := range op.Value.Fields() {
			if strings.EqualFold(f.Key, key) {
				return firstOf(f.Value, nil)
			}
		}
	}
	return nil
}

// column gives of every item of a list the value under a key.
func column(list *cloud.Value, key string) *cloud.Value {
	if list.Len() == 0 {
		return nil
	}
	all := cloud.NewList(list.Pos)
	for _, item := range list.Items() {
		all.Append(item.Get(key))
	}
	return all
}

// tags makes a list of tags as CloudFormation writes them of a map; nil when there are none.
func tags(pos cloud.Pos, all map[string]string) *cloud.Value {
	if len(all) == 0 {
		return nil
	}
	list := cloud.NewList(pos)
	for _, key := range slices.Sorted(maps.Keys(all)) {
		list.Append(cloud.NewMap(pos).Set("Key", cloud.NewString(pos, key)).Set("Value", cloud.NewString(pos, all[key])))
	}
	return list
}

// accountOf is the account whose root user an ARN names; "" for everything else.
func accountOf(arn string) string {
	parts := strings.SplitN(arn, ":", 6)
	if len(parts) == 6 && parts[2] == "iam" && parts[5] == "root" {
		return parts[4]
	}
	return ""
}

// rename gives fields of a map other names, in place: of what was just shaped.
func rename(v *cloud.Value, names map[string]string) {
	for from, to := range names {
		if found := v.Get(from); found != nil {
			v.Delete(from)
			v.Set(to, found)
		}
	}
}

// renamed is rename that gives the map.
func renamed(v *cloud.Value, names map[string]string) *cloud.Value {
	rename(v, names)
	return v
}

// drop deletes fields of what was just shaped and may not be there.
func drop(v *cloud.Value, names ...string) {
	if v.Is(cloud.Map) {
		for _, name := range names {
			v.Delete(name)
		}
	}
}

// inOrder gives the entries of a map in the order of their keys: what is made of them is the same in
// every run.
func inOrder[V any](m map[string]V) iter.Seq2[string, V] {
	return func(yield func(string, V) bool) {
		for _, key := range slices.Sorted(maps.Keys(m)) {
			if !yield(key, m[key]) {
				return
			}
		}
	}
}
