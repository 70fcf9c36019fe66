package trail_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/haechi-dev/haechi/iam"
	"github.com/haechi-dev/haechi/iam/trail"
)

func TestActions(t *testing.T) {
	for _, c := range []struct {
		source, name string
		want         []string
		known        bool
	}{
		{"s3.amazonaws.com", "ListObjectsV2", []string{"s3:ListBucket"}, true},
		{"s3.amazonaws.com", "GetObject", []string{"s3:GetObject"}, true},
		{"s3.amazonaws.com", "ListBuckets", []string{"s3:ListAllMyBuckets"}, true},
		{"lambda.amazonaws.com", "Invoke", []string{"lambda:InvokeFunction"}, true},
		{"lambda.amazonaws.com", "UpdateFunctionCode20150331v2", []string{"lambda:UpdateFunctionCode"}, true},
		{"lambda.amazonaws.com", "CreateFunction20150331", []string{"lambda:CreateFunction"}, true},
		{"cloudfront.amazonaws.com", "UpdateDistribution2020_05_31", []string{"cloudfront:UpdateDistribution"}, true},
		{"monitoring.amazonaws.com", "PutMetricData", []string{"cloudwatch:PutMetricData"}, true},
		{"email.amazonaws.com", "SendEmail", []string{"ses:SendEmail"}, true},
		{"kms.amazonaws.com", "ReEncrypt", []string{"kms:ReEncryptFrom", "kms:ReEncryptTo"}, true},
		{"apigateway.amazonaws.com", "CreateRestApi", []string{"apigateway:POST"}, true},
		{"apigateway.amazonaws.com", "GetRestApis", []string{"apigateway:GET"}, true},
		{"sts.amazonaws.com", "GetCallerIdentity", nil, true},
		{"signin.amazonaws.com", "ConsoleLogin", nil, true},
		{"s3.amazonaws.com", "Sing20990101", []string{"s3:Sing"}, false},
	} {
		got, known := trail.Actions(c.source, c.name)
		if diff := cmp.Diff(c.want, got, cmp.Transformer("nil", func(s []string) []string { return append([]string{}, s...) })); diff != "" || known != c.known {
			t.Errorf("%s %s: known %v, %s", c.source, c.name, known, diff)
		}
	}
}

const (
	role  = `"userIdentity": {"type": "AssumedRole", "arn": "arn:aws:sts::111122223333:assumed-role/orders/s", "sessionContext": {"sessionIssuer": {"arn": "arn:aws:iam::111122223333:role/orders"}}}`
	where = `"awsRegion": "eu-west-1", "recipientAccountId": "111122223333"`
)

func record(source, name, more string) string {
	return `{"eventSource": "` + source + `.amazonaws.com", "eventName": "` + name + `", ` + role + `, ` + where + more + `}`
}

func TestResources(t *testing.T) {
	for _, c := range []struct {
		name, event string
		want        []string
	}{
		{"listed", record("s3", "GetObject", `, "resources": [{"ARN": "arn:aws:s3:::b/k"}, {"ARN": "arn:aws:s3:::b"}]`), []string{"s3:GetObject arn:aws:s3:::b/k"}},
		{"from parameters", record("s3", "PutObject", `, "requestParameters": {"bucketName": "b", "key": "in/a.csv"}`), []string{"s3:PutObject arn:aws:s3:::b/in/a.csv"}},
		{"function by name", record("lambda", "Invoke", `, "requestParameters": {"functionName": "f"}`), []string{"lambda:InvokeFunction arn:aws:lambda:eu-west-1:111122223333:function:f"}},
		{"function by ARN", record("lambda", "Invoke", `, "requestParameters": {"functionName": "arn:aws:lambda:eu-west-1:444455556666:function:f"}`), []string{"lambda:InvokeFunction arn:aws:lambda:eu-west-1:444455556666:function:f"}},
		{"queue by address", record("sqs", "DeleteQueue", `, "requestParameters": {"queueUrl": "https://sqs.eu-west-1.amazonaws.com/111122223333/mail"}`), []string{"sqs:DeleteQueue arn:aws:sqs:eu-west-1:111122223333:mail"}},
		{"secret by name", record("secretsmanager", "GetSecretValue", `, "requestParameters": {"secretId": "db"}`), []string{"secretsmanager:GetSecretValue arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-??????"}},
		{"identifiers in a list", record("ec2", "TerminateInstances", `, "requestParameters": {"instancesSet": {"items": [{"instanceId": "i-1"}, {"instanceId": "i-2"}]}}`),
			[]string{"ec2:TerminateInstances arn:aws:ec2:eu-west-1:111122223333:instance/i-1", "ec2:TerminateInstances arn:aws:ec2:eu-west-1:111122223333:instance/i-2"}},
		{"a role that is passed", record("lambda", "CreateFunction20150331", `, "requestParameters": {"functionName": "f", "role": "arn:aws:iam::111122223333:role/run"}`),
			[]string{"lambda:CreateFunction arn:aws:lambda:eu-west-1:111122223333:function:f", "iam:PassRole arn:aws:iam::111122223333:role/run"}},
		{"no resource", record("ec2", "DescribeInstances", `, "requestParameters": {}`), []string{"ec2:DescribeInstances "}},
		{"denied", record("s3", "GetObject", `, "errorCode": "AccessDenied"`), nil},
		{"throttled", record("ssm", "GetParameter", `, "errorCode": "ThrottlingException"`), nil},
		{"not there", record("s3", "GetBucketPolicy", `, "errorCode": "NoSuchBucketPolicy", "requestParameters": {"bucketName": "b"}`), []string{"s3:GetBucketPolicy arn:aws:s3:::b"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			log := trail.Log{Principal: "orders"}
			if err := log.Read(strings.NewReader(`{"Records": [` + c.event + `]}`)); err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, u := range log.Uses {
				if u.Principal != "arn:aws:iam::111122223333:role/orders" {
					t.Errorf("principal %q", u.Principal)
				}
				got = append(got, u.Action+" "+u.Resource)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestForms(t *testing.T) {
	event := record("s3", "GetObject", `, "resources": [{"ARN": "arn:aws:s3:::b/k"}]`)
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	if _, err := w.Write([]byte(`{"Records": [` + event + `]}`)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"packed": packed.String(), "one": event, "list": "[" + event + "]", "lines": event + "\n" + event + "\n",
		"lookup-events": `{"Events": [{"CloudTrailEvent": ` + quote(event) + `}]}`,
	} {
		log := trail.Log{}
		if err := log.Read(strings.NewReader(text)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if len(log.Uses) != 1 || log.Uses[0].Resource != "arn:aws:s3:::b/k" {
			t.Errorf("%s: %v", name, log.Uses)
		}
	}
	for _, text := range []string{"", "{}", `{"s3:GetObject": []}`, `[{"action": "s3:GetObject"}]`, "[1]", "\x1f\x8bxx"} {
		log := trail.Log{}
		if err := log.Read(strings.NewReader(text)); err == nil {
			t.Errorf("%q is read as a log", text)
		}
	}
	log := trail.Log{Principal: "somebody-else"}
	if err := log.Read(strings.NewReader(event)); err != nil || log.Events != 0 {
		t.Errorf("%d events, %v", log.Events, err)
	}
}

func quote(text string) string {
	return `"` + strings.ReplaceAll(text, `"`, `\"`) + `"`
}

// Of a real attack, every event but one of AWS's own has an action that exists.
func TestCorpus(t *testing.T) {
	corpus := os.Getenv("HAECHI_CORPUS")
	if corpus == "" {
		corpus = "../../../shared/corpus"
	}
	files, err := filepath.Glob(filepath.Join(corpus, "cloudtrail-invictus/CloudTrail/*.json"))
	if err != nil || len(files) == 0 {
		t.Skip("no corpus of logs: set HAECHI_CORPUS")
	}
	log := trail.Log{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := log.Read(bytes.NewReader(text)); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
	if diff := cmp.Diff(map[string]int{"s3.amazonaws.com GetStorageLensDashboardDataInternal": 4}, log.Unknown); diff != "" {
		t.Error(diff)
	}
	everything, err := iam.ParseJSON("", []byte(`{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}`))
	if err != nil {
		t.Fatal(err)
	}
	s, err := iam.Shrink(everything, log.Uses)
	if err != nil || s.Kept != len(log.Uses) || s.NewAccess.Verdict != iam.No {
		t.Errorf("%v, kept %d of %d, %v", err, s.Kept, len(log.Uses), s.NewAccess)
	}
	if slices.ContainsFunc(log.Uses, func(u iam.Use) bool { return iam.LookupAction(u.Action) == nil }) {
		t.Error("an action that does not exist")
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"Records": [` + record("s3", "GetObject", `, "requestParameters": {"bucketName": "b"}`) + `]}`))
	f.Add([]byte(`[{"eventSource": "ec2.amazonaws.com", "eventName": "RunInstances"}]`))
	f.Add([]byte("{}\n{}"))
	f.Fuzz(func(t *testing.T, text []byte) {
		log := trail.Log{}
		if err := log.Read(bytes.NewReader(text)); err != nil && len(text) > 0 && errors.Is(err, os.ErrNotExist) {
			t.Error("nothing is opened")
		}
		for _, u := range log.Uses {
			if !strings.Contains(u.Action, ":") {
				t.Errorf("action %q", u.Action)
			}
		}
	})
}
