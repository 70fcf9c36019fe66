package sam

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/haechi-dev/haechi/cloud"
)

func TestExpandProfile(t *testing.T) {
	text := func(s string) *cloud.Value { return cloud.NewString(cloud.Pos{}, s) }
	vars := []profileVariable{
		{"Source.Arn", cloud.NewMap(cloud.Pos{}).Set("Ref", text("Topic"))},
		{"Destination.Name", nil},
	}
	tests := []struct{ text, want, missing string }{
		{"plain", `"plain"`, ""},
		{"%{Source.Arn}", `{"Ref":"Topic"}`, ""},
		{"%{Source.Arn}/*", `{"Fn::Sub":["${SourceArn}/*",{"SourceArn":{"Ref":"Topic"}}]}`, ""},
		{"arn:${AWS::Partition}:x", `{"Fn::Sub":"arn:${AWS::Partition}:x"}`, ""},
		{"a:%{Destination.Name}", "", "Destination.Name"},
	}
	for _, test := range tests {
		got, missing := expandProfile(text(test.text), vars, cloud.Pos{})
		if missing != test.missing {
			t.Errorf("%s: missing %q, want %q", test.text, missing, test.missing)
		}
		if missing != "" {
			continue
		}
		b, err := json.Marshal(got)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(test.want, string(b)); diff != "" {
			t.Errorf("%s: %s", test.text, diff)
		}
	}
}

// TestConnectorProfiles checks that every profile can be used: its kind is one we make, and the
// types it joins are described.
func TestConnectorProfiles(t *testing.T) {
	kinds := map[string]bool{profileIAMPolicy: true, profileQueuePolicy: true, profileTopicPolicy: true, profileLambdaPermission: true}
	permissions := connectorProfiles().Get("Permissions")
	if permissions.Len() == 0 {
		t.Fatal("no profiles")
	}
	for _, source := range permissions.Fields() {
		for _, destination := range source.Value.Fields() {
			profile := connectorProfile(source.Key, destination.Key)
			if kind := profile.Get("Type").Str(); !kinds[kind] {
				t.Errorf("%s to %s: kind %q", source.Key, destination.Key, kind)
			}
			if profile.Path("Properties", "AccessCategories").Len() == 0 {
				t.Errorf("%s to %s: no access categories", source.Key, destination.Key)
			}
			for _, name := range []string{source.Key, destination.Key} {
				if connectorAttributes(name, "X", cloud.Pos{}).Get("Outputs").Len() == 0 {
					t.Errorf("%s is not described", name)
				}
			}
		}
	}
}
