package cloudformation

import (
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// pseudo evaluates a pseudo parameter
// (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html).
// Of AWS::NoValue it returns nil, which removes the property it stands for.
func (s *stack) pseudo(name string, p cloud.Pos) (v *cloud.Value, ok bool) {
	known := map[string]string{}
	switch name {
	case "AWS::NoValue":
		return nil, true
	case "AWS::NotificationARNs":
		return cloud.NewUnknown(p, cloud.Because(cloud.AtDeployment, name)), true
	case "AWS::AccountId":
		known[name] = s.opt.Account
	case "AWS::Region":
		known[name] = s.opt.Region
	case "AWS::Partition":
		known[name] = partitionOf(s.opt.Region)
	case "AWS::URLSuffix":
		known[name] = urlSuffixOf(s.opt.Region)
	case "AWS::StackName", "AWS::StackId":
	default:
		return nil, false
	}
	if known[name] != "" {
		return cloud.NewString(p, known[name]), true
	}
	hole := name
	if strings.HasPrefix(name, "AWS::Stack") {
		hole = s.prefix + name // the other pseudo parameters are the same in nested stacks
	}
	return cloud.NewParts(p, cloud.Part{Hole: &cloud.Hole{Name: hole, Reason: cloud.Because(cloud.AtDeployment, name)}}), true
}

// partitionOf gives the partition of a region, or "" for no region
// (https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html).
func partitionOf(region string) string {
	switch {
	case region == "":
		return ""
	case strings.HasPrefix(region, "cn-"):
		return "aws-cn"
	case strings.HasPrefix(region, "us-gov-"):
		return "aws-us-gov"
	case strings.HasPrefix(region, "us-iso-"):
		return "aws-iso"
	case strings.HasPrefix(region, "us-isob-"):
		return "aws-iso-b"
	case strings.HasPrefix(region, "eusc-"):
		return "aws-eusc"
	}
	return "aws"
}

func urlSuffixOf(region string) string {
	switch partitionOf(region) {
	case "":
		return ""
	case "aws-cn":
		return "amazonaws.com.cn"
	case "aws-iso":
		return "c2s.ic.gov"
	case "aws-iso-b":
		return "sc2s.sgov.gov"
	case "aws-eusc":
		return "amazonaws.eu"
	}
	return "amazonaws.com"
}
