package rule

import "github.com/haechi-dev/haechi/cloud"

// Verdict is what a rule says of a resource.
type Verdict uint8

// The verdicts. NotApplicable is never reported.
const (
	NotApplicable Verdict = iota
	Pass
	Fail
	Unknown
)

var verdictNames = [...]string{"not-applicable", "pass", "fail", "unknown"}

func (v Verdict) String() string { return verdictNames[v] }

// MarshalText writes the verdict's name.
func (v Verdict) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// Result is the answer of one rule about one resource, or about one item of it when the rule has
// `each`.
type Result struct {
	Verdict  Verdict
	Evidence []Read         // what decided, in reading order
	Reasons  []cloud.Reason // why the verdict is Unknown
	Pos      cloud.Pos      // the place to show: what decided, or the resource
	Path     string         // the property at Pos, "" for the resource itself
	Item     *cloud.Value   // the item of `each`, or nil

	key string // path of the item, "" when it has none
}

// Read is a property an expression looked at.
type Read struct {
	Resource *cloud.Resource
	Path     string       // "VpcConfig.SubnetIds[0]"
	Value    *cloud.Value // nil when absent
	Pos      cloud.Pos    // of the value, or of what it is missing from
}
