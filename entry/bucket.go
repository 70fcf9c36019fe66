package entry

import (
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/iam"
)

// notice is what a notification of a bucket tells of
// (https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html).
type notice struct {
	events         []*cloud.Value // "s3:ObjectCreated:*"
	prefix, suffix string         // of the keys of objects
	why            []cloud.Reason // why it may tell of less
}

// noticeOf reads one of the configurations of a bucket's notifications.
func noticeOf(v *cloud.Value) *notice {
	n := &notice{}
	for _, event := range []*cloud.Value{v.Path("Event"), v.Path("Events")} {
		switch {
		case event.Is(cloud.List):
			n.events = append(n.events, event.Items()...)
		case event != nil:
			n.events = append(n.events, event)
		}
	}
	rules := v.Path("Filter", "S3Key", "Rules")
	if why, unknown := rules.Reason(); unknown {
		n.why = append(n.why, why)
	}
	for _, rule := range rules.Items() {
		name, value := rule.Path("Name"), rule.Path("Value")
		if why, ok := known(value); !ok {
			n.why = append(n.why, why)
			continue
		}
		if why, ok := known(name); !ok {
			n.why = append(n.why, why)
		}
		switch strings.ToLower(name.Str()) {
		case "prefix":
			n.prefix = value.Str()
		case "suffix":
			n.suffix = value.Str()
		}
	}
	return n
}

// causes are the events of objects by the action that causes them.
var causes = []struct{ event, action string }{
	{"s3:ObjectCreated:", "s3:PutObject"}, {"s3:ObjectRemoved:", "s3:DeleteObject"}, {"s3:ObjectTagging:", "s3:PutObjectTagging"},
	{"s3:ObjectAcl:", "s3:PutObjectAcl"}, {"s3:ObjectRestore:", "s3:RestoreObject"},
}

// actions are those that cause what the notification tells of.
func (n *notice) actions() (all []string, unknown []cloud.Reason) {
	if len(n.events) == 0 {
		return nil, []cloud.Reason{cloud.Because(cloud.NotChecked, "the events of a notification")}
	}
	for _, e := range n.events {
		if why, ok := known(e); !ok {
			unknown = append(unknown, why)
			continue
		}
		for _, c := range causes {
			if strings.HasPrefix(e.Str(), c.event) || e.Str() == "s3:*" {
				all = append(all, c.action)
			}
		}
	}
	return all, unknown
}

// created answers whether it tells of new objects, whatever their keys.
func (n *notice) created() verdict {
	actions, unknown := n.actions()
	switch why := slices.Concat(unknown, n.why); {
	case slices.Contains(actions, "s3:PutObject") && n.prefix == "" && n.suffix == "" && len(n.why) == 0:
		return yes()
	case slices.Contains(actions, "s3:PutObject"):
		return maybe(append(why, cloud.Because(cloud.NotChecked, "whether keys of objects begin with "+n.prefix+" and end with "+n.suffix))...)
	case len(unknown) > 0:
		return maybe(why...)
	}
	return no()
}

// causes answers whether a stranger can do something with a bucket that a notification tells of.
func (f *finder) causes(b *cloud.Resource, n *notice) verdict {
	actions, unknown := n.actions()
	v := no()
	for _, action := range actions {
		v = v.or(f.lets(b, action, n.prefix, n.suffix))
	}
	if len(unknown) > 0 {
		v = v.or(maybe(unknown...))
	}
	if v.truth != iam.No && len(n.why) > 0 {
		return maybe(n.why...)
	}
	return v
}

// writable answers whether strangers may do anything with the objects of a bucket that it could tell of.
func (f *finder) writable(b *cloud.Resource) verdict {
	v := no()
	for _, c := range causes {
		v = v.or(f.lets(b, c.action, "", ""))
	}
	return v
}

// lets answers whether strangers may do something with objects of a bucket whose keys begin and end so
// (https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html).
func (f *finder) lets(b *cloud.Resource, action, prefix, suffix string) verdict {
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
	policies := f.holders(b, "AWS::S3::BucketPolicy", "PolicyDocument", "Bucket")
	for _, list := range [][]*cloud.Value{policies.documents, policies.perhaps} {
		for i := range list {
			list[i] = forKeys(list[i], prefix, suffix)
		}
	}
	byPolicy := all(f.openedBy(policies, action), negate(closed("BlockPublicPolicy", "RestrictPublicBuckets")))
	if action != "s3:PutObject" && action != "s3:DeleteObject" {
		return byPolicy
	}
	acl := b.Properties.Get("AccessControl")
	byACL := truth(acl.Str() == "PublicReadWrite")
	if why, ok := known(acl); !ok {
		byACL = maybe(why)
	}
	return byPolicy.or(all(byACL, negate(closed("BlockPublicAcls", "IgnorePublicAcls"))))
}

// forKeys leaves out of a bucket's policy what allows something with other objects only.
func forKeys(doc *cloud.Value, prefix, suffix string) *cloud.Value {
	statements := doc.Get("Statement")
	if prefix == "" && suffix == "" || !doc.Is(cloud.Map) || !statements.Is(cloud.List) && !statements.Is(cloud.Map) {
		return doc
	}
	items := statements.Items()
	if statements.Is(cloud.Map) {
		items = []*cloud.Value{statements}
	}
	kept := cloud.NewList(statements.Pos)
	for _, s := range items {
		if s.Get("Effect").Str() != "Allow" || mayBeAbout(s.Get("Resource"), prefix+"*"+suffix) {
			kept.Append(s)
		}
	}
	out := cloud.NewMap(doc.Pos)
	for _, field := range doc.Fields() {
		if field.Key != "Statement" {
			out.SetAt(field.Key, field.KeyPos, field.Value)
		}
	}
	return out.Set("Statement", kept)
}

// mayBeAbout reports whether a Resource may be about an object whose key matches.
func mayBeAbout(resource *cloud.Value, key string) bool {
	items := resource.Items()
	if !resource.Is(cloud.List) {
		items = []*cloud.Value{resource}
	}
	for _, one := range items {
		var b strings.Builder
		for _, p := range one.Parts() {
			if p.Hole != nil {
				b.WriteByte('*')
			} else {
				b.WriteString(p.Text)
			}
		}
		_, object, inside := strings.Cut(b.String(), "/")
		if !one.Is(cloud.String) || !inside && strings.HasSuffix(b.String(), "*") || inside && meet(object, key) {
			return true
		}
	}
	return false
}

// meet reports whether some text matches both of two globs.
func meet(a, b string) bool {
	reached := make([]bool, (len(a)+1)*(len(b)+1))
	at := func(i, j int) *bool { return &reached[i*(len(b)+1)+j] }
	*at(0, 0) = true
	for i := 0; i <= len(a); i++ {
		for j := 0; j <= len(b); j++ {
			if !*at(i, j) {
				continue
			}
			if i < len(a) && a[i] == '*' { // empty, or one more character of the other
				*at(i+1, j) = true
				if j < len(b) {
					*at(i, j+1) = true
				}
			}
			if j < len(b) && b[j] == '*' {
				*at(i, j+1) = true
				if i < len(a) {
					*at(i+1, j) = true
				}
			}
			if i < len(a) && j < len(b) && a[i] != '*' && b[j] != '*' && (a[i] == b[j] || a[i] == '?' || b[j] == '?') {
				*at(i+1, j+1) = true
			}
		}
	}
	return *at(len(a), len(b))
}
