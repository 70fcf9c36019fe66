package iam

import (
	"cmp"
	"net/netip"
	"strconv"
	"strings"
	"time"
)

// typed is a text read as what an operator compares: a number, a time, an address or network, true
// or false.
type typed struct {
	valid  bool
	truth  bool
	whole  bool // integer is it, exactly
	number float64
	exact  int64
	time   time.Time
	addr   netip.Addr
	prefix netip.Prefix // when addr is not valid
}

// readTyped reads the text of a condition or of a request for a positive operator.
func readTyped(base Base, text string) typed {
	var v typed
	switch {
	case base == Bool:
		v.truth = strings.EqualFold(text, "true")
		v.valid = v.truth || strings.EqualFold(text, "false")
	case base == IPAddress:
		v.readNetwork(text)
	case base >= DateEquals && base <= DateGreaterThanEquals:
		v.time, v.valid = date(text)
	default:
		v.readNumber(text)
	}
	return v
}

// readNetwork reads an address or a network.
func (v *typed) readNetwork(text string) {
	var err error
	if v.addr, err = netip.ParseAddr(text); err != nil {
		v.prefix, err = netip.ParsePrefix(text)
	}
	v.valid = err == nil
}

// readNumber reads decimal numbers, whole ones exactly, without Go's hexadecimal, underscores, NaN
// and Inf.
func (v *typed) readNumber(text string) {
	var err error
	if v.exact, err = strconv.ParseInt(text, 10, 64); err == nil {
		v.whole, v.valid, v.number = true, true, float64(v.exact)
		return
	}
	if text == "" || strings.Trim(text, "+-.0123456789eE") != "" {
		return
	}
	v.number, err = strconv.ParseFloat(text, 64)
	v.valid = err == nil
}

// compareTyped holds a value of a request against one of a condition. The second answer says
// whether the two could be compared at all.
func compareTyped(base Base, want, have *typed) (t, valid Truth) {
	if !want.valid || !have.valid {
		return No, No
	}
	switch {
	case base == Bool:
		return truth(want.truth == have.truth), Yes
	case base == IPAddress:
		return compareNetwork(want, have)
	case base >= DateEquals && base <= DateGreaterThanEquals:
		return truth(ordered(base-DateEquals, have.time.Compare(want.time))), Yes
	}
	return truth(ordered(base-NumericEquals, compareNumbers(have, want))), Yes
}

// compareNumbers compares whole numbers exactly.
func compareNumbers(a, b *typed) int {
	if a.whole && b.whole {
		return cmp.Compare(a.exact, b.exact)
	}
	return cmp.Compare(a.number, b.number)
}

// compareNetwork reports whether an address lies in a block; a block without prefix is one address.
func compareNetwork(block, address *typed) (t, valid Truth) {
	a := address.addr
	if !a.IsValid() {
		return No, No // a VPC endpoint or a service may put a block in the place of an address
	}
	if block.addr.IsValid() {
		return truth(a.Unmap() == block.addr.Unmap()), Yes
	}
	return truth(block.prefix.Contains(a.Unmap()) || block.prefix.Contains(a)), Yes
}

// ordered answers the operators that stand in one order for numbers and for dates.
func ordered(offset Base, order int) bool {
	switch NumericEquals + offset {
	case NumericEquals:
		return order == 0
	case NumericLessThan:
		return order < 0
	case NumericLessThanEquals:
		return order <= 0
	case NumericGreaterThan:
		return order > 0
	case NumericGreaterThanEquals:
		return order >= 0
	}
	return false
}

// dateForms are the W3C forms of ISO 8601 (https://www.w3.org/TR/NOTE-datetime). The form with
// the year only is left to epoch seconds, which a condition may use, too.
var dateForms = [...]string{time.RFC3339Nano, "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02", "2006-01"}

func date(s string) (time.Time, bool) {
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		return time.Unix(n, 0), true
	}
	for _, form := range dateForms {
		if t, err := time.Parse(form, s); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// typed reports whether the operator compares something else than texts.
func (b Base) typed() bool {
	switch b {
	case Bool, IPAddress:
		return true
	}
	return b >= NumericEquals && b <= DateGreaterThanEquals && !b.Negated()
}
