package aws

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"

	"github.com/haechi-dev/haechi/cloud"
)

const (
	userType    = "AWS::IAM::User"
	roleType    = "AWS::IAM::Role"
	groupType   = "AWS::IAM::Group"
	policyType  = "AWS::IAM::ManagedPolicy"
	profileType = "AWS::IAM::InstanceProfile"
)

// iamService reads users, groups, roles and the account's own policies in one pass. Policies that
// AWS manages are the same in every account and known to package iam.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
func iamService(cfg aws.Config) service {
	i := iamReader{iam.NewFromConfig(cfg)}
	return service{name: "iam", global: true, folds: map[string]string{"AWS::IAM::Policy": roleType, "AWS::IAM::RolePolicy": roleType, "AWS::IAM::UserPolicy": userType,
		"AWS::IAM::GroupPolicy": groupType, "AWS::IAM::UserToGroupAddition": userType}, steps: slices.Concat([]step{
		{call: authorizationDetails, lists: []string{userType, groupType, roleType, policyType, profileType}, run: i.details, tells: map[string][]string{
			userType:  {"Groups", "ManagedPolicyArns", "Path", "PermissionsBoundary", "Policies", "Tags", "UserName"},
			groupType: {"GroupName", "ManagedPolicyArns", "Path", "Policies"},
			roleType:  {"AssumeRolePolicyDocument", "ManagedPolicyArns", "Path", "PermissionsBoundary", "Policies", "RoleName", "Tags"},
			// Who has a policy is told by who has it.
			policyType:  {"Description", "Groups", "ManagedPolicyName", "Path", "PolicyDocument", "Roles", "Users"},
			profileType: {"InstanceProfileName", "Path", "Roles"}}},
		{call: "GetLoginProfile", of: userType, run: i.loginProfile, tells: map[string][]string{userType: {"LoginProfile"}}},
	}, i.account(), i.credentials(), i.providers())}
}

const authorizationDetails = "GetAccountAuthorizationDetails"

type iamReader struct{ client *iam.Client }

func (i iamReader) details(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	pages := iam.NewGetAccountAuthorizationDetailsPaginator(iamGetAccountAuthorizationDetails(i.client.GetAccountAuthorizationDetails), &iam.GetAccountAuthorizationDetailsInput{MaxItems: aws.Int32(1000),
		Filter: []iamtypes.EntityType{iamtypes.EntityTypeUser, iamtypes.EntityTypeGroup, iamtypes.EntityTypeRole, iamtypes.EntityTypeLocalManagedPolicy}})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, u := range page.UserDetailList {
			v := p.holder(u, u.UserPolicyList, u.AttachedManagedPolicies, u.PermissionsBoundary)
			v.Set("Groups", v.Get("GroupList"))
			p.add(authorizationDetails, userType, aws.ToString(u.Arn), aws.ToString(u.UserName), v)
		}
		for _, g := range page.GroupDetailList {
			p.add(authorizationDetails, groupType, aws.ToString(g.Arn), aws.ToString(g.GroupName), p.holder(g, g.GroupPolicyList, g.AttachedManagedPolicies, nil))
		}
		for _, r := range page.RoleDetailList {
			v := p.holder(r, r.RolePolicyList, r.AttachedManagedPolicies, r.PermissionsBoundary)
			v.Set("AssumeRolePolicyDocument", p.documentOr(authorizationDetails, aws.ToString(r.AssumeRolePolicyDocument)))
			p.add(authorizationDetails, roleType, aws.ToString(r.Arn), aws.ToString(r.RoleName), v)
			for _, profile := range r.InstanceProfileList {
				v := p.shape(authorizationDetails, profile)
				v.Set("Roles", column(v.Get("Roles"), "RoleName"))
				p.add(authorizationDetails, profileType, aws.ToString(profile.Arn), aws.ToString(profile.InstanceProfileName), v)
			}
		}
		for _, policy := range page.Policies {
			p.managedPolicy(policy)
		}
	}
	return nil, nil
}

// holder shapes a user, group or role with the policies it holds.
func (p *place) holder(detail any, inline []iamtypes.PolicyDetail, attached []iamtypes.AttachedPolicy, boundary *iamtypes.AttachedPermissionsBoundary) *cloud.Value {
	v := p.shape(authorizationDetails, detail)
	policies, arns := cloud.NewList(v.Pos), cloud.NewList(v.Pos)
	for _, one := range inline {
		policies.Append(cloud.NewMap(v.Pos).Set("PolicyName", cloud.NewString(v.Pos, aws.ToString(one.PolicyName))).
			Set("PolicyDocument", p.documentOr(authorizationDetails, aws.ToString(one.PolicyDocument))))
	}
	for _, one := range attached {
		arns.Append(cloud.NewString(v.Pos, aws.ToString(one.PolicyArn)))
	}
	v.Set("Policies", policies)
	v.Set("ManagedPolicyArns", arns)
	v.Delete("PermissionsBoundary")
	if boundary != nil {
		v.Set("PermissionsBoundary", cloud.NewString(v.Pos, aws.ToString(boundary.PermissionsBoundaryArn)))
	}
	return v
}

// managedPolicy adds a policy of the account. The versions that are not in force stand in its
// attributes: who may choose among them may have what they allow.
func (p *place) managedPolicy(policy iamtypes.ManagedPolicyDetail) {
	v := p.shape(authorizationDetails, policy)
	v.Set("ManagedPolicyName", v.Get("PolicyName"))
	v.Set("PolicyDocument", cloud.NewUnknown(v.Pos, p.reason(p.operation(authorizationDetails), "the default version was not in the answer")))
	others := cloud.NewList(v.Pos)
	for _, version := range policy.PolicyVersionList {
		document := p.documentOr(authorizationDetails, aws.ToString(version.Document))
		if version.IsDefaultVersion {
			v.Set("PolicyDocument", document)
		} else {
			others.Append(document)
		}
	}
	if added := p.add(authorizationDetails, policyType, aws.ToString(policy.Arn), aws.ToString(policy.PolicyName), v); added != nil {
		added.Attributes = cloud.NewMap(v.Pos).Set("Versions", others)
	}
}

func (i iamReader) loginProfile(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	out, err := i.client.GetLoginProfile(ctx, &iam.GetLoginProfileInput{UserName: &r.Name})
	switch {
	case absent(err, "NoSuchEntity"):
		return nil, nil
	case err != nil:
		return nil, err
	}
	v := p.shape("GetLoginProfile", out)
	drop(v.Get("LoginProfile"), "CreateDate", "UserName")
	return v, nil
}
