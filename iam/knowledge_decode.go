package iam

import (
	"strings"

	"github.com/haechi-dev/haechi/iam/internal/format"
)

// actionReader walks over encoded services. After any read past the end, or of nonsense, bad is
// set and every further read gives nothing.
type actionReader struct {
	db  *actionData
	at  int
	bad bool
}

func (r *actionReader) byte() byte {
	if r.bad || r.at < 0 || r.at >= len(r.db.data) {
		r.bad = true
		return 0
	}
	r.at++
	return r.db.data[r.at-1]
}

// number reads a number of at most 28 bits, low bits first, seven to a byte.
func (r *actionReader) number() int {
	n := 0
	for shift := 0; shift < 28; shift += 7 {
		b := r.byte()
		n |= int(b&0x7f) << shift
		if b < 0x80 {
			return n
		}
	}
	r.bad = true
	return 0
}

// count reads a number of things of at least one byte each.
func (r *actionReader) count() int {
	n := r.number()
	if n > len(r.db.data)-r.at {
		r.bad = true
		return 0
	}
	return n
}

func (r *actionReader) text() string {
	i := r.number()
	if r.bad || i+1 >= r.db.starts.len() {
		r.bad = true
		return ""
	}
	from, to := r.db.starts.get(i), r.db.starts.get(i+1)
	if from > to || uint64(to) > uint64(len(r.db.text)) {
		r.bad = true
		return ""
	}
	return r.db.text[from:to]
}

// service reads a service. What is damaged is left out.
func (r *actionReader) service() *ServiceInfo {
	s := &ServiceInfo{Prefix: r.text(), Name: r.text()}
	s.RCP = r.byte()&format.FlagRCP != 0
	s.Keys = make([]*ConditionKey, r.count())
	block := make([]ConditionKey, len(s.Keys))
	for i := range block {
		name, typ := r.text(), r.byte()
		block[i] = ConditionKey{name, KeyType(typ &^ format.MultiValued), typ&format.MultiValued != 0}
		s.Keys[i] = &block[i]
	}
	lists := make([][]string, r.count())
	for i := range lists {
		lists[i] = r.keyList(s.Keys)
	}
	s.Types = make([]*ResourceType, r.count())
	forms := arnForms(s.Prefix, len(s.Types))
	for i := range s.Types {
		t := &ResourceType{Service: s.Prefix, Name: r.text()}
		form := int(r.byte())
		if form >= len(forms) {
			r.bad = true
			return &ServiceInfo{Prefix: s.Prefix}
		}
		t.ARN = forms[form] + r.text()
		t.Conditions = pick(r, lists)
		s.Types[i] = t
	}
	sets := make([][]ActionResource, r.count())
	for i := range sets {
		sets[i] = make([]ActionResource, r.count())
		for j := range sets[i] {
			n := r.number()
			if n>>1 >= len(s.Types) {
				r.bad = true
				return &ServiceInfo{Prefix: s.Prefix}
			}
			sets[i][j] = ActionResource{Type: s.Types[n>>1], Required: n&1 != 0, Conditions: pick(r, lists)}
		}
	}
	r.actions(s, lists, sets)
	if r.bad {
		return &ServiceInfo{Prefix: s.Prefix}
	}
	return s
}

// actions reads the actions. Their names are pieces of one string.
func (r *actionReader) actions(s *ServiceInfo, lists [][]string, sets [][]ActionResource) {
	block := make([]Action, r.count())
	s.Actions = make([]*Action, len(block))
	ends := make([]int, len(block))
	var names strings.Builder
	names.Grow(24 * len(block))
	for i := range block {
		for range r.count() {
			names.WriteString(r.text())
		}
		ends[i] = names.Len()
		a := &block[i]
		level := r.byte()
		a.Service, a.Access = s.Prefix, AccessLevel(level&^format.FlagDependent)
		a.Resources, a.Conditions = pick(r, sets), pick(r, lists)
		if level&format.FlagDependent != 0 {
			a.Dependent = make([]string, r.count())
			for j := range a.Dependent {
				a.Dependent[j] = r.text()
			}
		}
		s.Actions[i] = a
	}
	from, all := 0, names.String()
	for i, to := range ends {
		block[i].Name = all[from:to]
		from = to
	}
}

func (r *actionReader) keyList(keys []*ConditionKey) []string {
	n := r.count()
	if n == 0 {
		return nil
	}
	list := make([]string, n)
	for i := range list {
		k := r.number()
		if k >= len(keys) {
			r.bad = true
			return nil
		}
		list[i] = keys[k].Name
	}
	return list
}

// pick reads the number of one of the lists that were read before.
func pick[T any](r *actionReader, lists [][]T) []T {
	i := r.number()
	if i >= len(lists) {
		r.bad = true
		return nil
	}
	return lists[i]
}

func arnForms(prefix string, types int) []string {
	if types == 0 {
		return nil
	}
	forms := format.ARNForms()
	for i := range forms {
		forms[i] = strings.Replace(forms[i], "*", prefix, 1)
	}
	return forms
}
