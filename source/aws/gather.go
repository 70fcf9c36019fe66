package aws

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// gather makes the graph of what was found: in an order that does not depend on when answers came.
func gather(ctx context.Context, sessions []*session, places []*place, skipped []cloud.Skipped) (*Account, error) {
	a := &Account{ID: sessions[0].base, Graph: cloud.NewGraph(), Coverage: &cloud.Coverage{Skipped: skipped}}
	for _, s := range sessions {
		s.counts.addTo(a.Coverage, s.account)
	}
	var all []*cloud.Resource
	for _, p := range places {
		all = append(all, p.settle()...)
	}
	slices.SortFunc(all, func(a, b *cloud.Resource) int {
		return strings.Compare(a.Type+"\x00"+a.Region+"\x00"+a.ID, b.Type+"\x00"+b.Region+"\x00"+b.ID)
	})
	for _, r := range all {
		if err := a.Graph.Add(r); err != nil {
			return nil, fmt.Errorf("source/aws: %w", err)
		}
	}
	entitle(a.Graph)
	bind(a.Graph)
	markUnread(a.Graph, places, a.ID)
	if ctx.Err() != nil {
		a.Coverage.Partial = "the reading was stopped"
	}
	if why := nothing(a.Coverage); why != "" {
		return a, &cloud.Error{What: fmt.Sprintf("account %s: every call was denied or failed: %s", a.ID, why),
			Hint: "haechi scan aws --print-policy prints the policy that suffices", Err: ErrNothingRead}
	}
	return a, nil
}

// nothing gives the first error when no call was answered but the question who we are.
func nothing(c *cloud.Coverage) (why string) {
	for _, n := range c.Calls {
		switch {
		case strings.HasPrefix(n.Operation, "sts:"):
		case n.Made > n.Denied+n.Failed:
			return ""
		case why == "":
			why = n.Operation + ": " + n.Error
		}
	}
	return why
}

// markUnread tells the graph which listings are incomplete.
func markUnread(g *cloud.Graph, places []*place, account string) {
	read := map[string]bool{}
	for _, p := range places {
		lost := map[string]cloud.Reason{} // types of which a listing is not there
		for _, u := range p.unread {
			for _, typ := range p.svc.steps[u.step].lists {
				if u.of != "" {
					g.Mark(cloud.Unread{Type: typ, Why: u.reason, Account: p.account, Region: p.region, Names: []string{u.of}})
				} else if _, known := lost[typ]; !known {
					lost[typ] = u.reason
				}
			}
		}
		for i, st := range p.svc.steps {
			for _, typ := range st.lists {
				if _, known := lost[typ]; !p.use[i] && !known {
					lost[typ] = p.reason(p.operation(st.call), "it was not asked for")
				}
			}
		}
		// Whose parents were not listed were not asked about either.
		for changed := true; changed; {
			changed = false
			for _, st := range p.svc.steps {
				why, gone := lost[st.of]
				for _, typ := range st.lists {
					if _, known := lost[typ]; gone && !known {
						lost[typ], changed = why, true
					}
				}
			}
		}
		for _, typ := range p.svc.types() {
			read[typ] = true
			if why, gone := lost[typ]; gone {
				g.Mark(p.unreadHere(typ, why))
			}
		}
		for folded, typ := range p.svc.folds {
			read[folded] = true
			if why, gone := lost[typ]; gone {
				g.Mark(p.unreadHere(folded, why))
			}
		}
	}
	for _, typ := range unlisted(read) {
		g.MarkUnread(typ, cloud.Because(cloud.NotRead, typ, account, "no call is known that tells it"))
	}
}

// unreadHere is the mark for a type of which not all was listed in the place.
func (p *place) unreadHere(typ string, why cloud.Reason) cloud.Unread {
	return cloud.Unread{Type: typ, Why: why, Account: p.account, Region: p.region}
}
