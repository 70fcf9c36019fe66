package sam

import (
	"slices"
	"strconv"

	"github.com/haechi-dev/haechi/cloud"
)

// roleSpec is what the execution role of a function or a state machine is made of.
type roleSpec struct {
	trust          *cloud.Value
	policies       []policyEntry
	managed        *cloud.Value // list of ARNs before those of the policies
	inline         *cloud.Value // list of policies before those of the policies
	path, boundary *cloud.Value
	tags           *cloud.Value
}

// role makes the execution role, called as the resource with Role behind.
func (m *macro) role(spec roleSpec) (*resource, error) {
	r := m.generate(m.pos, m.id+"Role", "AWS::IAM::Role")
	known := map[string]bool{}
	for _, arn := range spec.managed.Items() {
		known[canonicalJSON(arn)] = true
	}
	managed := cloud.NewList(m.pos, slices.Clone(spec.managed.Items())...)
	inline := cloud.NewList(m.pos, slices.Clone(spec.inline.Items())...)
	for i, policy := range spec.policies {
		switch policy.kind {
		case policyDocument:
			inline.Append(m.namedPolicy(policy.value, r.id+"Policy"+strconv.Itoa(i)))
		case managedPolicy:
			arn := m.expandManaged(policy.value)
			if text := canonicalJSON(arn); !known[text] {
				known[text] = true
				managed.Append(arn)
			}
		default:
			return nil, m.invalid(policy.value, "Policy at index %d in the 'Policies' property is not valid", i)
		}
	}
	r.set("AssumeRolePolicyDocument", spec.trust)
	r.set("ManagedPolicyArns", managed)
	if inline.Len() > 0 {
		r.set("Policies", inline)
	}
	return r.set("Path", spec.path).set("PermissionsBoundary", spec.boundary).set("Tags", spec.tags), nil
}

// namedPolicy gives a policy document a name; in Fn::If each branch gets it.
func (m *macro) namedPolicy(document *cloud.Value, name string) *cloud.Value {
	return eachBranch(document, func(v *cloud.Value) *cloud.Value {
		return at(v.Pos).object("PolicyName", name, "PolicyDocument", v)
	})
}

// expandManaged gives the ARN of a managed policy that is known by its name; in Fn::If each branch.
func (m *macro) expandManaged(v *cloud.Value) *cloud.Value {
	return eachBranch(v, func(v *cloud.Value) *cloud.Value {
		if path, known := m.managedPolicyPath(v.Str()); known {
			return at(v.Pos).text(m.managedPolicyARN(path))
		}
		return v
	})
}

// eachBranch applies a change to v, or to the branches of Fn::If that have a value.
func eachBranch(v *cloud.Value, change func(*cloud.Value) *cloud.Value) *cloud.Value {
	condition, yes, no, ok := branches(v)
	if !isIf(v) || !ok {
		return change(v)
	}
	if !isNoValue(yes) {
		yes = change(yes)
	}
	if !isNoValue(no) {
		no = change(no)
	}
	return at(v.Pos).ifElse(condition, yes, no)
}

// tracingPolicy is the managed policy that lets a function write traces.
func (t *translation) tracingPolicy() string {
	if t.partition == "aws" {
		return "AWSXrayWriteOnlyAccess"
	}
	return "AWSXRayDaemonWriteAccess"
}
