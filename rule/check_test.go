package rule

import (
	"strings"
	"testing"
)

func TestNumberPropertiesMeetWholeNumbers(t *testing.T) {
	for _, c := range []struct {
		require string
		want    Verdict
	}{
		{`self.Threshold > 1`, Pass},
		{`self.Threshold >= 2 && 2 <= self.Threshold`, Pass},
		{`self.Threshold == 2`, Pass},
		{`2 == self.Threshold`, Pass},
		{`self.Threshold != 2`, Fail},
		{`self.Threshold in [1, 2]`, Pass},
		{`self.Threshold * 2 == 4`, Pass},
		{`default(self.Threshold, 3) == 2`, Pass},
		{`self.Threshold > self.EvaluationPeriods`, Pass},
		{`[1].exists(x, self.Threshold == 2)`, Pass},
		{`self.Threshold == -2 || self.Threshold == 2`, Pass},
	} {
		if got := judgeOn(t, "AWS::CloudWatch::Alarm", c.require, "{Threshold: 2, EvaluationPeriods: 1}"); got.Verdict != c.want {
			t.Errorf("%s: %s, want %s %v", c.require, got.Verdict, c.want, got.Reasons)
		}
	}
	err := ruleOn(t, "AWS::CloudWatch::Alarm", `require: self.Threshold == "2"`).Compile()
	if err == nil || !strings.Contains(err.Error(), "no matching overload") {
		t.Errorf("a number compared with a text: %v", err)
	}
}

func TestSuggestions(t *testing.T) {
	for _, c := range []struct{ expression, want string }{
		{`require: self.Runtme == "x"`, "did you mean Runtime?"},
		{`require: self.VpcConfig.SubnetId == []`, "did you mean SubnetIds?"},
		{`require: self.Tags.exists(t, t.Kee == "owner")`, "did you mean Key?"},
		{`require: self.Tags.filter(t, true).exists(t, t.Valeu == "owner")`, "did you mean Value?"},
		{`require: self.Tags[0].Kye == "x"`, "did you mean Key?"},
		{`require: default(self.Tags, []).exists(t, t.Kye == "x")`, "did you mean Key?"},
		{`require: target(self.Role, "AWS::IAM::Role").Path2 == "x"`, "did you mean Path?"},
		{`require: resources("AWS::SQS::Queue").all(q, q.DelaySecond == 3)`, "did you mean DelaySeconds?"},
		{`require: referrers(self, "AWS::Lambda::Alias", "FunctionName").all(q, q.Names == "x")`, "did you mean Name?"},
		{`require: self.Zzzzzzzz == "x"`, "AWS::Lambda::Function has no property of that name"},
	} {
		err := ruleOn(t, "AWS::Lambda::Function", c.expression).Compile()
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", c.expression, err, c.want)
		}
	}
	err := ruleOn(t, "AWS::Lambda::Function", "each: self.Tags", `require: item.Vlue == "x"`).Compile()
	if err == nil || !strings.Contains(err.Error(), "did you mean Value?") {
		t.Errorf("an item of each: %v", err)
	}
}
