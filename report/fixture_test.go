package report

import (
	"os"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/finding"
	"github.com/haechi-dev/haechi/rule"
)

// fixture is a fixture file whose positions are found by what stands there.
type fixture struct {
	t      testing.TB
	origin *cloud.Origin
	lines  []string
}

func openFixture(t testing.TB, name string) *fixture {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return &fixture{t, &cloud.Origin{File: name}, strings.Split(string(text), "\n")}
}

// at is the position of `what` in the first line that contains `in`.
func (f *fixture) at(in, what string) cloud.Pos {
	f.t.Helper()
	for i, line := range f.lines {
		if !strings.Contains(line, in) {
			continue
		}
		from := utf8.RuneCountInString(line[:strings.Index(line, what)]) + 1
		to := from + utf8.RuneCountInString(what)
		return cloud.Pos{Origin: f.origin, Line: int32(i + 1), Column: int32(from), EndLine: int32(i + 1), EndColumn: int32(to)}
	}
	f.t.Fatalf("%s has no line with %q", f.origin.File, in)
	return cloud.Pos{}
}

var (
	urlRule = &rule.Rule{
		ID: "aws-lambda-url-auth", On: []string{"AWS::Lambda::Url"}, Severity: rule.Critical, Checklist: rule.Endpoint,
		Title: rule.Text{EN: "Function URL requires IAM authentication", KO: "함수 URL은 IAM 인증을 요구해야 합니다"},
		Why:   rule.Text{EN: "Anyone on the internet who learns the URL can invoke the function; nothing asks who they are.", KO: "URL을 알게 된 사람은 누구나 인터넷에서 함수를 호출할 수 있으며, 호출자가 누구인지 전혀 확인하지 않습니다."},
		Fix:   rule.Text{EN: "Set AuthType to AWS_IAM and let CloudFront with origin access control, or callers with lambda:InvokeFunctionUrl, sign their requests.", KO: "AuthType을 AWS_IAM으로 바꾸고, CloudFront 오리진 액세스 제어나 lambda:InvokeFunctionUrl 권한을 가진 호출자가 요청에 서명하게 하십시오."},
		Maps:  []rule.Mapping{{Framework: "fsbp", Controls: []string{"Lambda.1"}}},
	}
	queueRule = &rule.Rule{
		ID: "aws-lambda-queue-visibility", On: []string{"AWS::Lambda::EventSourceMapping"}, Severity: rule.High, Checklist: rule.Reliability,
		Title: rule.Text{EN: "Queue keeps a message invisible for longer than the function may run", KO: "큐의 표시 제한 시간은 함수 제한 시간보다 길어야 합니다"},
		Why:   rule.Text{EN: "A message becomes visible again while the function still works on it, and is processed twice.", KO: "함수가 아직 처리하고 있는 메시지가 다시 표시되어 두 번 처리됩니다."},
		Fix:   rule.Text{EN: "Set VisibilityTimeout of the queue to six times the function's Timeout.", KO: "큐의 VisibilityTimeout을 함수 Timeout의 6배로 설정하십시오."},
	}
	secretRule = &rule.Rule{
		ID: "aws-lambda-environment-secret", On: []string{"AWS::Lambda::Function"}, Severity: rule.High, Checklist: rule.Secret,
		Title: rule.Text{EN: "Environment variables hold no secret", KO: "환경 변수에 비밀정보를 넣지 않아야 합니다"},
		Why:   rule.Text{EN: "Everyone who may read the function's configuration reads the secret.", KO: "함수 구성을 읽을 수 있는 사람은 모두 비밀정보를 읽을 수 있습니다."},
		Fix:   rule.Text{EN: "Keep it in Secrets Manager and fetch it at run time.", KO: "Secrets Manager에 보관하고 실행 시점에 가져오십시오."},
	}
	bucketRule = &rule.Rule{
		ID: "aws-s3-public-access", On: []string{"AWS::S3::Bucket"}, Severity: rule.Medium, Checklist: rule.Data,
		Title: rule.Text{EN: "Bucket blocks public access", KO: "버킷은 퍼블릭 액세스를 차단해야 합니다"},
		Why:   rule.Text{EN: "A policy or ACL added later makes the objects readable by everyone.", KO: "나중에 추가된 정책이나 ACL이 객체를 모두에게 공개할 수 있습니다."},
		Fix:   rule.Text{EN: "Set PublicAccessBlockConfiguration with all four settings true.", KO: "PublicAccessBlockConfiguration의 네 가지 설정을 모두 true로 지정하십시오."},
	}
	nameRule = &rule.Rule{
		ID: "aws-sqs-queue-name", On: []string{"AWS::SQS::Queue"}, Severity: rule.Low, Checklist: rule.Logging,
		Title: rule.Text{EN: "Queue name tells the stage", KO: "큐 이름에 스테이지가 드러나야 합니다"},
		Why:   rule.Text{EN: "Nobody knows whose queue it is.", KO: "누구의 큐인지 알 수 없습니다."},
		Fix:   rule.Text{EN: "Put the stage into the name.", KO: "이름에 스테이지를 넣으십시오."},
	}
)

// orders is a report about testdata/orders.yaml with one finding of each kind.
func orders(t testing.TB) *finding.Report {
	f := openFixture(t, "testdata/orders.yaml")
	text := func(in, what string) *cloud.Value { return cloud.NewString(f.at(in, what), strings.Trim(what, `"`)) }
	number := func(in, what string) *cloud.Value { return cloud.NewNumber(f.at(in, what), what) }

	variables := cloud.NewMap(f.at("DB_PASSWORD", "DB_PASSWORD")).
		Set("DB_PASSWORD", text("DB_PASSWORD", "hunter2-hunter2")).
		Set("STRIPE", text("STRIPE", `"sk_live_abcdefghijklmnopqrstu"`))
	function := &cloud.Resource{
		ID: "Orders", Name: "Orders", Type: "AWS::Lambda::Function", Pos: f.at("Orders:", "Orders"), Path: "Shop/Orders/Handler",
		Properties: cloud.NewMap(cloud.Pos{}).Set("Timeout", number("Timeout: 60", "60")).
			Set("Environment", cloud.NewMap(cloud.Pos{}).Set("Variables", variables)),
	}
	url := &cloud.Resource{
		ID: "OrdersUrl", Name: "OrdersUrl", Type: "AWS::Lambda::Url", Pos: f.at("FunctionUrlConfig", "FunctionUrlConfig"), Generated: "Orders",
		Properties: cloud.NewMap(cloud.Pos{}).Set("AuthType", text("AuthType", "NONE")),
	}
	mapping := &cloud.Resource{
		ID: "OrdersWork", Name: "OrdersWork", Type: "AWS::Lambda::EventSourceMapping", Pos: f.at("Work:", "Work"), Generated: "Orders",
		Properties: cloud.NewMap(cloud.Pos{}).Set("EventSourceArn", text("Queue: !GetAtt", "!GetAtt Queue.Arn")),
	}
	stage := cloud.Because(cloud.NoParameterValue, "Stage")
	queueName := cloud.NewParts(f.at("QueueName", `!Sub "주문-대기열-${Stage}"`), cloud.Part{Text: "주문-대기열-"}, cloud.Part{Hole: &cloud.Hole{Name: "Stage", Reason: stage}})
	queue := &cloud.Resource{
		ID: "Queue", Name: "Queue", Type: "AWS::SQS::Queue", Pos: f.at("  Queue:", "Queue"), ARN: queueName,
		Properties: cloud.NewMap(cloud.Pos{}).Set("VisibilityTimeout", number("VisibilityTimeout", "60")).Set("QueueName", queueName),
	}
	uploads := &cloud.Resource{ID: "Uploads", Name: "Uploads", Type: "AWS::S3::Bucket", Pos: f.at("Uploads:", "Uploads"), Condition: "IsProd", Properties: cloud.NewMap(cloud.Pos{})}
	archive := &cloud.Resource{ID: "Archive", Name: "Archive", Type: "AWS::S3::Bucket", Pos: f.at("Archive:", "Archive"), Properties: cloud.NewMap(cloud.Pos{})}

	read := func(r *cloud.Resource, path string, keys ...string) rule.Read {
		v := r.Properties.Path(keys...)
		p := r.Pos
		if v != nil {
			p = v.Pos
		}
		return rule.Read{Resource: r, Path: path, Value: v, Pos: p}
	}
	report := &finding.Report{
		Sources: []finding.Source{{Path: "testdata/orders.yaml", Kind: "SAM", Files: []string{"testdata/orders.yaml"}, Resources: 6}},
		Rules:   []*rule.Rule{secretRule, queueRule, urlRule, bucketRule, nameRule},
		Problems: []*cloud.Error{
			{Pos: cloud.Pos{Origin: &cloud.Origin{File: "testdata/broken.yaml"}, Line: 3, Column: 7}, What: "mapping value expected", Hint: "indent it below the key"},
		},
	}
	add := func(r *rule.Rule, res *cloud.Resource, results ...rule.Result) {
		report.Findings = append(report.Findings, finding.New(r, res, "testdata/orders.yaml", results)...)
	}
	visibility := read(queue, "VisibilityTimeout", "VisibilityTimeout")
	timeout := read(function, "Timeout", "Timeout")
	password := read(function, "Environment.Variables.DB_PASSWORD", "Environment", "Variables", "DB_PASSWORD")
	all := read(function, "Environment.Variables", "Environment", "Variables")
	stripe := read(function, "Environment.Variables.STRIPE", "Environment", "Variables", "STRIPE")
	auth := read(url, "AuthType", "AuthType")
	add(urlRule, url, rule.Result{Verdict: rule.Fail, Pos: auth.Pos, Path: "AuthType", Evidence: []rule.Read{auth}})
	add(queueRule, mapping, rule.Result{Verdict: rule.Fail, Pos: mapping.Properties.Get("EventSourceArn").Pos, Path: "EventSourceArn",
		Evidence: []rule.Read{read(mapping, "EventSourceArn", "EventSourceArn"), visibility, timeout}})
	add(secretRule, function,
		rule.Result{Verdict: rule.Fail, Pos: password.Pos, Path: password.Path, Evidence: []rule.Read{password, all}, Item: password.Value},
		rule.Result{Verdict: rule.Fail, Pos: stripe.Pos, Path: stripe.Path, Evidence: []rule.Read{stripe}, Item: stripe.Value})
	for _, bucket := range []*cloud.Resource{uploads, archive} {
		e := read(bucket, "PublicAccessBlockConfiguration", "PublicAccessBlockConfiguration")
		add(bucketRule, bucket, rule.Result{Verdict: rule.Fail, Pos: e.Pos, Evidence: []rule.Read{e}})
	}
	name := read(queue, "QueueName", "QueueName")
	add(nameRule, queue, rule.Result{Verdict: rule.Unknown, Pos: name.Pos, Path: name.Path, Evidence: []rule.Read{name}, Reasons: []cloud.Reason{stage}})
	add(urlRule, &cloud.Resource{ID: "AdminUrl", Name: "AdminUrl", Type: "AWS::Lambda::Url", Pos: f.at("FunctionUrlConfig", "FunctionUrlConfig")},
		rule.Result{Verdict: rule.Pass, Pos: f.at("FunctionUrlConfig", "FunctionUrlConfig")})
	report.Sort()
	for i := range report.Findings { // how they are made is the business of package finding
		report.Findings[i].Fingerprint = finding.Digest{15: byte(i + 1)}
	}
	return report
}

// fixed are options that do not depend on the day or the terminal.
func fixed(lang string) Options {
	return Options{Lang: lang, Version: "1.2.3", Width: 100, Today: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)}
}
