package aws

import (
	"fmt"
	"strings"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	analyzertypes "github.com/aws/aws-sdk-go-v2/service/accessanalyzer/types"
	budgetstypes "github.com/aws/aws-sdk-go-v2/service/budgets/types"
	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	cognitotypes "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	costtypes "github.com/aws/aws-sdk-go-v2/service/costexplorer/types"
	"github.com/aws/aws-sdk-go-v2/service/guardduty"
	guarddutytypes "github.com/aws/aws-sdk-go-v2/service/guardduty/types"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/iam"
	"github.com/haechi-dev/haechi/schema"
)

// The emulator keeps no features.
func TestDetectorShape(t *testing.T) {
	p := somewhere(guarddutyService(sdk.Config{}))
	on, off := guarddutytypes.DataSourceStatusEnabled, guarddutytypes.DataSourceStatusDisabled
	v := detector(p, &guardduty.GetDetectorOutput{Status: guarddutytypes.DetectorStatusEnabled, Tags: map[string]string{"team": "security"},
		Features: []guarddutytypes.DetectorFeatureConfigurationResult{
			{Name: guarddutytypes.DetectorFeatureResultLambdaNetworkLogs, Status: guarddutytypes.FeatureStatusEnabled},
			{Name: guarddutytypes.DetectorFeatureResultRuntimeMonitoring, Status: guarddutytypes.FeatureStatusDisabled,
				AdditionalConfiguration: []guarddutytypes.DetectorAdditionalConfigurationResult{{Name: guarddutytypes.FeatureAdditionalConfigurationEksAddonManagement, Status: guarddutytypes.FeatureStatusDisabled}}},
		},
		//lint:ignore SA1019 templates have the older words, too
		DataSources: &guarddutytypes.DataSourceConfigurationsResult{
			S3Logs:     &guarddutytypes.S3LogsConfigurationResult{Status: on},
			Kubernetes: &guarddutytypes.KubernetesConfigurationResult{AuditLogs: &guarddutytypes.KubernetesAuditLogsConfigurationResult{Status: off}},
		}})
	sameJSON(t, "Enable", v.Get("Enable"), `true`)
	sameJSON(t, "Features", v.Get("Features"), `[{"Name":"LAMBDA_NETWORK_LOGS","Status":"ENABLED"},`+
		`{"AdditionalConfiguration":[{"Name":"EKS_ADDON_MANAGEMENT","Status":"DISABLED"}],"Name":"RUNTIME_MONITORING","Status":"DISABLED"}]`)
	sameJSON(t, "DataSources", v.Get("DataSources"), `{"S3Logs":{"Enable":true},"Kubernetes":{"AuditLogs":{"Enable":false}}}`)
	sameJSON(t, "Tags", v.Get("Tags"), `[{"Key":"team","Value":"security"}]`)
}

func TestAnalyzerShape(t *testing.T) {
	p := somewhere(analyzerService(sdk.Config{}))
	for _, test := range []struct {
		configured analyzertypes.AnalyzerConfiguration
		want       string
	}{
		{nil, `-`},
		{&analyzertypes.AnalyzerConfigurationMemberUnusedAccess{Value: analyzertypes.UnusedAccessConfiguration{UnusedAccessAge: sdk.Int32(90),
			AnalysisRule: &analyzertypes.AnalysisRule{Exclusions: []analyzertypes.AnalysisRuleCriteria{{ResourceTags: []map[string]string{{"team": "a"}}}}}}},
			`{"UnusedAccessConfiguration":{"AnalysisRule":{"Exclusions":[{"ResourceTags":[[{"Key":"team","Value":"a"}]]}]},"UnusedAccessAge":90}}`},
		{&analyzertypes.AnalyzerConfigurationMemberInternalAccess{Value: analyzertypes.InternalAccessConfiguration{
			AnalysisRule: &analyzertypes.InternalAccessAnalysisRule{Inclusions: []analyzertypes.InternalAccessAnalysisRuleCriteria{{AccountIds: []string{"111122223333"}}}}}},
			`{"InternalAccessConfiguration":{"InternalAccessAnalysisRule":{"Inclusions":[{"AccountIds":["111122223333"]}]}}}`},
	} {
		one := &analyzertypes.AnalyzerSummary{Name: sdk.String("outside"), Type: analyzertypes.TypeAccount, Configuration: test.configured}
		v := analyzer(p.shape("ListAnalyzers", one), one)
		sameJSON(t, "AnalyzerConfiguration", v.Get("AnalyzerConfiguration"), test.want)
		sameJSON(t, "AnalyzerName", v.Get("AnalyzerName"), `"outside"`)
	}
	rule := archiveRule(p.shape("ListArchiveRules", analyzertypes.ArchiveRuleSummary{RuleName: sdk.String("known"),
		Filter: map[string]analyzertypes.Criterion{"isPublic": {Eq: []string{"false"}}}}))
	sameJSON(t, "archive rule", rule, `{"RuleName":"known","Filter":[{"Property":"isPublic","Eq":["false"]}]}`)
}

func TestBudgetShape(t *testing.T) {
	p := somewhere(budgetsService(sdk.Config{}))
	v := budget(p.shape("DescribeBudgets", &budgetstypes.Budget{BudgetName: sdk.String("all"), BudgetType: budgetstypes.BudgetTypeCost,
		BudgetLimit:         &budgetstypes.Spend{Amount: sdk.String("12.50"), Unit: sdk.String("USD")},
		PlannedBudgetLimits: map[string]budgetstypes.Spend{"1767225600": {Amount: sdk.String("100"), Unit: sdk.String("USD")}},
		CalculatedSpend:     &budgetstypes.CalculatedSpend{ActualSpend: &budgetstypes.Spend{Amount: sdk.String("9"), Unit: sdk.String("USD")}}}))
	sameJSON(t, "budget", v, `{"BudgetName":"all","BudgetType":"COST","BudgetLimit":{"Amount":12.50,"Unit":"USD"},"PlannedBudgetLimits":{"1767225600":{"Amount":100,"Unit":"USD"}}}`)
}

func TestAnomalyShape(t *testing.T) {
	p := somewhere(costsService(sdk.Config{}))
	v := p.shape("GetAnomalySubscriptions", costtypes.AnomalySubscription{ThresholdExpression: &costtypes.Expression{
		Dimensions: &costtypes.DimensionValues{Key: costtypes.DimensionAnomalyTotalImpactAbsolute, Values: []string{"100"}}}})
	written(v, "ThresholdExpression")
	written(v, "Threshold")
	sameJSON(t, "ThresholdExpression", v.Get("ThresholdExpression"), `"{\"Dimensions\":{\"Key\":\"ANOMALY_TOTAL_IMPACT_ABSOLUTE\",\"Values\":[\"100\"]}}"`)
}

func TestFactorsShape(t *testing.T) {
	p := somewhere(cognitoService(sdk.Config{}))
	out := &cognito.GetUserPoolMfaConfigOutput{MfaConfiguration: cognitotypes.UserPoolMfaTypeOn,
		SoftwareTokenMfaConfiguration: &cognitotypes.SoftwareTokenMfaConfigType{Enabled: true},
		EmailMfaConfiguration:         &cognitotypes.EmailMfaConfigType{Message: sdk.String("{####}"), Subject: sdk.String("code")},
		WebAuthnConfiguration:         &cognitotypes.WebAuthnConfigurationType{UserVerification: cognitotypes.UserVerificationTypeRequired}}
	sameJSON(t, "factors", factors(p, out), `{"EnabledMfas":["SOFTWARE_TOKEN_MFA","EMAIL_OTP"],"EmailAuthenticationMessage":"{####}","EmailAuthenticationSubject":"code","WebAuthnUserVerification":"required"}`)
	out.MfaConfiguration = cognitotypes.UserPoolMfaTypeOff
	sameJSON(t, "EnabledMfas where there is none", factors(p, out).Get("EnabledMfas"), `-`)

	client := poolClient(p, &cognitotypes.UserPoolClientType{ClientId: sdk.String("c"), ClientSecret: sdk.String("hunter22")})
	sameJSON(t, "GenerateSecret", client.Get("GenerateSecret"), `true`)
	sameJSON(t, "ClientSecret", client.Get("ClientSecret"), `-`)
}

// What is only written is unknown, also within what is told.
func TestHide(t *testing.T) {
	v, _, err := cloud.ParseJSON(nil, []byte(`{"Auth": [{"User": "u"}, {"User": "w"}], "Plain": 1}`), documentLimits)
	if err != nil {
		t.Fatal(err)
	}
	unknown := cloud.NewUnknown(cloud.Pos{}, cloud.Because(cloud.NotRead, "Auth/*/Password"))
	hide(v, []string{"Auth", "*", "Password"}, unknown)
	hide(v, []string{"Plain", "Password"}, unknown)
	hide(v, []string{"Other", "Password"}, unknown)
	for _, one := range v.Get("Auth").Items() {
		if !one.Get("Password").Is(cloud.Unknown) {
			t.Error("a password is known to be absent")
		}
	}
	sameJSON(t, "Plain", v.Get("Plain"), `1`)
	sameJSON(t, "Other", v.Get("Other"), `-`)
}

// The actions that Cloud Control takes in our name exist and only read.
func TestOwnActions(t *testing.T) {
	for _, typ := range schema.Types() {
		for _, action := range ownActions(typ) {
			known := iam.Actions(action)
			if len(known) != 1 || known[0].Access != iam.AccessList && known[0].Access != iam.AccessRead {
				t.Errorf("%s: %s", typ, action)
			}
		}
	}
}

// A policy that IAM takes is at most so long, without the white space; when it would be longer the
// statements become one.
func TestPolicyFits(t *testing.T) {
	all := []string{}
	for i := range 40 {
		for j := range 3 {
			all = append(all, fmt.Sprintf("service%02d:DescribeSomethingLong%d", i, j))
		}
	}
	for n, statements := range map[int]int{12: 4, 120: 1} {
		text := Policy(all[:n])
		if got := strings.Count(text, `"Effect"`); got != statements {
			t.Errorf("%d actions: %d statements, want %d", n, got, statements)
		}
		if strings.Count(text, "DescribeSomethingLong") != n {
			t.Errorf("actions are missing: %s", text)
		}
		if size := len(strings.Join(strings.Fields(text), "")); size > largestPolicy {
			t.Errorf("%d characters", size)
		}
	}
}
