package aws

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	secretsmanagertypes "github.com/aws/aws-sdk-go-v2/service/secretsmanager/types"

	"github.com/haechi-dev/haechi/cloud"
)

const (
	secretType       = "AWS::SecretsManager::Secret"
	secretPolicyType = "AWS::SecretsManager::ResourcePolicy"
	rotationType     = "AWS::SecretsManager::RotationSchedule"
)

// secretsService reads what is said of secrets, and never a secret: no operation that tells values
// is called. How a template made the first value is not kept by the service, nor is that a value
// describes a database: both are left out as things that only templates have.
// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_Operations.html
func secretsService(cfg aws.Config) service {
	s := secretReader{secretsmanager.NewFromConfig(cfg)}
	return service{name: "secretsmanager", folds: map[string]string{"AWS::SecretsManager::SecretTargetAttachment": secretType}, steps: []step{
		{call: "ListSecrets", lists: []string{secretType, rotationType}, run: s.secrets, tells: map[string][]string{
			secretType:   {"Description", "GenerateSecretString", "KmsKeyId", "Name", "SecretString", "Tags", "Type"},
			rotationType: {"ExternalSecretRotationMetadata", "ExternalSecretRotationRoleArn", "HostedRotationLambda", "RotationLambdaARN", "RotationRules", "SecretId"}}},
		{call: "DescribeSecret", of: secretType, run: s.secret, tells: map[string][]string{secretType: {"ReplicaRegions"}}},
		{call: "GetResourcePolicy", of: secretType, lists: []string{secretPolicyType}, run: s.policy,
			tells: map[string][]string{secretPolicyType: {"BlockPublicPolicy", "ResourcePolicy", "SecretId"}}},
	}}
}

type secretReader struct{ client *secretsmanager.Client }

func (s secretReader) secrets(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "ListSecrets"
	pages := secretsmanager.NewListSecretsPaginator(secretsmanagerListSecrets(s.client.ListSecrets), &secretsmanager.ListSecretsInput{MaxResults: aws.Int32(100)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for i := range page.SecretList {
			one := &page.SecretList[i]
			v := p.shape(call, one)
			arn, name := aws.ToString(one.ARN), aws.ToString(one.Name)
			// The last seven characters are made up by the service; an ARN without them names the secret, too.
			p.add(call, secretType, arn, name, v, arn[:max(0, len(arn)-len("-abcdef"))])
			if aws.ToBool(one.RotationEnabled) {
				p.add(call, rotationType, "", name, rotation(v, arn))
			}
		}
	}
	return nil, nil
}

// rotation is how a secret is rotated, which its entry tells.
func rotation(secret *cloud.Value, arn string) *cloud.Value {
	v := cloud.NewMap(secret.Pos).Set("SecretId", cloud.NewString(secret.Pos, arn))
	for _, name := range []string{"ExternalSecretRotationMetadata", "ExternalSecretRotationRoleArn", "RotationLambdaARN", "RotationRules"} {
		v.Set(name, secret.Get(name))
	}
	return v
}

func (s secretReader) secret(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	const call = "DescribeSecret"
	out, err := s.client.DescribeSecret(ctx, &secretsmanager.DescribeSecretInput{SecretId: aws.String(r.ID)})
	if err != nil {
		return nil, err
	}
	replicas := make([]secretsmanagertypes.ReplicaRegionType, 0, len(out.ReplicationStatus))
	for _, one := range out.ReplicationStatus {
		replicas = append(replicas, secretsmanagertypes.ReplicaRegionType{Region: one.Region, KmsKeyId: one.KmsKeyId})
	}
	return under("ReplicaRegions", p.shape(call, replicas)), nil
}

// policy tells who may use a secret. That a policy is refused when it is public is said when it is
// put, and not kept: BlockPublicPolicy is never there.
func (s secretReader) policy(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	const call = "GetResourcePolicy"
	out, err := s.client.GetResourcePolicy(ctx, &secretsmanager.GetResourcePolicyInput{SecretId: aws.String(r.ID)})
	if err != nil {
		return nil, err
	}
	if text := aws.ToString(out.ResourcePolicy); text != "" {
		v := cloud.NewMap(cloud.Pos{Origin: p.origin(call)}).Set("ResourcePolicy", p.documentOr(call, text))
		p.add(call, secretPolicyType, "", r.Name, v.Set("SecretId", cloud.NewString(v.Pos, r.ID)))
	}
	return nil, nil
}
