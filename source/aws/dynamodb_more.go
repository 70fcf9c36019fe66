package aws

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	dynamodbtypes "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/haechi-dev/haechi/cloud"
)

// throughput leaves of the throughput of a table or an index what can be set.
func throughput(v *cloud.Value) {
	drop(v.Get("ProvisionedThroughput"), "LastDecreaseDateTime", "LastIncreaseDateTime", "NumberOfDecreasesToday")
	drop(v.Get("WarmThroughput"), "Status")
}

func (d tableReader) backups(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	const call = "DescribeContinuousBackups"
	out, err := d.client.DescribeContinuousBackups(ctx, &dynamodb.DescribeContinuousBackupsInput{TableName: &r.Name})
	if err != nil {
		return nil, err
	}
	v := cloud.NewMap(cloud.Pos{Origin: p.origin(call)})
	if out.ContinuousBackupsDescription != nil && out.ContinuousBackupsDescription.PointInTimeRecoveryDescription != nil {
		recovery := out.ContinuousBackupsDescription.PointInTimeRecoveryDescription
		v.Set("PointInTimeRecoveryEnabled", cloud.NewBool(v.Pos, recovery.PointInTimeRecoveryStatus == dynamodbtypes.PointInTimeRecoveryStatusEnabled))
		if recovery.RecoveryPeriodInDays != nil {
			v.Set("RecoveryPeriodInDays", cloud.NewInt(v.Pos, int64(*recovery.RecoveryPeriodInDays)))
		}
	}
	return under("PointInTimeRecoverySpecification", v), nil
}

func (d tableReader) timeToLive(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	const call = "DescribeTimeToLive"
	out, err := d.client.DescribeTimeToLive(ctx, &dynamodb.DescribeTimeToLiveInput{TableName: &r.Name})
	if err != nil || out.TimeToLiveDescription == nil || aws.ToString(out.TimeToLiveDescription.AttributeName) == "" {
		return nil, err
	}
	status := out.TimeToLiveDescription.TimeToLiveStatus
	v := cloud.NewMap(cloud.Pos{Origin: p.origin(call)})
	v.Set("AttributeName", cloud.NewString(v.Pos, *out.TimeToLiveDescription.AttributeName))
	v.Set("Enabled", cloud.NewBool(v.Pos, status == dynamodbtypes.TimeToLiveStatusEnabled || status == dynamodbtypes.TimeToLiveStatusEnabling))
	return under("TimeToLiveSpecification", v), nil
}

func (d tableReader) policy(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	const call = "GetResourcePolicy"
	out, err := d.client.GetResourcePolicy(ctx, &dynamodb.GetResourcePolicyInput{ResourceArn: aws.String(r.ID)})
	switch {
	case absent(err, "PolicyNotFoundException"):
		return nil, nil
	case err != nil:
		return nil, err
	}
	text := aws.ToString(out.Policy)
	if text == "" {
		return nil, nil
	}
	return under("ResourcePolicy", under("PolicyDocument", p.documentOr(call, text))), nil
}

// kinesis tells the stream that gets every change. Where it was switched off there is none.
func (d tableReader) kinesis(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	const call = "DescribeKinesisStreamingDestination"
	out, err := d.client.DescribeKinesisStreamingDestination(ctx, &dynamodb.DescribeKinesisStreamingDestinationInput{TableName: &r.Name})
	if err != nil {
		return nil, err
	}
	for i := range out.KinesisDataStreamDestinations {
		one := &out.KinesisDataStreamDestinations[i]
		if one.DestinationStatus == dynamodbtypes.DestinationStatusActive || one.DestinationStatus == dynamodbtypes.DestinationStatusEnabling {
			v := p.shape(call, one)
			drop(v, "DestinationStatus", "DestinationStatusDescription")
			return under("KinesisStreamSpecification", v), nil
		}
	}
	return nil, nil
}

func (d tableReader) tags(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	const call = "ListTagsOfResource"
	var all []dynamodbtypes.Tag
	err := pages(func(token *string) ([]dynamodbtypes.Tag, *string, error) {
		out, err := d.client.ListTagsOfResource(ctx, &dynamodb.ListTagsOfResourceInput{ResourceArn: aws.String(r.ID), NextToken: token})
		if err != nil {
			return nil, nil, err
		}
		return out.Tags, out.NextToken, nil
	}, func(one *dynamodbtypes.Tag) { all = append(all, *one) })
	if err != nil {
		return nil, err
	}
	return under("Tags", p.shape(call, all)), nil
}
