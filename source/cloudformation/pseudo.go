package cloudformation

import (
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// pseudo evaluates a pseudo parameter
// (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html).
// Of AWS::NoValue it returns nil, which removes the property it stands for.
func (s *stack) pseudo(name string, p cloud.Pos) (v *cloud.Value, ok bool) {
	if !strings.HasPrefix(name, "AWS::") {
		return nil, false
	}
	v, ok = s.pseudos[name]
	if !ok {
		v, ok = s.newPseudo(name)
		if !ok {
			return nil, false
		}
		if s.pseudos == nil {
			s.pseudos = map[string]*cloud.Value{}
		}
		s.pseudos[name] = v
	}
	return v.At(p), true
}

func (s *stack) newPseudo(name string) (v *cloud.Value, ok bool) {
	var p cloud.Pos
	known, hole := "", name
	switch name {
	case "AWS::NoValue":
		return nil, true
	case "AWS::NotificationARNs":
		return cloud.NewUnknown(p, cloud.Because(cloud.AtDeployment, name)), true
	case "AWS::AccountId":
		known = s.opt.Account
	case "AWS::Region":
		known = s.opt.Region
	case "AWS::Partition":
		known = partitionOf(s.opt.Region)
	case "AWS::URLSuffix":
		known = urlSuffixOf(s.opt.Region)
	case "AWS::StackName", "AWS::StackId":
		hole = s.prefix + name // the other pseudo parameters are the same in nested stacks
	default:
		return nil, false
	}
	if known != "" {
		return cloud.NewString(p, known), true
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
