package cloudformation

import (
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/source/cloudformation/sam"
)

// withApplications says of nested stacks that are applications of the Serverless Application
// Repository which application it is: the address of the template is made up at deployment.
func withApplications(template *cloud.Value) *cloud.Value {
	resources := template.Get("Resources")
	for _, f := range resources.Fields() {
		properties := f.Value.Get("Properties")
		url := properties.Get("TemplateURL")
		if f.Value.Get("Type").Str() != stackType || url.Str() != sam.ApplicationTemplate {
			continue
		}
		what := "the template of the application"
		for _, key := range [...]string{"serverlessrepo:applicationId", "serverlessrepo:semanticVersion"} {
			for _, tag := range properties.Get("Tags").Items() {
				if text, ok := tag.Get("Value").Text(); ok && tag.Get("Key").Str() == key {
					what += " " + text
				}
			}
		}
		hole := &cloud.Hole{Name: strings.TrimPrefix(what, "the "), Reason: cloud.Because(cloud.NotInSource, what)}
		known := set(properties, "TemplateURL", cloud.NewParts(url.Pos, cloud.Part{Hole: hole}))
		resources = set(resources, f.Key, set(f.Value, "Properties", known))
	}
	return set(template, "Resources", resources)
}
