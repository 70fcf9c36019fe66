package cloud_test

import (
	"testing"

	"github.com/haechi-dev/haechi/cloud"
)

// A name means what has it in the account and region of the call that said it.
func TestNamesPerRegion(t *testing.T) {
	g := cloud.NewGraph()
	pos := func(region string) cloud.Pos {
		return cloud.Pos{Origin: &cloud.Origin{Call: "sqs:ListQueues", Account: "111122223333", Region: region}}
	}
	for _, region := range []string{"ap-northeast-2", "us-east-1"} {
		r := &cloud.Resource{ID: "arn:aws:sqs:" + region + ":111122223333:orders", Type: "AWS::SQS::Queue", Account: "111122223333", Region: region,
			Names: []*cloud.Value{cloud.NewString(pos(region), "orders")}}
		if err := g.Add(r); err != nil {
			t.Fatal(err)
		}
	}
	for _, region := range []string{"ap-northeast-2", "us-east-1"} {
		r, why := g.Target("AWS::SQS::Queue", cloud.NewString(pos(region), "orders"))
		if why != nil || r == nil || r.Region != region {
			t.Errorf("orders said in %s names %+v (%v)", region, r, why)
		}
	}
	for _, p := range []cloud.Pos{{}, pos("eu-west-1")} {
		if r, why := g.Target("AWS::SQS::Queue", cloud.NewString(p, "orders")); r != nil || why == nil {
			t.Errorf("orders said at %+v names %v", p.Origin, r)
		}
	}
}
