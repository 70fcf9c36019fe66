package iam_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/haechi-dev/haechi/iam"
)

// policy writes a document of statements; each is the inside of an object.
func policy(statements ...string) string {
	return `{"Version":"2012-10-17","Statement":[{` + strings.Join(statements, "},{") + `}]}`
}

// Short forms of what the tables say most.
const (
	all       = `"Effect":"Allow","Action":"*","Resource":"*"`
	s3get     = `"Effect":"Allow","Action":"s3:GetObject","Resource":"*"`
	denyGet   = `"Effect":"Deny","Action":"s3:GetObject","Resource":"*"`
	ec2       = `"Effect":"Allow","Action":"ec2:*","Resource":"*"`
	user      = "arn:aws:iam::111111111111:user/team/anna"
	role      = "arn:aws:iam::111111111111:role/path/app"
	session   = "arn:aws:sts::111111111111:assumed-role/app/one"
	federate  = "arn:aws:sts::111111111111:federated-user/anna"
	root      = "arn:aws:iam::111111111111:root"
	stranger  = "arn:aws:iam::222222222222:user/eve"
	object    = "arn:aws:s3:::bucket/key"
	key       = "arn:aws:kms:eu-west-1:111111111111:key/k"
	targetARN = "arn:aws:iam::111111111111:role/target"
)

// to is a statement of a resource policy that allows s3:GetObject to a principal.
func to(principal string) string { return s3get + `,"Principal":` + principal }

func aws(name string) string { return `{"AWS":"` + name + `"}` }

type decideCase struct {
	name                  string
	principal             string
	action, resource      string // default: s3:GetObject, object
	account               string // of the resource; default 111111111111, "-" for that in the ARN
	identity, bound, sess string
	res                   string
	scps                  string // JSON list of levels
	rcps, endpoint        string
	context               string
	want                  string
}

func (c *decideCase) line() string {
	or := func(s, other string) string {
		if s == "" {
			return other
		}
		return s
	}
	var b strings.Builder
	fmt.Fprintf(&b, `{"principal":%q,"action":%q,"resource":%q,"resourceAccount":%q`, or(c.principal, user), or(c.action, "s3:GetObject"), or(c.resource, object), strings.TrimPrefix(or(c.account, "111111111111"), "-"))
	for _, f := range [][2]string{{"identityPolicies", c.identity}, {"boundaries", c.bound}, {"sessionPolicies", c.sess}, {"resourcePolicy", c.res},
		{"scps", c.scps}, {"rcps", c.rcps}, {"endpointPolicies", c.endpoint}, {"context", c.context}} {
		if f[1] != "" {
			fmt.Fprintf(&b, `,%q:%s`, f[0], f[1])
		}
	}
	return b.String() + "}"
}

func decideLine(t testing.TB, line string) *iam.Decision {
	t.Helper()
	req, policies, err := iam.ParseRequest("test.json", []byte(line))
	if err != nil {
		t.Fatalf("%s: %v", line, err)
	}
	return iam.Decide(req, policies)
}

func runDecide(t *testing.T, cases []decideCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			d := decideLine(t, c.line())
			if got := d.Result.String(); got != c.want {
				t.Errorf("got %s, want %s\nmissing %q notes %q why %v\n%s", got, c.want, d.Missing, d.Notes, d.Why, c.line())
			}
			if (d.Result == iam.ResultAllow || d.Result == iam.ResultExplicitDeny) && len(d.By) == 0 && len(d.Notes) == 0 {
				t.Errorf("%s without a statement", d.Result)
			}
			if d.Result == iam.ResultImplicitDeny && len(d.Missing) == 0 {
				t.Error("an implicit deny that does not say what is missing")
			}
			if d.Result == iam.ResultUnknown && len(d.Why) == 0 {
				t.Error("unknown without a reason")
			}
		})
	}
}

// The tables of
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-single-account.html
func TestDecideSameAccount(t *testing.T) {
	runDecide(t, []decideCase{
		{name: "nothing", want: "implicit-deny"},
		{name: "identity", identity: policy(s3get), want: "allow"},
		{name: "identity denies", identity: policy(all, denyGet), want: "explicit-deny"},
		{name: "deny elsewhere wins", identity: policy(all), res: policy(denyGet + `,"Principal":"*"`), want: "explicit-deny"},
		{name: "resource names user", res: policy(to(aws(user))), want: "allow"},
		{name: "resource names another user", res: policy(to(aws(user + "2"))), want: "implicit-deny"},
		{name: "resource names account only", res: policy(to(aws(root))), want: "implicit-deny"},
		{name: "resource names account, identity too", identity: policy(s3get), res: policy(to(aws(root))), want: "allow"},
		{name: "resource names everybody", res: policy(to(`"*"`)), want: "allow"},
		{name: "resource names everybody as AWS", res: policy(to(aws("*"))), want: "allow"},
		{name: "a star in a principal is no wildcard", res: policy(to(aws("arn:aws:iam::111111111111:user/*"))), want: "implicit-deny"},
		{name: "account denied", identity: policy(all), res: policy(denyGet + `,"Principal":{"AWS":"111111111111"}`), want: "explicit-deny"},

		{name: "boundary does not grant", bound: policy(all), want: "implicit-deny"},
		{name: "boundary limits", identity: policy(all), bound: policy(ec2), want: "implicit-deny"},
		{name: "boundary and identity", identity: policy(all), bound: policy(s3get), want: "allow"},
		{name: "boundary denies", identity: policy(all), bound: policy(all, denyGet), want: "explicit-deny"},
		{name: "user ARN is not limited by boundary", res: policy(to(aws(user))), bound: policy(ec2), want: "allow"},
		{name: "everybody is not limited by boundary", res: policy(to(`"*"`)), bound: policy(ec2), want: "allow"},
		{name: "boundary denies a user ARN", res: policy(to(aws(user))), bound: policy(denyGet), want: "explicit-deny"},

		{name: "role", principal: role, identity: policy(s3get), want: "allow"},
		{name: "role ARN", principal: role, res: policy(to(aws(role))), want: "allow"},
		{name: "role ARN limited by boundary", principal: role, res: policy(to(aws(role))), bound: policy(ec2), want: "implicit-deny"},
		{name: "role ARN within boundary", principal: role, res: policy(to(aws(role))), bound: policy(s3get), want: "allow"},
		{name: "role ARN covers its sessions", principal: session, res: policy(to(aws(role))), want: "allow"},
		{name: "role ARN of another account", principal: session, res: policy(to(aws(strings.Replace(role, "1111", "2111", 1)))), want: "implicit-deny"},
		{name: "role ARN limited by session policy", principal: session, res: policy(to(aws(role))), sess: policy(ec2), want: "implicit-deny"},
		{name: "session ARN", principal: session, res: policy(to(aws(session))), want: "allow"},
		{name: "session ARN is not limited by session policy", principal: session, res: policy(to(aws(session))), sess: policy(ec2), want: "allow"},
		{name: "session ARN is not limited by boundary", principal: session, res: policy(to(aws(session))), bound: policy(ec2), want: "allow"},
		{name: "another session", principal: session, res: policy(to(aws(session + "2"))), want: "implicit-deny"},
		{name: "session policy limits", principal: session, identity: policy(all), sess: policy(ec2), want: "implicit-deny"},
		{name: "session policy and identity", principal: session, identity: policy(all), sess: policy(s3get), want: "allow"},
		{name: "all three", principal: session, identity: policy(all), bound: policy(all), sess: policy(s3get), want: "allow"},
		{name: "session policy does not grant", principal: session, sess: policy(s3get), want: "implicit-deny"},
		{name: "everybody with aws:PrincipalArn is not limited", principal: session, bound: policy(ec2),
			res: policy(to(`"*"`) + `,"Condition":{"ArnEquals":{"aws:PrincipalArn":"arn:aws:iam::111111111111:role/app"}}`), want: "allow"},

		{name: "federated user", principal: federate, identity: policy(all), sess: policy(s3get), want: "allow"},
		{name: "federated user ARN", principal: federate, res: policy(to(aws(federate))), sess: policy(ec2), want: "allow"},
		{name: "user ARN behind a federated user is limited", principal: federate, res: policy(to(aws("arn:aws:iam::111111111111:user/anna"))), sess: policy(ec2), want: "implicit-deny"},
		{name: "user ARN behind a federated user", principal: federate, res: policy(to(aws("arn:aws:iam::111111111111:user/anna"))), sess: policy(s3get), want: "allow"},

		{name: "root user", principal: root, want: "allow"},
		{name: "root user denied", principal: root, res: policy(denyGet + `,"Principal":"*"`), want: "explicit-deny"},
		{name: "root user has no boundary", principal: root, bound: policy(ec2), want: "allow"},

		{name: "NotPrincipal names the user and its account", identity: policy(all),
			res: policy(denyGet + `,"NotPrincipal":{"AWS":["` + user + `","` + root + `"]}`), want: "allow"},
		{name: "NotPrincipal names another user", identity: policy(all), res: policy(denyGet + `,"NotPrincipal":{"AWS":["` + user + `2","` + root + `"]}`), want: "explicit-deny"},
		{name: "NotPrincipal names session, role and account", principal: session, identity: policy(all),
			res: policy(denyGet + `,"NotPrincipal":{"AWS":["` + session + `","` + role + `","` + root + `"]}`), want: "allow"},
		{name: "NotPrincipal names the role without the session", principal: session, identity: policy(all),
			res: policy(denyGet + `,"NotPrincipal":{"AWS":["` + role + `","` + root + `"]}`), want: "explicit-deny"},
		{name: "NotPrincipal denies whoever has a boundary", identity: policy(all), bound: policy(all),
			res: policy(denyGet + `,"NotPrincipal":{"AWS":["` + user + `","` + root + `"]}`), want: "explicit-deny"},
		{name: "NotPrincipal with Allow", res: policy(s3get + `,"NotPrincipal":` + aws(user+"2")), want: "allow"},
	})
}

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
func TestDecideCrossAccount(t *testing.T) {
	runDecide(t, []decideCase{
		{name: "identity alone", principal: stranger, identity: policy(all), want: "implicit-deny"},
		{name: "resource alone", principal: stranger, res: policy(to(aws(stranger))), want: "implicit-deny"},
		{name: "both", principal: stranger, identity: policy(s3get), res: policy(to(aws(stranger))), want: "allow"},
		{name: "account and identity", principal: stranger, identity: policy(s3get), res: policy(to(aws("222222222222"))), want: "allow"},
		{name: "everybody and identity", principal: stranger, identity: policy(s3get), res: policy(to(`"*"`)), want: "allow"},
		{name: "everybody without identity", principal: stranger, res: policy(to(`"*"`)), want: "implicit-deny"},
		{name: "boundary limits", principal: stranger, identity: policy(s3get), bound: policy(ec2), res: policy(to(aws(stranger))), want: "implicit-deny"},
		{name: "account of the ARN", principal: user, account: "-", action: "sqs:SendMessage", resource: "arn:aws:sqs:eu-west-1:222222222222:q", identity: policy(all), want: "implicit-deny"},
		{name: "root user of another account", principal: "222222222222", res: policy(to(aws("222222222222"))), want: "allow"},
		{name: "root user of another account, not named", principal: "222222222222", want: "implicit-deny"},
		{name: "managed policy of AWS", action: "iam:GetPolicy", account: "-", resource: "arn:aws:iam::aws:policy/AdministratorAccess", identity: policy(all), want: "allow"},
	})
}

func TestDecideOthers(t *testing.T) {
	service := "cloudtrail.amazonaws.com"
	named := to(`{"Service":"` + service + `"}`)
	runDecide(t, []decideCase{
		{name: "a bucket policy cannot lock out the root user", principal: root, action: "s3:DeleteBucketPolicy", resource: "arn:aws:s3:::bucket", res: policy(`"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"`), want: "allow"},
		{name: "an SCP can", principal: root, action: "s3:DeleteBucketPolicy", resource: "arn:aws:s3:::bucket", res: policy(`"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"`), scps: `[[` + policy(all, `"Effect":"Deny","Action":"s3:*","Resource":"*"`) + `]]`, want: "explicit-deny"},
		{name: "another user it can", principal: user, action: "s3:DeleteBucketPolicy", resource: "arn:aws:s3:::bucket", identity: policy(all), res: policy(`"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"`), want: "explicit-deny"},
		{name: "anonymous, nothing", principal: "*", want: "implicit-deny"},
		{name: "anonymous, everybody", principal: "*", res: policy(to(`"*"`)), want: "allow"},
		{name: "anonymous, account", principal: "anonymous", res: policy(to(aws(root))), want: "implicit-deny"},
		{name: "anonymous, identity does not count", principal: "*", identity: policy(all), want: "implicit-deny"},
		{name: "anonymous, condition on org", principal: "*", res: policy(to(`"*"`) + `,"Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-1"}}`), want: "implicit-deny"},
		{name: "service", principal: service, res: policy(named), want: "allow"},
		{name: "another service", principal: "sns.amazonaws.com", res: policy(named), want: "implicit-deny"},
		{name: "service with condition", principal: service, res: policy(named + `,"Condition":{"StringEquals":{"aws:SourceAccount":"111111111111"}}`), context: `{"AWS:SOURCEACCOUNT":"111111111111"}`, want: "allow"},
		{name: "service with condition, confused", principal: service, res: policy(named + `,"Condition":{"StringEquals":{"aws:SourceAccount":"111111111111"}}`), context: `{"aws:SourceAccount":"333333333333"}`, want: "implicit-deny"},
		{name: "service is no principal of an account", principal: service, scps: "[[" + policy(ec2) + "]]", res: policy(named), want: "allow"},
		{name: "deny for all but services", principal: service, res: policy(named, `"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"BoolIfExists":{"aws:PrincipalIsAWSService":"false"}}`), want: "allow"},
		{name: "web identity", principal: "accounts.google.com", action: "sts:AssumeRoleWithWebIdentity", resource: targetARN,
			res: policy(`"Effect":"Allow","Action":"sts:AssumeRoleWithWebIdentity","Principal":{"Federated":"accounts.google.com"},"Condition":{"StringEquals":{"accounts.google.com:aud":"66"}}`), context: `{"accounts.google.com:aud":"66"}`, want: "allow"},

		{name: "key policy names nobody", action: "kms:Decrypt", resource: key, identity: policy(all), res: policy(`"Effect":"Allow","Action":"kms:*","Resource":"*","Principal":` + aws(user+"2")), want: "implicit-deny"},
		{name: "key policy hands on to the account", action: "kms:Decrypt", resource: key, identity: policy(all), res: policy(`"Effect":"Allow","Action":"kms:*","Resource":"*","Principal":` + aws(root)), want: "allow"},
		{name: "key policy of the account alone", action: "kms:Decrypt", resource: key, res: policy(`"Effect":"Allow","Action":"kms:*","Resource":"*","Principal":` + aws(root)), want: "implicit-deny"},
		{name: "key policy names user", action: "kms:Decrypt", resource: key, res: policy(`"Effect":"Allow","Action":"kms:*","Resource":"*","Principal":` + aws(user)), want: "allow"},
		{name: "key without key policy", action: "kms:Decrypt", resource: key, identity: policy(all), want: "implicit-deny"},
		{name: "root user needs the key policy", principal: root, action: "kms:Decrypt", resource: key, res: policy(`"Effect":"Allow","Action":"kms:*","Resource":"*","Principal":` + aws(user)), want: "implicit-deny"},
		{name: "root user in the key policy", principal: root, action: "kms:Decrypt", resource: key, res: policy(`"Effect":"Allow","Action":"kms:*","Resource":"*","Principal":` + aws(root)), want: "allow"},
		{name: "kms without a key", action: "kms:ListKeys", resource: "*", identity: policy(all), want: "allow"},

		{name: "trust names user", action: "sts:AssumeRole", resource: targetARN, res: policy(`"Effect":"Allow","Action":"sts:AssumeRole","Principal":` + aws(user)), want: "allow"},
		{name: "trust names account, identity allows", action: "sts:AssumeRole", resource: targetARN, identity: policy(all), res: policy(`"Effect":"Allow","Action":"sts:AssumeRole","Principal":` + aws(root)), want: "allow"},
		{name: "trust names account only", action: "sts:AssumeRole", resource: targetARN, res: policy(`"Effect":"Allow","Action":"sts:AssumeRole","Principal":` + aws(root)), want: "implicit-deny"},
		{name: "no trust", action: "sts:AssumeRole", resource: targetARN, identity: policy(all), want: "implicit-deny"},
		{name: "trust names a stranger", principal: stranger, action: "sts:AssumeRole", resource: targetARN, res: policy(`"Effect":"Allow","Action":"sts:AssumeRole","Principal":` + aws(stranger)), want: "implicit-deny"},
		{name: "trust names a stranger who may", principal: stranger, action: "sts:AssumeRole", resource: targetARN, identity: policy(all), res: policy(`"Effect":"Allow","Action":"sts:AssumeRole","Principal":` + aws(stranger)), want: "allow"},
		{name: "root cannot assume", principal: root, action: "sts:AssumeRole", resource: targetARN, res: policy(`"Effect":"Allow","Action":"sts:AssumeRole","Principal":` + aws(root)), want: "implicit-deny"},
		{name: "caller identity", action: "sts:GetCallerIdentity", resource: "*", identity: policy(`"Effect":"Deny","Action":"*","Resource":"*"`), want: "allow"},
	})
}

// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html
func TestDecideOrganisation(t *testing.T) {
	full, none := policy(all), policy(ec2)
	linked := "arn:aws:iam::111111111111:role/aws-service-role/sso.amazonaws.com/AWSServiceRoleForSSO"
	runDecide(t, []decideCase{
		{name: "scp does not grant", scps: "[[" + full + "]]", want: "implicit-deny"},
		{name: "every level allows", identity: full, scps: "[[" + full + "],[" + none + "," + full + "]]", want: "allow"},
		{name: "one level does not", identity: full, scps: "[[" + full + "],[" + none + "]]", want: "implicit-deny"},
		{name: "a level without policies", identity: full, scps: "[[" + full + "],[]]", want: "implicit-deny"},
		{name: "a level denies", identity: full, scps: "[[" + full + "],[" + full + "," + policy(denyGet) + "]]", want: "explicit-deny"},
		{name: "no organisation", identity: full, scps: "[]", want: "allow"},
		{name: "scp limits the root user", principal: root, scps: "[[" + none + "]]", want: "implicit-deny"},
		{name: "scp limits what the resource grants", res: policy(to(aws(user))), scps: "[[" + none + "]]", want: "implicit-deny"},
		{name: "service-linked role", principal: linked, identity: full, scps: "[[" + policy(denyGet) + "]]", want: "allow"},
		{name: "session of a service-linked role", principal: "arn:aws:sts::111111111111:assumed-role/AWSServiceRoleForSSO/x", identity: full, scps: "[[" + none + "]]", want: "allow"},
		{name: "rcp needs no allow", identity: full, rcps: "[[" + policy(`"Effect":"Deny","Principal":"*","Action":"s3:Put*","Resource":"*"`) + "]]", want: "allow"},
		{name: "rcp denies", identity: full, rcps: "[[" + policy(denyGet+`,"Principal":"*"`) + "]]", want: "explicit-deny"},
		{name: "rcp as a list of documents", identity: full, rcps: "[" + policy(denyGet+`,"Principal":"*"`) + "]", want: "explicit-deny"},
		{name: "rcp denies anonymous", principal: "*", res: policy(to(`"*"`)), rcps: "[[" + policy(denyGet+`,"Principal":"*","Condition":{"StringNotEqualsIfExists":{"aws:PrincipalOrgID":"o-1"}}`) + "]]", want: "explicit-deny"},
		{name: "endpoint allows", identity: full, endpoint: "[" + full + "]", want: "allow"},
		{name: "endpoint names the role", principal: session, identity: full, endpoint: "[" + policy(to(aws(role))) + "]", want: "allow"},
		{name: "endpoint names the account, which means its root user", principal: session, identity: full, endpoint: "[" + policy(to(aws(root))) + "]", want: "implicit-deny"},
		{name: "endpoint does not", identity: full, endpoint: "[" + none + "]", want: "implicit-deny"},
	})
}

func TestNotes(t *testing.T) {
	rcp := "[[" + policy(`"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"`) + "]]"
	for _, c := range []struct {
		name, want string
		line       decideCase
	}{
		{"root user", "the root user may do what nothing denies", decideCase{principal: root}},
		{"service-linked role", "do not apply to service-linked roles", decideCase{principal: "arn:aws:sts::111111111111:assumed-role/AWSServiceRoleForSSO/x", scps: "[[" + policy(denyGet) + "]]"}},
		{"rcp in a service it does not reach", "is not known to be a service that RCPs reach", decideCase{action: "lambda:InvokeFunction", resource: "arn:aws:lambda:eu-west-1:111111111111:function:f", rcps: rcp}},
		{"rcp in a service it reaches", "", decideCase{rcps: rcp}},
	} {
		if got := strings.Join(decideLine(t, c.line.line()).Notes, "; "); (c.want == "") != (got == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

// Of very many statements that deny, the first are named.
func TestDecideManyDenials(t *testing.T) {
	deny := `{"Effect":"Deny","Action":"*","Resource":"*"},`
	for _, n := range []int{1, 99, 100, 101, 2000} {
		d := document(t, `{"Version":"2012-10-17","Statement":[`+strings.Repeat(deny, n)+`{`+all+`}]}`)
		who, err := iam.ParsePrincipal(user)
		if err != nil {
			t.Fatal(err)
		}
		req, p := &iam.Request{Principal: who, Action: "s3:GetObject", Resource: "arn:aws:s3:::b/k"}, &iam.Policies{Identity: []*iam.Document{d}}
		for range 3 { // the second makes the index
			got := iam.Decide(req, p)
			if got.Result != iam.ResultExplicitDeny || len(got.By) != min(n, 100) || len(got.By)+got.More != n || got.By[0].Statement.Index != 0 {
				t.Errorf("%d statements deny: %v by %d and %d more", n, got.Result, len(got.By), got.More)
			}
			if others := iam.Explain(req, p, got); len(others) != got.More+1 || got.More > 0 && others[0].Because != "it denies, too" {
				t.Errorf("%d statements deny: %d others, %+v", n, len(others), others[0])
			}
		}
	}
}
