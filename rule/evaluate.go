package rule

import (
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/haechi-dev/haechi/cloud"
)

// MaxSteps is the cost limit of one rule on one resource, in evaluated expressions. A rule that
// reaches it answers unknown and says so.
const MaxSteps = 200_000

// Options of an evaluation.
type Options struct {
	// Today is the day for which rules about dates answer. Zero means the present day.
	Today time.Time
	// Facts are tables that expressions read with facts("name"), e.g. "lambda-runtimes".
	Facts map[string]*cloud.Value
}

func (o Options) today() time.Time {
	if o.Today.IsZero() {
		return time.Now()
	}
	return o.Today
}

// Evaluate answers the rule for a resource of one of its types: one Result, or with `each` one for every
// item, or none when it does not apply. The error is a mistake in the rule.
func (r *Rule) Evaluate(g *cloud.Graph, res *cloud.Resource, opt Options) ([]Result, error) {
	p, err := r.program(res.Type)
	if err != nil || p == nil {
		return nil, err
	}
	own := assumptionOf(res)
	results, err := r.under(own, p, g, res, opt)
	if err != nil {
		return nil, err
	}
	return r.bothWays(results, own, p, g, res, opt)
}

// under evaluates the rule while some conditions are taken to be decided.
func (r *Rule) under(assume assumption, p *program, g *cloud.Graph, res *cloud.Resource, opt Options) ([]Result, error) {
	if p.each == nil {
		if result, done := r.quick(assume, p, g, res, opt); done {
			return result, nil
		}
	}
	run := newRun(assume, p, g, res, opt, false)
	defer run.done()
	applies := boolean(true)
	if p.when != nil {
		if applies = truth(p.when(run)); applies.is(false) {
			return nil, nil
		}
	}
	whenReads := slices.Clone(run.reads)
	if p.each == nil {
		result := r.judge(p, run, applies, whenReads, nil)
		if result.Verdict == Pass { // as quick says it
			return passed(applies, res), nil
		}
		return []Result{result}, nil
	}
	run.reads = run.reads[:0]
	list := p.each(run)
	if list.kind == kindObject {
		list = keys(list)
	}
	switch list.kind {
	case kindList, kindNull:
	case kindUnknown:
		return []Result{run.result(Unknown, list.why, nil)}, nil
	default:
		return []Result{run.result(Unknown, failed("`each` does not give a list").why, nil)}, nil
	}
	undecided := applies.kind == kindUnknown
	var all []Result
	for i, it := range list.items {
		run.item, run.reads = it.value, run.reads[:0]
		applies := applies
		if len(it.maybe) > 0 {
			applies = merge(applies, unknown(it.maybe...))
		}
		node := cloud.NewInt(cloud.Pos{}, int64(i))
		if run.spend(1) && weight(it.value, maxItem) <= maxItem {
			if it.value.kind == kindText { // the text of a key, and not the entry it leads to
				node = it.value.text
			} else if n := plain(it.value); n != nil {
				node = n
			}
		}
		result := r.judge(p, run, applies, whenReads, node)
		if result.Verdict == Pass && undecided {
			continue
		}
		if it.value.from != nil {
			result.key = it.value.from.path
		}
		all = append(all, result)
	}
	return all, nil
}

// quick evaluates without recording what is read, which most of the time shows that the resource
// passes, or that the rule does not apply. Only otherwise evidence is needed.
func (r *Rule) quick(assume assumption, p *program, g *cloud.Graph, res *cloud.Resource, opt Options) (result []Result, done bool) {
	if r.failsMostly() {
		return nil, false
	}
	r.asked.Add(1)
	run := newRun(assume, p, g, res, opt, true)
	defer run.done()
	applies := boolean(true)
	if p.when != nil {
		if applies = truth(p.when(run)); applies.is(false) {
			return nil, true
		}
	}
	if truth(p.require(run)).is(true) {
		return passed(applies, res), true
	}
	r.inVain.Add(1)
	return nil, false
}

// passed is the result for a resource of which everything is true that the rule requires. There is
// none when nobody knows whether the rule is about it: nothing passes because something is not known.
func passed(applies value, res *cloud.Resource) []Result {
	if applies.kind == kindUnknown {
		return nil
	}
	return []Result{{Verdict: Pass, Pos: res.Pos}}
}

// failsMostly reports whether looking quickly has been in vain more often than not. It saves time
// and changes no answer.
func (r *Rule) failsMostly() bool {
	asked := r.asked.Load()
	return asked >= 8 && 2*r.inVain.Load() > asked
}

// idle are runs to be used again: most evaluations are short, and making one is much of their price.
// A run that goes back refers to nothing of what it saw.
var idle = sync.Pool{New: func() any { return new(run) }}

func newRun(assume assumption, p *program, g *cloud.Graph, res *cloud.Resource, opt Options, quiet bool) *run {
	r := idle.Get().(*run)
	*r = run{graph: g, opt: opt, limit: MaxSteps, quiet: quiet, assume: assume, vars: r.vars[:0], stack: r.stack[:0], reads: r.reads[:0]}
	if cap(r.vars) < p.slots {
		r.vars = make([]value, p.slots)
	}
	r.vars = r.vars[:p.slots]
	r.top = place{in: res, node: assume.resolve(res.Properties), pos: res.Pos, root: true, quiet: quiet, assume: assume}
	r.self = value{kind: kindObject, from: &r.top}
	return r
}

// maxIdle bounds the memory that is kept for the next evaluation.
const maxIdle = 256

// done gives the run back. What results show of its reads, they have copied.
func (r *run) done() {
	clear(r.vars[:cap(r.vars)])
	clear(r.reads[:cap(r.reads)])
	*r = run{vars: r.vars[:0], stack: r.stack[:0], reads: r.reads[:0]}
	if cap(r.stack) <= maxIdle && cap(r.reads) <= maxIdle {
		idle.Put(r)
	}
}

func (r *Rule) judge(p *program, run *run, applies value, whenReads []Read, item *cloud.Value) Result {
	run.reads = run.reads[:0]
	v := truth(p.require(run))
	var res Result
	switch {
	case v.is(true):
		res = run.result(Pass, nil, item)
	case v.is(false) && applies.is(true):
		res = run.result(Fail, nil, item)
	default: // not known whether it applies, or what it says
		if applies.kind == kindUnknown && v.is(false) {
			run.reads = slices.Insert(run.reads, 0, whenReads...)
		}
		res = run.result(Unknown, merge(applies, v).why, item)
	}
	if res.Verdict == Fail {
		run.point(p, &res)
	}
	return res
}

// run is the state of one evaluation.
type run struct {
	graph *cloud.Graph
	opt   Options
	top   place // of self
	self  value
	item  value
	vars  []value
	reads []Read
	steps int
	limit int
	quiet bool    // nothing is recorded
	stack []value // arguments of the calls under way
	// assume answers conditions that nobody could decide.
	assume assumption
}

func (r *run) step() bool { return r.spend(1) }

func (r *run) exhausted() bool { return r.steps > r.limit }

// record notes that a part of a resource was read, and returns it.
func (r *run) record(v value) value {
	r.note(v.from)
	return v
}

func (r *run) note(at *place) {
	if !r.quiet && at.property() && !at.quiet && len(r.reads) < maxReads {
		r.reads = append(r.reads, Read{Resource: at.in, Path: at.path, Value: at.node, Pos: at.pos})
	}
}

// maxItem bounds the tree that a result shows as its item.
const maxItem = 10_000

// maxReads bounds what an evaluation remembers.
const maxReads = 4096

// drop forgets the reads from start to end.
func (r *run) drop(start, end int) { r.reads = append(r.reads[:start], r.reads[end:]...) }

// maxEvidence is how many reads a result shows: the last ones, which decided.
const maxEvidence = 12

func (r *run) result(v Verdict, why []cloud.Reason, item *cloud.Value) Result {
	res := Result{Verdict: v, Reasons: why, Item: item, Pos: r.self.from.pos}
	if v == Pass { // what passes needs no evidence
		r.place(&res, r.reads)
		return res
	}
	res.Evidence = distinct(r.reads)
	if n := len(res.Evidence); n > 0 {
		r.place(&res, res.Evidence)
	}
	return res
}

// place points the result at the last thing read of the resource itself.
func (r *run) place(res *Result, reads []Read) {
	for i := len(reads) - 1; i >= 0; i-- {
		if reads[i].Resource == r.self.from.in && !reads[i].Pos.IsZero() {
			res.Pos, res.Path = reads[i].Pos, reads[i].Path
			return
		}
	}
}

// point applies the rule's `at`.
func (r *run) point(p *program, res *Result) {
	if p.at == nil {
		return
	}
	r.reads = r.reads[:0]
	p.at(r)
	r.place(res, distinct(r.reads))
}

// distinct removes repeated reads, and the reads of a list or map of which a part was read too.
func distinct(reads []Read) []Read {
	if len(reads) > 20*maxEvidence {
		reads = reads[len(reads)-20*maxEvidence:]
	}
	var out []Read
	for i, a := range reads {
		redundant := false
		for j, b := range reads {
			if a.Resource == b.Resource && (a.Path == b.Path && j > i || below(b.Path, a.Path)) {
				redundant = true
				break
			}
		}
		if !redundant {
			out = append(out, a)
		}
	}
	if len(out) > maxEvidence {
		out = out[len(out)-maxEvidence:]
	}
	return out
}

// below reports whether path lies below parent.
func below(path, parent string) bool {
	return len(path) > len(parent) && path[:len(parent)] == parent && (path[len(parent)] == '.' || path[len(parent)] == '[')
}

func (r *run) resource(res *cloud.Resource) value {
	at := place{in: res, pos: res.Pos, root: true, quiet: r.quiet, assume: r.assume}
	at.node = at.assume.resolve(res.Properties)
	return value{kind: kindObject, from: &at}
}

// keys lists the keys of an object as texts that know where they stand. What reading a key shows
// is its entry. A key whose value hangs
// on an undecided condition is there perhaps: the value may turn out to be AWS::NoValue.
func keys(v value) value {
	if why, ok := v.from.content().Reason(); ok { // a resource of which nothing is known
		return unknown(why)
	}
	list := value{kind: kindList}
	if v.from.content() != nil {
		for _, f := range v.from.node.Fields() {
			k := text(f.Key)
			entry := v.from.assume.resolve(f.Value)
			if entry == nil { // AWS::NoValue
				continue
			}
			at := v.from.below(entry, f.KeyPos, func(parent string) string { return join(parent, f.Key) })
			k.from = &at
			list.items = append(list.items, item{value: k, maybe: removable(entry)})
		}
		return list
	}
	for _, name := range slices.Sorted(maps.Keys(v.fields)) {
		list.items = append(list.items, item{value: text(name)})
	}
	return list
}

// removable gives the reason for which an item or entry may not be there at all: it is unknown
// because a condition is, and one side of the condition may be AWS::NoValue.
func removable(v *cloud.Value) []cloud.Reason {
	if why, ok := v.Reason(); ok && why.Code == cloud.UnknownCondition {
		return []cloud.Reason{why}
	}
	return nil
}
