package cloud

import "strings"

// ReasonCode names one kind of ignorance. Reports translate reasons by their code.
type ReasonCode string

// The reasons a value can be unknown. The arguments of each are in its comment.
const (
	// NoParameterValue: a template parameter has neither value nor default. Args: parameter, and,
	// when it is not the parameter's value that is unknown, what was computed from it.
	NoParameterValue ReasonCode = "no-parameter-value"
	// UnknownCondition: a template condition cannot be decided. Args: condition.
	UnknownCondition ReasonCode = "unknown-condition"
	// AtDeployment: only the deployment knows. Args: expression, e.g. "AWS::AccountId" or "Table.StreamArn".
	AtDeployment ReasonCode = "at-deployment"
	// DynamicReference: the value is fetched at deployment from a store. Args: the reference.
	DynamicReference ReasonCode = "dynamic-reference"
	// Secret: the value is known but nobody may print it. Args: the parameter that holds it.
	Secret ReasonCode = "secret"
	// NotInSource: the resource or value lives outside what was read. Args: what.
	NotInSource ReasonCode = "not-in-source"
	// Unresolvable: an expression could not be evaluated. Args: expression, why.
	Unresolvable ReasonCode = "unresolvable"
	// NotRead: a read was denied or failed. Args: call, region, error.
	NotRead ReasonCode = "not-read"
	// NotInEvent: the change event does not carry the value. Args: event.
	NotInEvent ReasonCode = "not-in-event"
	// NotChecked: the rule could not be evaluated. Args: why.
	NotChecked ReasonCode = "not-checked"
)

// Reason says why something is unknown.
type Reason struct {
	Code ReasonCode
	Args []string
}

// Because builds a Reason.
func Because(code ReasonCode, args ...string) Reason { return Reason{Code: code, Args: args} }

// String says the reason in English.
func (r Reason) String() string {
	arg := func(i int) string {
		if i < len(r.Args) {
			return r.Args[i]
		}
		return "?"
	}
	switch r.Code {
	case NoParameterValue:
		return "parameter " + arg(0) + " has no value"
	case UnknownCondition:
		return "condition " + arg(0) + " is not known"
	case AtDeployment:
		return arg(0) + " is known only at deployment"
	case DynamicReference:
		return arg(0) + " is fetched at deployment"
	case Secret:
		return "the value of parameter " + arg(0) + " is secret"
	case NotInSource:
		return arg(0) + " is not part of what was read"
	case Unresolvable:
		return arg(0) + " cannot be evaluated: " + arg(1)
	case NotRead:
		return arg(0) + " was not read in " + arg(1) + ": " + arg(2)
	case NotInEvent:
		return "not part of the event " + arg(0)
	case NotChecked:
		return "could not be checked: " + arg(0)
	}
	return strings.TrimSpace(string(r.Code) + " " + strings.Join(r.Args, " "))
}

// Equal reports whether two reasons say the same.
func (r Reason) Equal(o Reason) bool {
	return r.Code == o.Code && strings.Join(r.Args, "\x00") == strings.Join(o.Args, "\x00")
}
