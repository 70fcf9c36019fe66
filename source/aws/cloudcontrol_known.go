package aws

import (
	_ "embed"
	"errors"
	"strings"

	"github.com/aws/smithy-go"
)

//go:generate sh -c "python3 writeonly.py >writeonly.txt"

//go:embed writeonly.txt
var writeOnlyText string // set by the compiler and never assigned

// writeOnly are the properties of a type that Cloud Control takes and never tells, among them some
// that stand within others: "Auth/Password", with a star for every item of a list.
func writeOnly(typ string) []string {
	_, after, found := strings.Cut(writeOnlyText, "\n"+typ+" ")
	if !found {
		return nil
	}
	line, _, _ := strings.Cut(after, "\n")
	return strings.Fields(line)
}

// ownActions are what Cloud Control does in the caller's name to list and to read a type, as far as
// it is known here: https://docs.aws.amazon.com/cloudcontrolapi/latest/userguide/resource-operations.html.
// For other types the policy names the actions of Cloud Control alone, and those of the service, which
// stand in the handlers of the type's schema, have to be added.
func ownActions(typ string) []string {
	switch typ {
	case "AWS::AppSync::GraphQLApi":
		return []string{"appsync:GetGraphqlApi", "appsync:ListGraphqlApis", "appsync:ListTagsForResource"}
	case "AWS::Backup::BackupVault":
		return []string{"backup:DescribeBackupVault", "backup:GetBackupVaultAccessPolicy", "backup:GetBackupVaultNotifications", "backup:ListBackupVaults", "backup:ListTags"}
	case "AWS::CodeArtifact::Domain":
		return []string{"codeartifact:DescribeDomain", "codeartifact:GetDomainPermissionsPolicy", "codeartifact:ListDomains", "codeartifact:ListTagsForResource"}
	case "AWS::CodeArtifact::Repository":
		return []string{"codeartifact:DescribeRepository", "codeartifact:GetRepositoryPermissionsPolicy", "codeartifact:ListRepositories", "codeartifact:ListTagsForResource"}
	case "AWS::CodePipeline::Pipeline":
		return []string{"codepipeline:GetPipeline", "codepipeline:GetPipelineState", "codepipeline:ListPipelines", "codepipeline:ListTagsForResource"}
	case "AWS::Cognito::IdentityPool":
		return []string{"cognito-identity:DescribeIdentityPool", "cognito-identity:ListIdentityPools"}
	case "AWS::ECS::TaskDefinition":
		return []string{"ecs:DescribeTaskDefinition", "ecs:ListTaskDefinitions"}
	case "AWS::EFS::FileSystem":
		return []string{
			"elasticfilesystem:DescribeBackupPolicy", "elasticfilesystem:DescribeFileSystemPolicy", "elasticfilesystem:DescribeFileSystems",
			"elasticfilesystem:DescribeLifecycleConfiguration", "elasticfilesystem:DescribeReplicationConfigurations",
		}
	case "AWS::IoT::TopicRule":
		return []string{"iot:GetTopicRule", "iot:ListTagsForResource", "iot:ListTopicRules"}
	case "AWS::Kinesis::Stream":
		return []string{"kinesis:DescribeLimits", "kinesis:DescribeStreamSummary", "kinesis:ListStreams", "kinesis:ListTagsForStream"}
	case "AWS::Pipes::Pipe":
		return []string{"pipes:DescribePipe", "pipes:ListPipes", "pipes:ListTagsForResource"}
	case "AWS::Scheduler::Schedule":
		return []string{"scheduler:GetSchedule", "scheduler:ListSchedules"}
	}
	return nil
}

// unlisting reports whether Cloud Control only says that it does not list a type, or only the things
// within one other thing: an answer about the type and not about the account.
func unlisting(err error) bool {
	var api smithy.APIError
	if !errors.As(err, &api) {
		return false
	}
	return api.ErrorCode() == "UnsupportedActionException" || api.ErrorCode() == "InvalidRequestException" && strings.Contains(api.ErrorMessage(), "ResourceModel")
}
