package cloud_test

import (
	"testing"

	"github.com/haechi-dev/haechi/cloud"
)

const here, there = "ap-northeast-2", "us-east-1"

// place makes a resource of the account in a region, with an ARN.
func place(t *testing.T, g *cloud.Graph, typ, service, account, region, name string, properties func(cloud.Pos) *cloud.Value) *cloud.Resource {
	t.Helper()
	p := cloud.Pos{Origin: &cloud.Origin{Call: "x:List", Account: account, Region: region}}
	arn := "arn:aws:" + service + ":" + region + ":" + account + ":" + name
	r := &cloud.Resource{ID: arn, Type: typ, Name: name, Account: account, Region: region, Pos: p, ARN: cloud.NewString(p, arn),
		Names: []*cloud.Value{cloud.NewString(p, name)}, Properties: cloud.NewMap(p)}
	if properties != nil {
		r.Properties = properties(p)
	}
	if err := g.Add(r); err != nil {
		t.Fatal(err)
	}
	return r
}

const (
	queueType   = "AWS::SQS::Queue"
	mappingType = "AWS::Lambda::EventSourceMapping"
	mine, yours = "111122223333", "444455556666"
)

var denied = cloud.Because(cloud.NotRead, "lambda:ListEventSourceMappings", there, "denied")

// What was not read in one region cannot name, by a property with a bound, what is in another.
func TestBounds(t *testing.T) {
	for _, c := range []struct {
		name            string
		bound           *cloud.Bound
		account, region string // of the mark
		open            bool   // for a queue of mine here
	}{
		{"no bound", nil, mine, there, true},
		{"of the region", &cloud.Bound{}, mine, there, false},
		{"of the region, here", &cloud.Bound{}, mine, here, true},
		{"of the region, another account", &cloud.Bound{}, yours, here, true},
		{"of the account", &cloud.Bound{Account: true}, yours, here, false},
		{"of the account, here", &cloud.Bound{Account: true}, mine, here, true},
		{"of the account, there", &cloud.Bound{Account: true}, mine, there, false},
		{"for queues", &cloud.Bound{Target: queueType}, mine, there, false},
		{"for topics", &cloud.Bound{Target: "AWS::SNS::Topic"}, mine, there, true},
		{"in no region", &cloud.Bound{Account: true}, mine, "", true},
		{"nobody knows where", &cloud.Bound{Account: true}, "", "", true},
	} {
		g := cloud.NewGraph()
		q := place(t, g, queueType, "sqs", mine, here, "orders", nil)
		if c.bound != nil {
			c.bound.Type, c.bound.Path = mappingType, "EventSourceArn"
			g.Bind(*c.bound)
		}
		g.Mark(cloud.Unread{Type: mappingType, Why: denied, Account: c.account, Region: c.region})
		if got := g.Referrers(q, mappingType, "EventSourceArn").Unread; (len(got) > 0) != c.open {
			t.Errorf("%s: %v", c.name, got)
		}
		if got := g.Referrers(q, mappingType, "FunctionName").Unread; len(got) != 1 {
			t.Errorf("%s: a property without a bound: %v", c.name, got)
		}
		if got := g.OfType(mappingType).Unread; len(got) != 1 {
			t.Errorf("%s: all: %v", c.name, got)
		}
	}
}

// The same holds for what was read and has a property that is not known.
func TestBoundsOfUnknownProperties(t *testing.T) {
	g := cloud.NewGraph()
	near, far := place(t, g, queueType, "sqs", mine, here, "orders", nil), place(t, g, queueType, "sqs", mine, there, "orders", nil)
	place(t, g, mappingType, "lambda", mine, there, "m", func(p cloud.Pos) *cloud.Value {
		return cloud.NewMap(p).Set("EventSourceArn", cloud.NewUnknown(p, denied))
	})
	for _, r := range []*cloud.Resource{near, far} {
		if got := g.Referrers(r, mappingType, "EventSourceArn").Possible; len(got) != 1 {
			t.Errorf("without a bound: %s: %v", r.ID, got)
		}
	}
	g.Bind(cloud.Bound{Type: mappingType, Path: "EventSourceArn"})
	if got := g.Referrers(near, mappingType, "EventSourceArn").Possible; len(got) != 0 {
		t.Errorf("from another region: %v", got)
	}
	if got := g.Referrers(far, mappingType, "EventSourceArn").Possible; len(got) != 1 {
		t.Errorf("from the same region: %v", got)
	}
}

// An ARN tells where what it names is; a name alone may be that of something unread where it was said.
func TestTargetUnreadElsewhere(t *testing.T) {
	g := cloud.NewGraph()
	place(t, g, queueType, "sqs", mine, here, "orders", nil)
	g.Mark(cloud.Unread{Type: queueType, Why: denied, Account: mine, Region: there})
	at := func(region string) cloud.Pos {
		return cloud.Pos{Origin: &cloud.Origin{Call: "x:List", Account: mine, Region: region}}
	}
	for _, c := range []struct {
		text, region string
		found        bool
		why          cloud.ReasonCode
	}{
		{"arn:aws:sqs:" + here + ":" + mine + ":orders", there, true, ""},
		{"arn:aws:sqs:" + there + ":" + mine + ":orders", here, false, cloud.NotRead},
		{"arn:aws:sqs:" + here + ":" + mine + ":other", there, false, cloud.NotInSource},
		{"arn:aws:sqs:" + there + ":" + yours + ":other", there, false, cloud.NotInSource},
		{"orders", here, true, ""},
		{"orders", there, false, cloud.NotRead},
		{"orders", "eu-west-1", true, ""},
		{"other", here, false, cloud.NotRead},
	} {
		r, why := g.Target(queueType, cloud.NewString(at(c.region), c.text))
		if (r != nil) != c.found || (why != nil) != (c.why != "") || why != nil && why.Code != c.why {
			t.Errorf("%s in %s: %v, %v", c.text, c.region, r, why)
		}
	}
}

// Who may name what was not read: an ARN of it, a name alone, what is not known; no ARN of something else.
func TestStrays(t *testing.T) {
	g := cloud.NewGraph()
	q := place(t, g, queueType, "sqs", mine, here, "orders", nil)
	for name, source := range map[string]string{"known": q.ID, "there": "arn:aws:sqs:" + there + ":" + mine + ":a", "here": "arn:aws:sqs:" + here + ":" + mine + ":a", "name": "b", "unknown": ""} {
		place(t, g, mappingType, "lambda", mine, here, name, func(p cloud.Pos) *cloud.Value {
			v := cloud.NewString(p, source)
			if source == "" {
				v = cloud.NewUnknown(p, denied)
			}
			return cloud.NewMap(p).Set("EventSourceArn", v)
		})
	}
	place(t, g, mappingType, "lambda", mine, here, "nothing", nil)
	missing := cloud.Unread{Type: queueType, Why: denied, Account: mine, Region: there}
	g.Mark(missing)
	got := map[string]bool{}
	for _, p := range g.Strays(missing, mappingType, "EventSourceArn").Possible {
		got[p.Resource.Name] = true
	}
	if len(got) != 3 || !got["there"] || !got["name"] || !got["unknown"] {
		t.Errorf("%v may name a queue %s", got, there)
	}
}

// Marks that say the same are told once, whatever they can name.
func TestMissingOnce(t *testing.T) {
	g := cloud.NewGraph()
	for _, id := range []string{"a", "b", "c"} {
		g.Mark(cloud.Unread{Type: mappingType, Why: denied, Account: mine, Region: there, Names: []string{id}})
	}
	g.Mark(cloud.Unread{Type: mappingType, Why: denied, Account: mine, Region: here})
	if got := g.Missing(mappingType); len(got) != 2 || got[0].Region != there || got[1].Region != here {
		t.Errorf("%+v", got)
	}
	if got := g.Unread(); len(got) != 4 {
		t.Errorf("%+v", got)
	}
}
