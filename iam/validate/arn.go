package validate

import (
	"slices"
	"strings"
	"sync"

	"github.com/haechi-dev/haechi/iam"
)

// arn is an ARN in a policy: arn:partition:service:region:account:resource.
type arn struct {
	prefix, partition, service, region, account, resource string

	loose bool // a format of which only the resource is known
}

// arnOf splits a text at its first five colons. It reports false when there are fewer, or when
// something unknown stands where it could hold a colon.
func arnOf(t text) (a arn, ok bool) {
	parts := fields(t.s)
	if len(parts) < 6 {
		return arn{}, false
	}
	for i, part := range parts[:5] {
		// An unknown that is all of a field is the partition, the region or the account of a
		// template; one that is a piece, or elsewhere, may be anything.
		if strings.Contains(part, hole) && (part != hole || i == 0 || i == 2) {
			return arn{}, false
		}
	}
	return arnFrom(parts), true
}

func arnFrom(parts []string) arn {
	return arn{prefix: parts[0], partition: parts[1], service: parts[2], region: parts[3], account: parts[4], resource: parts[5]}
}

// fields splits a text at its first five colons that do not stand in a policy variable.
func fields(s string) (parts []string) {
	from, inside := 0, false
	for i := 0; i < len(s) && len(parts) < 5; i++ {
		switch {
		case s[i] == '$' && i+1 < len(s) && s[i+1] == '{':
			inside = true
		case s[i] == '}':
			inside = false
		case s[i] == ':' && !inside:
			parts = append(parts, s[from:i])
			from = i + 1
		}
	}
	return append(parts, s[from:])
}

// open reports whether a field of an ARN is not one certain text.
func open(field string) bool {
	return strings.ContainsAny(field, "*?"+hole) || strings.Contains(field, "${")
}

// partitions are those of https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html and
// the isolated ones.
func partitions() []string {
	return []string{"aws", "aws-cn", "aws-us-gov", "aws-eusc", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f"}
}

// regions are the Regions of all partitions, opened or announced, in 2026
// (https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html).
func regions() []string {
	return []string{
		"af-south-1", "ap-east-1", "ap-east-2", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-south-2",
		"ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4", "ap-southeast-5", "ap-southeast-6", "ap-southeast-7",
		"ca-central-1", "ca-west-1", "cn-north-1", "cn-northwest-1", "eu-central-1", "eu-central-2", "eu-north-1", "eu-south-1",
		"eu-south-2", "eu-west-1", "eu-west-2", "eu-west-3", "eusc-de-east-1", "il-central-1", "me-central-1", "me-south-1", "me-west-1",
		"mx-central-1", "sa-east-1", "sa-west-1", "us-east-1", "us-east-2", "us-gov-east-1", "us-gov-west-1", "us-iso-east-1", "us-iso-west-1",
		"us-isob-east-1", "us-isob-west-1", "us-isof-east-1", "us-isof-south-1", "eu-isoe-west-1", "us-west-1", "us-west-2",
	}
}

func knownRegion(name string) bool { return slices.Contains(regions(), name) }

// account reports whether a field is the number of an account.
func account(field string) bool {
	return len(field) == 12 && strings.Trim(field, "0123456789") == ""
}

// formatsByService are the formats of all resource types by the service in their ARN, which is not
// always the prefix of the actions; the resource is a pattern. They are made once, when they are
// first asked for, and not changed.
var formatsByService = sync.OnceValue(func() map[string][]arn {
	formats := map[string][]arn{}
	for _, prefix := range iam.Services() {
		for _, t := range iam.LookupService(prefix).Types {
			for _, format := range t.Formats() {
				if parts := strings.SplitN(format, ":", 6); len(parts) == 6 {
					f := arnFrom(parts)
					f.resource = pattern(f.resource)
					formats[f.service] = append(formats[f.service], f)
				}
			}
		}
	}
	for _, u := range unlisted() {
		service, resource, _ := strings.Cut(u, ":")
		formats[service] = append(formats[service], arn{resource: resource, loose: true})
	}
	return formats
})

// arnService reports whether ARNs have a service.
func arnService(name string) bool {
	return iam.LookupService(name) != nil && strings.ToLower(name) == name || formatsByService()[name] != nil || slices.Contains(oldARNServices(), name)
}

// oldARNServices stand in ARNs and in no format of the reference.
func oldARNServices() []string {
	return []string{"aws-marketplace", "datasync", "mobilehub", "deepracer", "deeplens", "deepcomposer", "elastic-inference", "iot1click", "iotroborunner", "zocalo"}
}

// fitting returns the formats of ARNs whose resource an ARN can have, and whether any format of
// the service is known.
func (p *policy) fitting(a arn) (fit []arn, known bool) {
	formats := formatsByService()[a.service]
	if fit, done := p.formats[a]; done {
		return fit, len(formats) > 0
	}
	if len(p.formats) == maxARNs {
		return nil, false
	}
	resource := pattern(a.resource)
	for _, f := range formats {
		if overlap(f.resource, resource) {
			fit = append(fit, f)
		}
	}
	p.formats[a] = fit
	return fit, len(formats) > 0
}

// unlisted are resources that the policies AWS manages name and the Service Authorization
// Reference does not, as service:resource.
func unlisted() []string {
	return []string{
		"apigateway:/tags*", "apigateway:/v2/apis*", "appflow:connector-profile/*", "aps:/workspaces", "autoscaling:scalingPolicy:*", "backup:recovery-point:*",
		"bedrock-agentcore:credential-provider/*", "cloudformation:stack/*", "cloudformation:transform/*", "elasticloadbalancing:listener/*",
		"grafana:/workspaces", "pricingplanmanager:subscription:*", "profile:/domains/*", "profile:/templates*", "quicksight:vpcconnection/*",
		"redshift-serverless:snapshotcopyconfiguration/*", "robomaker:/*", "sagemaker:endpointconfig/*", "securityagent:agent-instance*",
		"waf-regional:changetoken/*", "waf:changetoken/*",
	}
}

// shared reports whether a service has resources of AWS without an account in the ARN, besides
// those of accounts: documents of Systems Manager, images of EC2.
func shared(service string) bool {
	return slices.Contains([]string{"ssm", "ec2", "resource-explorer-2", "imagebuilder", "bedrock", "rds", "es", "catalog"}, service)
}
