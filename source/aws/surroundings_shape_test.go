package aws

import (
	"slices"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	cloudfronttypes "github.com/aws/aws-sdk-go-v2/service/cloudfront/types"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	ecrtypes "github.com/aws/aws-sdk-go-v2/service/ecr/types"
	waftypes "github.com/aws/aws-sdk-go-v2/service/wafv2/types"

	"github.com/haechi-dev/haechi/cloud"
)

func TestDistributionConfig(t *testing.T) {
	p := somewhere(service{})
	one := sdk.Int32(1)
	v := p.shape("GetDistributionConfig", cloudfronttypes.DistributionConfig{
		CallerReference: sdk.String("x"), Comment: sdk.String("shop"), Enabled: sdk.Bool(true), IsIPV6Enabled: sdk.Bool(true), WebACLId: sdk.String(""),
		Aliases: &cloudfronttypes.Aliases{Quantity: one, Items: []string{"shop.example"}},
		Logging: &cloudfronttypes.LoggingConfig{Enabled: sdk.Bool(false), Bucket: sdk.String("left-over"), Prefix: sdk.String("")},
		Origins: &cloudfronttypes.Origins{Quantity: one, Items: []cloudfronttypes.Origin{{
			Id: sdk.String("s3"), DomainName: sdk.String("b.s3.amazonaws.com"), OriginAccessControlId: sdk.String(""),
			S3OriginConfig: &cloudfronttypes.S3OriginConfig{OriginAccessIdentity: sdk.String("")},
			CustomHeaders:  &cloudfronttypes.CustomHeaders{Quantity: one, Items: []cloudfronttypes.OriginCustomHeader{{HeaderName: sdk.String("X-From"), HeaderValue: sdk.String("edge")}}},
		}}},
		OriginGroups: &cloudfronttypes.OriginGroups{Quantity: one, Items: []cloudfronttypes.OriginGroup{{Id: sdk.String("g"),
			FailoverCriteria: &cloudfronttypes.OriginGroupFailoverCriteria{StatusCodes: &cloudfronttypes.StatusCodes{Quantity: one, Items: []int32{500}}}}}},
		DefaultCacheBehavior: &cloudfronttypes.DefaultCacheBehavior{TargetOriginId: sdk.String("s3"), ViewerProtocolPolicy: "https-only",
			AllowedMethods: &cloudfronttypes.AllowedMethods{Quantity: one, Items: []cloudfronttypes.Method{"GET"},
				CachedMethods: &cloudfronttypes.CachedMethods{Quantity: one, Items: []cloudfronttypes.Method{"HEAD"}}},
			LambdaFunctionAssociations: &cloudfronttypes.LambdaFunctionAssociations{Quantity: one, Items: []cloudfronttypes.LambdaFunctionAssociation{
				{EventType: "viewer-request", LambdaFunctionARN: sdk.String("arn:aws:lambda:us-east-1:111122223333:function:f:1")}}},
			TrustedSigners: &cloudfronttypes.TrustedSigners{Enabled: sdk.Bool(false), Quantity: sdk.Int32(0)},
		},
		Restrictions:      &cloudfronttypes.Restrictions{GeoRestriction: &cloudfronttypes.GeoRestriction{RestrictionType: "whitelist", Quantity: one, Items: []string{"KR"}}},
		ViewerCertificate: &cloudfronttypes.ViewerCertificate{IAMCertificateId: sdk.String("c"), MinimumProtocolVersion: "TLSv1"},
	})
	sameJSON(t, "a distribution", distributionConfig(v), `{"Comment":"shop",`+
		`"DefaultCacheBehavior":{"TargetOriginId":"s3","ViewerProtocolPolicy":"https-only","AllowedMethods":["GET"],"LambdaFunctionAssociations":[{"EventType":"viewer-request",`+
		`"LambdaFunctionARN":"arn:aws:lambda:us-east-1:111122223333:function:f:1"}],"CachedMethods":["HEAD"]},"Enabled":true,`+
		`"Origins":[{"DomainName":"b.s3.amazonaws.com","Id":"s3","S3OriginConfig":{},"OriginCustomHeaders":[{"HeaderName":"X-From","HeaderValue":"edge"}]}],"Aliases":["shop.example"],`+
		`"OriginGroups":{"Quantity":1,"Items":[{"FailoverCriteria":{"StatusCodes":{"Items":[500],"Quantity":1}},"Id":"g"}]},`+
		`"Restrictions":{"GeoRestriction":{"RestrictionType":"whitelist","Locations":["KR"]}},"ViewerCertificate":{"IamCertificateId":"c","MinimumProtocolVersion":"TLSv1"},"IPV6Enabled":true}`)
}

func TestFirewallRules(t *testing.T) {
	p := somewhere(service{})
	v := p.shape("GetWebACL", waftypes.WebACL{Rules: []waftypes.Rule{
		{Name: sdk.String("a"), Priority: 1, Action: &waftypes.RuleAction{Block: &waftypes.BlockAction{}}, Statement: &waftypes.Statement{ByteMatchStatement: &waftypes.ByteMatchStatement{
			SearchString: []byte("bot"), PositionalConstraint: "CONTAINS", FieldToMatch: &waftypes.FieldToMatch{UriPath: &waftypes.UriPath{}}}}},
		{Name: sdk.String("b"), Priority: 2, Statement: &waftypes.Statement{NotStatement: &waftypes.NotStatement{Statement: &waftypes.Statement{
			IPSetReferenceStatement: &waftypes.IPSetReferenceStatement{ARN: sdk.String("arn:set")}}}}},
	}})
	sameJSON(t, "rules", fit(v.Get("Rules"), webACLType, "Rules"), `[{"Name":"a","Priority":1,"Statement":{"ByteMatchStatement":{"FieldToMatch":{"UriPath":{}},"PositionalConstraint":"CONTAINS",`+
		`"SearchString":"bot"}},"Action":{"Block":{}}},{"Name":"b","Priority":2,"Statement":{"NotStatement":{"Statement":{"IPSetReferenceStatement":{"Arn":"arn:set"}}}}}]`)
}

func TestGroupRules(t *testing.T) {
	peers := []ec2types.IpPermission{{IpProtocol: sdk.String("tcp"), FromPort: sdk.Int32(443), ToPort: sdk.Int32(443),
		PrefixListIds:    []ec2types.PrefixListId{{PrefixListId: sdk.String("pl-1")}},
		UserIdGroupPairs: []ec2types.UserIdGroupPair{{GroupId: sdk.String("sg-1"), UserId: sdk.String("111122223333"), Description: sdk.String("web")}}}}
	sameJSON(t, "ingress", groupRules(cloud.Pos{}, peers, "Source"), `[{"IpProtocol":"tcp","FromPort":443,"ToPort":443,"SourcePrefixListId":"pl-1"},`+
		`{"IpProtocol":"tcp","FromPort":443,"ToPort":443,"SourceSecurityGroupId":"sg-1","Description":"web","SourceSecurityGroupOwnerId":"111122223333"}]`)
	sameJSON(t, "egress", groupRules(cloud.Pos{}, peers, "Destination"), `[{"IpProtocol":"tcp","FromPort":443,"ToPort":443,"DestinationPrefixListId":"pl-1"},`+
		`{"IpProtocol":"tcp","FromPort":443,"ToPort":443,"DestinationSecurityGroupId":"sg-1","Description":"web"}]`)
}

func TestScans(t *testing.T) {
	rule := func(frequency ecrtypes.ScanFrequency, filter string) ecrtypes.RegistryScanningRule {
		return ecrtypes.RegistryScanningRule{ScanFrequency: frequency, RepositoryFilters: []ecrtypes.ScanningRepositoryFilter{{Filter: sdk.String(filter), FilterType: "WILDCARD"}}}
	}
	for _, test := range []struct {
		rule ecrtypes.RegistryScanningRule
		want bool
	}{
		{rule(ecrtypes.ScanFrequencyScanOnPush, "*"), true},
		{rule(ecrtypes.ScanFrequencyContinuousScan, "shop/*"), true},
		{rule(ecrtypes.ScanFrequencyManual, "*"), false},
		{rule(ecrtypes.ScanFrequencyScanOnPush, "orders"), true},
		{rule(ecrtypes.ScanFrequencyScanOnPush, "orders*"), false},
		{rule(ecrtypes.ScanFrequencyScanOnPush, "s*/o*-api"), true},
		{rule(ecrtypes.ScanFrequencyScanOnPush, "*s"), false},
	} {
		if got := scans(&ecrtypes.RegistryScanningConfiguration{Rules: []ecrtypes.RegistryScanningRule{test.rule}}, "shop/orders-api"); got != test.want {
			t.Errorf("%s of %s: %t", test.rule.ScanFrequency, *test.rule.RepositoryFilters[0].Filter, got)
		}
	}
	if scans(nil, "x") {
		t.Error("a registry without configuration scans")
	}
}

func TestAlarmsIn(t *testing.T) {
	p := somewhere(service{})
	var got []string
	for _, ref := range alarmsIn(p, `ALARM(errors) OR (OK("too slow (p99)") AND NOT INSUFFICIENT_DATA(arn:aws:cloudwatch:eu-west-1:111122223333:alarm:third)) OR ALARM( errors ) AND TRUE`) {
		got = append(got, ref.Resource)
	}
	const of = "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:"
	if want := []string{of + "errors", of + "too slow (p99)", of + "third"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestWhoTells(t *testing.T) {
	p := somewhere(service{})
	p.regions = []string{"eu-west-1", "us-east-1"}
	for home, want := range map[string]bool{"eu-west-1": true, "us-east-1": false, "ap-northeast-2": true} {
		if p.speaksFor(home) != want {
			t.Errorf("a trail at home in %s: %t", home, !want)
		}
	}
	if p.own("arn:aws:ec2:eu-west-1:444455556666:subnet/s") != "" || p.own("arn:aws:ec2:eu-west-1:111122223333:subnet/s") == "" {
		t.Error("whose ARN is whose")
	}
}
