package aws

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudcontrol"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/schema"
)

// mostTypes is how many types are read through Cloud Control. Who asks for more wants everything,
// and not an answer to a question.
const mostTypes = 100

// controlledServices are the services through which the types are read that are needed and that no
// reader here covers: Cloud Control answers in the words of CloudFormation. Which types it lists, it
// is asked: those it does not list remain unread, and say so.
// https://docs.aws.amazon.com/cloudcontrolapi/latest/userguide/resource-operations-list.html
func controlledServices(needs Needs) []func(aws.Config) service {
	var global, regional []string
	for _, typ := range controlled(needs) {
		if everywhere(typ) {
			global = append(global, typ)
		} else {
			regional = append(regional, typ)
		}
	}
	of := func(types []string, global bool) func(aws.Config) service {
		return func(cfg aws.Config) service { return controlService(cfg, types, needs, global) }
	}
	return []func(aws.Config) service{of(regional, false), of(global, true)}
}

// controlled picks the types that Cloud Control is asked about: published, needed by their names for
// something that can be read, and listed by no reader.
func controlled(needs Needs) (types []string) {
	read := map[string]bool{}
	for _, in := range services() {
		svc := in(aws.Config{})
		for _, typ := range svc.types() {
			read[typ] = true
		}
		for typ := range svc.folds {
			read[typ] = true
		}
	}
	for typ, properties := range needs {
		published := schema.Lookup(typ)
		if read[typ] || published == nil || !strings.HasPrefix(typ, "AWS::") {
			continue
		}
		hidden := writeOnly(typ)
		told := len(properties) == 0 // whether there is one is all that is asked
		for name := range properties {
			told = told || name == "*" || !slices.Contains(hidden, name)
		}
		if told {
			types = append(types, typ)
		}
	}
	if len(types) > mostTypes {
		return nil
	}
	slices.Sort(types)
	return types
}

// everywhere reports whether a type is of a service that has no regions: each would list the same.
// https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/global-services.html
func everywhere(typ string) bool {
	name := strings.Split(typ, "::")[1]
	return slices.Contains([]string{"Budgets", "CE", "CloudFront", "GlobalAccelerator", "IAM", "Organizations", "Route53", "Route53RecoveryControl",
		"Route53RecoveryReadiness", "Shield", "WAF"}, name)
}

func controlService(cfg aws.Config, types []string, needs Needs, global bool) service {
	c := &controlReader{client: cloudcontrol.NewFromConfig(cfg), needs: needs, slots: make(chan struct{}, atOnce)}
	if len(types) > 0 {
		c.first = types[0]
	}
	svc := service{name: "cloudcontrol", global: global}
	for _, typ := range types {
		hidden := writeOnly(typ)
		var readable []string
		for name := range schema.Lookup(typ).Properties {
			if !slices.Contains(hidden, name) {
				readable = append(readable, name)
			}
		}
		slices.Sort(readable)
		own := ownActions(typ)
		svc.steps = append(svc.steps,
			step{call: "ListResources", actions: append([]string{"cloudformation:ListResources"}, own...), lists: []string{typ},
				run: func(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
					return nil, c.list(ctx, p, typ)
				}},
			step{call: "GetResource", actions: append([]string{"cloudformation:GetResource"}, own...), of: typ, run: c.get, without: c.whole,
				tells: map[string][]string{typ: readable}})
	}
	return svc
}
