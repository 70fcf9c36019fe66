package aws

import (
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/schema"
	"github.com/haechi-dev/haechi/secret/masked"
)

// place is an account and a region in which one service is read.
type place struct {
	account, region string // region is "" for what is not in one
	partition       string
	regions         []string // all that are read in the account, sorted
	svc             service
	use             []bool // by step
	queue           *queue

	mu      sync.Mutex
	found   []*cloud.Resource
	same    same
	ids     map[string]bool
	pending map[string]pending // by type
	origins map[string]*cloud.Origin
	outcome []outcome // by step
	unread  []unread
}

// outcome is what became of the calls of a step.
type outcome struct {
	done, denied int
	why          *cloud.Reason // the last error
}

// unread is what a step did not list.
type unread struct {
	step   int
	of     string // ID of the resource whose things they are, or "" for all
	reason cloud.Reason
}

// pending are the properties of a type that its listing does not tell, each with the value that
// says so: unknown until the step that tells it was asked.
type pending struct {
	names  []string
	values []*cloud.Value
	keep   map[string]bool // what the listing tells
}

// add notes a resource that a step listed. What the listing does not tell is unknown until another
// step does. Properties that the listing does not claim to tell are left out. An empty arn is for
// types that have none. Others are what properties of other resources call it beside its name. It
// returns nil for a resource that was added before.
func (p *place) add(call, typ, arn, name string, properties *cloud.Value, others ...string) *cloud.Resource {
	origin := p.origin(call)
	if name == "" {
		name = arn[strings.LastIndexAny(arn, ":/")+1:]
	}
	r := &cloud.Resource{Type: typ, Name: name, Title: titleOf(typ, name, properties), Account: p.account, Region: p.region, Pos: cloud.Pos{Origin: origin}, ID: arn}
	if arn != "" {
		r.ARN = cloud.NewString(r.Pos, arn)
	} else {
		r.ID = typ + " " + p.account + "/" + p.region + "/" + name
	}
	r.Names = []*cloud.Value{cloud.NewString(r.Pos, name)}
	for _, other := range others {
		if other != "" {
			r.Names = append(r.Names, cloud.NewString(r.Pos, other))
		}
	}

	p.mu.Lock()
	if p.ids[r.ID] { // a page that overlaps the one before
		p.mu.Unlock()
		return nil
	}
	p.ids[r.ID] = true
	wait := p.waiting(typ)
	told := 0
	for _, f := range properties.Fields() {
		if wait.keep[f.Key] {
			told++
		}
	}
	r.Properties = cloud.NewMap(r.Pos).Grow(told + len(wait.names))
	for _, f := range properties.Fields() {
		if wait.keep[f.Key] && !f.Value.Is(cloud.Null) {
			r.Properties.Set(f.Key, p.same.value(f.Value))
		}
	}
	for i, name := range wait.names {
		r.Properties.Set(name, wait.values[i])
	}
	r.Properties = p.same.shapes.Share(r.Properties)
	p.found = append(p.found, r)
	p.mu.Unlock()

	for i, s := range p.svc.steps {
		if s.of == typ && p.use[i] {
			p.queue.push(task{step: i, resource: r})
		}
	}
	return r
}

// tell notes what a step has told of a resource: what it could have told and has not is absent.
func (p *place) tell(step int, r *cloud.Resource, told *cloud.Value) {
	names := p.svc.steps[step].tells[r.Type]
	if len(names) == 0 || p.svc.steps[step].of != r.Type {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, name := range names {
		if v := told.Get(name); v.Is(cloud.Absent) || v.Is(cloud.Null) {
			r.Properties.Delete(name)
		} else {
			r.Properties.SetAt(name, v.Pos, p.same.value(v))
		}
	}
	r.Properties = p.same.shapes.Share(r.Properties)
}

// miss notes that a step has not told what it could of a resource, and not listed its things.
func (p *place) miss(step int, r *cloud.Resource, why cloud.Reason) {
	s := &p.svc.steps[step]
	p.mu.Lock()
	defer p.mu.Unlock()
	p.outcome[step].why = &why
	u := unread{step: step, reason: why}
	if r != nil {
		if !s.wide {
			u.of = r.ID
		}
		for _, name := range s.tells[s.of] {
			at := cloud.Pos{Origin: p.originLocked(s.call)}
			r.Properties.SetAt(name, at, cloud.NewUnknown(at, why))
		}
	}
	if len(s.lists) > 0 {
		p.unread = append(p.unread, u)
	}
}

// settle gives what was found, without the secrets that stand beside their names. Nothing can be
// added afterwards.
func (p *place) settle() []*cloud.Resource {
	found := p.found
	for _, r := range found {
		if safe := masked.Value("", r.Properties); safe != r.Properties {
			r.Properties = p.same.value(safe)
		}
	}
	p.found, p.ids, p.same = nil, nil, same{}
	return found
}

// waiting gives what a listing of the type does not tell.
func (p *place) waiting(typ string) pending {
	if known, ok := p.pending[typ]; ok {
		return known
	}
	listed, later := p.svc.told(typ)
	w := pending{keep: listed}
	published := schema.Lookup(typ)
	if published != nil {
		for _, name := range slices.Sorted(maps.Keys(published.Properties)) {
			if listed[name] {
				continue
			}
			call, why := "", "no call is known that tells it"
			if i, ok := later[name]; ok {
				call, why = p.svc.steps[i].call, "it was not asked for"
				if p.use[i] {
					why = "the reading was stopped"
				}
			}
			w.names = append(w.names, name)
			w.values = append(w.values, cloud.NewUnknown(cloud.Pos{Origin: p.originLocked(call)}, p.reason(name, why)))
		}
	}
	p.pending[typ] = w
	return w
}

// origin is where values come from that a call of the service tells.
func (p *place) origin(call string) *cloud.Origin {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.originLocked(call)
}

func (p *place) originLocked(call string) *cloud.Origin {
	if p.origins[call] == nil {
		p.origins[call] = &cloud.Origin{Call: p.operation(call), Account: p.account, Region: p.region}
	}
	return p.origins[call]
}

func (p *place) operation(call string) string { return p.svc.name + ":" + call }

// reason says that what a call would have told is not known.
func (p *place) reason(call, why string) cloud.Reason {
	return cloud.Because(cloud.NotRead, call, p.where(), why)
}

// where names the place.
func (p *place) where() string {
	if p.region == "" {
		return p.account
	}
	return p.account + " " + p.region
}

// arn makes the ARN of something in the place.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
func (p *place) arn(service, resource string) string {
	return "arn:" + p.partition + ":" + service + ":" + p.region + ":" + p.account + ":" + resource
}
