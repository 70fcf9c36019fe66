package aws

import (
	"context"
	"errors"
	"net/http"
	"slices"
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

	AllRegions   bool   // every region that the account has enabled
	Organization bool   // every account of the organization that the credentials manage
	RoleName     string // of the role to assume in each of its accounts

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

// Account is what was read: an account, or several of an organization in one graph.
type Account struct {
	ID       string // of the account that the credentials belong to
	Graph    *cloud.Graph
	Coverage *cloud.Coverage
}

// ErrNothingRead is wrapped by the error for an account of which nothing at all could be read.
var ErrNothingRead = errors.New("nothing could be read")

// accountsAtOnce is how many accounts of an organization are read at a time.
const accountsAtOnce = 8

// Read reads an account. What was read comes back even when the context ended early; the coverage
// then says so. Every error is a *cloud.Error.
func Read(ctx context.Context, opt Options) (*Account, error) {
	if opt.Organization && opt.RoleName == "" {
		return nil, &cloud.Error{What: "an organization is read by a role in each account", Hint: "--role-name names it, for example OrganizationAccountAccessRole"}
	}
	first, err := begin(ctx, opt)
	if err != nil {
		return nil, err
	}
	sessions, skipped := []*session{first}, []cloud.Skipped(nil)
	if opt.Organization {
		if sessions, skipped, err = first.members(ctx); err != nil {
			return nil, err
		}
	}
	places := make([][]*place, len(sessions))
	slots := make(chan struct{}, accountsAtOnce)
	var wg sync.WaitGroup
	for i, s := range sessions {
		places[i] = s.places()
		wg.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			var inner sync.WaitGroup
			for _, p := range places[i] {
				inner.Go(func() { s.read(ctx, p) })
			}
			inner.Wait()
		})
	}
	wg.Wait()
	return gather(ctx, sessions, slices.Concat(places...), skipped)
}

// places are the services to be read, in each region or once.
func (s *session) places() (all []*place) {
	for _, in := range servicesFor(s.opt.Needs) {
		static := in(aws.Config{})
		if len(s.opt.Services) > 0 && !slices.Contains(s.opt.Services, static.name) || static.once && s.account != s.base {
			continue
		}
		use := needed(static, s.opt.Needs)
		if !slices.Contains(use, true) {
			continue
		}
		regions := s.regions
		if static.global {
			regions = []string{""}
		}
		for _, region := range regions {
			all = append(all, s.place(in, static, region, use))
		}
	}
	return all
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

// hopeless is after how many denials, without an answer, a step is not asked again. Of recorded
// answers every one is wanted.
const hopeless = 10

// take takes one step.
func (s *session) take(ctx context.Context, p *place, t task) {
	st := &p.svc.steps[t.step]
	if st.without != nil {
		if told, ok := st.without(p, t.resource); ok {
			p.tell(t.step, t.resource, told)
			return
		}
	}
	p.mu.Lock()
	o := p.outcome[t.step]
	p.mu.Unlock()
	if o.done == 0 && o.denied >= hopeless && s.opt.Recorded == nil {
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
