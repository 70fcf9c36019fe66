package aws

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// Actions lists the IAM actions that the reading of what is needed takes, sorted.
func Actions(needs Needs, only []string) []string {
	all := map[string]bool{"sts:GetCallerIdentity": true}
	for _, in := range servicesFor(needs) {
		svc := in(aws.Config{})
		if len(only) > 0 && !slices.Contains(only, svc.name) {
			continue
		}
		for i, use := range needed(svc, needs) {
			if !use {
				continue
			}
			for _, action := range svc.steps[i].permissions(svc.name) {
				all[action] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(all))
}

// largestPolicy is how many characters a managed policy may have, without the white space.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
const largestPolicy = 6144

// Policy is the smallest policy that suffices for the actions, as JSON text: a statement for each
// service, so that people can read it, or one for all when IAM would not take that many.
func Policy(actions []string) string {
	type statement struct {
		Sid, Effect string
		Action      []string
		Resource    string
	}
	document := struct {
		Version   string
		Statement []*statement
	}{Version: "2012-10-17"}
	byService := map[string]*statement{}
	for _, action := range actions {
		name, _, _ := strings.Cut(action, ":")
		if byService[name] == nil {
			sid := "Read" + strings.ToUpper(name[:1]) + strings.ReplaceAll(name[1:], "-", "")
			byService[name] = &statement{Sid: sid, Effect: "Allow", Resource: "*"}
			document.Statement = append(document.Statement, byService[name])
		}
		byService[name].Action = append(byService[name].Action, action)
	}
	if short, err := json.Marshal(document); err == nil && len(short) > largestPolicy {
		document.Statement = []*statement{{Sid: "Read", Effect: "Allow", Action: actions, Resource: "*"}}
	}
	text, err := json.MarshalIndent(document, "", "  ")
	if err != nil {
		return "" // texts only: it cannot fail
	}
	return string(text) + "\n"
}

// Services are the names of the services that can be read, sorted.
func Services() (names []string) {
	for _, in := range servicesFor(nil) {
		names = append(names, in(aws.Config{}).name)
	}
	slices.Sort(names)
	return slices.Compact(names)
}
