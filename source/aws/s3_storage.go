package aws

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/haechi-dev/haechi/cloud"
)

// storage is how objects are kept.
func (b bucketReader) storage() []step {
	return []step{
		facet("GetBucketEncryption", "GetEncryptionConfiguration", "ServerSideEncryptionConfigurationNotFoundError", []string{"BucketEncryption"}, func(ctx context.Context, bucket *string) (*s3.GetBucketEncryptionOutput, error) {
			return b.client.GetBucketEncryption(ctx, &s3.GetBucketEncryptionInput{Bucket: bucket})
		}, func(v *cloud.Value, _ *s3.GetBucketEncryptionOutput) *cloud.Value {
			rules := cloud.NewList(v.Pos)
			for _, r := range v.Path("ServerSideEncryptionConfiguration", "Rules").Items() {
				rules.Append(renamed(r, map[string]string{"ApplyServerSideEncryptionByDefault": "ServerSideEncryptionByDefault"}))
			}
			return under("BucketEncryption", under("ServerSideEncryptionConfiguration", rules))
		}),
		facet("GetBucketVersioning", "GetBucketVersioning", "", []string{"VersioningConfiguration"}, func(ctx context.Context, bucket *string) (*s3.GetBucketVersioningOutput, error) {
			return b.client.GetBucketVersioning(ctx, &s3.GetBucketVersioningInput{Bucket: bucket})
		}, func(v *cloud.Value, _ *s3.GetBucketVersioningOutput) *cloud.Value {
			v.Delete("MFADelete") // the schema has no place for it
			return under("VersioningConfiguration", v)
		}),
		facet("GetBucketLifecycleConfiguration", "GetLifecycleConfiguration", "NoSuchLifecycleConfiguration", []string{"LifecycleConfiguration"}, func(ctx context.Context, bucket *string) (*s3.GetBucketLifecycleConfigurationOutput, error) {
			return b.client.GetBucketLifecycleConfiguration(ctx, &s3.GetBucketLifecycleConfigurationInput{Bucket: bucket})
		}, func(v *cloud.Value, _ *s3.GetBucketLifecycleConfigurationOutput) *cloud.Value {
			return under("LifecycleConfiguration", lifecycle(v))
		}),
		facet("GetObjectLockConfiguration", "GetBucketObjectLockConfiguration", "ObjectLockConfigurationNotFoundError", []string{"ObjectLockConfiguration", "ObjectLockEnabled"}, func(ctx context.Context, bucket *string) (*s3.GetObjectLockConfigurationOutput, error) {
			return b.client.GetObjectLockConfiguration(ctx, &s3.GetObjectLockConfigurationInput{Bucket: bucket})
		}, func(v *cloud.Value, _ *s3.GetObjectLockConfigurationOutput) *cloud.Value {
			v.Set("ObjectLockEnabled", cloud.NewBool(v.Pos, v.Path("ObjectLockConfiguration", "ObjectLockEnabled").Str() == "Enabled"))
			return v
		}),
		facet("GetBucketReplication", "GetReplicationConfiguration", "ReplicationConfigurationNotFoundError", []string{"ReplicationConfiguration"}, func(ctx context.Context, bucket *string) (*s3.GetBucketReplicationOutput, error) {
			return b.client.GetBucketReplication(ctx, &s3.GetBucketReplicationInput{Bucket: bucket})
		}, func(v *cloud.Value, _ *s3.GetBucketReplicationOutput) *cloud.Value {
			for _, r := range v.Path("ReplicationConfiguration", "Rules").Items() {
				rename(r, map[string]string{"ID": "Id"})
				rename(r.Get("Filter"), map[string]string{"Tag": "TagFilter"})
				rename(r.Path("Filter", "And"), map[string]string{"Tags": "TagFilters"})
			}
			return v
		}),
		facet("GetBucketTagging", "GetBucketTagging", "NoSuchTagSet", []string{"Tags"}, func(ctx context.Context, bucket *string) (*s3.GetBucketTaggingOutput, error) {
			return b.client.GetBucketTagging(ctx, &s3.GetBucketTaggingInput{Bucket: bucket})
		}, func(v *cloud.Value, _ *s3.GetBucketTaggingOutput) *cloud.Value { return under("Tags", v.Get("TagSet")) }),
		facet("GetBucketAbac", "GetBucketAbac", "", []string{"AbacStatus"}, func(ctx context.Context, bucket *string) (*s3.GetBucketAbacOutput, error) {
			return b.client.GetBucketAbac(ctx, &s3.GetBucketAbacInput{Bucket: bucket})
		}, func(v *cloud.Value, _ *s3.GetBucketAbacOutput) *cloud.Value {
			return cloud.NewMap(v.Pos).Set("AbacStatus", v.Path("AbacStatus", "Status"))
		}),
		facet("GetBucketAccelerateConfiguration", "GetAccelerateConfiguration", "", []string{"AccelerateConfiguration"}, func(ctx context.Context, bucket *string) (*s3.GetBucketAccelerateConfigurationOutput, error) {
			return b.client.GetBucketAccelerateConfiguration(ctx, &s3.GetBucketAccelerateConfigurationInput{Bucket: bucket})
		}, func(v *cloud.Value, _ *s3.GetBucketAccelerateConfigurationOutput) *cloud.Value {
			configuration := cloud.NewMap(v.Pos)
			if status := v.Get("Status"); status != nil {
				configuration.Set("AccelerationStatus", status)
			}
			return under("AccelerateConfiguration", configuration)
		}),
	}
}

// lifecycle writes rules as CloudFormation does: filters beside the rest, days with their event.
func lifecycle(v *cloud.Value) *cloud.Value {
	rules := cloud.NewList(v.Pos)
	for _, r := range v.Get("Rules").Items() {
		rename(r, map[string]string{"ID": "Id"})
		for from, to := range inOrder(map[string]string{"Days": "ExpirationInDays", "Date": "ExpirationDate", "ExpiredObjectDeleteMarker": "ExpiredObjectDeleteMarker"}) {
			if found := r.Path("Expiration", from); found != nil {
				r.Set(to, found)
			}
		}
		r.Delete("Expiration")
		for _, one := range r.Get("Transitions").Items() {
			rename(one, map[string]string{"Days": "TransitionInDays", "Date": "TransitionDate"})
		}
		for _, one := range r.Get("NoncurrentVersionTransitions").Items() {
			rename(one, map[string]string{"NoncurrentDays": "TransitionInDays"})
		}
		filter := r.Get("Filter")
		tags := cloud.NewList(v.Pos)
		for _, part := range []*cloud.Value{filter, filter.Get("And")} {
			for _, name := range []string{"Prefix", "ObjectSizeGreaterThan", "ObjectSizeLessThan"} {
				if found := part.Get(name); found != nil {
					r.Set(name, found)
				}
			}
			if tag := part.Get("Tag"); tag != nil {
				tags.Append(tag)
			}
			for _, tag := range part.Get("Tags").Items() {
				tags.Append(tag)
			}
		}
		if r.Delete("Filter"); tags.Len() > 0 {
			r.Set("TagFilters", tags)
		}
		rules.Append(r)
	}
	all := under("Rules", rules)
	if size := v.Get("TransitionDefaultMinimumObjectSize"); size != nil && rules.Len() > 0 {
		all.Set("TransitionDefaultMinimumObjectSize", size)
	}
	return all
}
