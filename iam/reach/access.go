package reach

import (
	"fmt"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/iam"
)

// resourcePolicies are the types that hold the policy of another resource.
var resourcePolicies = map[string]struct {
	typ            string // of the resource that holds the policy; "" for the resource itself
	link, document []string
}{
	"AWS::S3::Bucket":             {"AWS::S3::BucketPolicy", []string{"Bucket"}, []string{"PolicyDocument"}},
	"AWS::SQS::Queue":             {"AWS::SQS::QueuePolicy", []string{"Queues", "*"}, []string{"PolicyDocument"}},
	"AWS::SNS::Topic":             {"AWS::SNS::TopicPolicy", []string{"Topics", "*"}, []string{"PolicyDocument"}},
	"AWS::SecretsManager::Secret": {"AWS::SecretsManager::ResourcePolicy", []string{"SecretId"}, []string{"ResourcePolicy"}},
	"AWS::KMS::Key":               {"", nil, []string{"KeyPolicy"}},
	"AWS::DynamoDB::Table":        {"", nil, []string{"ResourcePolicy", "PolicyDocument"}},
	"AWS::ECR::Repository":        {"", nil, []string{"RepositoryPolicyText"}},
	"AWS::Kinesis::Stream":        {"AWS::Kinesis::ResourcePolicy", []string{"ResourceArn"}, []string{"ResourcePolicy"}},
}

// access is the goal of being allowed something with a resource that is nobody.
func (m *Map) access(r *cloud.Resource) goal {
	arns := m.texts(r)
	policy := m.policyOf(r)
	found := map[*state]*Step{}
	met := func(s *state) answer {
		best := answer{}
		step := &Step{From: s.name, To: r.Name, Technique: "access"}
		for _, arn := range arns {
			for _, action := range actionsOn(arn) {
				a := m.may(s, action.String(), arn, m.contextOf(action.String(), s, nil), policy)
				if a.truth == iam.No {
					continue
				}
				if a.truth == iam.Yes && best.truth != iam.Yes {
					best, step.Needs = answer{truth: iam.Yes}, nil
				}
				if best.truth == iam.No {
					best = a
				}
				if a.truth == best.truth {
					step.Needs = append(step.Needs, Need{Action: action.String(), Resource: Show(arn), By: a.by})
					best.why = addReason(best.why, a.why...)
				}
			}
		}
		step.How = fmt.Sprintf("may do %d things with the resource", len(step.Needs))
		step.Certain = best.truth == iam.Yes
		found[s] = step
		return best
	}
	return goal{name: r.Name, met: met, last: func(s *state) *Step { return found[s] }}
}

// texts are the ARNs of a resource and of something in it.
func (m *Map) texts(r *cloud.Resource) []string {
	arn := m.text(r.ARN)
	if arn == "" {
		return nil
	}
	if r.Type == "AWS::S3::Bucket" {
		return []string{arn, arn + "/object"}
	}
	return []string{arn}
}

// policyOf is the policy of a resource, or nil.
func (m *Map) policyOf(r *cloud.Resource) *iam.Document {
	if doc, known := m.policies[r]; known {
		return doc
	}
	doc := m.readPolicyOf(r)
	m.policies[r] = doc
	return doc
}

func (m *Map) readPolicyOf(r *cloud.Resource) *iam.Document {
	where, ok := resourcePolicies[r.Type]
	if !ok {
		return nil
	}
	holder := r
	if where.typ != "" {
		referrers := m.graph.Referrers(r, where.typ, where.link...)
		switch {
		case len(referrers.Certain) > 0:
			holder = referrers.Certain[0]
		case len(referrers.Possible) > 0:
			return m.unknown(nil, referrers.Possible[0].Why)
		default:
			return nil
		}
	}
	v := holder.Properties.Path(where.document...)
	switch {
	case !v.Is(cloud.Absent) && !v.Is(cloud.Null):
		return m.document(v)
	case r.Type == "AWS::KMS::Key":
		return m.delegating(accountOf(m.text(r.ARN)))
	}
	return nil
}

// actionsOn lists the actions that work on resources with such an ARN, those that change
// something first.
func actionsOn(arn string) (all []*iam.Action) {
	part := segments(arn)
	if len(part) < 6 {
		return nil
	}
	service := iam.LookupService(part[2])
	if service == nil {
		return nil
	}
	order := []iam.AccessLevel{iam.AccessPermissions, iam.AccessWrite, iam.AccessRead, iam.AccessTagging, iam.AccessList}
	for _, level := range order {
		for _, a := range service.Actions {
			if a.Access == level && worksOn(a, arn) {
				all = append(all, a)
			}
		}
	}
	return all
}

func worksOn(a *iam.Action, arn string) bool {
	for _, r := range a.Resources {
		if r.Type.Fits(arn) {
			return true
		}
	}
	return false
}
