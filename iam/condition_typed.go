package iam

import (
	"net/netip"
	"strconv"
	"strings"
	"time"
)

func compareBool(want, have string) (t, valid Truth) {
	isBool := func(s string) bool { return strings.EqualFold(s, "true") || strings.EqualFold(s, "false") }
	if !isBool(want) || !isBool(have) {
		return No, No
	}
	return truth(strings.EqualFold(want, have)), Yes
}

// compareIP reports whether an address lies in a block; a block without prefix is one address.
func compareIP(block, address string) (t, valid Truth) {
	a, err := netip.ParseAddr(address)
	if err != nil {
		// A VPC endpoint or a service may put a block in the place of an address.
		return No, No
	}
	if b, err := netip.ParseAddr(block); err == nil {
		return truth(a.Unmap() == b.Unmap()), Yes
	}
	p, err := netip.ParsePrefix(block)
	if err != nil {
		return No, No
	}
	return truth(p.Contains(a.Unmap()) || p.Contains(a)), Yes
}

// compareNumber compares decimal numbers, whole ones exactly.
func compareNumber(base Base, want, have string) (t, valid Truth) {
	if w, err := strconv.ParseInt(want, 10, 64); err == nil {
		if h, err := strconv.ParseInt(have, 10, 64); err == nil {
			return truth(ordered(base-NumericEquals, h < w, h == w)), Yes
		}
	}
	w, okWant := decimal(want)
	h, okHave := decimal(have)
	if !okWant || !okHave {
		return No, No
	}
	return truth(ordered(base-NumericEquals, h < w, h == w)), Yes
}

// decimal reads numbers as IAM writes them, without Go's hexadecimal, underscores, NaN and Inf.
func decimal(s string) (float64, bool) {
	if s == "" || strings.Trim(s, "+-.0123456789eE") != "" {
		return 0, false
	}
	f, err := strconv.ParseFloat(s, 64)
	return f, err == nil
}

// ordered answers the operators that stand in one order for numbers and for dates.
func ordered(offset Base, less, equal bool) bool {
	switch NumericEquals + offset {
	case NumericEquals:
		return equal
	case NumericLessThan:
		return less
	case NumericLessThanEquals:
		return less || equal
	case NumericGreaterThan:
		return !less && !equal
	case NumericGreaterThanEquals:
		return !less
	}
	return false
}

func compareDate(base Base, want, have string) (t, valid Truth) {
	w, okWant := date(want)
	h, okHave := date(have)
	if !okWant || !okHave {
		return No, No
	}
	return truth(ordered(base-DateEquals, h.Before(w), h.Equal(w))), Yes
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
