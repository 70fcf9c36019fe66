package iam

import (
	"net/netip"
	"slices"
	"sort"
)

// span is a row of addresses, from first to last.
type span struct{ first, last netip.Addr }

// spannable reports whether all values are networks and addresses that can be put in order. Those
// of IPv4 written as IPv6 would be in two places.
func spannable(values []Pattern) bool {
	for i := range values {
		v := values[i].form.typed
		if v == nil || !v.valid || v.addr.Is4In6() || v.prefix.Addr().Is4In6() || v.addr.Zone() != "" {
			return false
		}
	}
	return true
}

// spans puts networks in order, each address in one of them.
func spans(values []Pattern) []span {
	all := make([]span, len(values))
	for i := range values {
		if v := values[i].form.typed; v.addr.IsValid() {
			all[i] = span{v.addr, v.addr}
		} else {
			p := v.prefix.Masked()
			all[i] = span{p.Addr(), lastAddress(p)}
		}
	}
	slices.SortFunc(all, func(a, b span) int { return a.first.Compare(b.first) })
	merged := all[:1]
	for _, s := range all[1:] {
		switch last := &merged[len(merged)-1]; {
		case s.first.Compare(last.last) > 0:
			merged = append(merged, s)
		case s.last.Compare(last.last) > 0:
			last.last = s.last
		}
	}
	return merged
}

func inSpans(all []span, a netip.Addr) bool {
	if a.Zone() != "" {
		return false
	}
	a = a.Unmap()
	i := sort.Search(len(all), func(i int) bool { return all[i].first.Compare(a) > 0 })
	return i > 0 && all[i-1].last.Compare(a) >= 0
}
