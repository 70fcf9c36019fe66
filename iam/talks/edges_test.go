package talks

import (
	"slices"
	"testing"

	"github.com/haechi-dev/haechi/iam"
	"github.com/haechi-dev/haechi/schema"
)

// The table names actions, types and services that exist.
func TestEdgesExist(t *testing.T) {
	e := table()
	all := append(slices.Clone(e.Sources), e.Destinations...)
	all = append(all, e.Tracing, e.VPC, e.Brokers, e.Logs, e.Durable)
	for _, edge := range all {
		if edge.Type != "" && schema.Lookup(edge.Type) == nil {
			t.Errorf("no type %s", edge.Type)
		}
		if edge.Service != "" && iam.LookupService(edge.Service) == nil {
			t.Errorf("no service %s", edge.Service)
		}
		for _, name := range slices.Concat(edge.Actions, edge.Any, edge.Deeper) {
			if iam.LookupAction(name) == nil {
				t.Errorf("no action %s", name)
			}
		}
	}
	for _, w := range e.Words {
		for _, service := range append(w.With, w.Service) {
			if iam.LookupService(service) == nil {
				t.Errorf("no service %s", service)
			}
		}
	}
}

func TestWhatTheNameOfAVariableSays(t *testing.T) {
	e := table()
	for _, c := range []struct {
		name    string
		want    []string
		setting bool
	}{
		{"TABLE_NAME", []string{"dynamodb"}, false},
		{"ordersTable", []string{"dynamodb"}, false},
		{"orders-queue-url", []string{"sqs"}, false},
		{"BUCKETS", []string{"s3"}, false},
		{"LOG_LEVEL", nil, true},
		{"Stage", nil, true},
		{"NODE_ENV", nil, true},
		{"SOMETHING", nil, false},
		{"테이블", nil, false},
	} {
		var got []string
		for _, w := range e.said(c.name) {
			got = append(got, w.Service)
		}
		if !slices.Equal(got, c.want) || e.setting(c.name) != c.setting {
			t.Errorf("%s says %v and is a setting %v, want %v and %v", c.name, got, e.setting(c.name), c.want, c.setting)
		}
	}
}
