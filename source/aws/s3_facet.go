package aws

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	s3types "github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/haechi-dev/haechi/cloud"
)

// facet makes the step for an operation that tells one thing of a bucket. Shape makes properties of
// the answer; none is the code by which S3 says that the bucket has no such configuration, and
// shape is then given an empty answer.
func facet[T any](call, action, none string, tells []string, ask func(ctx context.Context, bucket *string) (T, error), shape func(v *cloud.Value, answer T) *cloud.Value) step {
	return step{call: call, actions: []string{"s3:" + action}, of: bucketType, tells: map[string][]string{bucketType: tells},
		run: func(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
			out, err := ask(ctx, &r.Name)
			switch {
			case none != "" && absent(err, none):
				var nothing T
				return shape(p.shape(call, struct{}{}), nothing), nil
			case err != nil:
				return nil, err
			}
			return shape(p.shape(call, out), out), nil
		}}
}

// under puts a value under a name; nothing when there is nothing in it.
func under(name string, v *cloud.Value) *cloud.Value {
	if v == nil {
		return nil
	}
	m := cloud.NewMap(v.Pos)
	if v.Len() > 0 || v.Is(cloud.Unknown) {
		m.Set(name, v)
	}
	return m
}

// access is who may reach the bucket. What AWS has not been told is written out where a template
// that does not say it would get something else: new buckets are closed, old ones need not be.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/create-bucket-faq.html
func (b bucketReader) access() []step {
	return []step{
		facet("GetBucketAcl", "GetBucketAcl", "", []string{"AccessControl"}, func(ctx context.Context, bucket *string) (*s3.GetBucketAclOutput, error) {
			return b.client.GetBucketAcl(ctx, &s3.GetBucketAclInput{Bucket: bucket})
		}, func(v *cloud.Value, out *s3.GetBucketAclOutput) *cloud.Value {
			return cloud.NewMap(v.Pos).Set("AccessControl", cloud.NewString(v.Pos, cannedACL(out.Grants)))
		}),
		facet("GetBucketOwnershipControls", "GetBucketOwnershipControls", "OwnershipControlsNotFoundError", []string{"OwnershipControls"}, func(ctx context.Context, bucket *string) (*s3.GetBucketOwnershipControlsOutput, error) {
			return b.client.GetBucketOwnershipControls(ctx, &s3.GetBucketOwnershipControlsInput{Bucket: bucket})
		}, func(v *cloud.Value, out *s3.GetBucketOwnershipControlsOutput) *cloud.Value {
			if out == nil {
				writer := cloud.NewMap(v.Pos).Set("ObjectOwnership", cloud.NewString(v.Pos, string(s3types.ObjectOwnershipObjectWriter)))
				return under("OwnershipControls", cloud.NewMap(v.Pos).Set("Rules", cloud.NewList(v.Pos, writer)))
			}
			return v
		}),
		facet("GetPublicAccessBlock", "GetBucketPublicAccessBlock", "NoSuchPublicAccessBlockConfiguration", []string{"PublicAccessBlockConfiguration"}, func(ctx context.Context, bucket *string) (*s3.GetPublicAccessBlockOutput, error) {
			return b.client.GetPublicAccessBlock(ctx, &s3.GetPublicAccessBlockInput{Bucket: bucket})
		}, func(v *cloud.Value, _ *s3.GetPublicAccessBlockOutput) *cloud.Value {
			return under("PublicAccessBlockConfiguration", blocks(v.Pos, v.Get("PublicAccessBlockConfiguration")))
		}),
		facet("GetBucketCors", "GetBucketCORS", "NoSuchCORSConfiguration", []string{"CorsConfiguration"}, func(ctx context.Context, bucket *string) (*s3.GetBucketCorsOutput, error) {
			return b.client.GetBucketCors(ctx, &s3.GetBucketCorsInput{Bucket: bucket})
		}, func(v *cloud.Value, _ *s3.GetBucketCorsOutput) *cloud.Value {
			rules := cloud.NewList(v.Pos)
			for _, r := range v.Get("CORSRules").Items() {
				rules.Append(renamed(r, map[string]string{"ExposeHeaders": "ExposedHeaders", "ID": "Id", "MaxAgeSeconds": "MaxAge"}))
			}
			return under("CorsConfiguration", under("CorsRules", rules))
		}),
		facet("GetBucketWebsite", "GetBucketWebsite", "NoSuchWebsiteConfiguration", []string{"WebsiteConfiguration"}, func(ctx context.Context, bucket *string) (*s3.GetBucketWebsiteOutput, error) {
			return b.client.GetBucketWebsite(ctx, &s3.GetBucketWebsiteInput{Bucket: bucket})
		}, func(v *cloud.Value, _ *s3.GetBucketWebsiteOutput) *cloud.Value {
			return under("WebsiteConfiguration", website(v))
		}),
	}
}

// blocks are the four ways of blocking public access, each said.
func blocks(pos cloud.Pos, v *cloud.Value) *cloud.Value {
	all := cloud.NewMap(pos)
	for _, name := range []string{"BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"} {
		on, _ := v.Get(name).Bool()
		all.Set(name, cloud.NewBool(pos, on))
	}
	return all
}

func website(v *cloud.Value) *cloud.Value {
	site := cloud.NewMap(v.Pos)
	for name, path := range inOrder(map[string][]string{"ErrorDocument": {"ErrorDocument", "Key"}, "IndexDocument": {"IndexDocument", "Suffix"}, "RedirectAllRequestsTo": {"RedirectAllRequestsTo"}}) {
		if found := v.Path(path...); found != nil {
			site.Set(name, found)
		}
	}
	rules := cloud.NewList(v.Pos)
	for _, r := range v.Get("RoutingRules").Items() {
		rules.Append(renamed(r, map[string]string{"Redirect": "RedirectRule", "Condition": "RoutingRuleCondition"}))
	}
	if rules.Len() > 0 {
		site.Set("RoutingRules", rules)
	}
	return site
}
