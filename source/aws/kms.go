package aws

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	kmstypes "github.com/aws/aws-sdk-go-v2/service/kms/types"

	"github.com/haechi-dev/haechi/cloud"
)

const (
	keyType      = "AWS::KMS::Key"
	keyAliasType = "AWS::KMS::Alias"
)

// kmsService reads the account's own keys. Each has a policy that may hide it from us alone, so that
// every key is asked for itself. A key that is a copy of another region's is a key like others.
// https://docs.aws.amazon.com/kms/latest/APIReference/API_Operations.html
func kmsService(cfg aws.Config) service {
	k := kmsReader{kms.NewFromConfig(cfg), &memo[[]kmstypes.AliasListEntry]{}}
	return service{name: "kms", folds: map[string]string{"AWS::KMS::ReplicaKey": keyType}, steps: []step{
		{call: "ListAliases", lists: []string{keyAliasType}, run: k.aliases, tells: map[string][]string{keyAliasType: {"AliasName", "TargetKeyId"}}},
		{call: "ListKeys", actions: []string{"kms:ListAliases", "kms:ListKeys"}, lists: []string{keyType}, run: k.keys},
		{call: "DescribeKey", of: keyType, run: k.key, tells: map[string][]string{keyType: {"Description", "Enabled", "KeySpec", "KeyUsage", "MultiRegion", "Origin"}}},
		{call: "GetKeyPolicy", of: keyType, run: k.policy, tells: map[string][]string{keyType: {"KeyPolicy"}}},
		{call: "GetKeyRotationStatus", of: keyType, run: k.rotation, tells: map[string][]string{keyType: {"EnableKeyRotation", "RotationPeriodInDays"}}},
		{call: "ListResourceTags", of: keyType, run: k.tags, tells: map[string][]string{keyType: {"Tags"}}},
	}}
}

type kmsReader struct {
	client *kms.Client
	listed *memo[[]kmstypes.AliasListEntry]
}

func (k kmsReader) allAliases(ctx context.Context) ([]kmstypes.AliasListEntry, error) {
	return k.listed.get("", func() (all []kmstypes.AliasListEntry, err error) {
		pages := kms.NewListAliasesPaginator(kmsListAliases(k.client.ListAliases), &kms.ListAliasesInput{Limit: aws.Int32(100)})
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			if err != nil {
				return nil, err
			}
			all = append(all, page.Aliases...)
		}
		return all, nil
	})
}

// ofAWS is how the aliases of the keys begin that services of AWS made and manage.
const ofAWS = "alias/aws/"

func (k kmsReader) aliases(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	all, err := k.allAliases(ctx)
	if err != nil {
		return nil, err
	}
	for _, one := range all {
		if aws.ToString(one.TargetKeyId) != "" { // some are reserved for keys that are not yet there
			p.add("ListAliases", keyAliasType, aws.ToString(one.AliasArn), aws.ToString(one.AliasName), p.shape("ListAliases", one))
		}
	}
	return nil, nil
}

// keys lists the keys that are the account's to manage.
func (k kmsReader) keys(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	all, err := k.allAliases(ctx)
	if err != nil {
		return nil, err
	}
	managed := map[string]bool{}
	for _, one := range all {
		if strings.HasPrefix(aws.ToString(one.AliasName), ofAWS) {
			managed[aws.ToString(one.TargetKeyId)] = true
		}
	}
	pages := kms.NewListKeysPaginator(kmsListKeys(k.client.ListKeys), &kms.ListKeysInput{Limit: aws.Int32(1000)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, one := range page.Keys {
			if id := aws.ToString(one.KeyId); !managed[id] {
				p.add("ListKeys", keyType, aws.ToString(one.KeyArn), id, nil)
			}
		}
	}
	return nil, nil
}

// key tells what a key is. That it waits for its deletion stands in its attributes.
func (k kmsReader) key(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	out, err := k.client.DescribeKey(ctx, &kms.DescribeKeyInput{KeyId: aws.String(r.ID)})
	if err != nil {
		return nil, err
	}
	v := p.shape("DescribeKey", out.KeyMetadata)
	r.Attributes = cloud.NewMap(v.Pos).Set("KeyState", v.Get("KeyState")).Set("DeletionDate", v.Get("DeletionDate"))
	return v, nil
}

func (k kmsReader) policy(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	const call = "GetKeyPolicy"
	out, err := k.client.GetKeyPolicy(ctx, &kms.GetKeyPolicyInput{KeyId: aws.String(r.ID), PolicyName: aws.String("default")})
	if err != nil {
		return nil, err
	}
	return under("KeyPolicy", p.documentOr(call, aws.ToString(out.Policy))), nil
}

// rotation tells whether a key is rotated: never one of a kind that cannot be, nor one that waits
// for its deletion. https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyRotationStatus.html
func (k kmsReader) rotation(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	const call = "GetKeyRotationStatus"
	out, err := k.client.GetKeyRotationStatus(ctx, &kms.GetKeyRotationStatusInput{KeyId: aws.String(r.ID)})
	switch {
	case absent(err, "UnsupportedOperationException", "KMSInvalidStateException"):
		return nil, nil
	case err != nil:
		return nil, err
	}
	return renamed(p.shape(call, out), map[string]string{"KeyRotationEnabled": "EnableKeyRotation"}), nil
}

func (k kmsReader) tags(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	const call = "ListResourceTags"
	all := map[string]string{}
	pages := kms.NewListResourceTagsPaginator(kmsListResourceTags(k.client.ListResourceTags), &kms.ListResourceTagsInput{KeyId: aws.String(r.ID)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, tag := range page.Tags {
			all[aws.ToString(tag.TagKey)] = aws.ToString(tag.TagValue)
		}
	}
	pos := cloud.Pos{Origin: p.origin(call)}
	return cloud.NewMap(pos).Set("Tags", tags(pos, all)), nil
}
