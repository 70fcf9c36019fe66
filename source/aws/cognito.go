package aws

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	cognitotypes "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/haechi-dev/haechi/cloud"
)

const (
	userPoolType   = "AWS::Cognito::UserPool"
	poolClientType = "AWS::Cognito::UserPoolClient"
)

// cognitoService reads user pools and their clients.
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_Operations.html
func cognitoService(cfg aws.Config) service {
	c := cognitoReader{cognito.NewFromConfig(cfg)}
	return service{name: "cognito-idp", steps: []step{
		{call: "ListUserPools", lists: []string{userPoolType}, run: c.pools, tells: map[string][]string{userPoolType: {"UserPoolName"}}},
		{call: "DescribeUserPool", of: userPoolType, run: c.pool, tells: map[string][]string{userPoolType: {"AccountRecoverySetting", "AdminCreateUserConfig",
			"AliasAttributes", "AutoVerifiedAttributes", "DeletionProtection", "DeviceConfiguration", "EmailConfiguration", "EmailVerificationMessage",
			"EmailVerificationSubject", "IssuerConfiguration", "KeyConfiguration", "LambdaConfig", "MfaConfiguration", "Policies", "Schema", "SmsAuthenticationMessage",
			"SmsConfiguration", "SmsVerificationMessage", "UserAttributeUpdateSettings", "UserPoolAddOns", "UserPoolTags", "UserPoolTier", "UsernameAttributes",
			"UsernameConfiguration", "VerificationMessageTemplate"}}},
		{call: "GetUserPoolMfaConfig", of: userPoolType, run: c.mfa, tells: map[string][]string{userPoolType: {"EmailAuthenticationMessage",
			"EmailAuthenticationSubject", "EnabledMfas", "WebAuthnFactorConfiguration", "WebAuthnRelyingPartyID", "WebAuthnUserVerification"}}},
		{call: "ListUserPoolClients", of: userPoolType, lists: []string{poolClientType}, run: c.clients, tells: map[string][]string{poolClientType: {"ClientName", "UserPoolId"}}},
		{call: "DescribeUserPoolClient", of: poolClientType, run: c.client, tells: map[string][]string{poolClientType: {"AccessTokenValidity", "AllowedOAuthFlows",
			"AllowedOAuthFlowsUserPoolClient", "AllowedOAuthScopes", "AnalyticsConfiguration", "AuthSessionValidity", "CallbackURLs", "DefaultRedirectURI",
			"EnablePropagateAdditionalUserContextData", "EnableTokenRevocation", "ExplicitAuthFlows", "GenerateSecret", "IdTokenValidity", "LogoutURLs",
			"PreventUserExistenceErrors", "ReadAttributes", "RefreshTokenRotation", "RefreshTokenValidity", "SupportedIdentityProviders", "TokenValidityUnits",
			"WriteAttributes"}}},
	}}
}

type cognitoReader struct{ api *cognito.Client }

// pools lists the pools. Others name a pool by its id, and by the issuer of its tokens.
func (c cognitoReader) pools(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "ListUserPools"
	pages := cognito.NewListUserPoolsPaginator(cognitoListUserPools(c.api.ListUserPools), &cognito.ListUserPoolsInput{MaxResults: aws.Int32(60)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for i := range page.UserPools {
			one := &page.UserPools[i]
			id := aws.ToString(one.Id)
			provider := "cognito-idp." + p.region + "." + suffix(p.partition) + "/" + id
			v := renamed(p.shape(call, one), map[string]string{"Name": "UserPoolName"})
			p.add(call, userPoolType, p.arn("cognito-idp", "userpool/"+id), aws.ToString(one.Name), v, id, provider, "https://"+provider)
		}
	}
	return nil, nil
}

// suffix is how the names of hosts of a partition end.
func suffix(partition string) string {
	if partition == "aws-cn" {
		return "amazonaws.com.cn"
	}
	return "amazonaws.com"
}

func (c cognitoReader) pool(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	const call = "DescribeUserPool"
	out, err := c.api.DescribeUserPool(ctx, &cognito.DescribeUserPoolInput{UserPoolId: aws.String(idIn(r.ID))})
	if err != nil {
		return nil, err
	}
	return renamed(p.shape(call, out.UserPool), map[string]string{"SchemaAttributes": "Schema"}), nil
}

// mfa tells by what a second factor can be given. A template names the factors, an answer has
// something of each that is on.
func (c cognitoReader) mfa(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	out, err := c.api.GetUserPoolMfaConfig(ctx, &cognito.GetUserPoolMfaConfigInput{UserPoolId: aws.String(idIn(r.ID))})
	if err != nil {
		return nil, err
	}
	return factors(p, out), nil
}

func factors(p *place, out *cognito.GetUserPoolMfaConfigOutput) *cloud.Value {
	v := p.shape("GetUserPoolMfaConfig", out)
	on := cloud.NewList(v.Pos)
	if out.MfaConfiguration != cognitotypes.UserPoolMfaTypeOff {
		for _, factor := range []struct {
			on   bool
			name string
		}{
			{out.SmsMfaConfiguration != nil && out.SmsMfaConfiguration.SmsConfiguration != nil, "SMS_MFA"},
			{out.SoftwareTokenMfaConfiguration != nil && out.SoftwareTokenMfaConfiguration.Enabled, "SOFTWARE_TOKEN_MFA"},
			{out.EmailMfaConfiguration != nil, "EMAIL_OTP"},
		} {
			if factor.on {
				on.Append(cloud.NewString(v.Pos, factor.name))
			}
		}
	}
	told := cloud.NewMap(v.Pos)
	if on.Len() > 0 {
		told.Set("EnabledMfas", on)
	}
	email, passkeys := v.Get("EmailMfaConfiguration"), v.Get("WebAuthnConfiguration")
	return told.Set("EmailAuthenticationMessage", email.Get("Message")).Set("EmailAuthenticationSubject", email.Get("Subject")).
		Set("WebAuthnFactorConfiguration", passkeys.Get("FactorConfiguration")).Set("WebAuthnRelyingPartyID", passkeys.Get("RelyingPartyId")).
		Set("WebAuthnUserVerification", passkeys.Get("UserVerification"))
}

// clients lists the clients of a pool. Their names need not be unique, and have the id of the pool
// before them.
func (c cognitoReader) clients(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	const call = "ListUserPoolClients"
	pages := cognito.NewListUserPoolClientsPaginator(cognitoListUserPoolClients(c.api.ListUserPoolClients), &cognito.ListUserPoolClientsInput{UserPoolId: aws.String(idIn(r.ID)), MaxResults: aws.Int32(60)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for i := range page.UserPoolClients {
			one := &page.UserPoolClients[i]
			id := aws.ToString(one.ClientId)
			p.add(call, poolClientType, "", aws.ToString(one.UserPoolId)+"/"+id, p.shape(call, one), id)
		}
	}
	return nil, nil
}

func (c cognitoReader) client(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	pool, id, _ := strings.Cut(r.Name, "/")
	out, err := c.api.DescribeUserPoolClient(ctx, &cognito.DescribeUserPoolClientInput{UserPoolId: &pool, ClientId: &id})
	if err != nil {
		return nil, err
	}
	return poolClient(p, out.UserPoolClient), nil
}

// poolClient shapes a client, of whose secret only is told that there is one.
func poolClient(p *place, one *cognitotypes.UserPoolClientType) *cloud.Value {
	v := p.shape("DescribeUserPoolClient", one)
	drop(v, "ClientSecret")
	return v.Set("GenerateSecret", cloud.NewBool(v.Pos, aws.ToString(one.ClientSecret) != ""))
}
