package iam

import (
	"fmt"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// Decide answers a request by AWS's evaluation logic
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html): a
// statement anywhere that denies decides; else every kind of policy that is in the way must allow.
// Any number of goroutines may decide with the same policies.
func Decide(req *Request, p *Policies) *Decision {
	e := newEvaluation(req, p)
	d := &Decision{}
	if free := e.needsNoPermission(); free != "" {
		d.Result, d.Notes = ResultAllow, []string{free}
		return d
	}
	r := ruling{evaluation: &e, decision: d}
	r.judge()
	r.conclude()
	return d
}

// needsNoPermission names the action that nothing can take away from a signed principal
// (https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html).
func (e *evaluation) needsNoPermission() string {
	if e.action.text == "sts:getcalleridentity" && e.req.Principal.signed() {
		return "sts:GetCallerIdentity needs no permission and cannot be denied"
	}
	return ""
}

// ruling collects what each kind of policy says about a request.
type ruling struct {
	*evaluation
	decision *Decision
	denies   denials
	denyWhy  []cloud.Reason
	maybe    bool // a statement may deny

	identity, boundary, session, endpoint verdict
	resource                              verdict
	hasBoundary, hasSession, hasEndpoint  bool
	scps                                  []grant
}

func (r *ruling) judge() {
	p, who := r.policies, &r.req.Principal
	iamPrincipal := who.signed()
	// The root user has no identity policies and no boundary; neither have principals that are no
	// principals of an account. What is given for them nevertheless may deny, but not limit.
	limited := iamPrincipal && who.Kind != Root
	r.hasBoundary = limited && len(p.Boundary) > 0
	r.hasSession = limited && len(p.Session) > 0
	r.hasEndpoint = len(p.Endpoint) > 0
	r.bounded = r.hasBoundary
	r.kind(&r.identity, p.Identity, IdentityPolicy, 0)
	r.kind(&r.boundary, p.Boundary, BoundaryPolicy, 0)
	r.kind(&r.session, p.Session, SessionPolicy, 0)
	if p.Resource != nil && !r.cannotLockOut() {
		r.kind(&r.resource, []*Document{p.Resource}, ResourcePolicy, 0)
	}
	if r.hasEndpoint {
		r.kind(&r.endpoint, p.Endpoint, EndpointPolicy, 0)
	}
	r.judgeOrganisation(iamPrincipal)
}

// cannotLockOut reports whether the request is one that a bucket's policy has no say in: the root
// user of the bucket's account can always read, replace and remove it
// (https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketPolicy.html).
func (r *ruling) cannotLockOut() bool {
	switch r.action.text {
	case "s3:getbucketpolicy", "s3:putbucketpolicy", "s3:deletebucketpolicy":
	default:
		return false
	}
	if r.req.Principal.Kind != Root || r.req.Principal.Account != r.resourceAccount() {
		return false
	}
	r.note("the policy of a bucket cannot lock out the root user of its account")
	return true
}

// judgeOrganisation applies SCPs to principals of accounts, the root user included, and RCPs to
// resources; neither to service-linked roles
// (https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html,
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html).
func (r *ruling) judgeOrganisation(iamPrincipal bool) {
	p := r.policies
	if len(p.SCP)+len(p.RCP) == 0 {
		return
	}
	if r.req.Principal.serviceLinked() {
		r.note("SCPs and RCPs do not apply to service-linked roles")
		return
	}
	for level, docs := range p.RCP {
		var v verdict // what an RCP allows does not matter: RCPFullAWSAccess is always there
		r.kind(&v, docs, ResourceControlPolicy, level)
	}
	if !iamPrincipal {
		return
	}
	for level, docs := range p.SCP {
		var v verdict
		r.kind(&v, docs, ServiceControlPolicy, level)
		r.scps = append(r.scps, v.direct)
	}
}

func (r *ruling) kind(v *verdict, docs []*Document, kind PolicyKind, level int) {
	r.evaluation.judge(v, docs, kind, level, &r.denies)
	if v.deny == Maybe {
		r.maybe = true
		r.denyWhy = append(r.denyWhy, v.denyWhy...)
	}
}

func (p *Principal) serviceLinked() bool {
	switch p.Kind {
	case Role, RoleSession:
		return strings.Contains(p.Behind, ":role/aws-service-role/") || strings.Contains(p.Behind, ":role/AWSServiceRoleFor")
	}
	return false
}

func (r *ruling) note(text string) { r.decision.Notes = append(r.decision.Notes, text) }

// conclude weighs the verdicts.
func (r *ruling) conclude() {
	d := r.decision
	if r.denies.any() {
		d.Result, d.By, d.More = ResultExplicitDeny, r.denies.places, r.denies.more
		r.noteRCP()
		return
	}
	path := r.core()
	for level := range r.scps {
		path.need(&r.scps[level], scpMisses(r.scps[level].truth, level))
	}
	if r.hasEndpoint {
		through := r.endpoint.direct
		through.add(r.endpoint.role.truth, r.endpoint.role.by, r.endpoint.role.why)
		path.need(&through, "no VPC endpoint policy allows it")
	}
	switch {
	case path.truth == No:
		d.Result, d.Missing = ResultImplicitDeny, path.missing
	case path.truth == Maybe || r.maybe:
		d.Result, d.Why = ResultUnknown, unique(append(r.denyWhy, path.why...))
	default:
		d.Result, d.By = ResultAllow, path.by
		if len(d.By) == 0 {
			r.note("the root user may do what nothing denies")
		}
	}
}

// noteRCP says when a request is denied by RCPs alone in a service that they do not reach, as far as
// is known: the list grows, so a denial is the safe answer
// (https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html).
func (r *ruling) noteRCP() {
	if r.denies.others {
		return
	}
	prefix, _, _ := strings.Cut(r.action.text, ":")
	if service := LookupService(prefix); service != nil && !service.RCP {
		r.note("only RCPs deny it, and " + service.Name + " is not known to be a service that RCPs reach")
	}
}

func scpMisses(t Truth, level int) string {
	if t != No {
		return ""
	}
	return fmt.Sprintf("no SCP of level %d allows it", level+1)
}

func unique(reasons []cloud.Reason) (all []cloud.Reason) {
	for _, r := range reasons {
		known := false
		for _, have := range all {
			known = known || have.Equal(r)
		}
		if !known {
			all = append(all, r)
		}
	}
	return all
}
