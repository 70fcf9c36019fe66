package aws

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	organizationstypes "github.com/aws/aws-sdk-go-v2/service/organizations/types"

	"github.com/haechi-dev/haechi/cloud"
)

const (
	organizationType  = "AWS::Organizations::Organization"
	memberType        = "AWS::Organizations::Account"
	unitType          = "AWS::Organizations::OrganizationalUnit"
	controlPolicyType = "AWS::Organizations::Policy"
)

// organizationsService reads the tree of an organization, and the policies that limit what its
// accounts may do and what may be done to their resources. Only the management account and delegated
// administrators may ask; a member is told to which organization it belongs and denied the rest. The
// other kinds of policies limit nobody's permissions, and are not read.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_Operations.html
func organizationsService(cfg aws.Config) service {
	o := organizationsReader{organizations.NewFromConfig(cfg)}
	tags := func(typ string) step {
		return step{call: "ListTagsForResource", of: typ, run: o.tags, tells: map[string][]string{typ: {"Tags"}}}
	}
	return service{name: "organizations", global: true, once: true, steps: []step{
		{call: "DescribeOrganization", lists: []string{organizationType}, run: o.organization, tells: map[string][]string{organizationType: {"FeatureSet"}}},
		{call: "ListAccounts", lists: []string{memberType}, run: o.accounts, tells: map[string][]string{memberType: {"AccountName", "Email"}}},
		{call: "ListParents", of: memberType, run: o.parents, tells: map[string][]string{memberType: {"ParentIds"}}},
		{call: "ListOrganizationalUnitsForParent", actions: []string{"organizations:ListOrganizationalUnitsForParent", "organizations:ListRoots"},
			lists: []string{unitType}, run: o.units, tells: map[string][]string{unitType: {"Name", "ParentId"}}},
		{call: "ListPolicies", lists: []string{controlPolicyType}, run: o.policies, tells: map[string][]string{controlPolicyType: {"Description", "Name", "Type"}}},
		{call: "DescribePolicy", of: controlPolicyType, run: o.policy, tells: map[string][]string{controlPolicyType: {"Content"}}},
		{call: "ListTargetsForPolicy", of: controlPolicyType, run: o.targets, tells: map[string][]string{controlPolicyType: {"TargetIds"}}},
		tags(memberType), tags(unitType), tags(controlPolicyType),
	}}
}

type organizationsReader struct{ client *organizations.Client }

// notInUse reports whether an account only says that it belongs to no organization.
func notInUse(err error) bool { return absent(err, "AWSOrganizationsNotInUseException") }

func (o organizationsReader) organization(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "DescribeOrganization"
	out, err := o.client.DescribeOrganization(ctx, &organizations.DescribeOrganizationInput{})
	switch {
	case notInUse(err):
		return nil, nil
	case err != nil:
		return nil, err
	}
	v := p.shape(call, out.Organization)
	if added := p.add(call, organizationType, aws.ToString(out.Organization.Arn), aws.ToString(out.Organization.Id), v); added != nil {
		added.Attributes = cloud.NewMap(v.Pos).Set("Id", v.Get("Id")).Set("ManagementAccountArn", v.Get("MasterAccountArn")).Set("ManagementAccountId", v.Get("MasterAccountId"))
	}
	return nil, nil
}

func (o organizationsReader) accounts(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "ListAccounts"
	pages := organizations.NewListAccountsPaginator(organizationsListAccounts(o.client.ListAccounts), &organizations.ListAccountsInput{})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		switch {
		case notInUse(err):
			return nil, nil
		case err != nil:
			return nil, err
		}
		for i := range page.Accounts {
			one := &page.Accounts[i]
			v := renamed(p.shape(call, one), map[string]string{"Name": "AccountName"})
			if added := p.add(call, memberType, aws.ToString(one.Arn), aws.ToString(one.Name), v, aws.ToString(one.Id)); added != nil {
				added.Attributes = cloud.NewMap(v.Pos).Set("AccountId", v.Get("Id")).Set("JoinedMethod", v.Get("JoinedMethod")).
					Set("Paths", v.Get("Paths")).Set("State", v.Get("State")).Set("Status", v.Get("Status"))
			}
		}
	}
	return nil, nil
}

// idIn is the last part of an ARN: the id of an account, a unit or a policy.
func idIn(arn string) string { return arn[strings.LastIndex(arn, "/")+1:] }

func (o organizationsReader) parents(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	const call = "ListParents"
	parents := cloud.NewList(p.shape(call, struct{}{}).Pos)
	pages := organizations.NewListParentsPaginator(organizationsListParents(o.client.ListParents), &organizations.ListParentsInput{ChildId: aws.String(idIn(r.ID))})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		parents.Append(column(p.shape(call, page).Get("Parents"), "Id").Items()...)
	}
	return p.shape(call, struct{}{}).Set("ParentIds", parents), nil
}

// deepest is how many levels of units there can be below a root.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
const deepest = 5

func (o organizationsReader) units(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	pages := organizations.NewListRootsPaginator(organizationsListRoots(o.client.ListRoots), &organizations.ListRootsInput{})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		switch {
		case notInUse(err):
			return nil, nil
		case err != nil:
			return nil, err
		}
		for _, root := range page.Roots {
			if err := o.below(ctx, p, aws.ToString(root.Id), deepest); err != nil {
				return nil, err
			}
		}
	}
	return nil, nil
}

func (o organizationsReader) below(ctx context.Context, p *place, parent string, levels int) error {
	const call = "ListOrganizationalUnitsForParent"
	pages := organizations.NewListOrganizationalUnitsForParentPaginator(organizationsListOrganizationalUnitsForParent(o.client.ListOrganizationalUnitsForParent), &organizations.ListOrganizationalUnitsForParentInput{ParentId: &parent})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return err
		}
		for i := range page.OrganizationalUnits {
			one := &page.OrganizationalUnits[i]
			v := p.shape(call, one)
			v.Set("ParentId", cloud.NewString(v.Pos, parent))
			p.add(call, unitType, aws.ToString(one.Arn), aws.ToString(one.Name), v, aws.ToString(one.Id))
			if levels > 1 {
				if err := o.below(ctx, p, aws.ToString(one.Id), levels-1); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (o organizationsReader) policies(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "ListPolicies"
	for _, kind := range []organizationstypes.PolicyType{organizationstypes.PolicyTypeServiceControlPolicy, organizationstypes.PolicyTypeResourceControlPolicy} {
		pages := organizations.NewListPoliciesPaginator(organizationsListPolicies(o.client.ListPolicies), &organizations.ListPoliciesInput{Filter: kind})
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			if absent(err, "UnsupportedAPIEndpointException") { // the partition has no policies of the kind
				break
			}
			switch {
			case notInUse(err):
				return nil, nil
			case err != nil:
				return nil, err
			}
			for i := range page.Policies {
				one := &page.Policies[i]
				v := p.shape(call, one)
				if added := p.add(call, controlPolicyType, aws.ToString(one.Arn), aws.ToString(one.Name), v, aws.ToString(one.Id)); added != nil {
					added.Attributes = cloud.NewMap(v.Pos).Set("AwsManaged", v.Get("AwsManaged")).Set("Id", v.Get("Id"))
				}
			}
		}
	}
	return nil, nil
}

func (o organizationsReader) policy(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	const call = "DescribePolicy"
	out, err := o.client.DescribePolicy(ctx, &organizations.DescribePolicyInput{PolicyId: aws.String(idIn(r.ID))})
	if err != nil {
		return nil, err
	}
	return under("Content", p.documentOr(call, aws.ToString(out.Policy.Content))), nil
}

// targets tells to whom a policy is attached: to roots, units and accounts.
func (o organizationsReader) targets(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	const call = "ListTargetsForPolicy"
	v := p.shape(call, struct{}{})
	ids := cloud.NewList(v.Pos)
	pages := organizations.NewListTargetsForPolicyPaginator(organizationsListTargetsForPolicy(o.client.ListTargetsForPolicy), &organizations.ListTargetsForPolicyInput{PolicyId: aws.String(idIn(r.ID))})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, one := range page.Targets {
			ids.Append(cloud.NewString(v.Pos, aws.ToString(one.TargetId)))
		}
	}
	if ids.Len() > 0 {
		v.Set("TargetIds", ids)
	}
	return v, nil
}

func (o organizationsReader) tags(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	const call = "ListTagsForResource"
	v := p.shape(call, struct{}{})
	all := cloud.NewList(v.Pos)
	pages := organizations.NewListTagsForResourcePaginator(organizationsListTagsForResource(o.client.ListTagsForResource), &organizations.ListTagsForResourceInput{ResourceId: aws.String(idIn(r.ID))})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, tag := range listed(p.shape(call, page).Get("Tags")) {
			all.Append(tag)
		}
	}
	if all.Len() > 0 {
		v.Set("Tags", all)
	}
	return v, nil
}
