package cloudformation

import (
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// localCode does to a SAM template what packaging does before the transform sees it: a location
// on this machine becomes one in a bucket, whose name only the deployment knows. Where the
// location was is kept in the resource's metadata, in the words of the CDK
// (https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-cdk-testing.html).
// Definitions of APIs and state machines are put into the template, where they can be judged.
func (s *stack) localCode(template *cloud.Value) *cloud.Value {
	resources := template.Get("Resources")
	out := cloud.NewMap(positionOf(resources, template))
	for _, f := range resources.Fields() {
		if properties := f.Value.Get("Properties"); f.Value.Is(cloud.Map) && (properties == nil || properties.Is(cloud.Map)) {
			f.Value = s.packaged(f, template.Get("Globals"))
		}
		out.SetAt(f.Key, f.KeyPos, f.Value)
	}
	return replaced(template, "Resources", out)
}

func (s *stack) packaged(f cloud.Field, globals *cloud.Value) *cloud.Value {
	body := f.Value
	properties := body.Get("Properties")
	if properties == nil {
		properties = cloud.NewMap(body.Pos)
	}
	general := globals.Get(strings.TrimPrefix(body.Get("Type").Str(), "AWS::Serverless::"))
	property := func(name string) *cloud.Value {
		if v := properties.Get(name); v != nil {
			return v
		}
		return general.Get(name)
	}
	switch body.Get("Type").Str() {
	case "AWS::Serverless::Function":
		if property("InlineCode") != nil {
			return body
		}
		if property("PackageType").Str() == "Image" {
			return s.image(f, properties, property("ImageUri"))
		}
		return s.uploaded(f, properties, property("CodeUri"), "CodeUri", "Code")
	case "AWS::Serverless::LayerVersion":
		if uri := property("ContentUri"); uri != nil {
			return s.uploaded(f, properties, uri, "ContentUri", "Content")
		}
	case "AWS::Serverless::Api", "AWS::Serverless::HttpApi":
		if uri := property("DefinitionUri"); uri != nil && property("DefinitionBody") == nil {
			return s.defined(f, properties, uri, "DefinitionBody")
		}
	case "AWS::Serverless::StateMachine":
		if uri := property("DefinitionUri"); uri != nil && property("Definition") == nil {
			return s.defined(f, properties, uri, "Definition")
		}
	}
	return body
}

// uploaded replaces a local location by one in a bucket. No location means the template's folder.
func (s *stack) uploaded(f cloud.Field, properties, uri *cloud.Value, property, target string) *cloud.Value {
	p := positionOf(uri, f.Value)
	location, isText := uri.Text()
	if uri != nil && (!isText || isRemote(location)) {
		return f.Value
	}
	if location == "" {
		location = "."
	}
	what := "the code of " + f.Key
	hole := func(part string) *cloud.Value {
		return cloud.NewParts(p, cloud.Part{Hole: &cloud.Hole{Name: s.prefix + f.Key + "." + target + "." + part, Reason: cloud.Because(cloud.AtDeployment, what)}})
	}
	bucket := cloud.NewMap(p).Set("Bucket", hole("S3Bucket")).Set("Key", hole("S3Key"))
	metadata := cloud.NewMap(p)
	if m := f.Value.Get("Metadata"); m.Is(cloud.Map) {
		metadata = replaced(m, "", nil)
	}
	metadata.Set("aws:asset:path", cloud.NewString(p, location)).Set("aws:asset:property", cloud.NewString(p, target))
	return set(set(f.Value, "Properties", set(properties, property, bucket)), "Metadata", metadata)
}

// image gives a function whose image is built from the template's folder the address it will have.
func (s *stack) image(f cloud.Field, properties, uri *cloud.Value) *cloud.Value {
	if text, isText := uri.Text(); uri != nil && (!isText || strings.Contains(text, ".dkr.ecr.") || strings.Contains(text, "/")) {
		return f.Value
	}
	p := positionOf(uri, f.Value)
	name := s.prefix + f.Key + ".Code.ImageUri"
	return set(f.Value, "Properties", set(properties, "ImageUri", cloud.NewParts(p, cloud.Part{Hole: &cloud.Hole{Name: name,
		Reason: cloud.Because(cloud.AtDeployment, "the image of "+f.Key)}})))
}

// defined puts the definition in a local file into the template.
func (s *stack) defined(f cloud.Field, properties, uri *cloud.Value, property string) *cloud.Value {
	location, isText := uri.Text()
	if !isText || isRemote(location) {
		return f.Value
	}
	content, err := s.load(s.beside(location))
	if err != nil || !content.Is(cloud.Map) {
		s.reportError(uri.Pos, "cannot read the definition "+location, err)
		return s.uploaded(f, properties, uri, "DefinitionUri", "Definition")
	}
	if !s.spend(uri.Pos, count(content), 0) {
		return f.Value
	}
	return set(f.Value, "Properties", set(replaced(properties, "DefinitionUri", nil), property, content))
}

// set is a shallow copy of a map with a key set.
func set(m *cloud.Value, key string, v *cloud.Value) *cloud.Value {
	return replaced(m, "", nil).Set(key, v)
}
