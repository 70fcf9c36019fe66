package cloudformation

import (
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// localCode does to a template what packaging does before CloudFormation sees it: a location on
// this machine becomes one in a bucket, whose name only the deployment knows. Where the location
// was is kept in the resource's metadata, in the words of the CDK: aws:asset:path, relative to the
// template, and aws:asset:property. Definitions of APIs and state machines are put into the
// template instead, where they can be judged
// (https://docs.aws.amazon.com/cli/latest/reference/cloudformation/package.html).
func (s *stack) localCode(template *cloud.Value) *cloud.Value {
	resources := template.Get("Resources")
	var out *cloud.Value // a copy, once something differs
	for _, f := range resources.Fields() {
		body := s.packaged(f, template.Get("Globals"))
		if body == f.Value {
			continue
		}
		if out == nil {
			out = replaced(resources, "", nil)
		}
		out.SetAt(f.Key, f.KeyPos, body)
	}
	if out == nil {
		return template
	}
	return replaced(template, "Resources", out)
}

// artefact is a property that packaging uploads.
type artefact struct {
	property    string // as it is written
	target      string // as CloudFormation has it
	bucket, key string
	inline      string // the property that holds the content itself, when the content can be judged
}

// artefactOf gives the artefact of a resource type.
func artefactOf(typ string) (a artefact, ok bool) {
	switch typ {
	case "AWS::Serverless::Function":
		return artefact{"CodeUri", "Code", "Bucket", "Key", ""}, true
	case "AWS::Serverless::LayerVersion":
		return artefact{"ContentUri", "Content", "Bucket", "Key", ""}, true
	case "AWS::Serverless::Api", "AWS::Serverless::HttpApi":
		return artefact{"DefinitionUri", "BodyS3Location", "Bucket", "Key", "DefinitionBody"}, true
	case "AWS::Serverless::StateMachine":
		return artefact{"DefinitionUri", "DefinitionS3Location", "Bucket", "Key", "Definition"}, true
	case "AWS::Lambda::Function":
		return artefact{"Code", "Code", "S3Bucket", "S3Key", ""}, true
	case "AWS::Lambda::LayerVersion":
		return artefact{"Content", "Content", "S3Bucket", "S3Key", ""}, true
	case "AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api":
		return artefact{"BodyS3Location", "BodyS3Location", "Bucket", "Key", "Body"}, true
	case "AWS::StepFunctions::StateMachine":
		return artefact{"DefinitionS3Location", "DefinitionS3Location", "Bucket", "Key", "Definition"}, true
	}
	return artefact{}, false
}

func (s *stack) packaged(f cloud.Field, globals *cloud.Value) *cloud.Value {
	body, typ := f.Value, f.Value.Get("Type").Str()
	a, ok := artefactOf(typ)
	properties := body.Get("Properties")
	if !ok || properties != nil && !properties.Is(cloud.Map) {
		return body
	}
	if properties == nil {
		properties = cloud.NewMap(body.Pos)
	}
	general := globals.Get(strings.TrimPrefix(typ, "AWS::Serverless::"))
	property := func(name string) *cloud.Value {
		if v := properties.Get(name); v != nil {
			return v
		}
		return general.Get(name)
	}
	location := property(a.property)
	if typ == "AWS::Serverless::Function" {
		switch {
		case property("InlineCode") != nil:
			return body
		case property("PackageType").Str() == "Image":
			return s.image(f, properties, property("ImageUri"))
		case location == nil:
			location = cloud.NewString(body.Pos, ".") // the template's folder
		}
	}
	text, isText := location.Text()
	switch {
	case !isText || isRemote(text):
		return body
	case a.inline != "" && property(a.inline) == nil:
		return s.defined(f, properties, location, a)
	}
	return s.uploaded(f, properties, location, a)
}

// uploaded replaces a local location by one in a bucket.
func (s *stack) uploaded(f cloud.Field, properties, location *cloud.Value, a artefact) *cloud.Value {
	p := location.Pos
	hole := func(part string) *cloud.Value {
		return cloud.NewParts(p, cloud.Part{Hole: &cloud.Hole{Name: s.prefix + f.Key + "." + a.target + "." + part,
			Reason: cloud.Because(cloud.AtDeployment, "where "+a.target+" of "+f.Key+" is uploaded to")}})
	}
	bucket := cloud.NewMap(p).Set(a.bucket, hole("Bucket")).Set(a.key, hole("Key"))
	metadata := cloud.NewMap(p)
	if m := f.Value.Get("Metadata"); m.Is(cloud.Map) {
		metadata = replaced(m, "", nil)
	}
	metadata.Set("aws:asset:path", location).Set("aws:asset:property", cloud.NewString(p, a.target))
	return set(set(f.Value, "Properties", set(properties, a.property, bucket)), "Metadata", metadata)
}

// image gives a function whose image is built from a folder the address the image will have.
func (s *stack) image(f cloud.Field, properties, uri *cloud.Value) *cloud.Value {
	if text, isText := uri.Text(); uri != nil && (!isText || strings.Contains(text, "/")) {
		return f.Value
	}
	p := positionOf(uri, f.Value)
	name := s.prefix + f.Key + ".Code.ImageUri"
	return set(f.Value, "Properties", set(properties, "ImageUri", cloud.NewParts(p, cloud.Part{Hole: &cloud.Hole{Name: name,
		Reason: cloud.Because(cloud.AtDeployment, "the image of "+f.Key)}})))
}

// defined puts the definition in a local file into the template.
func (s *stack) defined(f cloud.Field, properties, location *cloud.Value, a artefact) *cloud.Value {
	content, err := s.load(s.beside(location.Str()))
	if err != nil || !content.Is(cloud.Map) {
		s.reportError(location.Pos, "cannot read the definition "+location.Str(), err)
		return s.uploaded(f, properties, location, a)
	}
	if !s.spend(location.Pos, count(content), 0) {
		return f.Value
	}
	return set(f.Value, "Properties", set(replaced(properties, a.property, nil), a.inline, content))
}

// set is a shallow copy of a map with a key set.
func set(m *cloud.Value, key string, v *cloud.Value) *cloud.Value {
	return replaced(m, "", nil).Set(key, v)
}
