package emulator

import (
	"encoding/json"
	"strings"
	"testing"
)

// The bad account must stay as large and as varied as the tests of the readers expect.
func TestBadAccount(t *testing.T) {
	t.Parallel()
	s := Start(t)
	account, made := s.Shared(t, "bad_account")
	if again, _ := s.Shared(t, "bad_account"); again != account {
		t.Errorf("a second account %s was filled", again)
	}
	var got struct {
		Account   string
		Resources int
		Types     map[string]int
		Members   map[string]string
	}
	if err := json.Unmarshal(made, &got); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d resources of %d types", got.Resources, len(got.Types))
	if got.Account != account || got.Resources < 350 || len(got.Types) < 75 || len(got.Members) != 2 {
		t.Errorf("account %s with %d resources of %d types, %d members", got.Account, got.Resources, len(got.Types), len(got.Members))
	}
	for kind, least := range map[string]int{"AWS::Lambda::Function": 30, "AWS::IAM::Role": 28, "AWS::S3::Bucket": 10, "AWS::SQS::Queue": 12, "AWS::Lambda::Permission": 20} {
		if got.Types[kind] < least {
			t.Errorf("%d of %s, fewer than %d", got.Types[kind], kind, least)
		}
	}
	if users := query(t, s, account, "iam", "ListUsers"); !strings.Contains(users, "minji.kim") {
		t.Errorf("the account has no users:\n%s", users)
	}
	for name, member := range got.Members {
		if roles := query(t, s, member, "iam", "ListRoles"); !strings.Contains(roles, "haechi-reader") {
			t.Errorf("member %s has no role to assume:\n%s", name, roles)
		}
	}
}

func TestFixtureErrors(t *testing.T) {
	t.Parallel()
	s := Start(t)
	if _, err := s.Fill(s.Account(), "no_such_fixture"); err == nil || !strings.Contains(err.Error(), "no_such_fixture") {
		t.Errorf("the error does not name the fixture: %v", err)
	}
}

func TestManyFunctions(t *testing.T) {
	t.Parallel()
	s := Start(t)
	account := s.Account()
	var got struct {
		Resources int
		Types     map[string]int
	}
	if err := json.Unmarshal(s.Fixture(t, account, "many_functions", "50"), &got); err != nil {
		t.Fatal(err)
	}
	if got.Resources != 250 || got.Types["AWS::Lambda::Function"] != 50 {
		t.Errorf("it says it made %+v", got)
	}
	functions := get(t, s, account, "lambda", "/2015-03-31/functions/")
	if n := strings.Count(functions, `"FunctionArn"`); n != 50 {
		t.Errorf("%d functions, want 50", n)
	}
	if policy := get(t, s, account, "lambda", "/2015-03-31/functions/service-00003/policy"); !strings.Contains(policy, "service-00003") {
		t.Errorf("the policy of a function: %s", policy)
	}
	if mappings := get(t, s, account, "lambda", "/2015-03-31/event-source-mappings/"); strings.Count(mappings, `"UUID"`) != 50 {
		t.Errorf("not 50 mappings: %.300s", mappings)
	}
	if roles := query(t, s, account, "iam", "GetRolePolicy", "RoleName", "service-00017", "PolicyName", "work"); !strings.Contains(roles, "sqs%3AReceiveMessage") && !strings.Contains(roles, "sqs:ReceiveMessage") {
		t.Errorf("the policy of a role:\n%s", roles)
	}
	many := s.Account()
	s.Fixture(t, many, "many_functions", "1001")
	var queues []struct{ QueueUrls []string }
	if err := json.Unmarshal(Ask(t, s.Endpoint, many, "ap-northeast-2/sqs:list_queues"), &queues); err != nil || len(queues[0].QueueUrls) != 1001 {
		t.Errorf("not every queue is listed, %v", err)
	}
	if _, err := s.Fill(account, "many_functions", "a few"); err == nil || !strings.Contains(err.Error(), "a few") {
		t.Errorf("a mistake inside is not told: %v", err)
	}
}
