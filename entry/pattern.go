package entry

import (
	"net/netip"
	"strconv"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/iam"
)

// event is what is known of the events that come through a door: for each field what it can be.
type event struct {
	// free is the field that the sender fills with what it likes.
	free bool
	// source is free but for the names of AWS's own services, which PutEvents refuses
	// (https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html).
	source bool
	// texts are what the field may be, one as well as another.
	texts []*cloud.Value
	// fields are those of an object; one that is missing is absent.
	fields map[string]*event
	// why says that it is not known what the field is.
	why *cloud.Reason
}

func freely() *event { return &event{free: true} }

func oneOf(texts ...string) *event {
	e := &event{}
	for _, text := range texts {
		e.texts = append(e.texts, cloud.NewString(cloud.Pos{}, text))
	}
	return e
}

// sentEvent is one that somebody sends to a bus.
func sentEvent() *event {
	return &event{fields: map[string]*event{"source": {free: true, source: true}, "detail-type": freely(), "detail": freely(), "resources": freely(),
		"account": freely(), "region": freely(), "time": freely(), "id": freely(), "version": oneOf("0")}}
}

// objectEvent is what a bucket tells the default bus when somebody puts an object into it
// (https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html).
func objectEvent(bucket *cloud.Resource) *event {
	e := sentEvent()
	e.fields["source"] = oneOf("aws.s3")
	e.fields["detail-type"] = oneOf("Object Created")
	name := &event{texts: bucket.Names[:min(len(bucket.Names), 1)]} // the others are its domains
	if len(name.texts) == 0 {
		name = freely()
	}
	e.fields["detail"] = &event{fields: map[string]*event{"bucket": {fields: map[string]*event{"name": name}}, "object": freely(), "reason": oneOf("PutObject", "POST Object", "CopyObject", "CompleteMultipartUpload"),
		"version": freely(), "request-id": freely(), "requester": freely(), "source-ip-address": freely()}}
	return e
}

// maxPattern bounds how deep a pattern is read.
const maxPattern = 32

// matches answers whether an event can match a pattern
// (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html). An absent
// pattern matches nothing: its rule has a schedule.
func (e *event) matches(pattern *cloud.Value, depth int) verdict {
	if why, unknown := pattern.Reason(); unknown {
		return maybe(why)
	}
	if text, ok := pattern.Text(); ok && depth == 0 {
		parsed, _, err := cloud.ParseJSON(pattern.Pos.Origin, []byte(text), cloud.JSONLimits{Bytes: 1 << 16, Depth: maxPattern, Nodes: 1 << 12})
		if err != nil {
			return maybe(cloud.Because(cloud.Unresolvable, "an event pattern", err.Error()))
		}
		pattern = parsed
	}
	if pattern.HasHoles() || depth > maxPattern {
		return maybe(cloud.Because(cloud.NotChecked, "an event pattern"))
	}
	if !pattern.Is(cloud.Map) {
		return no()
	}
	v := yes()
	for _, field := range pattern.Fields() {
		if field.Key == "$or" && field.Value.Is(cloud.List) {
			any := no()
			for _, one := range field.Value.Items() {
				any = any.or(e.matches(one, depth+1))
			}
			v = all(v, any)
			continue
		}
		v = all(v, e.field(field.Key).match(field.Value, depth+1))
	}
	return v
}

func (e *event) field(key string) *event {
	switch {
	case e == nil:
		return nil
	case e.free && !e.source || e.why != nil:
		return e
	}
	return e.fields[key]
}

func (e *event) match(want *cloud.Value, depth int) verdict {
	switch {
	case want.Is(cloud.Unknown):
		why, _ := want.Reason()
		return maybe(why)
	case e != nil && e.why != nil:
		return maybe(*e.why)
	case want.Is(cloud.Map):
		if e == nil {
			e = &event{}
		}
		return e.matches(want, depth)
	case !want.Is(cloud.List):
		return maybe(cloud.Because(cloud.NotChecked, "an event pattern"))
	}
	v := no()
	for _, one := range want.Items() {
		v = v.or(e.matchOne(one))
	}
	return v
}

func (e *event) matchOne(want *cloud.Value) verdict {
	if why, ok := known(want); !ok && want.Is(cloud.Unknown) {
		return maybe(why)
	}
	if want.Is(cloud.Map) {
		if there := want.Get("exists"); there != nil {
			is := flag(there, true)
			if e == nil {
				return negate(is)
			}
			if e.free && !e.source {
				return yes()
			}
			return is
		}
	}
	switch {
	case e == nil:
		return no()
	case e.source:
		for _, op := range want.Fields() {
			if why, ok := known(op.Value); !ok && op.Value.Is(cloud.Unknown) {
				return maybe(why)
			}
		}
		return truth(!strings.HasPrefix(least(want), "aws."))
	case e.free:
		return yes()
	}
	v := no()
	for _, text := range e.texts {
		v = v.or(matchText(want, text))
	}
	return v
}

// least is the shortest text that an operator asks for at the beginning of the field.
func least(want *cloud.Value) string {
	if want.Is(cloud.String) {
		return want.Parts()[0].Text
	}
	for _, op := range []string{"prefix", "equals-ignore-case", "wildcard"} {
		if text, ok := want.Get(op).Text(); ok {
			return strings.ToLower(strings.SplitN(text, "*", 2)[0])
		}
		if text, ok := want.Path(op, "equals-ignore-case").Text(); ok {
			return strings.ToLower(text)
		}
	}
	return ""
}

// matchText answers whether an operator holds for a text.
func matchText(want, have *cloud.Value) verdict {
	if !want.Is(cloud.Map) {
		for _, ref := range want.Refs() { // the name of the very resource
			for _, own := range have.Refs() {
				if ref.Resource == own.Resource {
					return yes()
				}
			}
		}
		a, okA := want.Canonical()
		b, okB := have.Canonical()
		if !okA || !okB {
			text, _ := want.Scalar()
			return truth(text == have.Str() && text != "")
		}
		if a == b {
			return yes()
		}
		if hole := cloud.MayEqual(want, have); hole != nil {
			if hole.Ref != nil {
				return no() // the deployment gives no name twice
			}
			return maybe(hole.Reason)
		}
		return no()
	}
	why, ok := known(have)
	if !ok {
		return maybe(why)
	}
	text := have.Str()
	for _, op := range want.Fields() {
		if why, ok := known(op.Value); !ok {
			return maybe(why)
		}
		switch op.Key {
		case "anything-but":
			return negate(anythingBut(op.Value, have))
		case "cidr":
			return inNetwork(op.Value.Str(), text)
		case "numeric":
			return maybe(cloud.Because(cloud.NotChecked, "numbers of an event pattern"))
		}
		given := op.Value.Str()
		if op.Value.Is(cloud.Map) {
			given, text = strings.ToLower(op.Value.Get("equals-ignore-case").Str()), strings.ToLower(text)
		}
		switch op.Key {
		case "prefix":
			return truth(strings.HasPrefix(text, given))
		case "suffix":
			return truth(strings.HasSuffix(text, given))
		case "equals-ignore-case":
			return truth(strings.EqualFold(text, given))
		case "wildcard":
			p := iam.ResourcePattern(strings.ReplaceAll(strings.ReplaceAll(given, "$", "${$}"), "?", "${?}"))
			return truth(p.Match(text, nil) == iam.Yes)
		}
	}
	return maybe(cloud.Because(cloud.NotChecked, "an operator of an event pattern"))
}

func anythingBut(but, have *cloud.Value) verdict {
	items := but.Items()
	if !but.Is(cloud.List) {
		items = []*cloud.Value{but}
	}
	v := no()
	for _, one := range items {
		v = v.or(matchText(one, have))
	}
	return v
}

func inNetwork(cidr, text string) verdict {
	network, err := netip.ParsePrefix(cidr)
	address, mistake := netip.ParseAddr(text)
	if err != nil || mistake != nil {
		return maybe(cloud.Because(cloud.NotChecked, "the network "+strconv.Quote(cidr)))
	}
	return truth(network.Contains(address))
}
