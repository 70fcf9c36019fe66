package entry

import (
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/iam/reach"
)

// The types whose listing decides which ways there are.
var entryTypes = []string{
	functionType, permissionType, "AWS::Lambda::Url", "AWS::ApiGateway::RestApi", "AWS::ApiGateway::Method",
	"AWS::ApiGatewayV2::Api", "AWS::ApiGatewayV2::Route", "AWS::ApiGatewayV2::Integration", bucketType, topicType, queueType,
	"AWS::Lambda::EventSourceMapping", "AWS::SNS::Subscription", distributionType,
}

const (
	functionType     = "AWS::Lambda::Function"
	aliasType        = "AWS::Lambda::Alias"
	versionType      = "AWS::Lambda::Version"
	permissionType   = "AWS::Lambda::Permission"
	roleType         = "AWS::IAM::Role"
	bucketType       = "AWS::S3::Bucket"
	topicType        = "AWS::SNS::Topic"
	queueType        = "AWS::SQS::Queue"
	busType          = "AWS::Events::EventBus"
	machineType      = "AWS::StepFunctions::StateMachine"
	distributionType = "AWS::CloudFront::Distribution"
)

// finder gathers the ways into the functions of a graph.
type finder struct {
	graph     *cloud.Graph
	account   string
	types     map[string][]*cloud.Resource
	functions []*cloud.Resource
	// permissions by the function they are about; under "" those of which that is not known.
	permissions map[string][]permission
	fronts      map[string][]front // distributions by the resource behind them
	walls       map[string][]wall  // web ACLs by the resource they stand before
	flows       map[string][]flow  // what carries events on, by the resource that has them
	bus         *cloud.Resource    // the default event bus
	ways        []*Way
	taken       map[string]int // IDs of ways
	powers      *reach.Map
	byRole      map[string][]Reach
	known       map[string]*reach.Things // by type
	pairs       int                      // roles and things asked about
	unasked     int                      // roles of which some things were not asked about
}

func newFinder(g *cloud.Graph) *finder {
	f := &finder{graph: g, permissions: map[string][]permission{}, fronts: map[string][]front{}, walls: map[string][]wall{},
		flows: map[string][]flow{}, taken: map[string]int{}, types: map[string][]*cloud.Resource{}, account: accountOf(g)}
	for _, r := range g.All() {
		f.types[r.Type] = append(f.types[r.Type], r)
	}
	f.functions = f.all(functionType)
	f.bus = f.defaultBus()
	f.readPermissions()
	f.readWalls()
	f.readFronts()
	f.readFlows()
	return f
}

// doors asks everything that may let somebody in.
func (f *finder) doors() {
	f.urls()
	f.restAPIs()
	f.httpAPIs()
	f.graphs()
	f.balancers()
	f.edges()
	f.carriers()
	f.pools()
	f.things()
	f.direct()
}

// all lists the resources of a type, those under an undecided condition among them: see existence.
func (f *finder) all(typ string) []*cloud.Resource { return f.types[typ] }

// step makes the step of a resource. One that may not be there is uncertain.
func step(kind string, r *cloud.Resource) Step {
	s := Step{Kind: kind, Name: r.Name, Resource: r, Pos: r.Pos}
	s.exists(r)
	return s
}

func (s *Step) exists(r *cloud.Resource) {
	if r != nil && r.Condition != "" {
		s.perhaps(cloud.Because(cloud.UnknownCondition, r.Condition))
	}
}

// called is a function that something names, by itself or by an alias or version.
type called struct {
	function *cloud.Resource
	by       *cloud.Resource // the alias or version, or nil
}

// function finds the function that a value names. Nil and no reason: none that was read.
func (f *finder) function(v *cloud.Value) (called, *cloud.Reason) {
	v = invoked(v)
	var unknown *cloud.Reason
	for _, typ := range []string{aliasType, versionType, functionType} {
		r, why := f.read(typ, v)
		switch {
		case r != nil && typ == functionType:
			return called{function: r}, nil
		case r != nil:
			if fn, _ := f.graph.TargetRead(functionType, r.Properties.Get("FunctionName")); fn != nil {
				return called{fn, r}, nil
			}
		case why != nil && unknown == nil:
			unknown = why
		}
	}
	return called{}, unknown
}

// invoked is the ARN within the URI of an API's integration, where the URI is text:
// arn:aws:apigateway:region:lambda:path/2015-03-31/functions/ARN/invocations.
func invoked(v *cloud.Value) *cloud.Value {
	var arn []cloud.Part
	lambda, inside := false, false
	for _, p := range v.Parts() {
		if p.Hole == nil {
			lambda = lambda || strings.Contains(p.Text, ":lambda:path/")
			if _, after, found := strings.Cut(p.Text, "/functions/"); found && lambda && !inside {
				inside, p.Text = true, after
			}
		}
		if !inside {
			continue
		}
		before, _, ends := strings.Cut(p.Text, "/invocations")
		if p.Text = before; p.Hole != nil || p.Text != "" {
			arn = append(arn, p)
		}
		if ends {
			break
		}
	}
	if len(arn) == 0 {
		return v
	}
	return cloud.NewParts(v.Pos, arn...).WithRefs(v.OwnRefs()...)
}

// named finds the resource of one of the types that a value names.
func (f *finder) named(v *cloud.Value, types ...string) *cloud.Resource {
	for _, typ := range types {
		if r, _ := f.read(typ, v); r != nil {
			return r
		}
	}
	return nil
}

// read finds the resource of a type that a value names, among those that were read. Whoever writes
// arn:aws: means the partition in which the template will be deployed: elsewhere it would name nothing.
func (f *finder) read(typ string, v *cloud.Value) (*cloud.Resource, *cloud.Reason) {
	r, why := f.graph.TargetRead(typ, v)
	parts := v.Parts()
	if r != nil || why == nil || len(parts) < 2 || !strings.HasPrefix(parts[0].Text, "arn:aws:") {
		return r, why
	}
	open := []cloud.Part{{Text: "arn:"}, {Hole: &cloud.Hole{Name: "AWS::Partition", Reason: cloud.Because(cloud.AtDeployment, "AWS::Partition")}}}
	parts = append(open, append([]cloud.Part{{Text: strings.TrimPrefix(parts[0].Text, "arn:aws")}}, parts[1:]...)...)
	if found, _ := f.graph.TargetRead(typ, cloud.NewParts(v.Pos, parts...).WithRefs(v.OwnRefs()...)); found != nil {
		return found, nil
	}
	return r, why
}

// known says why a property that decides something cannot be read: itself unknown, or text with holes.
func known(v *cloud.Value) (why cloud.Reason, ok bool) {
	if why, unknown := v.Reason(); unknown {
		return why, false
	}
	if v.HasHoles() {
		for _, p := range v.Parts() {
			if p.Hole != nil {
				return p.Hole.Reason, false
			}
		}
	}
	return cloud.Reason{}, true
}

// flag reads a boolean property: CloudFormation takes the text "true", too.
func flag(v *cloud.Value, absent bool) verdict {
	if why, ok := known(v); !ok {
		return maybe(why)
	}
	text, ok := v.Scalar()
	if !ok {
		return truth(absent)
	}
	return truth(strings.EqualFold(text, "true"))
}

func truth(b bool) verdict {
	if b {
		return yes()
	}
	return no()
}

func accountOf(g *cloud.Graph) string {
	for _, r := range g.All() {
		if len(r.Account) == 12 {
			return r.Account
		}
		if part := strings.SplitN(show(r.ARN), ":", 6); len(part) == 6 && len(part[4]) == 12 && strings.Trim(part[4], "0123456789") == "" {
			return part[4]
		}
	}
	return "000000000000" // that of a template, whatever it is
}
