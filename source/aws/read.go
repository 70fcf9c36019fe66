package aws

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/haechi-dev/haechi/cloud"
)

// Options say what is read, and as whom.
type Options struct {
	Needs    Needs    // nil for everything
	Regions  []string // nil for the region of the profile
	Services []string // their names, as in IAM actions; nil for all
	Profile  string   // of the configuration files of AWS, or "" for what the environment says
	RoleARN  string   // to be assumed first, or ""

	// Recorded answers instead of the network, from an account that needs no credentials.
	Recorded http.RoundTripper
	// Progress is called, from several goroutines, when the reading of something begins and ends.
	// It may be nil.
	Progress func(Progress)
}

// Progress is what is being read.
type Progress struct {
	Account, Region, Service string
	Resources                int // found so far, in all
	Done                     bool
}

// Account is what was read.
type Account struct {
	ID       string
	Graph    *cloud.Graph
	Coverage *cloud.Coverage
}

// ErrNothingRead is wrapped by the error for an account of which nothing at all could be read.
var ErrNothingRead = errors.New("nothing could be read")

// Read reads an account. What was read comes back even when the context ended early; the coverage
// then says so. Every error is a *cloud.Error.
func Read(ctx context.Context, opt Options) (*Account, error) {
	s, err := begin(ctx, opt)
	if err != nil {
		return nil, err
	}
	var places []*place
	for _, in := range services() {
		static := in(aws.Config{})
		if len(opt.Services) > 0 && !slices.Contains(opt.Services, static.name) {
			continue
		}
		use := needed(static, opt.Needs)
		if !slices.Contains(use, true) {
			continue
		}
		regions := s.regions
		if static.global {
			regions = []string{""}
		}
		for _, region := range regions {
			places = append(places, s.place(in, static, region, use))
		}
	}
	var wg sync.WaitGroup
	for _, p := range places {
		wg.Go(func() { s.read(ctx, p) })
	}
	wg.Wait()
	return s.gather(ctx, places)
}

// workers is how many calls to one service in one region are made at a time.
const workers = 8

// read takes all needed steps in a place.
func (s *session) read(ctx context.Context, p *place) {
	s.report(p, false, 0)
	for i, st := range p.svc.steps {
		if st.of == "" && p.use[i] {
			p.queue.push(task{step: i})
		}
	}
	for _, t := range p.queue.work(ctx, workers, func(t task) { s.take(ctx, p, t) }) {
		p.miss(t.step, t.resource, p.reason(p.operation(p.svc.steps[t.step].call), "the reading was stopped"))
	}
	s.report(p, true, len(p.found))
}

// hopeless is after how many denials, without an answer, a step is not asked again.
const hopeless = 10

// take takes one step.
func (s *session) take(ctx context.Context, p *place, t task) {
	st := &p.svc.steps[t.step]
	p.mu.Lock()
	o := p.outcome[t.step]
	p.mu.Unlock()
	if o.done == 0 && o.denied >= hopeless {
		p.miss(t.step, t.resource, *o.why)
		return
	}
	told, err := st.run(ctx, p, t.resource)
	if err != nil {
		f := classify(err)
		p.miss(t.step, t.resource, p.reason(p.operation(st.call), f.why))
		p.mu.Lock()
		if f.denied || f.unsupported {
			p.outcome[t.step].denied++
		}
		p.mu.Unlock()
		if f.denied {
			s.counts.deny(st.permissions(p.svc.name))
		}
		return
	}
	p.mu.Lock()
	p.outcome[t.step].done++
	p.mu.Unlock()
	if t.resource != nil {
		p.tell(t.step, t.resource, told)
	}
}

// gather makes the graph of what was found: in an order that does not depend on when answers came.
func (s *session) gather(ctx context.Context, places []*place) (*Account, error) {
	a := &Account{ID: s.account, Graph: cloud.NewGraph(), Coverage: s.counts.coverage(s.account)}
	var all []*cloud.Resource
	for _, p := range places {
		all = append(all, p.found...)
	}
	slices.SortFunc(all, func(a, b *cloud.Resource) int {
		return strings.Compare(a.Type+"\x00"+a.Region+"\x00"+a.ID, b.Type+"\x00"+b.Region+"\x00"+b.ID)
	})
	for _, r := range all {
		if err := a.Graph.Add(r); err != nil {
			return nil, fmt.Errorf("source/aws: %w", err)
		}
	}
	s.markUnread(a.Graph, places)
	if ctx.Err() != nil {
		a.Coverage.Partial = "the reading was stopped"
	}
	if total := a.Coverage.Total(); len(all) == 0 && total.Made > 0 && total.Made == total.Denied+total.Failed {
		return a, &cloud.Error{What: fmt.Sprintf("account %s: every call was denied or failed: %s", s.account, a.Coverage.Calls[0].Error),
			Hint: "haechi scan aws --print-policy prints the policy that suffices", Err: ErrNothingRead}
	}
	return a, nil
}

// markUnread tells the graph which listings are incomplete.
func (s *session) markUnread(g *cloud.Graph, places []*place) {
	read := map[string]bool{}
	for _, p := range places {
		lost := map[string]cloud.Reason{} // types of which a listing is not there
		for _, u := range p.unread {
			for _, typ := range p.svc.steps[u.step].lists {
				if u.of != "" {
					g.MarkUnreadNaming(typ, u.reason, u.of)
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
				g.MarkUnread(typ, why)
			}
		}
		for folded, typ := range p.svc.folds {
			read[folded] = true
			if why, gone := lost[typ]; gone {
				g.MarkUnread(folded, why)
			}
		}
	}
	for _, typ := range unlisted(read) {
		g.MarkUnread(typ, cloud.Because(cloud.NotInSource, typ))
	}
}
