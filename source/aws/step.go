package aws

import (
	"context"
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/haechi-dev/haechi/cloud"
)

// service is one service of AWS and the operations by which it is read.
type service struct {
	name   string // as in IAM actions, unless steps name theirs: "lambda"
	global bool   // asked once in an account, not in every region
	once   bool   // of several accounts, asked in that of the credentials only: it answers for all
	steps  []step
	// folds are types that only templates have, with the type in which a running account has what
	// they say: inline policies stand in their role.
	folds map[string]string
}

// services lists all that are read. A service is made for a place, since its steps hold a client;
// made with an empty configuration it can be asked what its steps are.
func services() []func(aws.Config) service {
	return []func(aws.Config) service{analyzerService, apiService, budgetsService, cloudfrontService, cloudtrailService, cloudwatchService, cognitoService,
		configService, costsService, dynamodbService, ec2Service, ecrService, edgeLogsService, edgeWAFService, elbService,
		eventsService, guarddutyService, iamService, kmsService, lambdaService, logsService, organizationsService, rdsService,
		s3AccountService, s3Service, secretsService, securityhubService, snsService, sqsService, ssmService, statesService,
		wafService}
}

// servicesFor are those and, since Cloud Control is asked for types one by one, what it is asked for.
func servicesFor(needs Needs) []func(aws.Config) service {
	return append(services(), controlledServices(needs)...)
}

// step is one operation of the API, as data.
type step struct {
	call    string              // "ListFunctions"
	actions []string            // the IAM actions it needs; nil for one called like the service and the call
	of      string              // the type it is asked about, once for each resource; "" for once in a place
	lists   []string            // the types whose resources it lists: all in the place, or all of that resource
	wide    bool                // what it lists of a resource says something about others too: without it, nothing is known of those
	tells   map[string][]string // by type, the properties that it tells of what it lists and of what it is about
	// run makes the calls. It adds what it lists to the place, and returns what it tells of r as a
	// map. Of r it may read the identity only: others tell its properties at the same time.
	run func(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error)
	// without tells what the step would, of a resource for which no call is needed. It may be nil.
	without func(p *place, r *cloud.Resource) (told *cloud.Value, ok bool)
}

// permissions are the IAM actions that the step needs.
func (s *step) permissions(service string) []string {
	if s.actions != nil {
		return s.actions
	}
	return []string{service + ":" + s.call}
}

// about reports whether the step says anything about a type that is asked for.
func (s *step) about(needs Needs) bool {
	for _, typ := range s.lists {
		if needs.typ(typ) {
			return true
		}
	}
	return s.of != "" && slices.ContainsFunc(s.tells[s.of], func(name string) bool { return needs.property(s.of, name) })
}

// Needs says what somebody wants to know: types, and their properties. "*" stands for every type
// or every property. Nil is everything.
type Needs map[string]map[string]bool

func (n Needs) typ(typ string) bool { return n == nil || n["*"] != nil || n[typ] != nil }

func (n Needs) property(typ, name string) bool {
	return n == nil || n["*"] != nil || n[typ]["*"] || n[typ][name]
}

// needed picks the steps of a service that say something wanted, with those that list what the
// others are about.
func needed(svc service, needs Needs) []bool {
	use := make([]bool, len(svc.steps))
	for i := range svc.steps {
		use[i] = svc.steps[i].about(needs)
	}
	for changed := true; changed; {
		changed = false
		for i, s := range svc.steps {
			if !use[i] || s.of == "" {
				continue
			}
			for j, parent := range svc.steps {
				if !use[j] && slices.Contains(parent.lists, s.of) {
					use[j], changed = true, true
				}
			}
		}
	}
	return use
}

// told gathers by type the properties that the listing steps of a service tell, and those that
// other steps tell, with the step.
func (svc *service) told(typ string) (listed map[string]bool, later map[string]int) {
	listed, later = map[string]bool{}, map[string]int{}
	for i, s := range svc.steps {
		for _, name := range s.tells[typ] {
			if s.of == typ && !slices.Contains(s.lists, typ) {
				later[name] = i
			} else {
				listed[name] = true
			}
		}
	}
	return listed, later
}

// types are the types that a service lists.
func (svc *service) types() []string {
	all := map[string]bool{}
	for _, s := range svc.steps {
		for _, typ := range s.lists {
			all[typ] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}
