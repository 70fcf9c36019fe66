package rule

import (
	"strings"
	"testing"

	"github.com/haechi-dev/haechi/cloud"
)

const onTwo = `id: my-topics-and-queues
on: [AWS::SQS::QueuePolicy, AWS::SNS::TopicPolicy]
require: '!public(self.PolicyDocument)'
severity: low
checklist: iam
title: {en: t, ko: t}
why: {en: t, ko: t}
fix: {en: t, ko: t}
tests:
  - {name: queue, type: AWS::SQS::QueuePolicy, given: &open {PolicyDocument: {Statement: {Effect: Allow, Principal: "*", Action: "*", Resource: "*"}}}, expect: fail}
  - {name: topic, type: AWS::SNS::TopicPolicy, given: *open, expect: fail}
  - {name: nothing, type: AWS::SNS::TopicPolicy, expect: pass}
  - {name: not known, type: AWS::SQS::QueuePolicy, given: {PolicyDocument: !Unknown }, expect: unknown}
`

func TestRuleOnSeveralTypes(t *testing.T) {
	r, mistakes := Parse("a.yaml", []byte(onTwo))
	if len(mistakes) > 0 {
		t.Fatal(mistakes[0])
	}
	failed, more := r.Check(Options{})
	for _, err := range append(failed, more...) {
		t.Error(err)
	}
	data, err := Pack([]*Rule{r})
	if err != nil {
		t.Fatal(err)
	}
	packed, err := Unpack(data)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range r.Tests {
		if err := packed[0].RunTest(test, Options{}); err != nil {
			t.Error(err)
		}
	}
	if packed[0].stored[0] != packed[0].stored[1] {
		t.Error("the same expressions are stored twice")
	}
	other := &cloud.Resource{ID: "B", Type: "AWS::S3::Bucket", Properties: cloud.NewMap(cloud.Pos{})}
	if results, err := r.Evaluate(graphOf(t, []*cloud.Resource{other}), other, Options{}); len(results) > 0 || err != nil {
		t.Errorf("a bucket, which the rule is not on, gets %v, %v", results, err)
	}
}

func TestRuleOnSeveralTypesIsRefused(t *testing.T) {
	for _, c := range []struct{ from, to, want string }{
		{"self.PolicyDocument", "self.Queues == []", `a.yaml:3:23: on AWS::SNS::TopicPolicy: undefined field 'Queues' (AWS::SNS::TopicPolicy has no property of that name)`},
		{"public(self.PolicyDocument)", "has(self.Topics)", `a.yaml:3:15: on AWS::SQS::QueuePolicy: undefined field 'Topics' (AWS::SQS::QueuePolicy has no property of that name)`},
		{"AWS::SNS::TopicPolicy]", "AWS::SNS::TopicPolcy]", `test "topic" is on AWS::SNS::TopicPolicy, and the rule is not`},
		{"type: AWS::SNS::TopicPolicy, given", "given", `a.yaml:11:5: test "topic" does not name the type of its resource`},
		{"[AWS::SQS::QueuePolicy, ", "[AWS::SNS::TopicPolicy, ", `a.yaml:2:29: resource type AWS::SNS::TopicPolicy is listed twice`},
		{"topic, type: AWS::SNS::TopicPolicy, given: *open, expect: fail", "topic, type: AWS::SNS::TopicPolicy, expect: pass", `rule my-topics-and-queues has no test on AWS::SNS::TopicPolicy that expects fail`},
		{"[AWS::SQS::QueuePolicy, AWS::SNS::TopicPolicy]", "[]", `a.yaml:2:5: a resource type is expected here`},
	} {
		text := strings.Replace(onTwo, c.from, c.to, 1)
		r, mistakes := Parse("a.yaml", []byte(text))
		var said []string
		for _, m := range mistakes {
			said = append(said, m.Error())
		}
		if r != nil {
			failed, more := r.Check(Options{})
			for _, err := range append(failed, more...) {
				said = append(said, err.Error())
			}
		}
		if !strings.Contains(strings.Join(said, "\n"), c.want) {
			t.Errorf("%s: want %q, got %q", c.to, c.want, said)
		}
	}
}
