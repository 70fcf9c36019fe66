package rule

import (
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// A template condition that nobody can decide leaves values of which only two are possible. When
// a rule's answer is unknown because of such conditions, it is asked again for each of the ways
// they can turn out; when all ways give the same, that is the answer.

// assumption says how conditions are taken to turn out. A nil one says nothing.
type assumption map[string]bool

// maxConditions bounds the ways: 2 for one condition, 8 for three.
const maxConditions = 3

// assumptionOf takes the condition of a resource to hold: the rule is about the resource, if there is one.
func assumptionOf(res *cloud.Resource) assumption {
	if res.Condition == "" || nested(res) {
		return nil
	}
	return assumption{res.Condition: true}
}

// nested reports whether a resource belongs to a nested stack. Its conditions are other ones than
// those of the same names in the stack around it.
func nested(res *cloud.Resource) bool { return strings.Contains(res.ID, "/") }

// resolve returns the value that v is when the conditions turn out so.
func (a assumption) resolve(v *cloud.Value) *cloud.Value {
	if len(a) == 0 || !v.Is(cloud.Unknown) {
		return v
	}
	for range maxDepth {
		condition, then, otherwise, ok := v.Choice()
		holds, assumed := a[condition]
		switch {
		case !ok || !assumed:
			return v
		case holds:
			v = then
		default:
			v = otherwise
		}
	}
	return v
}

// maxDepth bounds choices within choices.
const maxDepth = 100

// listing decides which of the resources of a listing that exist perhaps do.
func (a assumption) listing(l cloud.Listing) cloud.Listing {
	if len(a) == 0 || len(l.Possible) == 0 {
		return l
	}
	decided := cloud.Listing{Certain: l.Certain[:len(l.Certain):len(l.Certain)], Unread: l.Unread}
	for _, p := range l.Possible {
		exists, assumed := a.existence(p)
		switch {
		case !assumed:
			decided.Possible = append(decided.Possible, p)
		case exists:
			decided.Certain = append(decided.Certain, p.Resource)
		}
	}
	return decided
}

// existence reports whether a resource exists whose condition alone makes it a possible one.
func (a assumption) existence(p cloud.Possible) (exists, assumed bool) {
	if nested(p.Resource) || p.Resource.Condition == "" || !p.Why.Equal(cloud.Because(cloud.UnknownCondition, p.Resource.Condition)) {
		return false, false
	}
	exists, assumed = a[p.Resource.Condition]
	return exists, assumed
}

// referrers decides which of the resources that refer to res perhaps do.
func (a assumption) referrers(g *cloud.Graph, res *cloud.Resource, path []string, l cloud.Listing) cloud.Listing {
	if len(a) == 0 || len(l.Possible) == 0 {
		return l
	}
	decided := cloud.Listing{Certain: l.Certain[:len(l.Certain):len(l.Certain)], Unread: l.Unread}
	for _, p := range l.Possible {
		switch refers, why := a.refers(g, p, res, path); {
		case why != nil:
			decided.Possible = append(decided.Possible, cloud.Possible{Resource: p.Resource, Why: *why})
		case refers:
			decided.Certain = append(decided.Certain, p.Resource)
		}
	}
	return decided
}

func (a assumption) refers(g *cloud.Graph, p cloud.Possible, res *cloud.Resource, path []string) (refers bool, why *cloud.Reason) {
	if nested(p.Resource) || p.Why.Code != cloud.UnknownCondition {
		return false, &p.Why
	}
	if c := p.Resource.Condition; c != "" {
		exists, assumed := a[c]
		if !assumed {
			return false, &p.Why
		}
		if !exists {
			return false, nil
		}
	}
	for _, v := range a.values(p.Resource.Properties, path) {
		target, unknown := g.TargetRead(res.Type, v)
		switch {
		case target == res:
			return true, nil
		case unknown != nil && unknown.Code != cloud.NotInSource:
			why = unknown
		}
	}
	return false, why
}

// values is cloud.Value.Select when the conditions turn out so.
func (a assumption) values(v *cloud.Value, path []string) []*cloud.Value {
	v = a.resolve(v)
	switch {
	case v == nil:
		return nil
	case len(path) == 0 || v.Is(cloud.Unknown):
		return []*cloud.Value{v}
	case path[0] != "*":
		return a.values(v.Get(path[0]), path[1:])
	}
	var all []*cloud.Value
	for _, item := range v.Items() {
		all = append(all, a.values(item, path[1:])...)
	}
	for _, f := range v.Fields() {
		all = append(all, a.values(f.Value, path[1:])...)
	}
	return all
}

// bothWays replaces the results that are unknown because of conditions where all the ways in which
// these can turn out give the same.
func (r *Rule) bothWays(results []Result, own assumption, p *program, g *cloud.Graph, res *cloud.Resource, opt Options) ([]Result, error) {
	conditions := undecided(results, own)
	if len(conditions) == 0 || nested(res) {
		return results, nil
	}
	var ways [][]Result
	for i := range 1 << len(conditions) {
		assume := assumption{}
		for c := range own {
			assume[c] = true
		}
		for j, c := range conditions {
			assume[c] = i>>j&1 == 0
		}
		way, err := r.under(assume, p, g, res, opt)
		if err != nil {
			return nil, err
		}
		ways = append(ways, way)
	}
	merged := results[:0:0]
	for i, result := range results {
		if result.Verdict == Unknown {
			result = agreed(result, i, len(results), ways)
		}
		if result.Verdict != NotApplicable {
			merged = append(merged, result)
		}
	}
	return merged, nil
}

// undecided lists the conditions for which results are unknown, in order.
func undecided(results []Result, own assumption) (conditions []string) {
	seen := map[string]bool{}
	for _, result := range results {
		for _, why := range result.Reasons {
			if why.Code != cloud.UnknownCondition || len(why.Args) != 1 || seen[why.Args[0]] || own[why.Args[0]] || len(conditions) == maxConditions {
				continue
			}
			seen[why.Args[0]] = true
			conditions = append(conditions, why.Args[0])
		}
	}
	return conditions
}

// agreed returns what all ways say of a result. Where the rule does not apply in one way, it may
// pass in the others, but a failure is none then.
func agreed(result Result, i, n int, ways [][]Result) Result {
	first, absent := Result{}, false
	for _, way := range ways {
		found := counterpart(result, i, n, way)
		switch {
		case found == nil:
			absent = true
		case found.Verdict == Unknown, first.Verdict != NotApplicable && first.Verdict != found.Verdict:
			return result
		case first.Verdict == NotApplicable:
			first = *found
		}
	}
	if first.Verdict == Fail && absent {
		return result
	}
	return first
}

// counterpart finds the result about the same item.
func counterpart(result Result, i, n int, way []Result) *Result {
	if result.key == "" {
		if len(way) == n && way[i].key == "" {
			return &way[i]
		}
		return nil
	}
	for j := range way {
		if way[j].key == result.key {
			return &way[j]
		}
	}
	return nil
}
