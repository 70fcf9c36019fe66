package reach_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/haechi-dev/haechi/iam/reach"
)

// setting makes the estate in which a technique is needed: what the path's prerequisites say, and
// nothing that another path could use instead.
func setting(technique reach.Technique, statements []any) obj {
	r := estate()
	service, _, _ := strings.Cut(technique.ID, "-")
	keep := map[string]string{"cloudformation-004": "StackSet", "glue-005": "Job", "glue-006": "Job",
		"x-lambda-role": "Function", "x-ec2-profile": "Instance", "x-codebuild-role": "Project", "x-cloudformation-role": "Stack"}[technique.ID]
	if service == "iam" || service == "sts" || slices.Contains(technique.Needs(), "iam:PassRole") {
		for id := range r {
			if id != "Target" && id != "Profile" && id != keep {
				delete(r, id)
			}
		}
	}
	if keep != "" && strings.HasPrefix(technique.ID, "x-") { // what the role is given to has another one
		r["Weak"] = resource("AWS::IAM::Role", obj{"AssumeRolePolicyDocument": trust(obj{"Service": everyService})})
		r["WeakProfile"] = resource("AWS::IAM::InstanceProfile", obj{"Roles": []any{ref("Weak")}})
		for key, value := range map[string]any{"Role": arnOf("Weak"), "ServiceRole": arnOf("Weak"), "RoleARN": arnOf("Weak"), "IamInstanceProfile": ref("WeakProfile")} {
			if _, has := properties(r, keep)[key]; has {
				properties(r, keep)[key] = value
			}
		}
	}
	switch technique.ID {
	case "ecs-003", "ecs-004", "ecs-005":
		r["Cluster"] = resource("AWS::ECS::Cluster", obj{})
	case "lambda-003":
		r["Events"] = resource("AWS::Lambda::EventSourceMapping", obj{"FunctionName": ref("Function"), "EventSourceArn": "arn:aws:sqs:us-east-1:123456789012:q"})
	}
	target := properties(r, "Target")
	root := trust(obj{"AWS": "arn:aws:iam::" + account + ":root"})
	own := resource("AWS::IAM::ManagedPolicy", obj{"ManagedPolicyName": "own", "PolicyDocument": policy(statement("Allow", "s3:ListAllMyBuckets", "*"))})
	weak := []any{"arn:aws:iam::aws:policy/IAMUserChangePassword"}
	victim := obj{"UserName": "victim", "ManagedPolicyArns": []any{adminPolicy}}
	r = attacker(r, statements...)
	mallory := properties(r, "Attacker")
	switch technique.ID {
	case "sts-001":
		target["AssumeRolePolicyDocument"] = root
	case "iam-001", "x-set-default-policy-version":
		r["Own"], mallory["ManagedPolicyArns"] = own, []any{ref("Own")}
	case "iam-005", "iam-009", "x-delete-role-boundary":
		r["Attacker"] = resource("AWS::IAM::Role", obj{"RoleName": "mallory", "AssumeRolePolicyDocument": trust(obj{"Service": "lambda.amazonaws.com"}), "Policies": inline(statements...)})
	case "iam-010", "iam-011":
		r["Group"] = resource("AWS::IAM::Group", obj{"GroupName": "staff"})
		mallory["Groups"] = []any{ref("Group")}
	case "iam-013":
		r["Group"] = resource("AWS::IAM::Group", obj{"GroupName": "admins", "ManagedPolicyArns": []any{adminPolicy}})
	case "iam-002", "iam-004":
		r["Victim"] = resource("AWS::IAM::User", victim)
	case "iam-003":
		r["Victim"] = resource("AWS::IAM::User", victim)
		r["Key1"], r["Key2"] = resource("AWS::IAM::AccessKey", obj{"UserName": ref("Victim")}), resource("AWS::IAM::AccessKey", obj{"UserName": ref("Victim")})
	case "iam-006":
		victim["LoginProfile"] = obj{"Password": "x"}
		r["Victim"] = resource("AWS::IAM::User", victim)
	case "iam-014", "iam-017":
		target["AssumeRolePolicyDocument"], target["ManagedPolicyArns"] = root, weak
	case "iam-019", "iam-021":
		target["ManagedPolicyArns"] = weak
	case "iam-015", "iam-018":
		victim["ManagedPolicyArns"] = weak
		r["Victim"] = resource("AWS::IAM::User", victim)
	case "iam-016":
		target["AssumeRolePolicyDocument"], target["ManagedPolicyArns"], r["Own"] = root, []any{ref("Own")}, own
	case "iam-020":
		target["ManagedPolicyArns"], r["Own"] = []any{ref("Own")}, own
	}
	if strings.HasPrefix(technique.ID, "x-delete-") {
		r["Own"] = resource("AWS::IAM::ManagedPolicy", obj{"PolicyDocument": policy(statement("Allow", technique.Needs(), "*"))})
		properties(r, "Attacker")["ManagedPolicyArns"] = []any{adminPolicy}
		properties(r, "Attacker")["PermissionsBoundary"] = ref("Own")
	}
	return r
}

// needed makes one statement for each action, leaving one out.
func needed(technique reach.Technique, without string) []any {
	on := "*"
	if technique.ID == "iam-015" || technique.ID == "iam-018" {
		on = "arn:aws:iam::" + account + ":user/victim" // on itself it would need no second action
	}
	all := []any{}
	for _, action := range technique.Needs() {
		if action != without {
			all = append(all, statement("Allow", action, on))
		}
	}
	return all
}

func find(t *testing.T, resources obj, from, to string) *reach.Path {
	t.Helper()
	m := reach.New(read(t, resources), reach.Options{})
	if len(m.Problems) > 0 {
		t.Fatal(m.Problems[0])
	}
	p, err := m.Find(from, to)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestEveryTechniqueAndEachOfItsNeeds(t *testing.T) {
	for _, technique := range reach.Techniques() {
		t.Run(technique.ID, func(t *testing.T) {
			p := find(t, setting(technique, needed(technique, "")), "Attacker", reach.Admin)
			if p == nil {
				t.Fatal("not reached with all that is needed")
			}
			if unsure := technique.ID == "x-set-default-policy-version"; p.Certain == unsure {
				t.Errorf("certain is %v: %v", p.Certain, p.Why)
			}
			if len(p.Steps) != 1 || p.Steps[0].Technique != technique.ID {
				t.Errorf("reached by %+v", p.Steps)
			}
			if strings.HasPrefix(technique.ID, "x-delete-") {
				return // its only need is what the boundary allows
			}
			for _, without := range technique.Needs() {
				p := find(t, setting(technique, needed(technique, without)), "Attacker", reach.Admin)
				if p != nil && !perhapsInvoked(technique, without, p) {
					t.Errorf("reached without %s: %+v", without, p.Steps)
				}
			}
			scoped(t, technique, p)
		})
	}
}

// perhapsInvoked is the one case where another path is there perhaps: a function that is invoked
// by something that the template does not tell.
func perhapsInvoked(technique reach.Technique, without string, p *reach.Path) bool {
	return !p.Certain && p.Steps[0].Technique == "lambda-003" && (technique.ID == "lambda-004" && without == "lambda:InvokeFunction" || technique.ID == "lambda-005" && without == "lambda:AddPermission")
}

// scoped asks again with exactly the resources that the path names: they must be consistent, and
// each must be needed.
func scoped(t *testing.T, technique reach.Technique, p *reach.Path) {
	t.Helper()
	statements := []any{}
	for _, n := range p.Steps[0].Needs {
		if n.Service == "" {
			statements = append(statements, statement("Allow", n.Action, obj{"Fn::Sub": n.Resource}))
		}
	}
	for i := range statements {
		if p := find(t, setting(technique, slices.Delete(slices.Clone(statements), i, i+1)), "Attacker", reach.Admin); p != nil && p.Certain {
			t.Errorf("reached without %v", statements[i])
		}
	}
	if p := find(t, setting(technique, statements), "Attacker", reach.Admin); p == nil {
		t.Errorf("not reached with the very resources it named: %v", statements)
	}
}

func TestPassRoleConditions(t *testing.T) {
	for _, technique := range reach.Techniques() {
		if !slices.Contains(technique.Needs(), "iam:PassRole") {
			continue
		}
		t.Run(technique.ID, func(t *testing.T) {
			statements := needed(technique, "iam:PassRole")
			with := func(condition obj) []any {
				pass := statement("Allow", "iam:PassRole", "arn:aws:iam::"+account+":role/target")
				pass["Condition"] = condition
				return append(slices.Clone(statements), pass)
			}
			if p := find(t, setting(technique, with(obj{"StringEquals": obj{"iam:PassedToService": everyService}})), "Attacker", reach.Admin); p == nil || !p.Certain {
				t.Error("a condition that allows the service closes the path")
			}
			if p := find(t, setting(technique, with(obj{"StringEquals": obj{"iam:PassedToService": "monitoring.rds.amazonaws.com"}})), "Attacker", reach.Admin); p != nil {
				t.Error("a role that may be passed to another service only is passed")
			}
			r := setting(technique, needed(technique, ""))
			properties(r, "Target")["AssumeRolePolicyDocument"] = trust(obj{"Service": "monitoring.rds.amazonaws.com"})
			if p := find(t, r, "Attacker", reach.Admin); p != nil {
				t.Error("a role that trusts another service only is used")
			}
		})
	}
}

// The needs are those of the corpus.
func TestTechniquesAgreeWithTheCorpus(t *testing.T) {
	corpus := os.Getenv("HAECHI_CORPUS")
	if corpus == "" {
		corpus = "../../../shared/corpus"
	}
	files, err := filepath.Glob(filepath.Join(corpus, "iam/pathfinding/data/paths/*/*.yaml"))
	if err != nil || len(files) == 0 {
		t.Skip("no corpus of paths: set HAECHI_CORPUS")
	}
	want := map[string][]string{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		// Some of the files have a key twice, which is no YAML; what is wanted stands in lines of its own.
		_, rest, _ := strings.Cut(string(text), "\n  required:\n")
		for line := range strings.Lines(rest) {
			if !strings.HasPrefix(line, "    ") && !strings.HasPrefix(line, "  -") && strings.TrimSpace(line) != "" {
				break
			}
			if _, action, ok := strings.Cut(line, "- permission:"); ok {
				required := strings.Trim(strings.TrimSpace(action), `"'`)
				id := strings.TrimSuffix(filepath.Base(file), ".yaml")
				want[id] = append(want[id], required)
			}
		}
	}
	got := map[string][]string{}
	for _, technique := range reach.Techniques() {
		if !strings.HasPrefix(technique.ID, "x-") {
			got[technique.ID] = technique.Needs()
		}
	}
	sorted := func(m map[string][]string) {
		for _, list := range maps.All(m) {
			slices.Sort(list)
		}
	}
	sorted(want)
	sorted(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-corpus +table:\n%s", diff)
	}
}
