package rule

import "github.com/haechi-dev/haechi/cloud"

// Condition is an expression of the rule language about resources of a type, outside of any rule.
type Condition struct{ rule *Rule }

// NewCondition type-checks an expression about `self` for a resource type. Where names the
// expression in errors, which are *cloud.Error with the position in it.
func NewCondition(where, text, typ string) (*Condition, error) {
	at := cloud.Pos{Origin: &cloud.Origin{File: where}, Line: 1, Column: 1}
	r := &Rule{ID: where, On: []string{typ}, Pos: at, require: expression{text: text, pos: at, written: text}}
	r.prepare()
	if err := r.Compile(); err != nil {
		return nil, err
	}
	return &Condition{r}, nil
}

// Holds answers the condition for a resource of its type: Pass when it holds, Fail when it does
// not, or Unknown and why.
func (c *Condition) Holds(g *cloud.Graph, res *cloud.Resource, opt Options) (Verdict, []cloud.Reason, error) {
	results, err := c.rule.Evaluate(g, res, opt)
	if err != nil || len(results) != 1 {
		return NotApplicable, nil, err
	}
	return results[0].Verdict, results[0].Reasons, nil
}

// Needs says what the condition asks about, as [Needs] does for rules.
func (c *Condition) Needs() (map[string]map[string]bool, error) { return Needs([]*Rule{c.rule}) }
