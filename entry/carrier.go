package entry

import (
	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/iam"
)

// carriers finds buckets, topics, queues and buses into which strangers may put something, and which
// call functions with it.
func (f *finder) carriers() {
	for _, b := range f.all(bucketType) {
		f.carrier(b, f.writable(b), "bucket-close", cargo{noticed: func(n *notice) verdict { return f.causes(b, n) }})
	}
	for _, open := range []struct{ typ, holder, document, link, action, inline string }{
		{topicType, "AWS::SNS::TopicPolicy", "PolicyDocument", "Topics", "sns:Publish", "AWS::SNS::TopicInlinePolicy"},
		{queueType, "AWS::SQS::QueuePolicy", "PolicyDocument", "Queues", "sqs:SendMessage", "AWS::SQS::QueueInlinePolicy"},
	} {
		for _, r := range f.all(open.typ) {
			v := f.openedBy(f.holders(r, open.holder, open.document, open.link, "*"), open.action)
			one := "TopicArn"
			if open.typ == queueType {
				one = "Queue"
			}
			v = v.or(f.openedBy(f.holders(r, open.inline, open.document, one), open.action))
			f.carrier(r, v, "policy-close", cargo{})
		}
	}
	for _, b := range f.all(busType) {
		v := f.opened(b.Properties.Get("Policy"), "events:PutEvents")
		for _, p := range f.all("AWS::Events::EventBusPolicy") {
			for _, target := range f.resources(p.Properties.Get("EventBusName"), busType) {
				if target.Resource == b {
					v = v.or(all(f.busPolicy(p.Properties), certainly(target.why)))
				}
			}
		}
		f.carrier(b, v, "policy-close", cargo{event: sentEvent()})
	}
}

// certainly is Yes, or Maybe for reasons.
func certainly(why []cloud.Reason) verdict {
	if len(why) > 0 {
		return maybe(why...)
	}
	return yes()
}

// busPolicy answers for a statement of a bus's policy, in its newer form or the older one of parts.
func (f *finder) busPolicy(p *cloud.Value) verdict {
	if s := p.Get("Statement"); s != nil {
		return f.opened(cloud.NewMap(s.Pos).Set("Statement", s), "events:PutEvents")
	}
	return all(star(p.Get("Principal")), negate(set(p.Get("Condition"))))
}

// carrier makes the ways through a carrier that takes things from strangers. One that certainly does
// not is no way in.
func (f *finder) carrier(r *cloud.Resource, v verdict, change string, sent cargo) {
	if v.truth == iam.No || len(f.flows[r.ID]) == 0 {
		return
	}
	s := step(carrierKind(r.Type), r)
	s.Guard = Guard{Kind: NoGuard}
	s.answer(v, Message{})
	fixes := []Change{{Code: change, Resource: r, Args: []string{r.Name}, Pos: r.Pos}}
	f.carry(door{steps: []Step{s}, fixes: fixes}, r, sent, 0, map[string]bool{})
}
