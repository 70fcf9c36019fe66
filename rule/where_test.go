package rule_test

import (
	"strings"
	"testing"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/rule"
)

func TestCondition(t *testing.T) {
	res := func(properties *cloud.Value) *cloud.Resource {
		return &cloud.Resource{ID: "f", Type: "AWS::Lambda::Function", Properties: properties}
	}
	c, err := rule.NewCondition("--where", "self.MemorySize > 512", "AWS::Lambda::Function")
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range []struct {
		memory *cloud.Value
		want   rule.Verdict
	}{
		{cloud.NewInt(cloud.Pos{}, 1024), rule.Pass}, {cloud.NewInt(cloud.Pos{}, 128), rule.Fail},
		{cloud.NewUnknown(cloud.Pos{}, cloud.Because(cloud.NotRead, "lambda:GetFunction", "r", "AccessDenied")), rule.Unknown},
	} {
		got, why, err := c.Holds(cloud.NewGraph(), res(cloud.NewMap(cloud.Pos{}).Set("MemorySize", one.memory)), rule.Options{})
		if err != nil || got != one.want || (got == rule.Unknown) != (len(why) == 1) {
			t.Errorf("got %v, %v, %v; want %v", got, why, err, one.want)
		}
	}
	if needs, err := c.Needs(); err != nil || !needs["AWS::Lambda::Function"]["MemorySize"] {
		t.Errorf("needs %v, %v", needs, err)
	}
	for text, want := range map[string]string{
		"self.MemorySiz > 512": "--where:1:5", "self.MemorySize": "not bool", "self.": "--where:1:6",
	} {
		if _, err := rule.NewCondition("--where", text, "AWS::Lambda::Function"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %s", text, err, want)
		}
	}
	if _, err := rule.NewCondition("--where", "true", "AWS::Lambda::Functio"); err == nil || !strings.Contains(err.Error(), "did you mean AWS::Lambda::Function") {
		t.Errorf("got %v", err)
	}
}
