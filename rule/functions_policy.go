package rule

import (
	"maps"
	"slices"
	"strings"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"

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

// policyMade makes a policy of properties that say as much in another form.
var policyMade = map[string]func(value) value{
	"AWS::Events::EventBusPolicy":         busPolicy,
	"AWS::Lambda::LayerVersionPermission": layerPolicy,
	"AWS::Lambda::Permission":             functionPolicy,
}

// policyOf is policy(resource). The type of the resource is known when the rule is compiled from
// its file, and one without a policy refused.
func policyOf(c *compiler, call ast.Expr) func(*run, []value) value {
	if typ := c.typeOf(call.AsCall().Args()[0]).TypeName(); strings.Contains(typ, "::") && policyAt[typ] == "" && policyMade[typ] == nil {
		known := slices.Sorted(maps.Keys(policyAt))
		c.fail("no policy of " + typ + " is known that says who may use it; known are those of " + strings.Join(append(known, slices.Sorted(maps.Keys(policyMade))...), ", "))
	}
	return func(_ *run, a []value) value {
		res := a[0]
		if res.kind != kindObject || res.from == nil || !res.from.root {
			return null
		}
		if f := policyMade[res.from.in.Type]; f != nil {
			return f(res)
		}
		path := policyAt[res.from.in.Type]
		if path == "" {
			return null
		}
		v := res
		for _, name := range strings.Split(path, ".") {
			v = field(v, name, dyn)
		}
		return v
	}
}

// object is a map that a function makes, without what is null.
func object(fields map[string]value) value {
	maps.DeleteFunc(fields, func(_ string, v value) bool { return v.kind == kindNull })
	return value{kind: kindObject, fields: fields}
}

// statement is a document of one statement that allows an action.
func statement(action, principal value, conditions map[string]value) value {
	conditions = object(conditions).fields
	parts := map[string]value{"Effect": text("Allow"), "Principal": principal, "Action": action, "Resource": text("*")}
	if len(conditions) > 0 {
		parts["Condition"] = object(conditions)
	}
	return object(map[string]value{"Statement": object(parts)})
}

// principal writes a principal as policies do: * is everybody, what has a dot and is no ARN a service.
func principal(v value) value {
	if !v.text.HasHoles() {
		switch s := v.text.Str(); {
		case s == "*":
			return v
		case strings.Contains(s, ".") && !strings.HasPrefix(s, "arn:"):
			return object(map[string]value{"Service": v})
		}
	}
	return object(map[string]value{"AWS": v})
}

// when is a condition on a key, null when there is no value for it.
func when(key string, v value) value {
	if v.kind == kindNull {
		return null
	}
	return object(map[string]value{key: v})
}

// busPolicy makes a document of what an event bus policy says: one statement, or in the older form
// its parts, where Principal is * or an account, and Condition a type, a key and a value
// (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-eventbuspolicy.html).
func busPolicy(res value) value {
	switch s := field(res, "Statement", dyn); s.kind {
	case kindNull:
	case kindUnknown:
		return s
	default:
		return object(map[string]value{"Statement": s})
	}
	who := field(res, "Principal", types.StringType)
	if who.kind != kindText {
		return who
	}
	conditions := map[string]value{}
	if c := field(res, "Condition", dyn); c.kind != kindNull {
		operator, known := field(c, "Type", dyn).literal()
		key, named := field(c, "Key", dyn).literal()
		if !known || !named {
			return unknown(cloud.Because(cloud.Unresolvable, "Condition", "its type or key is not known"))
		}
		conditions[operator] = when(key, field(c, "Value", dyn))
	}
	return statement(orDefault(field(res, "Action", dyn), text("events:PutEvents")), principal(who), conditions)
}

// functionPolicy makes a document of a permission, as AddPermission does
// (https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html).
func functionPolicy(res value) value {
	who := field(res, "Principal", types.StringType)
	if who.kind != kindText {
		return who
	}
	equals := object(map[string]value{
		"aws:SourceAccount":          field(res, "SourceAccount", dyn),
		"aws:PrincipalOrgID":         field(res, "PrincipalOrgID", dyn),
		"lambda:FunctionUrlAuthType": field(res, "FunctionUrlAuthType", dyn),
	})
	conditions := map[string]value{"ArnLike": when("aws:SourceArn", field(res, "SourceArn", dyn))}
	if len(equals.fields) > 0 {
		conditions["StringEquals"] = equals
	}
	return statement(orDefault(field(res, "Action", dyn), text("lambda:InvokeFunction")), principal(who), conditions)
}

// layerPolicy makes a document of the permission of a layer.
func layerPolicy(res value) value {
	who := field(res, "Principal", types.StringType)
	if who.kind != kindText {
		return who
	}
	return statement(orDefault(field(res, "Action", dyn), text("lambda:GetLayerVersion")), principal(who), map[string]value{"StringEquals": when("aws:PrincipalOrgID", field(res, "OrganizationId", dyn))})
}
