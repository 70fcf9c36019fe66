package validate

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/haechi-dev/haechi/cloud"
)

// Check is one kind of mistake.
type Check struct {
	Code  string // as AWS names it
	Kind  Kind
	Title string
	Text  string // what is wrong with it
	Fix   string // what to do
}

// check is a row of a table: a Check, and the function that finds the mistake in a document, a
// statement or a condition.
type check struct {
	code       string
	kind       Kind
	title      string
	text, fix  string
	document   func(*policy, report)
	statement  func(*statement, report)
	conditions func(*condition, report)
}

// checks are all checks, by topic. The table is made once and not changed.
var checks = sync.OnceValue(func() []check {
	return slices.Concat(grammarChecks(), emptyChecks(), sidChecks(), typeChecks(), sizeChecks(), actionChecks(), arnChecks(), resourceChecks(),
		variableChecks(), operatorChecks(), keyChecks(), supportChecks(), valueChecks(), wildcardChecks(), addressChecks(),
		principalChecks(), servicePrincipalChecks(), trustChecks(), federationChecks(), passRoleChecks(), linkedRoleChecks(), tagChecks(), dataChecks())
})

// Checks returns all checks, by code.
func Checks() []Check {
	var all []Check
	for _, c := range checks() {
		all = append(all, Check{c.code, c.kind, c.title, c.text, c.fix})
	}
	slices.SortFunc(all, func(a, b Check) int { return strings.Compare(a.Code, b.Code) })
	return all
}

// report takes what one check finds.
type report struct {
	policy    *policy
	check     *check
	statement int
}

// at reports a mistake at a place. The message says what is wrong; what to do is the check's.
func (r report) at(pos cloud.Pos, format string, args ...any) {
	message := fmt.Sprintf(format, args...)
	if !strings.HasSuffix(message, "?") {
		message += "."
	}
	if r.check.fix != "" {
		message += " " + r.check.fix + "."
	}
	r.policy.findings = append(r.policy.findings, Finding{r.check.code, r.check.kind, message, r.statement, pos})
}

func (p *policy) run() []Finding {
	for _, c := range checks() {
		r := report{p, &c, -1}
		if c.document != nil {
			c.document(p, r)
		}
		for _, s := range p.statements {
			r.statement = s.index
			if c.statement != nil {
				c.statement(s, r)
			}
			for _, cond := range s.conditions {
				if c.conditions != nil {
					c.conditions(cond, r)
				}
			}
		}
	}
	return p.findings
}

// quote writes a text of the user into a message: on one line, and not too long of it. Holes are
// written as an ellipsis.
func quote(s string) string {
	const most = 120
	if len(s) > most {
		s = strings.ToValidUTF8(s[:most], "") + "…"
	}
	return strconv.Quote(strings.ReplaceAll(s, hole, "…"))
}

func asError(err error, target **cloud.Error) bool { return errors.As(err, target) }
