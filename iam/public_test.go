package iam

import (
	"strings"
	"testing"
)

// exposureTexts writes exposures as "public *", "external arn:…" and so on.
func exposureTexts(all []Exposure) string {
	var texts []string
	for _, e := range all {
		kind := "external"
		switch {
		case e.Public:
			kind = "public"
		case e.Organization:
			kind = "organization"
		}
		if e.Answer.Verdict == Maybe {
			kind = "perhaps " + kind
		}
		texts = append(texts, kind+" "+e.Principal)
	}
	return strings.Join(texts, ", ")
}

// Whom the trust policies of roles let in. Users of an identity provider are external to the
// account even when the provider stands in it; of one where everybody can have an account they are
// anybody unless the policy names the tenant.
func TestPublicTrust(t *testing.T) {
	const (
		github  = "arn:aws:iam::444455556666:oidc-provider/token.actions.githubusercontent.com"
		gitlab  = "arn:aws:iam::444455556666:oidc-provider/gitlab.com"
		eks     = "arn:aws:iam::444455556666:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E"
		okta    = "arn:aws:iam::444455556666:saml-provider/okta"
		cognito = "cognito-identity.amazonaws.com"
		hcp     = "arn:aws:iam::444455556666:oidc-provider/app.terraform.io"
	)
	sub := func(operator, value string) string {
		return `{"` + operator + `": {"token.actions.githubusercontent.com:sub": ` + value + `}}`
	}
	for _, c := range []struct{ name, provider, condition, want string }{
		{"GitHub", github, ``, "public " + github},
		{"GitHub, every audience", github, `{"StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"}}`, "public " + github},
		{"GitHub, every repository", github, sub("StringLike", `"repo:*"`), "public " + github},
		{"GitHub, a star", github, sub("StringLike", `"*"`), "public " + github},
		{"GitHub, an organisation", github, sub("StringLike", `"repo:acme/*"`), "external " + github},
		{"GitHub, the beginning of an organisation", github, sub("StringLike", `"repo:acme*"`), "public " + github},
		{"GitHub, a repository of any organisation", github, sub("StringLike", `"repo:*/orders:*"`), "public " + github},
		{"GitHub, a branch of any repository", github, sub("StringLike", `"repo:*:ref:refs/heads/main"`), "public " + github},
		{"GitHub, any environment called so", github, sub("StringLike", `"*:environment:prod"`), "public " + github},
		{"GitHub, a repository", github, sub("StringEquals", `"repo:acme/orders:ref:refs/heads/main"`), "external " + github},
		{"GitHub, a star that is none", github, sub("StringEquals", `"repo:*"`), "external " + github},
		{"GitHub, an organisation and all", github, sub("StringLike", `["repo:acme/*", "repo:*"]`), "public " + github},
		{"GitHub, several organisations", github, sub("ForAnyValue:StringLike", `["repo:acme/*", "repo:example/*"]`), "external " + github},
		{"GitHub, if there is a subject", github, sub("StringLikeIfExists", `"repo:acme/*"`), "external " + github},
		{"GitHub, all but one", github, sub("StringNotLike", `"repo:acme/*"`), "public " + github},
		{"GitHub, an owner", github, `{"StringEquals": {"token.actions.githubusercontent.com:repository_owner": "acme"}}`, "external " + github},
		{"GitHub, a branch", github, `{"StringEquals": {"token.actions.githubusercontent.com:ref": "refs/heads/main"}}`, "public " + github},
		{"GitHub, a claim of another provider", github, `{"StringLike": {"gitlab.com:sub": "project_path:acme/*"}}`, ""},
		{"GitHub, an office", github, `{"IpAddress": {"aws:SourceIp": "198.51.100.0/24"}}`, "external " + github},
		{"GitLab", gitlab, ``, "public " + gitlab},
		{"GitLab, a group", gitlab, `{"StringLike": {"gitlab.com:sub": "project_path:acme/*:ref_type:branch:ref:main"}}`, "external " + gitlab},
		{"GitLab, every group", gitlab, `{"StringLike": {"gitlab.com:sub": "project_path:*/orders:ref_type:branch:ref:main"}}`, "public " + gitlab},
		{"GitLab, an audience of the caller's choice", gitlab, `{"StringEquals": {"gitlab.com:aud": "https://gitlab.com"}}`, "public " + gitlab},
		{"Terraform, an organisation", hcp, `{"StringLike": {"app.terraform.io:sub": "organization:acme:project:*"}}`, "external " + hcp},
		{"Terraform, any organisation", hcp, `{"StringLike": {"app.terraform.io:sub": "organization:*:project:shop:*"}}`, "public " + hcp},
		{"Cognito", cognito, ``, "public " + cognito},
		{"Cognito, a pool", cognito, `{"StringEquals": {"cognito-identity.amazonaws.com:aud": "eu-west-1:12345678-ffff-ffff-ffff-123456"}, "ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": "authenticated"}}`, "external " + cognito},
		{"Cognito, whoever has logged in", cognito, `{"ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": "authenticated"}}`, "public " + cognito},
		{"EKS", eks, ``, "external " + eks},
		{"EKS, a service account", eks, `{"StringEquals": {"oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E:sub": "system:serviceaccount:shop:orders"}}`, "external " + eks},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := `{"Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity", "Principal": {"Federated": "` + c.provider + `"}`
			if c.condition != "" {
				s += `, "Condition": ` + c.condition
			}
			anyone, all := Public(policy(t, s+"}")[0], Zone{Account: "444455556666", Type: "AWS::IAM::Role"})
			if got := exposureTexts(all); got != c.want || anyone.Verdict != No {
				t.Errorf("got %q (anyone: %s), want %q", got, anyone.Verdict, c.want)
			}
			for _, e := range all {
				if e.Answer.Witness == nil || len(e.Statements) != 1 {
					t.Errorf("%s without a witness or a statement", e.Principal)
				}
			}
		})
	}
	_, all := Public(policy(t, `{"Effect": "Allow", "Action": "sts:AssumeRoleWithSAML", "Principal": {"Federated": "`+okta+`"}, "Condition": {"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}}}`)[0], Zone{Account: "444455556666"})
	if got := exposureTexts(all); got != "external "+okta {
		t.Errorf("SAML: %q", got)
	}
	_, all = Public(policy(t, `{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Federated": "`+okta+`"}}`)[0], Zone{})
	if got := exposureTexts(all); got != "" {
		t.Errorf("an action that users of a provider do not have: %q", got)
	}
}

// A type limits the question to what can be done with such a resource.
func TestPublicType(t *testing.T) {
	for _, c := range []struct {
		typ, action, resource string
		want                  Truth
	}{
		{"AWS::S3::Bucket", "s3:GetObject", "arn:aws:s3:::b/*", Yes},
		{"AWS::S3::BucketPolicy", "s3:GetObject", "arn:aws:s3:::b/*", Yes},
		{"AWS::S3::Bucket", "s3:ListBucket", "arn:aws:s3:::b", Yes},
		{"AWS::S3::Bucket", "s3:GetObject", "arn:aws:s3:::b", No}, // no object is called so
		{"AWS::S3::Bucket", "s3:ListAllMyBuckets", "*", No},
		{"AWS::S3::Bucket", "sqs:SendMessage", "*", No},
		{"AWS::S3::Bucket", "*", "*", Yes},
		{"AWS::S3::Bucket", "s3:GetAccessPoint", "*", No},
		{"AWS::S3::AccessPoint", "s3:GetObject", "*", Yes},
		{"AWS::SQS::Queue", "sqs:*", "*", Yes},
		{"AWS::SQS::QueuePolicy", "s3:*", "*", No},
		{"AWS::SQS::QueueInlinePolicy", "sqs:SendMessage", "arn:aws:sqs:eu-west-1:444455556666:q", Yes},
		{"AWS::SNS::Topic", "sns:Publish", "arn:aws:sqs:eu-west-1:444455556666:q", No},
		{"AWS::KMS::ReplicaKey", "kms:Decrypt", "*", Yes},
		{"AWS::KMS::Key", "kms:CreateKey", "*", No},
		{"AWS::IAM::Role", "sts:AssumeRole", "*", Yes},
		{"AWS::IAM::Role", "sts:TagSession", "*", No},
		{"AWS::IAM::Role", "s3:*", "*", No},
		{"AWS::Lambda::Permission", "lambda:InvokeFunction", "*", Yes},
		{"AWS::Lambda::LayerVersionPermission", "lambda:GetLayerVersion", "*", Yes},
		{"AWS::Lambda::LayerVersionPermission", "lambda:InvokeFunction", "*", No},
		{"AWS::ApiGateway::RestApi", "execute-api:Invoke", "*", Yes},
		{"AWS::SecretsManager::ResourcePolicy", "secretsmanager:GetSecretValue", "*", Yes},
		{"AWS::EFS::FileSystem", "elasticfilesystem:ClientWrite", "*", Yes},
		{"AWS::Events::EventBusPolicy", "events:PutEvents", "*", Yes},
		{"AWS::S3::Bucket", "s3:YetToCome", "*", Yes},
		{"", "sqs:SendMessage", "*", Yes},
	} {
		d := policy(t, `{"Effect": "Allow", "Principal": "*", "Action": "`+c.action+`", "Resource": "`+c.resource+`"}`)[0]
		if got, _ := Public(d, Zone{Type: c.typ}); got.Verdict != c.want {
			t.Errorf("%s on %s of %s: %s %+v, want %s", c.action, c.resource, c.typ, got.Verdict, got.Witness, c.want)
		}
	}
	for typ, want := range map[string]bool{"AWS::S3::Bucket": true, "AWS::IAM::User": false, "AWS::Nothing::Thing": false, "S3": false, "Custom::S3::Bucket": false} {
		if KnowsType(typ) != want {
			t.Errorf("%s: %v", typ, !want)
		}
	}
}

// Keys of the resource are those of the zone; keys of a caller are the caller's.
func TestPublicOwner(t *testing.T) {
	for _, c := range []struct{ principal, condition, want string }{
		{`"*"`, `{"StringEquals": {"aws:ResourceOrgID": "o-ours"}}`, "public *"}, // the resource is always ours
		{`"*"`, `{"StringEquals": {"aws:ResourceAccount": "444455556666"}}`, "public *"},
		{`"*"`, `{"StringEquals": {"aws:PrincipalOrgID": "${aws:ResourceOrgID}"}}`, "organization *"},
		{`"*"`, `{"StringEquals": {"aws:ResourceAccount": "${aws:PrincipalAccount}"}}`, ""},
		{`"*"`, `{"StringNotEquals": {"aws:ResourceAccount": "${aws:PrincipalAccount}"}}`, "public *"},
		{`{"AWS": "111122223333"}`, `{"StringEquals": {"aws:PrincipalAccount": "111122223333"}}`, "external 111122223333"},
		{`{"AWS": "111122223333"}`, `{"StringEquals": {"aws:PrincipalAccount": "222233334444"}}`, ""},
		{`{"AWS": "111122223333"}`, `{"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/deploy-*"}}`, "external 111122223333"},
		{`{"AWS": "111122223333"}`, `{"StringEquals": {"aws:PrincipalOrgID": "o-ours"}}`, "external 111122223333"},
	} {
		d := policy(t, `{"Effect": "Allow", "Principal": `+c.principal+`, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": `+c.condition+`}`)[0]
		_, all := Public(d, Zone{Account: "444455556666"})
		if got := exposureTexts(all); got != c.want {
			t.Errorf("%s when %s: %q, want %q", c.principal, c.condition, got, c.want)
		}
	}
}
