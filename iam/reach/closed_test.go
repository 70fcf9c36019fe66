package reach_test

import (
	"strings"
	"testing"

	"github.com/haechi-dev/haechi/iam"
	"github.com/haechi-dev/haechi/iam/reach"
	"github.com/haechi-dev/haechi/source/cloudformation"
)

// open is an estate in which the attacker reaches admin by lambda-001.
func open() obj {
	r := obj{"Target": estate()["Target"]}
	return attacker(r, statement("Allow", []any{"iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"}, "*"))
}

func scp(t *testing.T, statements ...any) reach.Options {
	t.Helper()
	m := policy(append([]any{statement("Allow", "*", "*")}, statements...)...)
	g := read(t, obj{"P": resource("AWS::IAM::ManagedPolicy", obj{"PolicyDocument": m})})
	d, err := iam.Parse(g.Resource("P").Properties.Get("PolicyDocument"))
	if err != nil {
		t.Fatal(err)
	}
	return reach.Options{SCP: [][]*iam.Document{{d}}}
}

func TestWhatClosesAPath(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(r obj)
		deny   []any // of an SCP
		closed bool
	}{
		{"nothing", func(obj) {}, nil, false},
		{"an SCP about something else", func(obj) {}, []any{statement("Deny", "s3:*", "*")}, false},
		{"an SCP that forbids users", func(obj) {}, []any{statement("Deny", []any{"iam:CreateUser", "iam:PutUserPolicy", "iam:AttachUserPolicy"}, "*")}, false},
		{"a target of many powers, but not that of giving them", func(r obj) {
			properties(r, "Target")["ManagedPolicyArns"] = []any{"arn:aws:iam::aws:policy/PowerUserAccess"}
		}, nil, true},
		{"an SCP", func(obj) {}, []any{statement("Deny", "lambda:CreateFunction", "*")}, true},
		{"an SCP about the role", func(obj) {}, []any{statement("Deny", "iam:PassRole", "arn:aws:iam::*:role/target")}, true},
		{"an SCP but for names of a kind", func(obj) {}, []any{obj{"Effect": "Deny", "Action": "lambda:CreateFunction", "NotResource": "arn:aws:lambda:*:*:function:team-*"}}, false},
		{"a deny", func(r obj) {
			properties(r, "Attacker")["Policies"] = append(properties(r, "Attacker")["Policies"].([]any), inline(statement("Deny", "lambda:InvokeFunction", "*"))...)
		}, nil, true},
		{"a deny about other names", func(r obj) {
			properties(r, "Attacker")["Policies"] = append(properties(r, "Attacker")["Policies"].([]any), inline(statement("Deny", "lambda:InvokeFunction", "arn:aws:lambda:*:*:function:haechi*"))...)
		}, nil, false},
		{"a boundary", func(r obj) {
			r["Limit"] = resource("AWS::IAM::ManagedPolicy", obj{"PolicyDocument": policy(statement("Allow", "lambda:*", "*"))})
			properties(r, "Attacker")["PermissionsBoundary"] = ref("Limit")
		}, nil, true},
		{"a wide boundary", func(r obj) {
			r["Limit"] = resource("AWS::IAM::ManagedPolicy", obj{"PolicyDocument": policy(statement("Allow", []any{"lambda:*", "iam:*"}, "*"))})
			properties(r, "Attacker")["PermissionsBoundary"] = ref("Limit")
		}, nil, false},
		{"a boundary of the target", func(r obj) {
			r["Limit"] = resource("AWS::IAM::ManagedPolicy", obj{"PolicyDocument": policy(statement("Allow", "s3:*", "*"))})
			properties(r, "Target")["PermissionsBoundary"] = ref("Limit")
		}, nil, true},
		{"trust of another source", func(r obj) {
			properties(r, "Target")["AssumeRolePolicyDocument"] = policy(obj{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": obj{"Service": "lambda.amazonaws.com"},
				"Condition": obj{"StringEquals": obj{"aws:SourceAccount": "999999999999"}}})
		}, nil, true},
		{"a role that does not trust anybody", func(r obj) {
			properties(r, "Target")["AssumeRolePolicyDocument"] = trust(obj{"AWS": "arn:aws:iam::999999999999:root"})
		}, nil, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := open()
			c.change(r)
			p, err := reach.New(read(t, r), scp(t, c.deny...)).Find("Attacker", reach.Admin)
			if err != nil {
				t.Fatal(err)
			}
			if closed := p == nil; closed != c.closed {
				t.Errorf("closed is %v, want %v: %+v", closed, c.closed, p)
			}
			if p != nil && !p.Certain {
				t.Errorf("not certain: %v", p.Why)
			}
		})
	}
}

// One name must serve all needs on a new resource.
func TestNewResourcesAreConsistent(t *testing.T) {
	for _, c := range []struct {
		create, invoke string
		want           string // in the name found
	}{
		{"team-*", "*-dev", "team-dev"},
		{"a*", "ab*", "ab"},
		{"a*", "b*", ""},
		{"fixed", "fixed", "fixed"},
		{"???", "*x", "x"},
		{"${aws:username}-*", "mallory-*", "mallory-"},
	} {
		r := obj{"Target": estate()["Target"]}
		attacker(r, statement("Allow", "iam:PassRole", "*"), statement("Allow", "lambda:CreateFunction", "arn:aws:lambda:us-east-1:"+account+":function:"+c.create),
			statement("Allow", "lambda:InvokeFunction", "arn:aws:lambda:*:*:function:"+c.invoke))
		p := find(t, r, "Attacker", reach.Admin)
		switch {
		case c.want == "" && p != nil:
			t.Errorf("%s and %s: %+v", c.create, c.invoke, p.Steps)
		case c.want != "" && (p == nil || !p.Certain):
			t.Errorf("%s and %s: no path", c.create, c.invoke)
		case c.want != "":
			needs := p.Steps[0].Needs
			a, b := needs[len(needs)-2].Resource, needs[len(needs)-1].Resource
			if a != b || !strings.Contains(a, c.want) {
				t.Errorf("%s and %s: %s and %s", c.create, c.invoke, a, b)
			}
		}
	}
}

// A region that the policy fixes is the region of the attack.
func TestRegionOfThePolicy(t *testing.T) {
	for _, region := range []string{"ap-northeast-2", "eu-*"} {
		r := obj{"Target": estate()["Target"]}
		attacker(r, statement("Allow", "iam:PassRole", "*"), statement("Allow", "codebuild:*", "arn:aws:codebuild:"+region+":"+account+":project/*"))
		if p := find(t, r, "Attacker", reach.Admin); p == nil || !p.Certain {
			t.Errorf("%s: %+v", region, p)
		}
	}
}

func TestSeveralSteps(t *testing.T) {
	root := trust(obj{"AWS": "arn:aws:iam::" + account + ":root"})
	r := obj{
		"Target": estate()["Target"],
		"A":      resource("AWS::IAM::Role", obj{"RoleName": "a", "AssumeRolePolicyDocument": root, "Policies": inline(statement("Allow", "iam:CreateAccessKey", "arn:aws:iam::*:user/b"))}),
		"B":      resource("AWS::IAM::User", obj{"UserName": "b", "Policies": inline(statement("Allow", []any{"iam:PassRole", "glue:*"}, "*"))}),
		"Dead":   resource("AWS::IAM::Role", obj{"RoleName": "dead", "AssumeRolePolicyDocument": root}),
	}
	attacker(r, statement("Allow", "sts:AssumeRole", "*"))
	p := find(t, r, "Attacker", "admin")
	if p == nil {
		t.Fatal("no path")
	}
	var got []string
	for _, s := range p.Steps {
		got = append(got, s.From+" "+s.Technique+" "+s.To)
	}
	if want := "Attacker sts-001 A, A iam-002 B, B glue-001 Target"; strings.Join(got, ", ") != want {
		t.Errorf("%v, want %s", got, want)
	}
	for _, to := range []string{"B", "b", "arn:aws:iam::" + account + ":user/b"} {
		if p := find(t, r, "mallory", to); p == nil || len(p.Steps) != 2 || p.To != "B" {
			t.Errorf("to %s: %+v", to, p)
		}
	}
	if p := find(t, r, "Dead", "admin"); p != nil {
		t.Errorf("%+v", p)
	}
	if p := find(t, r, "Target", "admin"); p == nil || len(p.Steps) != 0 {
		t.Errorf("an administrator: %+v", p)
	}
}

func TestGroups(t *testing.T) {
	r := obj{
		"Target": estate()["Target"],
		"Staff":  resource("AWS::IAM::Group", obj{"GroupName": "staff"}),
		"Give":   resource("AWS::IAM::Policy", obj{"PolicyName": "p", "Groups": []any{ref("Staff")}, "PolicyDocument": policy(statement("Allow", "iam:AddUserToGroup", "arn:aws:iam::*:group/makers"))}),
		"Makers": resource("AWS::IAM::Group", obj{"GroupName": "makers", "Policies": inline(statement("Allow", []any{"iam:PassRole", "lambda:*"}, "*"))}),
		"Member": resource("AWS::IAM::UserToGroupAddition", obj{"GroupName": ref("Staff"), "Users": []any{"mallory"}}),
	}
	attacker(r)
	delete(properties(r, "Attacker"), "Policies")
	p := find(t, r, "Attacker", "admin")
	if p == nil || len(p.Steps) != 2 || p.Steps[0].Technique != "iam-013" {
		t.Fatalf("%+v", p)
	}
}

func TestWhatIsNotKnown(t *testing.T) {
	template := func(change func(r obj)) obj {
		r := open()
		change(r)
		return obj{"Parameters": obj{"Name": obj{"Type": "String"}}, "Conditions": obj{"Prod": obj{"Fn::Equals": []any{ref("Name"), "prod"}}}, "Resources": r}
	}
	for _, c := range []struct {
		name   string
		change func(r obj)
		why    string
	}{
		{"the action", func(r obj) {
			properties(r, "Attacker")["Policies"] = inline(statement("Allow", []any{"iam:PassRole", ref("Name")}, "*"), statement("Allow", "lambda:CreateFunction", "*"))
		}, "parameter Name has no value"},
		{"who is trusted", func(r obj) {
			properties(r, "Target")["AssumeRolePolicyDocument"] = trust(obj{"Service": ref("Name")})
		}, "parameter Name has no value"},
		{"whether the role is there", func(r obj) { r["Target"].(obj)["Condition"] = "Prod" }, "condition Prod is not known"},
		{"whether the policy is there", func(r obj) {
			properties(r, "Attacker")["Policies"] = []any{}
			r["P"] = resource("AWS::IAM::UserPolicy", obj{"UserName": ref("Attacker"), "PolicyName": "p", "PolicyDocument": policy(statement("Allow", []any{"iam:PassRole", "lambda:*"}, "*"))})
			r["P"].(obj)["Condition"] = "Prod"
		}, "condition Prod is not known"},
		{"whose policy it is", func(r obj) {
			properties(r, "Attacker")["Policies"] = []any{}
			r["P"] = resource("AWS::IAM::UserPolicy", obj{"UserName": ref("Name"), "PolicyName": "p", "PolicyDocument": policy(statement("Allow", []any{"iam:PassRole", "lambda:*"}, "*"))})
		}, "parameter Name has no value"},
		{"what the attacker brings along", func(r obj) {
			s := statement("Allow", []any{"iam:PassRole", "lambda:*"}, "*")
			s["Condition"] = obj{"IpAddress": obj{"aws:SourceIp": "192.0.2.0/24"}}
			properties(r, "Attacker")["Policies"] = inline(s)
		}, "aws:SourceIp"},
		{"a deny", func(r obj) {
			s := statement("Deny", "lambda:*", "*")
			s["Condition"] = obj{"StringEquals": obj{"aws:SourceVpc": ref("Name")}}
			properties(r, "Attacker")["Policies"] = append(properties(r, "Attacker")["Policies"].([]any), inline(s)...)
		}, "aws:SourceVpc"},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := reach.New(readWith(t, template(c.change), cloudformation.Options{}), reach.Options{})
			p, err := m.Find("Attacker", reach.Admin)
			if err != nil {
				t.Fatal(err)
			}
			if p == nil || p.Certain {
				t.Fatalf("%+v, want a path that is there perhaps", p)
			}
			var why []string
			for _, r := range p.Why {
				why = append(why, r.String())
			}
			if !strings.Contains(strings.Join(why, ", "), c.why) {
				t.Errorf("%v, want %s", why, c.why)
			}
		})
	}
}

// Without region and account nothing is uncertain that does not depend on them.
func TestHolesOfOnePlace(t *testing.T) {
	r := obj{"Target": estate()["Target"]}
	attacker(r, statement("Allow", "iam:PassRole", obj{"Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/target"}),
		statement("Allow", "lambda:*", obj{"Fn::Sub": "arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:x-*"}))
	p, err := reach.New(readWith(t, obj{"Resources": r}, cloudformation.Options{}), reach.Options{}).Find("arn:aws:iam::"+account+":user/mallory", reach.Admin)
	if err != nil || p == nil || !p.Certain || p.From != "Attacker" {
		t.Fatalf("%+v %v", p, err)
	}
}

func TestSomebodyFromElsewhere(t *testing.T) {
	r := obj{"Target": estate()["Target"]}
	properties(r, "Target")["AssumeRolePolicyDocument"] = trust(obj{"AWS": []any{"111122223333", "arn:aws:iam::444455556666:role/ci"}})
	for from, want := range map[string]bool{
		"arn:aws:iam::111122223333:user/ann": true, "arn:aws:iam::444455556666:role/ci": true, "arn:aws:iam::444455556666:role/other": false, "arn:aws:iam::777788889999:user/x": false,
		"111122223333": true, "444455556666": true, "777788889999": false, "*": false,
	} {
		if p := find(t, r, from, "admin"); (p != nil) != want || want && !p.Certain {
			t.Errorf("%s: %+v", from, p)
		}
		p, err := reach.New(readWith(t, obj{"Resources": r}, cloudformation.Options{}), reach.Options{}).Find(from, "admin")
		if err != nil || (p != nil) != want || want && !p.Certain {
			t.Errorf("%s, where the account is not known: %+v %v", from, p, err)
		}
	}
	// Of somebody in the account whom the template does not declare the policies are not known.
	if p := find(t, r, "arn:aws:iam::"+account+":user/ann", "admin"); p == nil || p.Certain {
		t.Errorf("%+v", p)
	}
}

func TestResources(t *testing.T) {
	r := obj{
		"Bucket": resource("AWS::S3::Bucket", obj{"BucketName": "orders"}),
		"Policy": resource("AWS::S3::BucketPolicy", obj{"Bucket": ref("Bucket"), "PolicyDocument": policy(obj{"Effect": "Deny", "Principal": "*", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::orders/*"})}),
		"Table":  resource("AWS::DynamoDB::Table", obj{"TableName": "orders"}),
		"Reader": resource("AWS::IAM::Role", obj{"RoleName": "reader", "AssumeRolePolicyDocument": trust(obj{"Service": "lambda.amazonaws.com"}),
			"Policies": inline(statement("Allow", []any{"s3:GetObject", "s3:PutObject"}, "arn:aws:s3:::orders/*"))}),
		"Function": resource("AWS::Lambda::Function", obj{"FunctionName": "fn", "Role": arnOf("Reader"), "Code": obj{"ZipFile": "x"}, "Handler": "a.b", "Runtime": "python3.13"}),
	}
	attacker(r, statement("Allow", []any{"lambda:UpdateFunctionCode", "lambda:InvokeFunction"}, "*"))
	p := find(t, r, "Attacker", "Bucket")
	if p == nil || len(p.Steps) != 2 || p.Steps[1].Technique != "access" || len(p.Steps[1].Needs) != 1 || p.Steps[1].Needs[0].Action != "s3:GetObject" {
		t.Fatalf("%+v", p)
	}
	if p := find(t, r, "Function", "Bucket"); p == nil || len(p.Steps) != 1 || p.From != "Reader" {
		t.Errorf("%+v", p)
	}
	if p := find(t, r, "Attacker", "Table"); p != nil {
		t.Errorf("%+v", p)
	}
}
