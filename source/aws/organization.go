package aws

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	organizationstypes "github.com/aws/aws-sdk-go-v2/service/organizations/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"github.com/haechi-dev/haechi/cloud"
)

// members makes a session for every active account of the organization: this one, and one for each
// account in which the role can be assumed. The others are skipped, with the reason.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_access.html
func (s *session) members(ctx context.Context) (all []*session, skipped []cloud.Skipped, err error) {
	client := organizations.NewFromConfig(s.configIn("organizations", ""))
	var accounts []organizationstypes.Account
	pages := organizations.NewListAccountsPaginator(organizationsListAccounts(client.ListAccounts), &organizations.ListAccountsInput{})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, nil, &cloud.Error{What: "the accounts of the organization cannot be listed: " + classify(err).why,
				Hint: "--organization needs organizations:ListAccounts in the management account or a delegated administrator", Err: ErrNothingRead}
		}
		accounts = append(accounts, page.Accounts...)
	}
	all = []*session{s}
	for _, one := range accounts {
		id := aws.ToString(one.Id)
		if id == s.account {
			continue
		}
		if one.State != organizationstypes.AccountStateActive && one.Status != organizationstypes.AccountStatusActive {
			skipped = append(skipped, cloud.Skipped{Account: id, Why: "the account is not active"})
			continue
		}
		member, err := s.assume(ctx, id)
		if err != nil {
			skipped = append(skipped, cloud.Skipped{Account: id, Why: "role " + s.opt.RoleName + " cannot be assumed: " + classify(err).why})
			continue
		}
		all = append(all, member)
	}
	slices.SortFunc(skipped, func(a, b cloud.Skipped) int {
		if a.Account < b.Account {
			return -1
		}
		return 1
	})
	return all, skipped, nil
}

// assume makes a session in another account. It asks who it is there, so that a role that cannot be
// assumed is known before anything is read.
func (s *session) assume(ctx context.Context, account string) (*session, error) {
	role := "arn:" + s.partition + ":iam::" + account + ":role/" + s.opt.RoleName
	member := &session{opt: s.opt, config: s.config.Copy(), account: account, base: s.base, partition: s.partition, regions: s.regions, counts: newCounts(), flights: s.flights}
	member.config.Credentials = aws.NewCredentialsCache(stscreds.NewAssumeRoleProvider(sts.NewFromConfig(s.config), role, func(o *stscreds.AssumeRoleOptions) {
		o.RoleSessionName = "haechi"
	}))
	_, err := sts.NewFromConfig(member.configIn("sts", s.config.Region)).GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	return member, err
}
