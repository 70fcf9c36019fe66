package aws

import (
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	apigatewaytypes "github.com/aws/aws-sdk-go-v2/service/apigateway/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	s3types "github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/schema"
)

// somewhere is a place in which nothing was read.
func somewhere(svc service) *place {
	return &place{account: "111122223333", region: "eu-west-1", partition: "aws", svc: svc, use: make([]bool, len(svc.steps)), queue: newQueue(), ids: map[string]bool{},
		pending: map[string]pending{}, origins: map[string]*cloud.Origin{}, outcome: make([]outcome, len(svc.steps))}
}

func sameJSON(t *testing.T, what string, got *cloud.Value, want string) {
	t.Helper()
	text := "-"
	if got != nil {
		bytes, err := got.MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		text = string(bytes)
	}
	if text != want {
		t.Errorf("%s:\n got %s\nwant %s", what, text, want)
	}
}

func TestCannedACL(t *testing.T) {
	grant := func(group string, p s3types.Permission) s3types.Grant {
		return s3types.Grant{Grantee: &s3types.Grantee{Type: s3types.TypeGroup, URI: sdk.String("http://acs.amazonaws.com/groups/" + group)}, Permission: p}
	}
	for _, test := range []struct {
		want   string
		grants []s3types.Grant
	}{
		{"Private", nil},
		{"Private", []s3types.Grant{{}, {Grantee: &s3types.Grantee{ID: sdk.String("owner")}, Permission: s3types.PermissionFullControl}}},
		{"PublicRead", []s3types.Grant{grant("global/AllUsers", s3types.PermissionRead)}},
		{"PublicRead", []s3types.Grant{grant("s3/LogDelivery", s3types.PermissionWrite), grant("global/AllUsers", s3types.PermissionReadAcp)}},
		{"PublicReadWrite", []s3types.Grant{grant("global/AllUsers", s3types.PermissionWriteAcp), grant("global/AllUsers", s3types.PermissionRead)}},
		{"PublicReadWrite", []s3types.Grant{grant("global/AuthenticatedUsers", s3types.PermissionFullControl)}},
		{"AuthenticatedRead", []s3types.Grant{grant("global/AuthenticatedUsers", s3types.PermissionRead)}},
		{"LogDeliveryWrite", []s3types.Grant{grant("s3/LogDelivery", s3types.PermissionWrite)}},
	} {
		if got := cannedACL(test.grants); got != test.want {
			t.Errorf("%s, want %s", got, test.want)
		}
	}
}

func TestLifecycle(t *testing.T) {
	p := somewhere(service{name: "s3"})
	v := p.shape("x", &s3.GetBucketLifecycleConfigurationOutput{Rules: []s3types.LifecycleRule{
		{ID: sdk.String("a"), Status: s3types.ExpirationStatusEnabled, Expiration: &s3types.LifecycleExpiration{Days: sdk.Int32(30)},
			Filter:                       &s3types.LifecycleRuleFilter{And: &s3types.LifecycleRuleAndOperator{Prefix: sdk.String("tmp/"), Tags: []s3types.Tag{{Key: sdk.String("k"), Value: sdk.String("v")}}}},
			Transitions:                  []s3types.Transition{{Days: sdk.Int32(7), StorageClass: s3types.TransitionStorageClassGlacier}},
			NoncurrentVersionTransitions: []s3types.NoncurrentVersionTransition{{NoncurrentDays: sdk.Int32(1), StorageClass: s3types.TransitionStorageClassGlacier}}},
	}})
	sameJSON(t, "rules", lifecycle(v).Get("Rules"), `[{"Status":"Enabled","NoncurrentVersionTransitions":[{"StorageClass":"GLACIER","TransitionInDays":1}],`+
		`"Transitions":[{"StorageClass":"GLACIER","TransitionInDays":7}],"Id":"a","ExpirationInDays":30,"Prefix":"tmp/","TagFilters":[{"Key":"k","Value":"v"}]}]`)
}

func TestNotifications(t *testing.T) {
	p := somewhere(service{name: "s3"})
	v := p.shape("x", &s3.GetBucketNotificationConfigurationOutput{QueueConfigurations: []s3types.QueueConfiguration{{QueueArn: sdk.String("q"), Events: []s3types.Event{"s3:ObjectCreated:*", "s3:ObjectRemoved:*"},
		Filter: &s3types.NotificationConfigurationFilter{Key: &s3types.S3KeyFilter{FilterRules: []s3types.FilterRule{{Name: "suffix", Value: sdk.String(".csv")}}}}}}})
	filter := `"Filter":{"S3Key":{"Rules":[{"Name":"suffix","Value":".csv"}]}}`
	sameJSON(t, "notifications", notifications(v, true), `{"EventBridgeConfiguration":{"EventBridgeEnabled":true},"QueueConfigurations":[{"Event":"s3:ObjectCreated:*","Queue":"q",`+filter+`},{"Event":"s3:ObjectRemoved:*","Queue":"q",`+filter+`}]}`)
}

// What the service writes into every setting of a stage is no throttling.
func TestMethodSettings(t *testing.T) {
	p := somewhere(service{name: "apigateway"})
	settings := p.shape("x", map[string]apigatewaytypes.MethodSetting{
		"*/*":            {LoggingLevel: sdk.String("INFO"), ThrottlingBurstLimit: 5000, ThrottlingRateLimit: 10000},
		"~1orders/GET":   {LoggingLevel: sdk.String("OFF"), ThrottlingBurstLimit: 5, ThrottlingRateLimit: 10},
		"~1a~1{id}/POST": {LoggingLevel: sdk.String("OFF"), ThrottlingBurstLimit: -1, ThrottlingRateLimit: -1},
	})
	for i, want := range []struct{ path, verb, rate string }{{"/*", "*", "-"}, {"/~1a~1{id}", "POST", "-"}, {"/~1orders", "GET", "10"}} {
		one := methodSettings(settings.Clone()).Items()[i]
		if one.Get("ResourcePath").Str() != want.path || one.Get("HttpMethod").Str() != want.verb {
			t.Errorf("%s %s, want %s %s", one.Get("ResourcePath").Str(), one.Get("HttpMethod").Str(), want.path, want.verb)
		}
		sameJSON(t, want.path, one.Get("ThrottlingRateLimit"), want.rate)
	}
}

func TestAPIPolicy(t *testing.T) {
	for text, want := range map[string]string{`{"a":"b"}`: `{"a":"b"}`, `{\"a\":\"arn:aws:x:\/*\"}`: `{"a":"arn:aws:x:/*"}`} {
		if got := unquoted(text); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

func TestCredential(t *testing.T) {
	p := somewhere(iamService(sdk.Config{}))
	head := []string{"user", "arn", "user_creation_time", "password_enabled", "password_last_used", "mfa_active", "access_key_1_active", "access_key_1_last_rotated", "access_key_1_last_used_date", "cert_1_active"}
	p.credential(head, []string{"<root_account>", "arn:aws:iam::111122223333:root", "2020-01-02T03:04:05+00:00", "not_supported", "no_information", "true", "false", "N/A", "N/A", "false"})
	p.credential(head, []string{"kim", "arn:aws:iam::111122223333:user/kim", "2020-01-02T03:04:05+00:00", "TRUE", "2026-11-24T00:00:00+00:00", "false", "true", "2021-05-06T07:08:09+00:00", "N/A", "false"})
	p.credential(head, nil) // an empty line
	if len(p.found) != 2 || p.found[0].Type != schema.IAMCredential {
		t.Fatalf("%d rows", len(p.found))
	}
	sameJSON(t, "root", p.found[0].Properties, `{"UserName":"<root_account>","Root":true,"Arn":"arn:aws:iam::111122223333:root","CreatedAt":"2020-01-02","MfaActive":true,"AccessKey1Active":false,"Certificate1Active":false}`)
	sameJSON(t, "kim", p.found[1].Properties, `{"UserName":"kim","Root":false,"Arn":"arn:aws:iam::111122223333:user/kim","CreatedAt":"2020-01-02","PasswordEnabled":true,"PasswordLastUsed":"2026-11-24","MfaActive":false,"AccessKey1Active":true,"AccessKey1LastRotated":"2021-05-06","Certificate1Active":false}`)
}
