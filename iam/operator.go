package iam

import (
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// Operator is a condition operator, taken apart: ForAnyValue:StringLikeIfExists has the base
// StringLike, the set ForAnyValue, and IfExists
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html).
type Operator struct {
	Text     string // as written
	Base     Base
	Set      SetOperator
	IfExists bool
}

// SetOperator says how many values of the request must fit.
type SetOperator uint8

// The set operators (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html).
const (
	NoSet SetOperator = iota
	ForAllValues
	ForAnyValue
)

// Base is a condition operator without prefix and suffix. The zero Base is no operator of IAM.
type Base uint8

// The base operators.
const (
	NoOperator Base = iota
	StringEquals
	StringNotEquals
	StringEqualsIgnoreCase
	StringNotEqualsIgnoreCase
	StringLike
	StringNotLike
	NumericEquals
	NumericNotEquals
	NumericLessThan
	NumericLessThanEquals
	NumericGreaterThan
	NumericGreaterThanEquals
	DateEquals
	DateNotEquals
	DateLessThan
	DateLessThanEquals
	DateGreaterThan
	DateGreaterThanEquals
	Bool
	BinaryEquals
	IPAddress
	NotIPAddress
	ArnEquals
	ArnNotEquals
	ArnLike
	ArnNotLike
	Null
)

var baseNames = [...]string{"", "StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", "StringLike", "StringNotLike",
	"NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericLessThanEquals", "NumericGreaterThan", "NumericGreaterThanEquals",
	"DateEquals", "DateNotEquals", "DateLessThan", "DateLessThanEquals", "DateGreaterThan", "DateGreaterThanEquals",
	"Bool", "BinaryEquals", "IpAddress", "NotIpAddress", "ArnEquals", "ArnNotEquals", "ArnLike", "ArnNotLike", "Null"}

func (b Base) String() string { return baseNames[b] }

// Negated reports whether the operator holds when no value fits, as StringNotEquals does.
func (b Base) Negated() bool {
	switch b {
	case StringNotEquals, StringNotEqualsIgnoreCase, StringNotLike, NumericNotEquals, DateNotEquals, NotIPAddress, ArnNotEquals, ArnNotLike:
		return true
	}
	return false
}

// Positive returns the operator that a negated operator negates, and any other as it is.
func (b Base) Positive() Base {
	if b.Negated() {
		return b - 1
	}
	return b
}

// ParseOperator takes an operator apart. IAM does not mind the case of its letters. For a text
// that is no operator Base is NoOperator.
func ParseOperator(text string) Operator {
	o, rest := Operator{Text: text}, text
	if prefix, after, ok := strings.Cut(text, ":"); ok {
		switch {
		case strings.EqualFold(prefix, "ForAllValues"):
			o.Set = ForAllValues
		case strings.EqualFold(prefix, "ForAnyValue"):
			o.Set = ForAnyValue
		default:
			return o
		}
		rest = after
	}
	const suffix = "IfExists"
	if n := len(rest) - len(suffix); n > 0 && strings.EqualFold(rest[n:], suffix) {
		o.IfExists, rest = true, rest[:n]
	}
	for b, name := range baseNames {
		if b > 0 && strings.EqualFold(name, rest) {
			o.Base = Base(b)
		}
	}
	if o.Base == Null && o.IfExists {
		o.Base = NoOperator
	}
	return o
}

// isNone is the reason for a condition whose operator is none.
func (o Operator) isNone() cloud.Reason {
	return cloud.Because(cloud.Unresolvable, "condition operator "+o.Text, "IAM has no such operator")
}
