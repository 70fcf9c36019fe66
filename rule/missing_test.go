package rule

import (
	"testing"

	"github.com/haechi-dev/haechi/cloud"
)

// What was not read in one region leaves answers about another as they are.
func TestMissingElsewhere(t *testing.T) {
	const mine = "111122223333"
	for _, c := range []struct {
		require, account, region string // of the mark
		want                     Verdict
	}{
		{`resources("AWS::GuardDuty::Detector").exists(d, region(d) == region(self))`, mine, "us-east-1", Fail},
		{`resources("AWS::GuardDuty::Detector").exists(d, region(d) == region(self))`, mine, "eu-west-1", Unknown},
		{`resources("AWS::GuardDuty::Detector").exists(d, region(d) == region(self))`, mine, "", Unknown},
		{`resources("AWS::GuardDuty::Detector").exists(d, account(d) == account(self))`, "444455556666", "", Fail},
		{`resources("AWS::GuardDuty::Detector").exists(d, account(d) == account(self) && d.Enable)`, mine, "us-east-1", Unknown},
		{`resources("AWS::GuardDuty::Detector").exists(d, d.Enable && region(d) == region(self))`, mine, "us-east-1", Fail},
		{`resources("AWS::GuardDuty::Detector").filter(d, region(d) == region(self)).size() == 0`, mine, "us-east-1", Pass},
		{`resources("AWS::GuardDuty::Detector").filter(d, region(d) != region(self)).size() <= 1`, mine, "us-east-1", Unknown},
		{`resources("AWS::GuardDuty::Detector").map(d, region(d)).exists(x, x == "eu-west-1")`, mine, "us-east-1", Fail},
		{`resources("AWS::GuardDuty::Detector").map(d, d.FindingPublishingFrequency).exists(x, region(x) == "us-east-1")`, mine, "us-east-1", Unknown},
		{`resources("AWS::GuardDuty::Detector").size() == 0`, mine, "us-east-1", Unknown},
		{`resources("AWS::GuardDuty::Detector").all(d, name(d) != "x")`, mine, "us-east-1", Unknown},
		{`resources("AWS::GuardDuty::Detector").exists(d, arn(d) == "x" || generated(d) || attribute(d, "Metadata") == "x")`, mine, "us-east-1", Unknown},
		{`resources("AWS::SQS::Queue").exists(q, referrers(q, "AWS::Lambda::Function", "DeadLetterConfig.TargetArn").exists(f, name(f) == name(self)))`, mine, "us-east-1", Fail},
		{`resources("AWS::SQS::Queue").exists(q, referrers(q, "AWS::Lambda::Function", "DeadLetterConfig.TargetArn").exists(f, name(f) == name(self)))`, mine, "ap-northeast-2", Unknown},
		{`targets(self, "AWS::SQS::Queue", "DeadLetterConfig.TargetArn").exists(q, q.FifoQueue)`, mine, "us-east-1", Fail},
		{`targets(self, "AWS::SQS::Queue", "DeadLetterConfig.TargetArn").exists(q, q.FifoQueue)`, mine, "ap-northeast-2", Unknown},
		{`targets(self, "AWS::SQS::Queue", "DeadLetterConfig.TargetArn").size() == 0`, mine, "us-east-1", Pass},
	} {
		r := ruleOn(t, "AWS::Lambda::Function", "require: "+c.require)
		g := cloud.NewGraph()
		at := cloud.Pos{Origin: &cloud.Origin{Call: "lambda:ListFunctions", Account: mine, Region: "eu-west-1"}}
		self := &cloud.Resource{ID: "Fn", Name: "Fn", Type: r.On[0], Account: mine, Region: "eu-west-1", Pos: at, Properties: cloud.NewMap(at).
			Set("DeadLetterConfig", cloud.NewMap(at).Set("TargetArn", cloud.NewString(at, "arn:aws:sqs:ap-northeast-2:"+mine+":dead")))}
		if err := g.Add(self); err != nil {
			t.Fatal(err)
		}
		for _, typ := range []string{"AWS::GuardDuty::Detector", "AWS::SQS::Queue"} {
			g.Mark(cloud.Unread{Type: typ, Why: cloud.Because(cloud.NotRead, "x:List", c.region, "denied"), Account: c.account, Region: c.region})
		}
		results, err := r.Evaluate(g, self, Options{})
		if err != nil || results[0].Verdict != c.want {
			t.Errorf("%s with something missing in %s %s: %v %v, want %s", c.require, c.account, c.region, results, err, c.want)
		}
	}
}
