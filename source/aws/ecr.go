package aws

import (
	"context"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecr"
	ecrtypes "github.com/aws/aws-sdk-go-v2/service/ecr/types"

	"github.com/haechi-dev/haechi/cloud"
)

const (
	repositoryType       = "AWS::ECR::Repository"
	registryPolicyType   = "AWS::ECR::RegistryPolicy"
	registryScanningType = "AWS::ECR::RegistryScanningConfiguration"
	replicationType      = "AWS::ECR::ReplicationConfiguration"
)

// ecrService reads private registries: that of a region and its repositories.
// https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_Operations.html
func ecrService(cfg aws.Config) service {
	e := imageReader{ecr.NewFromConfig(cfg), &memo[*ecrtypes.RegistryScanningConfiguration]{}, &sync.Map{}}
	return service{name: "ecr", steps: []step{
		{call: "DescribeRepositories", lists: []string{repositoryType}, run: e.repositories, tells: map[string][]string{repositoryType: {"EncryptionConfiguration",
			"ImageTagMutability", "ImageTagMutabilityExclusionFilters", "RepositoryName"}}},
		{call: "GetRegistryScanningConfiguration", of: repositoryType, run: e.scanned, tells: map[string][]string{repositoryType: {"ImageScanningConfiguration"}}},
		{call: "GetRepositoryPolicy", of: repositoryType, run: e.policy, tells: map[string][]string{repositoryType: {"RepositoryPolicyText"}}},
		{call: "GetLifecyclePolicy", of: repositoryType, run: e.lifecycle, tells: map[string][]string{repositoryType: {"LifecyclePolicy"}}},
		{call: "ListTagsForResource", of: repositoryType, run: e.tags, tells: map[string][]string{repositoryType: {"Tags"}}},
		{call: "GetRegistryPolicy", lists: []string{registryPolicyType}, run: e.registryPolicy, tells: map[string][]string{registryPolicyType: {"PolicyText"}}},
		{call: "GetRegistryScanningConfiguration", lists: []string{registryScanningType}, run: e.scanning, tells: map[string][]string{registryScanningType: {"Rules", "ScanType"}}},
		{call: "DescribeRegistry", lists: []string{replicationType}, run: e.replication, tells: map[string][]string{replicationType: {"ReplicationConfiguration"}}},
	}}
}

type imageReader struct {
	client   *ecr.Client
	registry *memo[*ecrtypes.RegistryScanningConfiguration]
	onPush   *sync.Map // ARNs of repositories that say of themselves that pushed images are scanned
}

func (e imageReader) repositories(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "DescribeRepositories"
	pages := ecr.NewDescribeRepositoriesPaginator(ecrDescribeRepositories(e.client.DescribeRepositories), &ecr.DescribeRepositoriesInput{MaxResults: aws.Int32(1000)})
	return nil, drain(ctx, pages, func(out *ecr.DescribeRepositoriesOutput) []ecrtypes.Repository { return out.Repositories }, func(one *ecrtypes.Repository) {
		arn := aws.ToString(one.RepositoryArn)
		if one.ImageScanningConfiguration != nil && one.ImageScanningConfiguration.ScanOnPush {
			e.onPush.Store(arn, true)
		}
		v := p.shape(call, one)
		for _, filter := range v.Get("ImageTagMutabilityExclusionFilters").Items() {
			rename(filter, map[string]string{"Filter": "ImageTagMutabilityExclusionFilterValue", "FilterType": "ImageTagMutabilityExclusionFilterType"})
		}
		p.add(call, repositoryType, arn, aws.ToString(one.RepositoryName), v, aws.ToString(one.RepositoryUri))
	})
}

func (e imageReader) scanConfiguration(ctx context.Context) (*ecrtypes.RegistryScanningConfiguration, error) {
	return e.registry.get("", func() (*ecrtypes.RegistryScanningConfiguration, error) {
		out, err := e.client.GetRegistryScanningConfiguration(ctx, &ecr.GetRegistryScanningConfigurationInput{})
		if err != nil {
			return nil, err
		}
		return out.ScanningConfiguration, nil
	})
}

// scanned tells whether images are scanned when they are pushed: because the repository says so, or
// the registry says it of repositories with such names.
// https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning.html
func (e imageReader) scanned(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	_, is := e.onPush.Load(r.ID)
	if !is {
		registry, err := e.scanConfiguration(ctx)
		if err != nil {
			return nil, err
		}
		is = scans(registry, r.Name)
	}
	v := p.shape("GetRegistryScanningConfiguration", struct{}{})
	return under("ImageScanningConfiguration", cloud.NewMap(v.Pos).Set("ScanOnPush", cloud.NewBool(v.Pos, is))), nil
}

func scans(registry *ecrtypes.RegistryScanningConfiguration, repository string) bool {
	if registry == nil {
		return false
	}
	for _, rule := range registry.Rules {
		if rule.ScanFrequency == ecrtypes.ScanFrequencyManual {
			continue
		}
		for _, filter := range rule.RepositoryFilters {
			if covers(aws.ToString(filter.Filter), repository) {
				return true
			}
		}
	}
	return false
}

// covers reports whether a filter is about a repository: stars stand for any text, and one without
// stars is found anywhere in the name.
// https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning-filters.html
func covers(filter, repository string) bool {
	pieces := strings.Split(filter, "*")
	if len(pieces) == 1 {
		return strings.Contains(repository, filter)
	}
	rest, found := strings.CutPrefix(repository, pieces[0])
	if !found {
		return false
	}
	last := len(pieces) - 1
	for _, piece := range pieces[1:last] {
		if _, rest, found = strings.Cut(rest, piece); !found {
			return false
		}
	}
	return strings.HasSuffix(rest, pieces[last])
}

func (e imageReader) policy(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	const call = "GetRepositoryPolicy"
	out, err := e.client.GetRepositoryPolicy(ctx, &ecr.GetRepositoryPolicyInput{RepositoryName: &r.Name})
	switch {
	case absent(err, "RepositoryPolicyNotFoundException"):
		return nil, nil
	case err != nil:
		return nil, err
	}
	return under("RepositoryPolicyText", p.documentOr(call, aws.ToString(out.PolicyText))), nil
}

func (e imageReader) lifecycle(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	out, err := e.client.GetLifecyclePolicy(ctx, &ecr.GetLifecyclePolicyInput{RepositoryName: &r.Name})
	switch {
	case absent(err, "LifecyclePolicyNotFoundException"):
		return nil, nil
	case err != nil:
		return nil, err
	}
	v := p.shape("GetLifecyclePolicy", struct{}{})
	setText(v, "LifecyclePolicyText", out.LifecyclePolicyText)
	setText(v, "RegistryId", out.RegistryId)
	return under("LifecyclePolicy", v), nil
}

func (e imageReader) tags(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	out, err := e.client.ListTagsForResource(ctx, &ecr.ListTagsForResourceInput{ResourceArn: aws.String(r.ID)})
	if err != nil {
		return nil, err
	}
	return under("Tags", p.shape("ListTagsForResource", out.Tags)), nil
}

func (e imageReader) registryPolicy(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "GetRegistryPolicy"
	out, err := e.client.GetRegistryPolicy(ctx, &ecr.GetRegistryPolicyInput{})
	switch {
	case absent(err, "RegistryPolicyNotFoundException"):
		return nil, nil
	case err != nil:
		return nil, err
	}
	p.add(call, registryPolicyType, "", aws.ToString(out.RegistryId), under("PolicyText", p.documentOr(call, aws.ToString(out.PolicyText))))
	return nil, nil
}

func (e imageReader) scanning(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "GetRegistryScanningConfiguration"
	registry, err := e.scanConfiguration(ctx)
	if err != nil {
		return nil, err
	}
	p.add(call, registryScanningType, "", p.account, p.shape(call, registry))
	return nil, nil
}

func (e imageReader) replication(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "DescribeRegistry"
	out, err := e.client.DescribeRegistry(ctx, &ecr.DescribeRegistryInput{})
	if err != nil {
		return nil, err
	}
	if out.ReplicationConfiguration != nil && len(out.ReplicationConfiguration.Rules) > 0 {
		p.add(call, replicationType, "", aws.ToString(out.RegistryId), p.shape(call, out))
	}
	return nil, nil
}
