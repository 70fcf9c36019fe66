package rule

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/haechi-dev/haechi/cloud"
)

// Rule is one rule file. It is safe for concurrent use once loaded.
type Rule struct {
	ID        string
	On        []string  // resource types, e.g. "AWS::Lambda::Url"
	Severity  Severity  // how bad a failure is
	Checklist Checklist // the checklist line it belongs to
	Title     Text      // what must be true, one sentence without full stop
	Why       Text      // what happens otherwise
	Fix       Text      // what to do
	FixSet    *cloud.Value
	Maps      []Mapping // controls of published frameworks
	Tests     []Test
	Pos       cloud.Pos // of the rule in its file

	when, each, require, at expression
	stored                  []*stored                  // of each type in On, the checked expressions, when the rule comes from a pack
	programs                []func() (*program, error) // of each type in On
	asked, inVain           atomic.Int32               // see quick
}

// Text is a text in both languages.
type Text struct{ EN, KO string }

// In returns the text in a language: Korean for "ko", else English.
func (t Text) In(lang string) string {
	if lang == "ko" && t.KO != "" {
		return t.KO
	}
	return t.EN
}

// Mapping names the controls of a framework that a rule checks.
type Mapping struct {
	Framework string // "fsbp", "cis", "isms-p", …
	Controls  []string
}

// expression is the text of a CEL expression and where it stands. Empty when not written.
type expression struct {
	text    string
	pos     cloud.Pos
	written string // the rule file from pos on, or "" when that is not at hand
	quote   byte   // of a quoted text, or 0
}

// Severity orders findings.
type Severity uint8

// The severities, worst last, so that they compare.
const (
	Info Severity = iota
	Low
	Medium
	High
	Critical
)

var severityNames = [...]string{"info", "low", "medium", "high", "critical"}

func (s Severity) String() string { return severityNames[s] }

var severityTitles = [...]Text{{"info", "참고"}, {"low", "낮음"}, {"medium", "중간"}, {"high", "높음"}, {"critical", "심각"}}

// Title returns the severity as people read it.
func (s Severity) Title() Text { return severityTitles[s] }

// MarshalText writes the severity's name.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads the severity's name.
func (s *Severity) UnmarshalText(name []byte) (err error) {
	*s, err = ParseSeverity(string(name))
	return err
}

// ParseSeverity reads a severity's name.
func ParseSeverity(name string) (Severity, error) {
	if i := slices.Index(severityNames[:], name); i >= 0 {
		return Severity(i), nil
	}
	return 0, fmt.Errorf("severity %q is none of critical, high, medium, low, info", name)
}

// Checklist is one of the twelve lines of the serverless checklist.
type Checklist uint8

// The lines, in the order of the report.
const (
	IAM Checklist = iota
	Endpoint
	Secret
	SupplyChain
	Network
	Logging
	Reliability
	Cost
	Runtime
	Data
	Delivery
	Audit
)

var checklistIDs = [...]string{"iam", "endpoint", "secret", "supply-chain", "network", "logging", "reliability", "cost", "runtime", "data", "delivery", "audit"}

var checklistTitles = [...]Text{
	{"IAM", "권한(IAM)"},
	{"Endpoint", "진입점"},
	{"Secret", "비밀정보"},
	{"Supply chain", "공급망"},
	{"Network", "네트워크"},
	{"Logs and tracing", "로그와 추적"},
	{"Reliability", "안정성"},
	{"Cost", "비용"},
	{"Runtime", "런타임"},
	{"Data governance", "데이터 거버넌스"},
	{"CI/CD and IaC", "CI/CD와 IaC"},
	{"Audit", "감사"},
}

// Checklists returns the twelve lines in order.
func Checklists() []Checklist {
	all := make([]Checklist, len(checklistIDs))
	for i := range all {
		all[i] = Checklist(i)
	}
	return all
}

// ID returns the line's name in rule files and machine-readable reports.
func (c Checklist) ID() string { return checklistIDs[c] }

func (c Checklist) String() string { return c.ID() }

// Title returns the line's name for people.
func (c Checklist) Title() Text { return checklistTitles[c] }

// MarshalText writes the line's ID.
func (c Checklist) MarshalText() ([]byte, error) { return []byte(c.ID()), nil }

// UnmarshalText reads the line's ID.
func (c *Checklist) UnmarshalText(id []byte) (err error) {
	*c, err = ParseChecklist(string(id))
	return err
}

// ParseChecklist reads a line's ID.
func ParseChecklist(id string) (Checklist, error) {
	if i := slices.Index(checklistIDs[:], id); i >= 0 {
		return Checklist(i), nil
	}
	return 0, fmt.Errorf("checklist line %q is none of %v", id, checklistIDs)
}

// Compile type-checks the rule for each type in On. Evaluate does so by itself; call Compile to see
// mistakes early. Errors are *cloud.Error with the position in the rule file.
func (r *Rule) Compile() error {
	for _, program := range r.programs {
		if _, err := program(); err != nil {
			return err
		}
	}
	return nil
}

// prepare makes a program for each type, to be compiled when first needed. Types whose stored
// expressions are the same share one.
func (r *Rule) prepare() {
	shared := map[*stored]func() (*program, error){}
	for i := range r.On {
		if r.stored != nil {
			if same := shared[r.stored[i]]; same != nil {
				r.programs = append(r.programs, same)
				continue
			}
		}
		program := sync.OnceValues(func() (*program, error) { return r.compile(i) })
		r.programs = append(r.programs, program)
		if r.stored != nil {
			shared[r.stored[i]] = program
		}
	}
}

// program returns what answers for a resource of a type, nil when the rule is on other types.
func (r *Rule) program(typ string) (*program, error) {
	if i := slices.Index(r.On, typ); i >= 0 {
		return r.programs[i]()
	}
	return nil, nil
}

// Expression is one of the rule's CEL expressions: Key is "when", "each", "require" or "at".
type Expression struct{ Key, Text string }

// Expressions returns the written expressions in the order of evaluation.
func (r *Rule) Expressions() []Expression {
	var all []Expression
	for _, e := range []Expression{{"when", r.when.text}, {"each", r.each.text}, {"require", r.require.text}, {"at", r.at.text}} {
		if e.Text != "" {
			all = append(all, e)
		}
	}
	return all
}
