package aws

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"

	"github.com/haechi-dev/haechi/cloud"
)

// enabledRegions lists the regions that the account can use.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeRegions.html
func (s *session) enabledRegions(ctx context.Context) ([]string, error) {
	out, err := ec2.NewFromConfig(s.configIn("ec2", s.config.Region)).DescribeRegions(ctx, &ec2.DescribeRegionsInput{})
	if err != nil {
		return nil, &cloud.Error{What: "the regions of the account cannot be listed: " + classify(err).why, Hint: "name them: --regions ap-northeast-2,us-east-1", Err: ErrNothingRead}
	}
	var names []string
	for _, region := range out.Regions {
		names = append(names, aws.ToString(region.RegionName))
	}
	slices.Sort(names)
	return names, nil
}
