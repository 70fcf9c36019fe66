package masked_test

import (
	"strings"
	"testing"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/secret/masked"
)

func parse(t *testing.T, text string) *cloud.Value {
	t.Helper()
	v, _, err := cloud.ParseJSON(nil, []byte(text), cloud.JSONLimits{Bytes: 1 << 20, Depth: 100, Nodes: 1000})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestValue(t *testing.T) {
	for in, want := range map[string]string{
		`{"Environment":{"Variables":{"DB_PASSWORD":"hunter22","STAGE":"prod"}}}`:            `{"Environment":{"Variables":{"DB_PASSWORD":"~masked-named~","STAGE":"prod"}}}`,
		`[{"Name":"DB_PASSWORD","Value":"hunter22"},{"Name":"A","Value":"b"}]`:               `[{"Name":"DB_PASSWORD","Value":"~masked-named~"},{"Name":"A","Value":"b"}]`,
		`{"Tags":[{"Key":"apiToken","Value":"abcd1234"}]}`:                                   `{"Tags":[{"Key":"apiToken","Value":"~masked-named~"}]}`,
		`{"Passwords":{"Password":["hunter22","hunter23"]}}`:                                 `{"Passwords":{"Password":["~masked-named~","~masked-named~"]}}`,
		`{"` + "AKIA" + `IOSFODNN7EXAMPLE":1,"` + "AKIA" + `IOSFODNN7EXAMPLF":2}`:            `{"~masked-aws-access-key~":1,"~masked-aws-access-key~+":2}`,
		`{"Definition":"{\"Name\":\"DB_PASSWORD\",\"Value\":\"hunter22\"}","TokenTTL":3600}`: `{"Definition":"{\"Name\":\"DB_PASSWORD\",\"Value\":\"~masked-named~\"}","TokenTTL":3600}`,
	} {
		v := masked.Value("", parse(t, in))
		got, err := v.MarshalJSON()
		if err != nil || string(got) != want {
			t.Errorf("%s\n got %s %v\nwant %s", in, got, err, want)
		}
		if again := masked.Value("", v); again != v {
			t.Errorf("%s is masked twice", got)
		}
	}
	plain := parse(t, `{"FunctionName":"orders","Environment":{"Variables":{"STAGE":"prod"}},"List":[1,true,null]}`)
	if masked.Value("", plain) != plain {
		t.Error("a tree without secrets is copied")
	}
}

func TestHoles(t *testing.T) {
	hole := func(name string) cloud.Part {
		return cloud.Part{Hole: &cloud.Hole{Name: name, Reason: cloud.Because(cloud.AtDeployment, name)}}
	}
	text := func(s string) cloud.Part { return cloud.Part{Text: s} }
	for _, c := range []struct {
		name, want string
		parts      []cloud.Part
	}{
		{"URL", "postgres://app:~masked-password-in-url~@${Host}/${!x", []cloud.Part{text("postgres://app:hunter22@"), hole("Host"), text("/${x")}},
		{"DB_PASSWORD", "~masked-named~${A}~masked-named~", []cloud.Part{text("hunter"), hole("A"), text("22")}},
		{"X", "${A}/${B}", []cloud.Part{hole("A"), text("/"), hole("B")}},
		{"X", "~masked-private-key~", []cloud.Part{text("-----BEGIN PRIVATE " + "KEY-----"), hole("A"), text("abc")}},
	} {
		v := masked.Value(c.name, cloud.NewParts(cloud.Pos{}, c.parts...))
		if got, _ := v.Canonical(); got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
		if masked.Value(c.name, v) != v {
			t.Errorf("%s is masked twice", c.want)
		}
	}
}

func TestResource(t *testing.T) {
	r := &cloud.Resource{ID: "a", Type: "T", Properties: parse(t, `{"Password":"hunter22"}`), ARN: cloud.NewString(cloud.Pos{}, "arn:x"), Names: []*cloud.Value{cloud.NewString(cloud.Pos{}, "n")}}
	m := masked.Resource(r)
	if text, _ := m.Properties.MarshalJSON(); strings.Contains(string(text), "hunter") || m.ID != "a" || m.ARN != r.ARN || len(m.Names) != 1 {
		t.Errorf("got %+v", m)
	}
	if masked.Resource(m) != m {
		t.Error("a resource without secrets is copied")
	}
	why := masked.Reason(cloud.Because(cloud.NotRead, "x", "y", "postgres://app:hunter22@h"))
	if strings.Contains(why.String(), "hunter") {
		t.Error(why)
	}
}
