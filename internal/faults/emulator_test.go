package faults

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/haechi-dev/haechi/internal/emulator"
)

// listings are calls of every protocol, by the names of boto3.
var listings = []string{
	"ap-northeast-2/lambda:list_functions",
	"ap-northeast-2/lambda:list_event_source_mappings",
	"us-east-1/lambda:list_functions",
	`us-east-1/iam:get_account_authorization_details {"Filter": ["User", "Group", "Role", "LocalManagedPolicy"]}`,
	"us-east-1/iam:list_users",
	"ap-northeast-2/sqs:list_queues",
	"ap-northeast-2/sns:list_topics",
	"ap-northeast-2/ec2:describe_security_groups",
	"ap-northeast-2/ec2:describe_subnets",
	"ap-northeast-2/s3:list_buckets",
	"us-east-1/cloudfront:list_distributions",
	"ap-northeast-2/kms:list_keys",
	"ap-northeast-2/ssm:describe_parameters",
	"ap-northeast-2/dynamodb:list_tables",
	"ap-northeast-2/logs:describe_log_groups",
	"ap-northeast-2/secretsmanager:list_secrets",
	"ap-northeast-2/apigateway:get_rest_apis",
	"ap-northeast-2/apigatewayv2:get_apis",
	"ap-northeast-2/events:list_rules",
	"ap-northeast-2/stepfunctions:list_state_machines",
	"ap-northeast-2/ecr:describe_repositories",
	"us-east-1/organizations:list_accounts",
}

// Somebody else's client sees the same account in pages as in one piece.
func TestPages(t *testing.T) {
	t.Parallel()
	server := emulator.Start(t)
	endpoint := server.Endpoint
	account, _ := server.Shared(t, "bad_account")
	one, empty := New(endpoint, Pages("*", 1)), New(endpoint, EmptyPages("*", 2))
	questions := append([]string{}, listings...)
	for _, proxy := range []*Proxy{one, empty} {
		questions = append(append(questions, proxy.Start(t)), listings...)
	}
	var answers []any
	text := emulator.Ask(t, endpoint, account, questions...)
	// The URL of a queue is at the address of the server.
	text = port.ReplaceAll(text, []byte("//127.0.0.1"))
	if err := json.Unmarshal(text, &answers); err != nil {
		t.Fatal(err)
	}
	n := len(listings)
	for i, listing := range listings {
		if diff := cmp.Diff(answers[i], answers[n+i]); diff != "" {
			t.Errorf("%s: in one piece (-) and in pages of one (+):\n%s", listing, diff)
		}
		if diff := cmp.Diff(answers[i], answers[2*n+i]); diff != "" {
			t.Errorf("%s: in one piece (-) and with empty pages (+):\n%s", listing, diff)
		}
	}
	calls := one.Calls()
	for call, n := range calls {
		if n < 2 {
			t.Errorf("%s was called once: it has no pages", call)
		}
	}
	if len(calls) != n-1 { // functions are in two regions
		t.Errorf("%d operations were called: %v", len(calls), slices.Sorted(maps.Keys(calls)))
	}
	if n := calls["lambda:ListFunctions"]; n < 30 {
		t.Errorf("%d calls for the functions, one each", n)
	}
}

var port = regexp.MustCompile(`//127\.0\.0\.1:\d+`)

// understood is an error as botocore reads it.
type understood struct {
	Code      string
	Status    int
	Exception string
}

func TestErrorsAsOthersReadThem(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	failed := understood{Code: "InternalFailure", Status: 500}
	dropped := understood{Exception: "ConnectionClosedError"}
	var questions []string
	var want []understood
	proxy := New(s.Endpoint)
	for _, c := range []struct{ question, operation, throttled, denied string }{
		{"us-east-1/iam:list_users", "iam:ListUsers", "400 Throttling", "403 AccessDenied"},
		{"ap-northeast-2/ec2:describe_vpcs", "ec2:DescribeVpcs", "503 RequestLimitExceeded", "403 UnauthorizedOperation"},
		{"ap-northeast-2/s3:list_buckets", "s3:ListBuckets", "503 SlowDown", "403 AccessDenied"},
		{"us-east-1/cloudfront:list_distributions", "cloudfront:ListDistributions", "400 Throttling", "403 AccessDenied"},
		{"ap-northeast-2/lambda:list_functions", "lambda:ListFunctions", "429 TooManyRequestsException", "403 AccessDeniedException"},
		{"ap-northeast-2/dynamodb:list_tables", "dynamodb:ListTables", "400 ThrottlingException", "400 AccessDeniedException"},
		{"ap-northeast-2/sqs:list_queues", "sqs:ListQueues", "400 RequestThrottled", "403 AccessDenied"},
		{"ap-northeast-2/cloudwatch:describe_alarms", "cloudwatch:DescribeAlarms", "400 ThrottlingException", "400 AccessDeniedException"},
		{"ap-northeast-2/guardduty:list_detectors", "guardduty:ListDetectors", "429 ThrottlingException", "403 AccessDeniedException"},
	} {
		questions = append(questions, slices.Repeat([]string{c.question}, 4)...)
		proxy.Add(Throttle(c.operation).Times(1), Deny(c.operation).Times(1), Fail(c.operation, 500).Times(1), Drop(c.operation).Times(1))
		var throttled, denied understood
		_, err := fmt.Sscan(c.throttled, &throttled.Status, &throttled.Code)
		_, err2 := fmt.Sscan(c.denied, &denied.Status, &denied.Code)
		if err != nil || err2 != nil {
			t.Fatal(err, err2)
		}
		want = append(want, throttled, denied, failed, dropped)
	}
	var got []understood
	if err := json.Unmarshal(emulator.Ask(t, proxy.Start(t), s.Account(), questions...), &got); err != nil {
		t.Fatal(err)
	}
	for i, question := range questions {
		if got[i] != want[i] {
			t.Errorf("%s: botocore understood %+v, want %+v", question, got[i], want[i])
		}
	}
}
