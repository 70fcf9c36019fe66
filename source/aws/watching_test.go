package aws_test

import (
	"context"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/haechi-dev/haechi/internal/emulator"
	"github.com/haechi-dev/haechi/internal/faults"
	"github.com/haechi-dev/haechi/source/aws"
)

var watching = []said{
	{"AWS::GuardDuty::Detector", "", "Enable", `true`},
	{"AWS::GuardDuty::Detector", "", "FindingPublishingFrequency", `"SIX_HOURS"`},
	{"AWS::GuardDuty::Detector", "", "Features", `-`},
	{"AWS::Config::ConfigurationRecorder", "default", "RecordingGroup", `{"AllSupported":false,*"ResourceTypes":["AWS::Lambda::Function","AWS::S3::Bucket"]}`},
	{"AWS::Config::ConfigurationRecorder", "default", "StartedOnCreate", `true`},
	{"AWS::Config::DeliveryChannel", "default", "S3BucketName", `"dalbit-trail-logs"`},
	{"AWS::SecurityHub::Hub", "default", "AutoEnableControls", `true`},
	{"AWS::SecurityHub::Hub", "default", "EnableDefaultStandards", `{"haechi:unknown":*`},
	{"AWS::Organizations::Organization", "", "FeatureSet", `"ALL"`},
	{"AWS::Organizations::Account", "dalbit-data", "Email", `"aws+dalbit-data@dalbit.example"`},
	{"AWS::Organizations::Account", "dalbit-data", "ParentIds", `["ou-*"]`},
	{"AWS::Organizations::OrganizationalUnit", "sandbox", "ParentId", `"r-*"`},
	{"AWS::Organizations::Policy", "no-public-functions", "Content.Statement[0].Condition", `{"StringEquals":{"lambda:FunctionUrlAuthType":"NONE"}}`},
	{"AWS::Organizations::Policy", "no-public-functions", "TargetIds", `["ou-*"]`},
	{"AWS::Organizations::Policy", "FullAWSAccess", "Type", `"SERVICE_CONTROL_POLICY"`},
	{"AWS::Budgets::Budget", "everything", "Budget.BudgetLimit", `{"Amount":30000,"Unit":"USD"}`},
	{"AWS::Budgets::Budget", "everything", "NotificationsWithSubscribers", `-`},
	{"AWS::Cognito::UserPool", "dalbit-members", "MfaConfiguration", `"OFF"`},
	{"AWS::Cognito::UserPool", "dalbit-members", "EnabledMfas", `-`},
	{"AWS::Cognito::UserPool", "dalbit-staff", "DeletionProtection", `"ACTIVE"`},
	{"AWS::Cognito::UserPool", "dalbit-staff", "Policies.PasswordPolicy.MinimumLength", `14`},
	{"AWS::Cognito::UserPoolClient", "", "GenerateSecret", `false`},
	{"AWS::Cognito::UserPoolClient", "", "ExplicitAuthFlows", `["ALLOW_USER_PASSWORD_AUTH","ALLOW_REFRESH_TOKEN_AUTH"]`},
}

// What watches over the account, and the organization it is the payer of.
func TestWatching(t *testing.T) {
	server := emulator.Start(t)
	id, _ := server.Shared(t, "bad_account")
	a, err := aws.Read(context.Background(), aws.Options{Regions: []string{"ap-northeast-2"}, Recorded: server.Transport(id),
		Services: []string{"access-analyzer", "budgets", "ce", "cognito-idp", "config", "guardduty", "organizations", "securityhub"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range strangers(a.Graph) {
		t.Error(text)
	}
	all := slices.Clone(watching)
	for i, want := range all {
		if want.name == "" { // the emulator makes the name up; there is one
			for _, r := range a.Graph.OfType(want.typ).Certain {
				all[i].name = r.Name
			}
		}
	}
	check(t, a.Graph, all)
	for _, typ := range []string{"AWS::AccessAnalyzer::Analyzer", "AWS::SecurityHub::Standard", "AWS::CE::AnomalyMonitor"} { // the emulator has none of them
		if found := a.Graph.OfType(typ); len(found.Certain) > 0 || len(found.Unread) == 0 {
			t.Errorf("%s is read", typ)
		}
	}
	for _, client := range a.Graph.OfType("AWS::Cognito::UserPoolClient").Certain {
		if pool, why := a.Graph.Target("AWS::Cognito::UserPool", client.Properties.Get("UserPoolId")); pool == nil {
			t.Errorf("the pool of %s: %v", client.Name, why)
		}
	}
}

// An account in which nothing watches: that is an answer.
func TestNothingWatches(t *testing.T) {
	server := emulator.Start(t)
	id := server.Account()
	a, err := aws.Read(context.Background(), aws.Options{Regions: []string{"ap-northeast-2"}, Recorded: server.Transport(id),
		Services: []string{"config", "guardduty", "organizations", "securityhub"},
		Needs:    aws.Needs{"AWS::GuardDuty::Detector": {"*": true}, "AWS::Config::ConfigurationRecorder": {"*": true}, "AWS::SecurityHub::Hub": {"*": true}, "AWS::Organizations::Organization": {"*": true}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, typ := range []string{"AWS::GuardDuty::Detector", "AWS::Config::ConfigurationRecorder", "AWS::SecurityHub::Hub", "AWS::Organizations::Organization"} {
		if found := a.Graph.OfType(typ); len(found.Certain) > 0 || len(found.Unread) > 0 {
			t.Errorf("%s: %+v", typ, found)
		}
	}
	if !a.Coverage.Complete() {
		t.Errorf("a service that is not used counts as a failure: %+v", a.Coverage.Calls)
	}
}

// A member of an organization is told which, and denied the rest.
func TestMember(t *testing.T) {
	server := emulator.Start(t)
	id, _ := server.Shared(t, "bad_account")
	a, err := aws.Read(context.Background(), aws.Options{Regions: []string{"ap-northeast-2"}, Services: []string{"organizations"},
		Recorded: faults.Over(server.Transport(id), faults.Deny("organizations:List*"))})
	if err != nil {
		t.Fatal(err)
	}
	if found := a.Graph.OfType("AWS::Organizations::Organization"); len(found.Certain) != 1 || len(found.Unread) > 0 {
		t.Errorf("the organization: %+v", found)
	}
	for _, typ := range []string{"AWS::Organizations::Account", "AWS::Organizations::OrganizationalUnit", "AWS::Organizations::Policy"} {
		if found := a.Graph.OfType(typ); len(found.Certain) > 0 || len(found.Unread) == 0 {
			t.Errorf("%s: %+v", typ, found)
		}
	}
	if !slices.Contains(a.Coverage.Missing, "organizations:ListAccounts") {
		t.Errorf("missing: %q", a.Coverage.Missing)
	}
}

// The smallest pages give the same.
func TestWatchingInPages(t *testing.T) {
	server := emulator.Start(t)
	id, _ := server.Shared(t, "bad_account")
	opt := aws.Options{Regions: []string{"ap-northeast-2"}, Recorded: server.Transport(id), Services: []string{"budgets", "cognito-idp", "config", "guardduty", "organizations", "securityhub"}}
	whole, err := aws.Read(context.Background(), opt)
	if err != nil {
		t.Fatal(err)
	}
	opt.Recorded = faults.Over(server.Transport(id), faults.Pages("*", 1))
	paged, err := aws.Read(context.Background(), opt)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(properties(t, whole), properties(t, paged)); diff != "" {
		t.Errorf("whole (-) and in pages of one (+):\n%s", diff)
	}
}
