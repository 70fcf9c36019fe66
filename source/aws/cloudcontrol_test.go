package aws_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/source/aws"
)

// control answers as Cloud Control does, which the emulator lacks: pages of the listing of each type,
// models by type and identifier, and errors by type.
// https://docs.aws.amazon.com/cloudcontrolapi/latest/APIReference/API_Operations.html
type control struct {
	pages  map[string][][]string // of each type the pages, with the model of each resource
	keys   map[string]string     // of each type the property that identifies
	models map[string]string
	errors map[string]string // "Code: message"

	mu    sync.Mutex
	asked []string
}

func (c *control) RoundTrip(r *http.Request) (*http.Response, error) {
	target := r.Header.Get("X-Amz-Target")
	if target == "" { // only GetCallerIdentity is asked otherwise
		return answer(200, `<GetCallerIdentityResponse><GetCallerIdentityResult><Account>111122223333</Account><Arn>arn:aws:iam::111122223333:user/u</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>`), nil
	}
	var in struct{ TypeName, Identifier, NextToken string }
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		return nil, err
	}
	c.mu.Lock()
	c.asked = append(c.asked, strings.TrimSpace(strings.TrimPrefix(target, "CloudApiService.")+" "+in.TypeName+" "+in.Identifier))
	c.mu.Unlock()
	if code, message, found := strings.Cut(c.errors[in.TypeName], ": "); found {
		return answer(400, fmt.Sprintf(`{"__type": %q, "Message": %q}`, "com.amazon.cloudapiservice#"+code, message)), nil
	}
	type description struct{ Identifier, Properties string }
	if target == "CloudApiService.GetResource" {
		return reply(map[string]any{"TypeName": in.TypeName, "ResourceDescription": description{in.Identifier, c.models[in.TypeName+" "+in.Identifier]}})
	}
	var page int
	_, _ = fmt.Sscan(in.NextToken, &page)
	out := map[string]any{"TypeName": in.TypeName}
	if page+1 < len(c.pages[in.TypeName]) {
		out["NextToken"] = fmt.Sprint(page + 1)
	}
	all := []description{}
	if page < len(c.pages[in.TypeName]) {
		for _, model := range c.pages[in.TypeName][page] {
			var properties map[string]any
			if err := json.Unmarshal([]byte(model), &properties); err != nil {
				return nil, err
			}
			all = append(all, description{fmt.Sprint(properties[c.keys[in.TypeName]]), model})
		}
	}
	out["ResourceDescriptions"] = all
	return reply(out)
}

func reply(v any) (*http.Response, error) {
	text, err := json.Marshal(v)
	return answer(200, string(text)), err
}

func answer(status int, body string) *http.Response {
	return &http.Response{StatusCode: status, Header: http.Header{"Content-Type": {"application/x-amz-json-1.0"}}, Body: io.NopCloser(strings.NewReader(body))}
}

const (
	pipe = "AWS::Pipes::Pipe"
	pool = "AWS::Cognito::IdentityPool"
)

func newControl() *control {
	return &control{
		keys: map[string]string{pipe: "Name", pool: "Id"},
		pages: map[string][][]string{
			pipe: {{`{"Name": "orders"}`}, {`{"Name": "audit"}`}},
			pool: {{`{"Id": "us-east-1:1", "IdentityPoolName": "guests", "AllowUnauthenticatedIdentities": true}`}},
		},
		models: map[string]string{
			pipe + " orders": `{"Name": "orders", "Arn": "arn:aws:pipes:us-east-1:111122223333:pipe/orders", "CurrentState": "RUNNING", "LogConfiguration": {"Level": "ERROR"}}`,
			pipe + " audit":  `{"Name": "audit", "Arn": "arn:aws:pipes:us-east-1:111122223333:pipe/audit"}`,
		},
		errors: map[string]string{
			"AWS::ApplicationAutoScaling::ScalableTarget": "InvalidRequestException: Missing or invalid ResourceModel property in AWS::ApplicationAutoScaling::ScalableTarget list handler request input.",
			"AWS::DAX::Cluster":                           "UnsupportedActionException: Resource type AWS::DAX::Cluster does not support LIST action",
			"AWS::Scheduler::Schedule":                    "AccessDeniedException: User is not authorized to perform: scheduler:ListSchedules",
		},
	}
}

func TestCloudControl(t *testing.T) {
	c := newControl()
	a, err := aws.Read(context.Background(), aws.Options{Regions: []string{"us-east-1"}, Services: []string{"cloudcontrol"}, Recorded: c, Needs: aws.Needs{
		pipe: {"LogConfiguration": true, "TargetParameters": true}, pool: {"AllowUnauthenticatedIdentities": true},
		"AWS::ApplicationAutoScaling::ScalableTarget": {"ResourceId": true}, "AWS::DAX::Cluster": {"SSESpecification": true},
		"AWS::Scheduler::Schedule":    {"Target": true},
		"AWS::Amplify::App":           {"OauthToken": true}, // is only written
		"AWS::Lambda::Function":       {"Runtime": true},    // has a reader
		"Haechi::Template::Parameter": {"Default": true},
	}})
	if err != nil {
		t.Fatal(err)
	}
	check(t, a.Graph, []said{
		{pipe, "orders", "LogConfiguration.Level", `"ERROR"`},
		{pipe, "audit", "LogConfiguration", `-`},
		{pipe, "orders", "TargetParameters", `{"haechi:unknown":*`},
		{pool, "guests", "AllowUnauthenticatedIdentities", `true`},
		{pool, "guests", "CognitoStreams", `{"haechi:unknown":*`},
		{pool, "guests", "SamlProviderARNs", `{"haechi:unknown":*`},
	})
	for _, r := range a.Graph.OfType(pipe).Certain {
		if want := "arn:aws:pipes:us-east-1:111122223333:pipe/" + r.Name; r.ID != want {
			t.Errorf("ID is %s, want %s", r.ID, want)
		}
	}
	slices.Sort(c.asked)
	want := []string{"GetResource " + pipe + " audit", "GetResource " + pipe + " orders", "ListResources AWS::ApplicationAutoScaling::ScalableTarget",
		"ListResources " + pool, "ListResources AWS::DAX::Cluster", "ListResources " + pipe, "ListResources " + pipe, "ListResources AWS::Scheduler::Schedule"}
	slices.Sort(want)
	if !slices.Equal(c.asked, want) {
		t.Errorf("asked %q, want %q", c.asked, want)
	}
	for typ, why := range map[string]string{"AWS::ApplicationAutoScaling::ScalableTarget": "InvalidRequestException", "AWS::DAX::Cluster": "UnsupportedActionException",
		"AWS::Scheduler::Schedule": "AccessDeniedException"} {
		if unread := a.Graph.OfType(typ).Unread; len(unread) == 0 || unread[0].Code != cloud.NotRead || !strings.Contains(fmt.Sprint(unread[0]), why) {
			t.Errorf("%s: %v", typ, unread)
		}
	}
	if total := a.Coverage.Total(); total.Denied != 1 || total.Failed != 0 {
		t.Errorf("%+v", total)
	}
	if !slices.Contains(a.Coverage.Missing, "cloudformation:ListResources") || !slices.Contains(a.Coverage.Missing, "scheduler:ListSchedules") {
		t.Errorf("missing: %q", a.Coverage.Missing)
	}
}

// Who needs everything is not told every type that there is.
func TestCloudControlNotAsked(t *testing.T) {
	c := newControl()
	if _, err := aws.Read(context.Background(), aws.Options{Regions: []string{"us-east-1"}, Services: []string{"cloudcontrol"}, Recorded: c}); err != nil {
		t.Fatal(err)
	}
	if len(c.asked) > 0 {
		t.Errorf("asked %q", c.asked)
	}
}

// The policy names what is known of what Cloud Control does in our name.
func TestCloudControlActions(t *testing.T) {
	got := aws.Actions(aws.Needs{pipe: {"LogConfiguration": true}}, nil)
	want := []string{"cloudformation:GetResource", "cloudformation:ListResources", "pipes:DescribePipe", "pipes:ListPipes", "pipes:ListTagsForResource", "sts:GetCallerIdentity"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// Where nobody may ask Cloud Control, it is not asked about every type.
func TestCloudControlDenied(t *testing.T) {
	c := &control{errors: map[string]string{}}
	needs := aws.Needs{}
	for _, typ := range []string{"AWS::AppSync::GraphQLApi", "AWS::CodeBuild::Project", "AWS::ECS::TaskDefinition", "AWS::IoT::TopicRule", "AWS::Kinesis::ResourcePolicy",
		"AWS::Neptune::DBCluster", pipe, pool} {
		needs[typ] = map[string]bool{"*": true}
		c.errors[typ] = "AccessDeniedException: User: arn:aws:iam::111122223333:user/u is not authorized to perform: cloudformation:ListResources"
	}
	a, err := aws.Read(context.Background(), aws.Options{Regions: []string{"us-east-1"}, Recorded: c, Needs: needs, Services: []string{"cloudcontrol"}})
	if !errors.Is(err, aws.ErrNothingRead) {
		t.Fatalf("error %v", err)
	}
	if len(c.asked) != 1 {
		t.Errorf("asked %d times: %q", len(c.asked), c.asked)
	}
	for typ := range needs {
		if len(a.Graph.OfType(typ).Unread) == 0 {
			t.Errorf("%s is read", typ)
		}
	}
}
