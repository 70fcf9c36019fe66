package iam_test

import (
	"strings"
	"testing"

	"github.com/haechi-dev/haechi/iam"
)

// Who is let in when the organisation has policies: kinds and principals of the findings.
func TestPublicInOrganisation(t *testing.T) {
	const (
		open     = `{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"}`
		member   = `{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-1"}}}`
		partner  = `{"Effect":"Allow","Principal":{"AWS":"222222222222"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"}`
		function = `{"Effect":"Allow","Principal":"*","Action":"lambda:InvokeFunction","Resource":"arn:aws:lambda:*:*:function:f"}`
		anything = `{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}`
		trust    = `{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"},"Action":"sts:AssumeRoleWithWebIdentity"}`

		ownOrg   = `{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*","Condition":{"StringNotEqualsIfExists":{"aws:PrincipalOrgID":"o-1"},"BoolIfExists":{"aws:PrincipalIsAWSService":"false"}}}`
		tls      = `{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}`
		puts     = `{"Effect":"Deny","Principal":"*","Action":"s3:Put*","Resource":"*"}`
		referer  = `{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"StringNotEquals":{"aws:Referer":"mine"}}}`
		endpoint = `{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"StringNotEqualsIfExists":{"aws:SourceVpce":"vpce-1"}}}`
		network  = `{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"NotIpAddressIfExists":{"aws:SourceIp":"198.51.100.0/24"}}}`
		own      = `{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"StringEquals":{"aws:ResourceAccount":"111122223333"}}}`
		others   = `{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"StringNotEquals":{"aws:ResourceAccount":"111122223333"}}}`
		full     = `{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}`
		repo     = `{"Effect":"Deny","Principal":"*","Action":"sts:AssumeRoleWithWebIdentity","Resource":"*","Condition":{"StringNotLike":{"token.actions.githubusercontent.com:sub":"repo:acme/*"}}}`

		noGets  = `{"Effect":"Deny","Action":"s3:GetObject","Resource":"*"}`
		onlyEC2 = `{"Effect":"Allow","Action":"ec2:*","Resource":"*"}`
		fullSCP = `{"Effect":"Allow","Action":"*","Resource":"*"}`
	)
	for _, c := range []struct {
		name, policy, typ string
		rcp, scp          []string
		want              string
	}{
		{"open", open, "", nil, nil, "public *"},
		{"RCPs that allow", open, "", []string{full}, nil, "public *"},
		{"only the organisation", open, "", []string{full, ownOrg}, nil, "organization *"},
		{"only by TLS", open, "", []string{tls}, nil, "public *"},
		{"another action", open, "", []string{puts}, nil, "public *"},
		{"a key that can be forged", open, "", []string{referer}, nil, "public *"},
		{"an endpoint", open, "", []string{endpoint}, nil, ""},
		{"a network", open, "", []string{network}, nil, ""},
		{"this account", open, "", []string{own}, nil, ""},
		{"other accounts", open, "", []string{others}, nil, "public *"},
		{"of the organisation already", member, "", []string{ownOrg}, nil, "organization *"},
		{"a partner", partner, "", nil, nil, "external 222222222222"},
		{"a partner, who may be of the organisation", partner, "", []string{ownOrg}, nil, "external 222222222222"},
		{"a partner, and an endpoint", partner, "", []string{endpoint}, nil, "external 222222222222"},
		{"a partner who is denied", partner, "", []string{strings.Replace(puts, "Put", "Get", 1)}, nil, ""},
		{"a service that RCPs do not reach", function, "", []string{ownOrg}, nil, "public *"},
		{"anything, of which RCPs reach some", anything, "", []string{ownOrg}, nil, "public *"},
		{"anything on a bucket", anything, "AWS::S3::Bucket", []string{ownOrg}, nil, "organization *"},
		{"anything on a function", anything, "AWS::Lambda::Function", []string{ownOrg}, nil, "public *"},
		{"everybody at GitHub", trust, "AWS::IAM::Role", nil, nil, "public arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"},
		{"one owner at GitHub", trust, "AWS::IAM::Role", []string{repo}, nil, "external arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"},

		{"strangers have no SCP", open, "", nil, []string{noGets}, "public *"},
		{"an SCP of the organisation", member, "", nil, []string{noGets}, ""},
		{"an SCP beside another", member, "", nil, []string{fullSCP, noGets}, ""},
		{"an SCP that allows other things", member, "", nil, []string{onlyEC2}, ""},
		{"two levels", member, "", nil, []string{onlyEC2, fullSCP}, ""},
		{"an SCP that allows all", member, "", nil, []string{fullSCP, fullSCP}, "organization *"},
		{"a partner has other SCPs", partner, "", nil, []string{noGets}, "external 222222222222"},
		{"both", open, "", []string{ownOrg}, []string{noGets}, ""},
	} {
		documents := func(statements []string) (all []*iam.Document) {
			for _, s := range statements {
				all = append(all, document(t, `{"Version":"2012-10-17","Statement":[`+s+`]}`))
			}
			return all
		}
		_, all := iam.Public(documents([]string{c.policy})[0], iam.Zone{Account: "111122223333", Sure: true, Type: c.typ, RCP: documents(c.rcp), SCP: documents(c.scp)})
		var got []string
		for _, e := range all {
			kind := "external"
			switch {
			case e.Public:
				kind = "public"
			case e.Organization:
				kind = "organization"
			}
			got = append(got, kind+" "+e.Principal)
			if e.Answer.Verdict != iam.Yes {
				t.Errorf("%s: %s is %v: %v", c.name, e.Principal, e.Answer.Verdict, e.Answer.Why)
			}
		}
		if text := strings.Join(got, ", "); text != c.want {
			t.Errorf("%s: got %q, want %q", c.name, text, c.want)
		}
	}
}

// Resources of a witness are of the account that owns them, and so is what the policy says of others.
func TestPublicOfAccount(t *testing.T) {
	for _, c := range []struct{ resource, want string }{
		{"*", "arn:aws:sqs:us-east-1:555566667777:x"},
		{"arn:aws:sqs:*:*:q*", "arn:aws:sqs:us-east-1:555566667777:q"},
		{"arn:aws:sqs:eu-west-1:555566667777:q", "arn:aws:sqs:eu-west-1:555566667777:q"},
		{"arn:aws:sqs:eu-west-1:111122223333:q", ""},
	} {
		d := document(t, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"sqs:SendMessage","Resource":"`+c.resource+`"}]}`)
		anyone, _ := iam.Public(d, iam.Zone{Account: "555566667777", Sure: true, Type: "AWS::SQS::Queue"})
		got := ""
		if anyone.Witness != nil {
			got = anyone.Witness.Resource
		}
		if got != c.want || (anyone.Verdict == iam.Yes) != (c.want != "") {
			t.Errorf("%s: %v with %q, want %q", c.resource, anyone.Verdict, got, c.want)
		}
	}
}
