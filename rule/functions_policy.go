package rule

import (
	"maps"
	"slices"
	"strings"

	"cel.dev/cel-go/common/ast"

	"github.com/haechi-dev/haechi/cloud"
)

// policyAt is where resources keep the policy that says who may use them: a property, or a path to
// it. A role's trust policy is not one, nor what an API, a function or a role hands on.
var policyAt = map[string]string{
	"AWS::ApiGateway::RestApi":                   "Policy",
	"AWS::Backup::BackupVault":                   "AccessPolicy",
	"AWS::Backup::LogicallyAirGappedBackupVault": "AccessPolicy",
	"AWS::CloudTrail::ResourcePolicy":            "ResourcePolicy",
	"AWS::CodeArtifact::Domain":                  "PermissionsPolicyDocument",
	"AWS::CodeArtifact::Repository":              "PermissionsPolicyDocument",
	"AWS::DynamoDB::Table":                       "ResourcePolicy.PolicyDocument",
	"AWS::ECR::PublicRepository":                 "RepositoryPolicyText",
	"AWS::ECR::RegistryPolicy":                   "PolicyText",
	"AWS::ECR::Repository":                       "RepositoryPolicyText",
	"AWS::EFS::FileSystem":                       "FileSystemPolicy",
	"AWS::Elasticsearch::Domain":                 "AccessPolicies",
	"AWS::EventSchemas::RegistryPolicy":          "Policy",
	"AWS::Events::EventBus":                      "Policy",
	"AWS::Events::EventBusPolicy":                "Statement",
	"AWS::KMS::Key":                              "KeyPolicy",
	"AWS::KMS::ReplicaKey":                       "KeyPolicy",
	"AWS::Kinesis::ResourcePolicy":               "ResourcePolicy",
	"AWS::Lambda::ResourcePolicy":                "PolicyDocument",
	"AWS::Logs::LogGroup":                        "ResourcePolicyDocument",
	"AWS::Logs::ResourcePolicy":                  "PolicyDocument",
	"AWS::MSK::ClusterPolicy":                    "Policy",
	"AWS::OpenSearchService::Domain":             "AccessPolicies",
	"AWS::S3::AccessPoint":                       "Policy",
	"AWS::S3::BucketPolicy":                      "PolicyDocument",
	"AWS::S3::MultiRegionAccessPointPolicy":      "Policy",
	"AWS::S3Express::BucketPolicy":               "PolicyDocument",
	"AWS::S3ObjectLambda::AccessPointPolicy":     "PolicyDocument",
	"AWS::S3Tables::TableBucketPolicy":           "ResourcePolicy",
	"AWS::S3Tables::TablePolicy":                 "ResourcePolicy",
	"AWS::S3Vectors::VectorBucketPolicy":         "Policy",
	"AWS::SNS::TopicInlinePolicy":                "PolicyDocument",
	"AWS::SNS::TopicPolicy":                      "PolicyDocument",
	"AWS::SQS::QueueInlinePolicy":                "PolicyDocument",
	"AWS::SQS::QueuePolicy":                      "PolicyDocument",
	"AWS::SSM::ResourcePolicy":                   "Policy",
	"AWS::SageMaker::ModelPackageGroup":          "ModelPackageGroupPolicy",
	"AWS::SecretsManager::ResourcePolicy":        "ResourcePolicy",
	"AWS::VpcLattice::AuthPolicy":                "Policy",
	"AWS::VpcLattice::ResourcePolicy":            "Policy",
}

// policyOf is policy(resource). The type of the resource is known when the rule is compiled from
// its file, and one without a policy refused.
func policyOf(c *compiler, call ast.Expr) func(*run, []value) value {
	if typ := c.typeOf(call.AsCall().Args()[0]).TypeName(); strings.Contains(typ, "::") && policyAt[typ] == "" {
		c.fail("no policy of " + typ + " is known, that says who may use it: those of " + strings.Join(slices.Sorted(maps.Keys(policyAt)), ", ") + " are")
	}
	return func(_ *run, a []value) value {
		res := a[0]
		if res.kind != kindObject || res.from == nil || !res.from.root {
			return null
		}
		path := policyAt[res.from.in.Type]
		switch {
		case path == "":
			return null
		case res.from.in.Type == "AWS::Events::EventBusPolicy":
			return busPolicy(res)
		}
		v := res
		for _, name := range strings.Split(path, ".") {
			v = field(v, name, dyn)
		}
		return v
	}
}

// busPolicy makes a document of what an event bus policy says: one statement, or in the older form
// its parts, where Principal is * or an account, and Condition a type, a key and a value
// (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-eventbuspolicy.html).
func busPolicy(res value) value {
	statement, principal := field(res, "Statement", dyn), field(res, "Principal", dyn)
	switch {
	case statement.kind == kindUnknown:
		return statement
	case statement.kind != kindNull:
	case principal.kind == kindNull:
		return null
	default:
		parts := map[string]value{"Effect": text("Allow"), "Principal": principal, "Action": field(res, "Action", dyn), "Resource": text("*")}
		if account, ok := principal.literal(); !ok || account != "*" {
			parts["Principal"] = value{kind: kindObject, fields: map[string]value{"AWS": principal}}
		}
		if c := field(res, "Condition", dyn); c.kind != kindNull {
			operator, known := field(c, "Type", dyn).literal()
			key, named := field(c, "Key", dyn).literal()
			if !known || !named {
				return unknown(cloud.Because(cloud.Unresolvable, "Condition", "its type or key is not known"))
			}
			parts["Condition"] = value{kind: kindObject, fields: map[string]value{operator: {kind: kindObject, fields: map[string]value{key: field(c, "Value", dyn)}}}}
		}
		statement = value{kind: kindObject, fields: parts}
	}
	return value{kind: kindObject, fields: map[string]value{"Statement": statement}}
}
