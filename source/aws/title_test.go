package aws_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Things whose name AWS made up have the one that people gave them beside it.
func TestTitles(t *testing.T) {
	a := read(t, context.Background())
	want := map[string]int{}
	for _, r := range a.Graph.All() {
		if r.Title != "" {
			want[r.Type]++
		}
		if r.Title == r.Name || r.Title != "" && r.Label() != r.Title+" ("+r.Name+")" {
			t.Errorf("%s: the title %q of %q", r.ID, r.Title, r.Name)
		}
		if r.Type == "AWS::ApiGateway::Method" && strings.Contains(r.Title, r.Name) {
			t.Errorf("the title %q of a part of an API has its id", r.Title)
		}
	}
	for _, typ := range []string{"AWS::ApiGateway::Method", "AWS::ApiGateway::Stage", "AWS::ApiGatewayV2::Route", "AWS::KMS::Key", "AWS::CloudFront::Distribution", "AWS::EC2::SecurityGroup", "AWS::EC2::VPC"} {
		if want[typ] == 0 {
			t.Errorf("no %s has a title", typ)
		}
	}

	// Verdicts, and what findings are known under, do not depend on it.
	before := verdicts(t, a)
	for _, r := range a.Graph.All() {
		r.Title = "another"
	}
	if diff := cmp.Diff(before, verdicts(t, a)); diff != "" {
		t.Error(diff)
	}
}
