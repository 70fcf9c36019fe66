package aws_test

import (
	"context"
	"testing"

	"github.com/haechi-dev/haechi/internal/emulator"
	"github.com/haechi-dev/haechi/source/aws"
)

// surroundings are what stands around functions: networks, firewalls, what watches over them.
var surroundings = []said{
	{"AWS::Logs::LogGroup", "/aws/lambda/dalbit-order-api", "RetentionInDays", `3653`},
	{"AWS::Logs::LogGroup", "/aws/lambda/dalbit-order-api", "KmsKeyId", `-`},
	{"AWS::Logs::LogGroup", "/aws/lambda/dalbit-order-intake", "KmsKeyId", `"arn:*"`},
	{"AWS::Logs::LogGroup", "/aws/lambda/dalbit-orders-worker", "RetentionInDays", `-`},
	{"AWS::Logs::MetricFilter", "/aws/lambda/dalbit-order-api|errors", "MetricTransformations", `[{"MetricName":"OrderErrors","MetricNamespace":"Dalbit","MetricValue":"1"}]`},
	{"AWS::Logs::SubscriptionFilter", "/aws/lambda/dalbit-payments-worker|to-search", "DestinationArn", `"arn:*:function:dalbit-search"`},
	{"AWS::CloudWatch::Alarm", "payments-errors", "ActionsEnabled", `false`},
	{"AWS::CloudWatch::Alarm", "payments-errors", "Dimensions", `[{"Name":"FunctionName","Value":"dalbit-payments-worker"}]`},
	{"AWS::CloudWatch::Alarm", "orders-errors", "AlarmActions", `-`},
}

// around are the services that are read for them.
var around = []string{"cloudwatch", "logs"}

func TestSurroundings(t *testing.T) {
	server := emulator.Start(t)
	id, _ := server.Shared(t, "bad_account")
	a, err := aws.Read(context.Background(), aws.Options{Regions: []string{"ap-northeast-2", "us-east-1"}, Recorded: server.Transport(id), Services: around})
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range strangers(a.Graph) {
		t.Error(text)
	}
	for _, c := range a.Coverage.Calls {
		t.Logf("%+v", c)
	}
	for _, want := range surroundings {
		v, found := property(a.Graph, want)
		if !found {
			t.Errorf("no %s %s", want.typ, want.name)
			continue
		}
		got := "-"
		if v != nil {
			text, err := v.MarshalJSON()
			if err != nil {
				t.Fatal(err)
			}
			got = string(text)
		}
		if !like(want.want, got) {
			t.Errorf("%s %s: %s is %s, want %s", want.typ, want.name, want.path, got, want.want)
		}
	}
}
