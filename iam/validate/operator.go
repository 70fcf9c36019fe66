package validate

import "strings"

// class is what the values of an operator are.
type class uint8

const (
	noClass class = iota
	stringClass
	numericClass
	dateClass
	boolClass
	binaryClass
	ipClass
	arnClass
	nullClass
)

func (c class) String() string {
	return [...]string{"unknown", "string", "numeric", "date", "Bool", "binary", "IP address", "ARN", "Null"}[c]
}

// operator is a condition operator, taken apart.
type operator struct {
	name      string // as written
	base      string // as AWS writes it: "StringLike", or "" when there is no such operator
	qualifier string // "ForAllValues", "ForAnyValue" or ""
	ifExists  bool
	class     class
	negated   bool
	like      bool // the values are patterns
}

// bases are the operators without qualifier and suffix
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html).
func bases() []operator {
	return []operator{
		{base: "StringEquals", class: stringClass},
		{base: "StringNotEquals", class: stringClass, negated: true},
		{base: "StringEqualsIgnoreCase", class: stringClass},
		{base: "StringNotEqualsIgnoreCase", class: stringClass, negated: true},
		{base: "StringLike", class: stringClass, like: true},
		{base: "StringNotLike", class: stringClass, negated: true, like: true},
		{base: "NumericEquals", class: numericClass},
		{base: "NumericNotEquals", class: numericClass, negated: true},
		{base: "NumericLessThan", class: numericClass},
		{base: "NumericLessThanEquals", class: numericClass},
		{base: "NumericGreaterThan", class: numericClass},
		{base: "NumericGreaterThanEquals", class: numericClass},
		{base: "DateEquals", class: dateClass},
		{base: "DateNotEquals", class: dateClass, negated: true},
		{base: "DateLessThan", class: dateClass},
		{base: "DateLessThanEquals", class: dateClass},
		{base: "DateGreaterThan", class: dateClass},
		{base: "DateGreaterThanEquals", class: dateClass},
		{base: "Bool", class: boolClass},
		{base: "BinaryEquals", class: binaryClass},
		{base: "IpAddress", class: ipClass},
		{base: "NotIpAddress", class: ipClass, negated: true},
		{base: "ArnEquals", class: arnClass, like: true},
		{base: "ArnLike", class: arnClass, like: true},
		{base: "ArnNotEquals", class: arnClass, negated: true, like: true},
		{base: "ArnNotLike", class: arnClass, negated: true, like: true},
		{base: "Null", class: nullClass},
	}
}

func operatorOf(name string) operator {
	rest, qualifier := name, ""
	if before, after, ok := strings.Cut(name, ":"); ok {
		switch {
		case strings.EqualFold(before, "ForAllValues"):
			qualifier, rest = "ForAllValues", after
		case strings.EqualFold(before, "ForAnyValue"):
			qualifier, rest = "ForAnyValue", after
		}
	}
	ifExists := false
	if n := len(rest) - len("IfExists"); n > 0 && strings.EqualFold(rest[n:], "IfExists") {
		ifExists, rest = true, rest[:n]
	}
	for _, op := range bases() {
		if strings.EqualFold(op.base, rest) {
			op.name, op.qualifier, op.ifExists = name, qualifier, ifExists
			return op
		}
	}
	return operator{name: name}
}

// needs reports whether the operator is true only when the request has the key.
func (o operator) needs() bool {
	return o.class != noClass && o.class != nullClass && !o.negated && !o.ifExists && o.qualifier != "ForAllValues"
}
