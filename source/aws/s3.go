package aws

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	s3types "github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/haechi-dev/haechi/cloud"
)

const (
	bucketType       = "AWS::S3::Bucket"
	bucketPolicyType = "AWS::S3::BucketPolicy"
)

// s3Service reads the buckets of a region: each is asked where it is, so that no call is sent on to
// another region.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html
func s3Service(cfg aws.Config) service {
	b := bucketReader{s3.NewFromConfig(cfg)}
	steps := []step{
		{call: "ListBuckets", actions: []string{"s3:ListAllMyBuckets"}, lists: []string{bucketType}, run: b.buckets, tells: map[string][]string{bucketType: {"BucketName"}}},
		{call: "GetBucketPolicy", of: bucketType, lists: []string{bucketPolicyType}, run: b.policy, tells: map[string][]string{bucketPolicyType: {"Bucket", "PolicyDocument"}}},
	}
	return service{name: "s3", steps: slices.Concat(steps, b.access(), b.storage(), b.wiring(), accessPoints(cfg))}
}

type bucketReader struct{ client *s3.Client }

func (b bucketReader) buckets(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "ListBuckets"
	pages := s3.NewListBucketsPaginator(s3ListBuckets(b.client.ListBuckets), &s3.ListBucketsInput{BucketRegion: &p.region, MaxBuckets: aws.Int32(1000)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, bucket := range page.Buckets {
			if region := aws.ToString(bucket.BucketRegion); region != "" && region != p.region {
				continue
			}
			name := aws.ToString(bucket.Name)
			pos := cloud.Pos{Origin: p.origin(call)}
			p.add(call, bucketType, "arn:"+p.partition+":s3:::"+name, name, cloud.NewMap(pos).Set("BucketName", cloud.NewString(pos, name)), bucketHosts(p, name)...)
		}
	}
	return nil, nil
}

// bucketHosts are the names under which others fetch from a bucket, as an object store and as a
// web site.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteEndpoints.html
func bucketHosts(p *place, name string) (hosts []string) {
	suffix := ".amazonaws.com"
	if strings.HasPrefix(p.partition, "aws-cn") {
		suffix += ".cn"
	}
	for _, middle := range []string{".s3", ".s3." + p.region, ".s3.dualstack." + p.region, ".s3-website-" + p.region, ".s3-website." + p.region} {
		hosts = append(hosts, name+middle+suffix)
	}
	return hosts
}

func (b bucketReader) policy(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	const call = "GetBucketPolicy"
	out, err := b.client.GetBucketPolicy(ctx, &s3.GetBucketPolicyInput{Bucket: &r.Name})
	switch {
	case absent(err, "NoSuchBucketPolicy"):
		return nil, nil
	case err != nil:
		return nil, err
	}
	v := cloud.NewMap(cloud.Pos{Origin: p.origin(call)})
	v.Set("Bucket", cloud.NewString(v.Pos, r.Name)).Set("PolicyDocument", p.documentOr(call, aws.ToString(out.Policy)))
	p.add(call, bucketPolicyType, "", r.Name, v)
	return nil, nil
}

// cannedACL is the canned list that grants others what a list grants: the names are all that the
// schema has. https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html
func cannedACL(grants []s3types.Grant) string {
	const groups = "http://acs.amazonaws.com/groups/"
	worst := "Private"
	order := []string{"Private", "LogDeliveryWrite", "AuthenticatedRead", "PublicRead", "PublicReadWrite"}
	for _, g := range grants {
		if g.Grantee == nil {
			continue
		}
		reads := g.Permission == s3types.PermissionRead || g.Permission == s3types.PermissionReadAcp
		is := "Private"
		switch uri := aws.ToString(g.Grantee.URI); {
		case uri == groups+"global/AllUsers" && reads:
			is = "PublicRead"
		case uri == groups+"global/AuthenticatedUsers" && reads:
			is = "AuthenticatedRead"
		case uri == groups+"global/AllUsers", uri == groups+"global/AuthenticatedUsers": // anybody can have an account of AWS
			is = "PublicReadWrite"
		case uri == groups+"s3/LogDelivery":
			is = "LogDeliveryWrite"
		}
		if slices.Index(order, is) > slices.Index(order, worst) {
			worst = is
		}
	}
	return worst
}
