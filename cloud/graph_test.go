package cloud_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/haechi-dev/haechi/cloud"
)

func ref(resource, attribute string) *cloud.Value {
	name := resource
	if attribute != "Ref" {
		name += "." + attribute
	}
	return cloud.NewParts(nowhere, cloud.Part{Hole: &cloud.Hole{Name: name, Ref: &cloud.Reference{Resource: resource, Attribute: attribute}}})
}

func props(kv ...any) *cloud.Value {
	m := cloud.NewMap(nowhere)
	for i := 0; i < len(kv); i += 2 {
		v, ok := kv[i+1].(*cloud.Value)
		if !ok {
			v = text(kv[i+1].(string))
		}
		m.Set(kv[i].(string), v)
	}
	return m
}

// shop is a graph with two functions and three mappings: one by reference, one by name, one by a
// parameter nobody knows.
func shop(t *testing.T) *cloud.Graph {
	t.Helper()
	g := cloud.NewGraph()
	for _, r := range []*cloud.Resource{
		{ID: "Orders", Type: "Function", Name: "Orders", Names: []*cloud.Value{ref("Orders", "Ref")},
			ARN: cloud.NewParts(nowhere, cloud.Part{Text: "arn:aws:lambda:r:1:function:"}, ref("Orders", "Ref").Parts()[0])},
		{ID: "Mail", Type: "Function", Name: "Mail", Names: []*cloud.Value{text("mail")}, ARN: text("arn:aws:lambda:r:1:function:mail")},
		{ID: "M1", Type: "Mapping", Properties: props("FunctionName", ref("Orders", "Arn"))},
		{ID: "M2", Type: "Mapping", Properties: props("FunctionName", "arn:aws:lambda:r:1:function:mail:live")},
		{ID: "M3", Type: "Mapping", Properties: props("FunctionName", holed("fn-${Stage}"))},
		{ID: "M4", Type: "Mapping", Properties: props("FunctionName", ref("Mail", "Ref")), Condition: "IsProd"},
	} {
		if err := g.Add(r); err != nil {
			t.Fatal(err)
		}
	}
	return g
}

func TestTarget(t *testing.T) {
	g := shop(t)
	for _, c := range []struct {
		name string
		v    *cloud.Value
		want string // ID, or the code of the reason
	}{
		{"reference", ref("Orders", "Arn"), "Orders"},
		{"reference inside text", cloud.NewParts(nowhere, cloud.Part{Text: "x/"}, ref("Orders", "Arn").Parts()[0], cloud.Part{Text: "/y"}), "Orders"},
		{"recorded reference", text("anything").WithRefs(cloud.Reference{Resource: "Mail", Attribute: "Arn"}), "Mail"},
		{"name", text("mail"), "Mail"},
		{"arn", text("arn:aws:lambda:r:1:function:mail"), "Mail"},
		{"qualified arn", text("arn:aws:lambda:r:1:function:mail:live"), "Mail"},
		{"longer name", text("arn:aws:lambda:r:1:function:mailer"), string(cloud.NotInSource)},
		{"elsewhere", text("other"), string(cloud.NotInSource)},
		{"parameter", holed("${Stage}"), string(cloud.AtDeployment)},
		{"pseudo parameter in the ARN of something else", holed("arn:${AWS::Partition}:sqs:r:1:mail"), string(cloud.NotInSource)},
		{"parameter with an impossible prefix", holed("zzz-${Stage}"), string(cloud.AtDeployment)},
		{"unknown", cloud.NewUnknown(nowhere, cloud.Because(cloud.NotRead, "a", "b", "c")), string(cloud.NotRead)},
		{"list", cloud.NewList(nowhere), string(cloud.Unresolvable)},
		{"absent", nil, ""},
		{"null", cloud.NewNull(nowhere), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, why := g.Target("Function", c.v)
			got := ""
			if r != nil {
				got = r.ID
			} else if why != nil {
				got = string(why.Code)
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func ids(l cloud.Listing) (certain, possible []string) {
	for _, r := range l.Certain {
		certain = append(certain, r.ID)
	}
	for _, p := range l.Possible {
		possible = append(possible, p.Resource.ID)
	}
	return certain, possible
}

func TestReferrers(t *testing.T) {
	g := shop(t)
	for _, c := range []struct {
		of                string
		certain, possible []string
	}{
		{"Orders", []string{"M1"}, []string{"M3"}},
		{"Mail", []string{"M2"}, []string{"M4", "M3"}},
	} {
		certain, possible := ids(g.Referrers(g.Resource(c.of), "Mapping", "FunctionName"))
		if diff := cmp.Diff([][]string{c.certain, c.possible}, [][]string{certain, possible}); diff != "" {
			t.Errorf("%s: %s", c.of, diff)
		}
	}
}

// An expression about several resources refers to each of them.
func TestReferrersOfSeveral(t *testing.T) {
	g := shop(t)
	both := text("ALARM(Orders) OR ALARM(mail)").WithRefs(cloud.Reference{Resource: "Orders", Attribute: "Arn"}, cloud.Reference{Resource: "Mail", Attribute: "Arn"})
	if err := g.Add(&cloud.Resource{ID: "C", Type: "Composite", Properties: props("AlarmRule", both)}); err != nil {
		t.Fatal(err)
	}
	for _, of := range []string{"Orders", "Mail"} {
		certain, possible := ids(g.Referrers(g.Resource(of), "Composite", "AlarmRule"))
		if diff := cmp.Diff([][]string{{"C"}, nil}, [][]string{certain, possible}); diff != "" {
			t.Errorf("%s: %s", of, diff)
		}
	}
}

func TestUnreadIsNeverEmpty(t *testing.T) {
	g := shop(t)
	why := cloud.Because(cloud.NotRead, "lambda:ListEventSourceMappings", "eu-west-1", "denied")
	g.MarkUnread("Mapping", why)
	for name, l := range map[string]cloud.Listing{"OfType": g.OfType("Mapping"), "Referrers": g.Referrers(g.Resource("Mail"), "Mapping", "FunctionName")} {
		if diff := cmp.Diff([]cloud.Reason{why}, l.Unread); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	if _, r := g.Target("Mapping", text("x")); r == nil || r.Code != cloud.NotRead {
		t.Errorf("a name that an unread resource may have gives %v, want not-read", r)
	}
	if l := g.OfType("Function"); len(l.Unread) != 0 {
		t.Error("another type is not affected")
	}
}

func TestAddRefusesTwins(t *testing.T) {
	g := shop(t)
	if err := g.Add(&cloud.Resource{ID: "Mail", Type: "Queue"}); err == nil {
		t.Error("a second Mail was accepted")
	}
}

// TestParameterNamesNothingRead: nobody passes a template its own resource.
func TestParameterNamesNothingRead(t *testing.T) {
	g := cloud.NewGraph()
	open := cloud.Because(cloud.NoParameterValue, "P")
	parameter := cloud.NewParts(nowhere, cloud.Part{Hole: &cloud.Hole{Name: "P", Reason: open}})
	for _, r := range []*cloud.Resource{
		{ID: "Orders", Type: "Queue", Names: []*cloud.Value{text("orders")}},
		{ID: "Mine", Type: "Topic", Names: []*cloud.Value{parameter}},
	} {
		if err := g.Add(r); err != nil {
			t.Fatal(err)
		}
	}
	prefixed := cloud.NewParts(nowhere, cloud.Part{Text: "o"}, parameter.Parts()[0])
	computed := cloud.NewUnknown(nowhere, cloud.Because(cloud.NoParameterValue, "P", "computed"))
	for _, c := range []struct {
		name, typ string
		v         *cloud.Value
		target    string
		why       cloud.ReasonCode // of TargetRead
	}{
		{"a parameter", "Queue", parameter, "", ""},
		{"a list that is a parameter", "Queue", cloud.NewUnknown(nowhere, open), "", ""},
		{"text with a parameter", "Queue", prefixed, "", cloud.NoParameterValue},
		{"what is computed from a parameter", "Queue", computed, "", cloud.NoParameterValue},
		{"a parameter that gives a resource its name", "Topic", parameter, "Mine", ""},
		{"another hole", "Queue", holed("${X}"), "", cloud.AtDeployment},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, why := g.TargetRead(c.typ, c.v)
			if (r == nil) != (c.target == "") || r != nil && r.ID != c.target {
				t.Errorf("target %v", r)
			}
			if (why == nil) != (c.why == "") || why != nil && why.Code != c.why {
				t.Errorf("reason %v", why)
			}
			if _, why := g.Target(c.typ, c.v); c.target == "" && (why == nil || why.Code != cloud.NoParameterValue && why.Code != cloud.AtDeployment) {
				t.Errorf("Target gives %v", why)
			}
		})
	}
}

// TestUnreadThatNamesFew: what was not read leaves the referrers of those unknown that it can name.
func TestUnreadThatNamesFew(t *testing.T) {
	g := shop(t)
	why := cloud.Because(cloud.NotInSource, "the template t.yaml")
	g.MarkUnreadNaming(cloud.AnyType, why, "Mail")
	for id, want := range map[string]int{"Mail": 1, "Orders": 0} {
		if got := g.Referrers(g.Resource(id), "Mapping", "FunctionName").Unread; len(got) != want {
			t.Errorf("referrers of %s: unread %v, want %d", id, got, want)
		}
	}
	if l := g.OfType("Mapping"); len(l.Unread) != 1 {
		t.Errorf("mappings: unread %v", l.Unread)
	}
	if _, r := g.Target("Mapping", text("x")); r == nil || !r.Equal(why) {
		t.Errorf("a name that an unread resource may have gives %v", r)
	}
}
