package aws_test

import (
	"context"
	"strings"
	"testing"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/internal/emulator"
	"github.com/haechi-dev/haechi/source/aws"
)

// surroundings are what stands around functions: networks, firewalls, what watches over them.
var surroundings = []said{
	{"AWS::Logs::LogGroup", "/aws/lambda/dalbit-order-api", "RetentionInDays", `3653`},
	{"AWS::Logs::LogGroup", "/aws/lambda/dalbit-order-api", "KmsKeyId", `-`},
	{"AWS::Logs::LogGroup", "/aws/lambda/dalbit-order-intake", "KmsKeyId", `"arn:*"`},
	{"AWS::Logs::LogGroup", "/aws/lambda/dalbit-orders-worker", "RetentionInDays", `-`},
	{"AWS::Logs::MetricFilter", "/aws/lambda/dalbit-order-api|errors", "MetricTransformations", `[{"MetricName":"OrderErrors","MetricNamespace":"Dalbit","MetricValue":"1"}]`},
	{"AWS::Logs::SubscriptionFilter", "/aws/lambda/dalbit-payments-worker|to-search", "DestinationArn", `"arn:*:function:dalbit-search"`},
	{"AWS::CloudWatch::Alarm", "payments-errors", "ActionsEnabled", `false`},
	{"AWS::CloudWatch::Alarm", "payments-errors", "Dimensions", `[{"Name":"FunctionName","Value":"dalbit-payments-worker"}]`},
	{"AWS::CloudWatch::Alarm", "orders-errors", "AlarmActions", `-`},
	{"AWS::CloudTrail::Trail", "dalbit-seoul", "IsLogging", `true`},
	{"AWS::CloudTrail::Trail", "dalbit-stopped", "IsLogging", `false`},
	{"AWS::CloudTrail::Trail", "dalbit-seoul", "IsMultiRegionTrail", `false`},
	{"AWS::CloudTrail::Trail", "dalbit-us", "EnableLogFileValidation", `true`},
	{"AWS::CloudTrail::Trail", "dalbit-us", "KMSKeyId", `"arn:*"`},
	{"AWS::ECR::Repository", "dalbit/search", "ImageScanningConfiguration", `{"ScanOnPush":false}`},
	{"AWS::ECR::Repository", "dalbit/search", "ImageTagMutability", `"MUTABLE"`},
	{"AWS::ECR::Repository", "dalbit/search", "LifecyclePolicy", `-`},
	{"AWS::ECR::Repository", "dalbit/settlement", "ImageScanningConfiguration", `{"ScanOnPush":true}`},
	{"AWS::ECR::Repository", "dalbit/settlement", "EncryptionConfiguration", `{"EncryptionType":"KMS","KmsKey":"arn:*"}`},
	{"AWS::ECR::Repository", "dalbit/settlement", "LifecyclePolicy.LifecyclePolicyText", `"{*`},
	{"AWS::ECR::Repository", "dalbit/tools", "RepositoryPolicyText.Statement[0].Principal", `"*"`},
	{"AWS::WAFv2::WebACL", "dalbit-settlement", "DefaultAction", `{"Allow":{}}`},
	{"AWS::WAFv2::WebACL", "dalbit-settlement", "Scope", `"REGIONAL"`},
	{"AWS::WAFv2::WebACL", "dalbit-settlement", "Rules[0].Statement", `{"ManagedRuleGroupStatement":{"Name":"AWSManagedRulesCommonRuleSet","VendorName":"AWS"}}`},
	{"AWS::WAFv2::WebACL", "dalbit-edge", "Scope", `"CLOUDFRONT"`},
	{"AWS::WAFv2::LoggingConfiguration", "dalbit-settlement", "LogDestinationConfigs", `["arn:*"]`},
	{"AWS::CloudFront::OriginAccessControl", "dalbit", "OriginAccessControlConfig", `{"Name":"dalbit","OriginAccessControlOriginType":"s3","SigningBehavior":"always","SigningProtocol":"sigv4"}`},
	{"AWS::CloudFront::Distribution", "dalbit-settlement", "DistributionConfig.WebACLId", `"arn:*"`},
	{"AWS::CloudFront::Distribution", "dalbit-settlement", "DistributionConfig.Logging.Bucket", `"dalbit-access-logs.s3.amazonaws.com"`},
	{"AWS::CloudFront::Distribution", "dalbit-settlement", "DistributionConfig.ViewerCertificate", `{"AcmCertificateArn":"arn:*"MinimumProtocolVersion":"TLSv1.2_2021","SslSupportMethod":"sni-only"}`},
	{"AWS::CloudFront::Distribution", "dalbit-shop", "DistributionConfig.Logging", `-`},
	{"AWS::CloudFront::Distribution", "dalbit-shop", "DistributionConfig.Origins[0].CustomOriginConfig.OriginProtocolPolicy", `"http-only"`},
	{"AWS::RDS::DBInstance", "dalbit-members", "PubliclyAccessible", `true`},
	{"AWS::EC2::VPC", "dalbit-settlement", "CidrBlock", `"10.30.0.0/16"`},
	{"AWS::EC2::VPC", "dalbit-settlement", "EnableDnsHostnames", `true`},
	{"AWS::EC2::Subnet", "shop-public-a", "MapPublicIpOnLaunch", `true`},
	{"AWS::EC2::Subnet", "shop-private-c", "AvailabilityZone", `"ap-northeast-2c"`},
	{"AWS::EC2::SecurityGroup", "bastion", "SecurityGroupIngress", `[{"IpProtocol":"tcp","FromPort":22,"ToPort":22,"CidrIp":"0.0.0.0/0"},{"IpProtocol":"tcp","FromPort":3389,"ToPort":3389,"CidrIpv6":"::/0"}]`},
	{"AWS::EC2::SecurityGroup", "bastion", "SecurityGroupEgress", `[{"IpProtocol":"-1","CidrIp":"0.0.0.0/0"}]`},
	{"AWS::EC2::SecurityGroup", "settlement-endpoints", "SecurityGroupEgress", `[{"CidrIp":"127.0.0.1/32","IpProtocol":"-1"}]`},
	{"AWS::EC2::SecurityGroup", "settlement-db", "SecurityGroupIngress", `[{"IpProtocol":"tcp","FromPort":5432,"ToPort":5432,"SourceSecurityGroupId":"sg-*","SourceSecurityGroupOwnerId":"*"}]`},
}

// around are the services that are read for them.
var around = []string{"cloudfront", "cloudtrail", "cloudwatch", "ec2", "ecr", "logs", "rds", "wafv2"}

func TestSurroundings(t *testing.T) {
	tellsOf(t, "bad_account", around, surroundings, "ap-northeast-2", "us-east-1")
}

// balanced is what the fixture of surroundings has, seen from one region.
var balanced = []said{
	{"AWS::ElasticLoadBalancingV2::LoadBalancer", "shop", "Scheme", `"internet-facing"`},
	{"AWS::ElasticLoadBalancingV2::LoadBalancer", "shop", "SecurityGroups", `["sg-*"]`},
	{"AWS::ElasticLoadBalancingV2::LoadBalancer", "shop", "Subnets", `["subnet-*","subnet-*"]`},
	{"AWS::ElasticLoadBalancingV2::LoadBalancer", "shop", "Tags", `[{"Key":"team","Value":"shop"}]`},
	{"AWS::ElasticLoadBalancingV2::TargetGroup", "orders", "Targets", `[{"Id":"arn:*:function:orders"*}]`},
	{"AWS::ElasticLoadBalancingV2::TargetGroup", "orders", "TargetType", `"lambda"`},
	{"AWS::ElasticLoadBalancingV2::Listener", "app/shop", "DefaultActions[0].FixedResponseConfig.StatusCode", `"404"`},
	{"AWS::ElasticLoadBalancingV2::Listener", "app/shop", "LoadBalancerArn", `"arn:*"`},
	{"AWS::ElasticLoadBalancingV2::ListenerRule", "app/shop", "Actions[0].TargetGroupArn", `"arn:*targetgroup/orders/*"`},
	{"AWS::ElasticLoadBalancingV2::ListenerRule", "app/shop", "ListenerArn", `"arn:*:listener/app/shop/*"`},
	{"AWS::RDS::DBCluster", "orders", "StorageEncrypted", `true`},
	{"AWS::RDS::DBCluster", "orders", "MasterUserPassword", `-`},
	{"AWS::RDS::DBInstance", "orders-1", "DBClusterIdentifier", `"orders"`},
	{"AWS::RDS::DBInstance", "orders-1", "PubliclyAccessible", `true`},
	{"AWS::RDS::DBCluster", "graph", "", "nothing"},
	{"AWS::CloudTrail::Trail", "everywhere", "IsLogging", `true`},
}

func TestBalanced(t *testing.T) {
	tellsOf(t, "surroundings", []string{"cloudtrail", "elasticloadbalancing", "rds"}, balanced, "ap-northeast-2")
}

func tellsOf(t *testing.T, fixture string, services []string, all []said, regions ...string) {
	t.Helper()
	server := emulator.Start(t)
	id, _ := server.Shared(t, fixture)
	a, err := aws.Read(context.Background(), aws.Options{Regions: regions, Recorded: server.Transport(id), Services: services})
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range strangers(a.Graph) {
		t.Error(text)
	}
	for _, c := range a.Coverage.Calls {
		if c.Failed > 0 || c.Denied > 0 {
			t.Logf("%+v", c)
		}
	}
	for _, want := range all {
		want.name = called(a.Graph, want.typ, want.name)
		v, found := property(a.Graph, want)
		if !found || want.want == "nothing" {
			if found != (want.want != "nothing") {
				t.Errorf("%s %s: found %t", want.typ, want.name, found)
			}
			continue
		}
		got := "-"
		if v != nil {
			text, err := v.MarshalJSON()
			if err != nil {
				t.Fatal(err)
			}
			got = string(text)
		}
		if !like(want.want, got) {
			t.Errorf("%s %s: %s is %s, want %s", want.typ, want.name, want.path, got, want.want)
		}
	}
}

// called is the name of the resource that has a text as any of its names, as that of a group or in its tag Name.
func called(g *cloud.Graph, typ, text string) string {
	for _, r := range g.OfType(typ).Certain {
		if r.Properties.Get("GroupName").Str() == text || r.Properties.Path("DistributionConfig", "Comment").Str() == text || strings.Contains(r.Name, text+"/") {
			return r.Name
		}
		for _, name := range r.Names {
			if name.Str() == text {
				return r.Name
			}
		}
		for _, tag := range r.Properties.Get("Tags").Items() {
			if tag.Get("Key").Str() == "Name" && tag.Get("Value").Str() == text {
				return r.Name
			}
		}
	}
	return text
}
