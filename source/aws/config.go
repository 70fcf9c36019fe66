package aws

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/configservice"

	"github.com/haechi-dev/haechi/cloud"
)

const (
	recorderType        = "AWS::Config::ConfigurationRecorder"
	deliveryChannelType = "AWS::Config::DeliveryChannel"
)

// configService reads what AWS Config records and where it delivers. The operations tell everything
// in the region at once and have no pages.
// https://docs.aws.amazon.com/config/latest/APIReference/API_Operations.html
func configService(cfg aws.Config) service {
	c := configReader{configservice.NewFromConfig(cfg), &memo[map[string]configState]{}}
	return service{name: "config", steps: []step{
		{call: "DescribeConfigurationRecorders", lists: []string{recorderType}, run: c.recorders,
			tells: map[string][]string{recorderType: {"Name", "RecordingGroup", "RecordingMode", "RoleARN"}}},
		{call: "DescribeConfigurationRecorderStatus", of: recorderType, run: c.state, tells: map[string][]string{recorderType: {"StartedOnCreate"}}},
		{call: "DescribeDeliveryChannels", lists: []string{deliveryChannelType}, run: c.channels, tells: map[string][]string{deliveryChannelType: {
			"ConfigSnapshotDeliveryProperties", "Name", "S3BucketName", "S3KeyPrefix", "S3KmsKeyArn", "SnsTopicARN"}}},
	}}
}

type configReader struct {
	client *configservice.Client
	states *memo[map[string]configState]
}

// configState is whether a recorder records.
type configState struct {
	recording bool
	last      string // what became of the last delivery of events
}

func (c configReader) recorders(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "DescribeConfigurationRecorders"
	out, err := c.client.DescribeConfigurationRecorders(ctx, &configservice.DescribeConfigurationRecordersInput{})
	if err != nil {
		return nil, err
	}
	for i := range out.ConfigurationRecorders {
		one := &out.ConfigurationRecorders[i]
		p.add(call, recorderType, aws.ToString(one.Arn), aws.ToString(one.Name), p.shape(call, one))
	}
	return nil, nil
}

// state tells whether a recorder records. A template says of that only whether it shall from the
// beginning, so that a recorder that was stopped is one that was not started.
func (c configReader) state(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	const call = "DescribeConfigurationRecorderStatus"
	all, err := c.states.get("", func() (map[string]configState, error) {
		out, err := c.client.DescribeConfigurationRecorderStatus(ctx, &configservice.DescribeConfigurationRecorderStatusInput{})
		if err != nil {
			return nil, err
		}
		all := map[string]configState{}
		for _, one := range out.ConfigurationRecordersStatus {
			all[aws.ToString(one.Name)] = configState{recording: one.Recording, last: string(one.LastStatus)}
		}
		return all, nil
	})
	if err != nil {
		return nil, err
	}
	v := cloud.NewMap(cloud.Pos{Origin: p.origin(call)})
	state := all[r.Name]
	r.Attributes = cloud.NewMap(v.Pos).Set("Recording", cloud.NewBool(v.Pos, state.recording))
	if state.last != "" {
		r.Attributes.Set("LastStatus", cloud.NewString(v.Pos, state.last))
	}
	return v.Set("StartedOnCreate", cloud.NewBool(v.Pos, state.recording)), nil
}

func (c configReader) channels(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "DescribeDeliveryChannels"
	out, err := c.client.DescribeDeliveryChannels(ctx, &configservice.DescribeDeliveryChannelsInput{})
	if err != nil {
		return nil, err
	}
	for i := range out.DeliveryChannels {
		one := &out.DeliveryChannels[i]
		p.add(call, deliveryChannelType, "", aws.ToString(one.Name), p.shape(call, one))
	}
	return nil, nil
}
