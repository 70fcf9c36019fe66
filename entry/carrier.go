package entry

import (
	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/iam"
)

// carriers finds buckets, topics, queues and buses into which strangers may put something, and which
// call functions with it.
func (f *finder) carriers() {
	for _, b := range f.all(bucketType) {
		f.carrier(b, f.writable(b), "bucket-close")
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
			f.carrier(r, v, "policy-close")
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
		f.carrier(b, v, "policy-close")
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
func (f *finder) carrier(r *cloud.Resource, v verdict, change string) {
	if v.truth == iam.No || len(f.flows[r.ID]) == 0 {
		return
	}
	s := step(carrierKind(r.Type), r)
	s.Guard = Guard{Kind: NoGuard}
	s.answer(v, Message{})
	fixes := []Change{{Code: change, Resource: r, Args: []string{r.Name}, Pos: r.Pos}}
	f.carry(door{steps: []Step{s}, fixes: fixes}, r, 0, map[string]bool{})
}

// writable answers whether strangers may put objects into a bucket
// (https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html).
func (f *finder) writable(b *cloud.Resource) verdict {
	block := b.Properties.Get("PublicAccessBlockConfiguration")
	// Buckets have had every block by themselves since April 2023; a template that writes the
	// configuration writes all four. Without one, what the policy says would be refused.
	closed := func(names ...string) verdict {
		v := no()
		for _, name := range names {
			if why, unknown := block.Reason(); unknown {
				v = v.or(maybe(why))
				continue
			}
			v = v.or(flag(block.Get(name), false))
		}
		return v
	}
	byPolicy := all(f.openedBy(f.holders(b, "AWS::S3::BucketPolicy", "PolicyDocument", "Bucket"), "s3:PutObject"), negate(closed("BlockPublicPolicy", "RestrictPublicBuckets")))
	acl := b.Properties.Get("AccessControl")
	byACL := truth(acl.Str() == "PublicReadWrite")
	if why, ok := known(acl); !ok {
		byACL = maybe(why)
	}
	return byPolicy.or(all(byACL, negate(closed("BlockPublicAcls", "IgnorePublicAcls"))))
}
