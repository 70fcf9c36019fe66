package entry

import (
	"cmp"
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// A web ACL asks nobody who they are, but it may let through some networks only, or only requests with a
// secret. Somebody on the internet chooses what a request says, not from where it comes: each statement
// of a rule costs something to match and something not to match, and the guard of a web ACL is the
// cheapest way past all its rules
// (https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-processing.html).

// toll is what somebody must have to get past something; nothing at all when its guard is none.
type toll struct {
	guard Guard
	never bool // nobody gets past
}

func unknownToll(why ...cloud.Reason) toll { return toll{guard: unknownGuard(why...)} }

func (t toll) rank() int {
	if t.never {
		return len(strength)
	}
	return t.guard.rank()
}

func dearer(a, b toll) toll {
	if b.rank() > a.rank() {
		return b
	}
	return a
}

func cheaper(a, b toll) toll {
	if b.rank() < a.rank() {
		return b
	}
	return a
}

// price is what it takes to match a statement, and not to match it.
type price struct{ match, avoid toll }

func unknownPrice(why cloud.Reason) price { return price{unknownToll(why), unknownToll(why)} }

// filter walks through the rules of a web ACL.
type filter struct {
	*finder
	labels map[string]price // of the rules that only count and put labels on requests
	label  *cloud.Reason    // why there may be others
	so     toll             // what it took to get so far
	best   toll             // to be let in
	blocks bool
	rate   bool
}

// webACL is the step of a web ACL.
func (f *finder) webACL(v *cloud.Value) Step {
	acl := f.named(v, "AWS::WAFv2::WebACL")
	if acl == nil {
		return f.unreadACL(v)
	}
	s := step("web-acl", acl)
	w := &filter{finder: f, labels: map[string]price{}, best: toll{never: true}}
	w.rules(acl.Properties.Get("Rules"), 0)
	switch action := acl.Properties.Get("DefaultAction"); {
	case action.Is(cloud.Unknown):
		why, _ := action.Reason()
		w.unknown(why)
	case action.Path("Block") == nil:
		w.best = cheaper(w.best, w.so)
	default:
		w.blocks = true
	}
	switch {
	case w.best.never:
		shut := say("shut.waf")
		s.Certainty, s.Shut = Closed, &shut
	case w.best.guard.Kind != NotAsked:
		s.Guard = w.best.guard
	}
	if !w.blocks {
		s.note("note.waf-counts")
	}
	if w.rate {
		s.note("note.rate")
	}
	return s
}

// unknown is a rule that may let in, block or do nothing.
func (w *filter) unknown(why cloud.Reason) {
	w.best = cheaper(w.best, dearer(w.so, unknownToll(why)))
	w.so = dearer(w.so, unknownToll(why))
	w.blocks = true // perhaps
}

// unreadACL is a web ACL that was not read: nothing is said of what it lets through. When it may be one
// that was read, it may let through as little.
func (f *finder) unreadACL(v *cloud.Value) Step {
	s := Step{Kind: "web-acl", Name: "AWS WAF", Pos: v.Pos}
	s.note("note.waf-unread")
	for _, acl := range f.resources(v, "AWS::WAFv2::WebACL") {
		if one := f.webACL(acl.ARN); one.Guard.Kind != NotAsked || one.Certainty == Closed {
			s.Guard = unknownGuard(acl.why...)
		}
	}
	return s
}

func (w *filter) rules(v *cloud.Value, depth int) {
	if why, unknown := v.Reason(); unknown {
		w.unknown(why)
		return
	}
	rules := slices.Clone(v.Items())
	for _, rule := range rules {
		if why, unknown := rule.Path("Priority").Reason(); unknown { // then it may come first
			w.unknown(why)
		}
	}
	slices.SortStableFunc(rules, func(a, b *cloud.Value) int {
		i, _ := a.Path("Priority").Int()
		k, _ := b.Path("Priority").Int()
		return cmp.Compare(i, k)
	})
	for _, rule := range rules {
		if depth < 8 {
			w.rule(rule, depth)
		}
	}
}

func (w *filter) rule(rule *cloud.Value, depth int) {
	if why, unknown := rule.Reason(); unknown {
		w.unknown(why)
		return
	}
	statement, action := rule.Get("Statement"), rule.Get("Action")
	if why, unknown := action.Reason(); unknown {
		w.unknown(why)
		return
	}
	if override := rule.Get("OverrideAction"); override != nil || action == nil {
		w.group(statement, override, depth)
		return
	}
	p := w.price(statement, 0)
	switch {
	case action.Get("Block") != nil:
		w.blocks = true
		w.rate = w.rate || statement.Path("RateBasedStatement") != nil
		w.so = dearer(w.so, p.avoid)
	case action.Get("Allow") != nil:
		w.best = cheaper(w.best, dearer(w.so, p.match))
		w.so = dearer(w.so, p.avoid)
	default: // Count, Captcha and Challenge let a request go on
		labels := rule.Get("RuleLabels")
		for _, v := range append([]*cloud.Value{labels}, labels.Select("*", "Name")...) {
			if why, unknown := v.Reason(); unknown {
				w.label = &why
			}
		}
		for _, name := range labels.Select("*", "Name") {
			w.labels[name.Str()] = p
		}
	}
}

// group are the rules of a group, of the account or of AWS. The groups of AWS look for attacks, which
// nobody needs to make.
func (w *filter) group(statement, override *cloud.Value, depth int) {
	if override.Path("Count").Is(cloud.Map) {
		return
	}
	w.blocks = true
	reference := statement.Path("RuleGroupReferenceStatement", "Arn")
	if reference == nil {
		if why, unknown := statement.Reason(); unknown {
			w.unknown(why)
		}
		return
	}
	group := w.named(reference, "AWS::WAFv2::RuleGroup")
	if group == nil {
		w.unknown(cloud.Because(cloud.NotInSource, "the rules of "+show(reference)))
		return
	}
	w.rules(group.Properties.Get("Rules"), depth+1)
}

// price is what a statement takes: nothing, unless it is about addresses or a secret.
func (w *filter) price(s *cloud.Value, depth int) price {
	if why, unknown := s.Reason(); unknown {
		return unknownPrice(why)
	}
	if depth > 16 {
		return unknownPrice(cloud.Because(cloud.NotChecked, "a rule of a web ACL"))
	}
	for _, field := range s.Fields() {
		if why, unknown := field.Value.Reason(); unknown {
			return unknownPrice(why)
		}
		switch field.Key {
		case "NotStatement":
			p := w.price(field.Value.Get("Statement"), depth+1)
			return price{p.avoid, p.match}
		case "AndStatement":
			return w.together(field.Value.Get("Statements"), depth, false)
		case "OrStatement":
			return w.together(field.Value.Get("Statements"), depth, true)
		case "IPSetReferenceStatement":
			return w.addresses(field.Value)
		case "ByteMatchStatement", "RegexMatchStatement":
			return secretHeader(field.Value.Path("FieldToMatch", "SingleHeader", "Name"))
		case "LabelMatchStatement":
			return w.labelled(field.Value.Get("Key"))
		}
	}
	return price{}
}

func (w *filter) labelled(key *cloud.Value) price {
	if why, ok := known(key); !ok {
		return unknownPrice(why)
	}
	p, put := w.labels[key.Str()]
	if !put && w.label != nil {
		return unknownPrice(*w.label)
	}
	return p
}

// together is the price of all of some statements, or of any of them.
func (w *filter) together(list *cloud.Value, depth int, any bool) price {
	if why, unknown := list.Reason(); unknown {
		return unknownPrice(why)
	}
	var all price
	for i, one := range list.Items() {
		p := w.price(one, depth+1)
		switch {
		case i == 0:
			all = p
		case any:
			all = price{cheaper(all.match, p.match), dearer(all.avoid, p.avoid)}
		default:
			all = price{dearer(all.match, p.match), cheaper(all.avoid, p.avoid)}
		}
	}
	return all
}

// addresses is the price of coming from a set of addresses. Whoever is asked for the address in a header
// writes the header.
func (w *filter) addresses(v *cloud.Value) price {
	if config := v.Get("IPSetForwardedIPConfig"); config != nil {
		if config.Path("Position").Str() == "LAST" {
			return unknownPrice(cloud.Because(cloud.NotChecked, "which proxy stands before the web ACL"))
		}
		return price{}
	}
	set := w.named(v.Get("Arn"), "AWS::WAFv2::IPSet")
	if set == nil {
		return unknownPrice(cloud.Because(cloud.NotInSource, "the addresses of "+show(v.Get("Arn"))))
	}
	list := set.Properties.Get("Addresses")
	if why, unknown := list.Reason(); unknown {
		return unknownPrice(why)
	}
	halves := 0
	for _, item := range list.Items() {
		if why, ok := known(item); !ok {
			return unknownPrice(why)
		}
		switch {
		case strings.HasSuffix(item.Str(), "/0"):
			halves += 2
		case strings.HasSuffix(item.Str(), "/1"):
			halves++
		}
	}
	network := toll{guard: Guard{Kind: NetworkGuard, By: "AWS WAF"}}
	switch {
	case halves > 1: // there is no other way to write everybody
		return price{avoid: toll{never: true}}
	case list.Len() == 0:
		return price{match: toll{never: true}}
	}
	return price{match: network}
}

// said are headers whose values are no secrets.
var said = []string{"host", "user-agent", "referer", "origin", "accept", "accept-language", "accept-encoding", "content-type", "content-length", "cookie", "x-forwarded-for"}

// secretHeader is the price of a header that has to have a value: whoever knows it, as a distribution
// in front does.
func secretHeader(name *cloud.Value) price {
	if why, ok := known(name); !ok {
		return unknownPrice(why)
	}
	text := strings.ToLower(name.Str())
	if text == "" || contains(said, text) {
		return price{}
	}
	return price{match: toll{guard: Guard{Kind: SecretGuard, By: text}}}
}

// throughFront are steps that see the requests of a distribution instead of those of its viewers.
func throughFront(steps []Step) []Step {
	steps = slices.Clone(steps)
	for i := range steps {
		switch s := &steps[i]; s.Guard.Kind {
		case SecretGuard:
			s.Guard = Guard{}
		case NetworkGuard:
			s.Guard = unknownGuard(cloud.Because(cloud.NotChecked, "whether "+s.Name+" lets in CloudFront"))
		}
	}
	return steps
}

// covering are the web ACLs before all of some stages, or before the API itself. One that stands before
// some of the stages guards none of the ways: the other stages are as good.
func (f *finder) covering(stages []perhapsNamed, a *cloud.Resource) (walls []Step) {
	own := f.wallsOf(a)
	walls = own
	for _, stage := range stages {
		for _, s := range f.wallsOf(stage.Resource) {
			if len(stage.why) > 0 {
				s = s.doubtful(stage.why...)
			}
			if len(walls) == 0 || walls[0].Name != s.Name {
				walls = append(walls, s)
			}
		}
	}
	for _, stage := range stages {
		if len(own)+len(f.wallsOf(stage.Resource)) > 0 {
			continue
		}
		for i := range walls {
			if s := &walls[i]; len(stage.why) > 0 {
				*s = s.doubtful(stage.why...)
				continue
			}
			walls[i].Guard, walls[i].Certainty, walls[i].Shut = Guard{}, Certain, nil
			walls[i].note("note.waf-some", stage.Name)
		}
	}
	return walls
}
