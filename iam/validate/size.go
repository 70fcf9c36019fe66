package validate

import (
	"encoding/json"
	"strings"
)

// The quotas, in characters.
// IAM and trust, without white space: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
// Organizations: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
const (
	identityQuota = 6144
	trustQuota    = 2048
	scpQuota      = 10240
	rcpQuota      = 5120
)

// resourceQuota is the quota of the service that keeps the policy; without a known type that of S3,
// which is the most common.
func resourceQuota(typ string) int {
	switch typ {
	case "AWS::KMS::Key":
		return 32 << 10
	case "AWS::SNS::Topic", "AWS::SNS::TopicPolicy":
		return 30 << 10
	case "AWS::SQS::Queue", "AWS::SQS::QueuePolicy":
		return 8 << 10
	case "AWS::ECR::Repository", "AWS::Events::EventBus":
		return 10 << 10
	}
	return 20 << 10
}

// sizeChecks are about the length of a policy.
func sizeChecks() []check {
	row := func(code, title string, kind Kind, text, fix string, applies func(Type) bool, quota func(*policy) int, spaces bool) check {
		return check{code: code, kind: kind, title: title, text: text, fix: fix, document: func(p *policy, r report) {
			if !applies(p.Type) {
				return
			}
			if n := p.length(spaces); n > quota(p) {
				r.at(p.value.Pos, "The policy has %d characters; the quota is %d", n, quota(p))
			}
		}}
	}
	is := func(t Type) func(Type) bool { return func(have Type) bool { return have == t } }
	fixed := func(n int) func(*policy) int { return func(*policy) int { return n } }
	const split = "Split it into several policies"
	return []check{
		row("POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA", "Policy size exceeds identity policy quota", Warning,
			"A managed policy has at most 6,144 characters, white space not counted.", split, Type.identity, fixed(identityQuota), false),
		row("POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA", "Policy size exceeds resource policy quota", Warning,
			"The service that keeps the policy takes no longer one: 20 KB for a bucket, 8 KB for a queue.", "Use fewer statements, or wider ones",
			is(Resource), func(p *policy) int { return resourceQuota(p.ResourceType) }, true),
		row("POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA", "Policy size exceeds role trust policy quota", Warning,
			"A trust policy has at most 2,048 characters, white space not counted, unless the quota was raised.", "Shorten it or ask for a higher quota",
			is(Trust), fixed(trustQuota), false),
		row("POLICY_SIZE_EXCEEDS_SCP_QUOTA", "Policy size exceeds SCP quota", Error,
			"A service control policy has at most 10,240 characters.", split, is(SCP), fixed(scpQuota), true),
		row("POLICY_SIZE_EXCEEDS_RCP_QUOTA", "Policy size exceeds RCP quota", Error,
			"A resource control policy has at most 5,120 characters.", split, is(RCP), fixed(rcpQuota), true),
	}
}

// length counts the characters of the policy: of its text, or without one of the shortest text it
// can have. White space counts only with spaces. A policy with something unknown in it has no known
// length, and counts as nothing.
func (p *policy) length(spaces bool) int {
	if spaces && p.size > 0 {
		return p.size
	}
	if !p.value.Known() {
		return 0
	}
	text, err := json.Marshal(p.value)
	if err != nil {
		return 0
	}
	if spaces {
		return len(text)
	}
	return len(text) - strings.Count(string(text), " ")
}
