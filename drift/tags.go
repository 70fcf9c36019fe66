package drift

import (
	"maps"
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/schema"
)

// The tags that CloudFormation puts on what it makes.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-resource-tags.html
const (
	tagStack   = "aws:cloudformation:stack-name"
	tagLogical = "aws:cloudformation:logical-id"
)

// tagsOf reads the tags of a resource. They are not known when they were not read, or in part only.
func tagsOf(r *cloud.Resource) (tags map[string]string, known bool) {
	published := schema.Lookup(r.Type)
	if published == nil || published.Tags == "" {
		return nil, false
	}
	v := r.Properties.Get(published.Tags)
	tags, known = map[string]string{}, !v.Is(cloud.Unknown)
	for _, tag := range v.Items() {
		key, ok := tag.Get("Key").Text()
		known = known && ok
		tags[key] = tag.Get("Value").Str()
	}
	for _, f := range v.Fields() {
		tags[f.Key] = f.Value.Str()
	}
	return tags, known
}

// alwaysTagged are types whose resources carry the tags of the stack that made them. Of others it is
// known when one does.
var alwaysTagged = map[string]bool{
	"AWS::Lambda::Function": true, "AWS::DynamoDB::Table": true, "AWS::SQS::Queue": true, "AWS::SNS::Topic": true, "AWS::S3::Bucket": true,
	"AWS::StepFunctions::StateMachine": true, "AWS::SecretsManager::Secret": true, "AWS::ApiGateway::RestApi": true, "AWS::ApiGatewayV2::Api": true,
	"AWS::EC2::SecurityGroup": true, "AWS::Cognito::UserPool": true, "AWS::ECR::Repository": true,
}

func (m *matcher) carries(typ string) bool { return alwaysTagged[typ] || m.tagged[typ] }

// unmanaged reports whether a resource was made by no stack, and not by AWS itself either.
func (m *matcher) unmanaged(r *cloud.Resource) bool {
	tags, known := tagsOf(r)
	if !known || tags[tagStack] != "" || !m.carries(r.Type) {
		return false
	}
	switch r.Type {
	case "AWS::IAM::Role":
		path := r.Properties.Get("Path").Str()
		return !strings.HasPrefix(path, "/aws-service-role/") && !strings.HasPrefix(path, "/aws-reserved/")
	case "AWS::EC2::SecurityGroup":
		return r.Properties.Get("GroupName").Str() != "default"
	case "AWS::SecretsManager::Secret":
		return !strings.Contains(r.Name, "!") // kept by another service: "rds!db-…"
	case "AWS::S3::Bucket":
		return !strings.HasPrefix(r.Name, "cf-templates-")
	case "AWS::Logs::LogGroup", "AWS::KMS::Key", "AWS::EC2::VPC", "AWS::EC2::Subnet", "AWS::EC2::RouteTable", "AWS::EC2::NetworkAcl", "AWS::EC2::InternetGateway":
		return false // services and the default network have them without anybody's doing
	}
	return true
}

func inOrder[T any](m map[string]T) []string { return slices.Sorted(maps.Keys(m)) }
