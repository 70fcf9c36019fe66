package aws

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/iam"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/schema"
)

// account reads what IAM knows of the account itself. The account is there without asking, so that
// what one call is denied takes nothing from the other.
func (i iamReader) account() []step {
	flags := []string{"AllowUsersToChangePassword", "HardExpiry", "HasPasswordPolicy", "MaxPasswordAge", "MinimumPasswordLength", "PasswordReusePrevention",
		"RequireLowercaseCharacters", "RequireNumbers", "RequireSymbols", "RequireUppercaseCharacters"}
	return []step{
		{call: "Account", actions: []string{}, lists: []string{schema.IAMAccount}, run: func(_ context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
			p.add("Account", schema.IAMAccount, "", p.account, nil)
			return nil, nil
		}},
		{call: "GetAccountPasswordPolicy", of: schema.IAMAccount, run: i.passwordPolicy, tells: map[string][]string{schema.IAMAccount: flags}},
		{call: "GetAccountSummary", of: schema.IAMAccount, run: i.summary,
			tells: map[string][]string{schema.IAMAccount: {"Roles", "RootAccessKeysPresent", "RootMfaEnabled", "RootPasswordPresent", "RootSigningCertificatesPresent", "Users"}}},
	}
}

func (i iamReader) passwordPolicy(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "GetAccountPasswordPolicy"
	pos := cloud.Pos{Origin: p.origin(call)}
	out, err := i.client.GetAccountPasswordPolicy(ctx, &iam.GetAccountPasswordPolicyInput{})
	switch {
	case absent(err, "NoSuchEntity"):
		return cloud.NewMap(pos).Set("HasPasswordPolicy", cloud.NewBool(pos, false)), nil
	case err != nil:
		return nil, err
	}
	return p.shape(call, out.PasswordPolicy).Set("HasPasswordPolicy", cloud.NewBool(pos, true)), nil
}

// summary counts what is in the account.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html
func (i iamReader) summary(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "GetAccountSummary"
	out, err := i.client.GetAccountSummary(ctx, &iam.GetAccountSummaryInput{})
	if err != nil {
		return nil, err
	}
	v := cloud.NewMap(cloud.Pos{Origin: p.origin(call)})
	for from, to := range inOrder(map[string]string{"AccountMFAEnabled": "RootMfaEnabled", "AccountPasswordPresent": "RootPasswordPresent", "AccountAccessKeysPresent": "RootAccessKeysPresent", "AccountSigningCertificatesPresent": "RootSigningCertificatesPresent"}) {
		if n, told := out.SummaryMap[from]; told {
			v.Set(to, cloud.NewBool(v.Pos, n > 0))
		}
	}
	for _, name := range []string{"Users", "Roles"} {
		if n, told := out.SummaryMap[name]; told {
			v.Set(name, cloud.NewInt(v.Pos, int64(n)))
		}
	}
	return v, nil
}
