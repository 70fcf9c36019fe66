package aws

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	sfntypes "github.com/aws/aws-sdk-go-v2/service/sfn/types"

	"github.com/haechi-dev/haechi/cloud"
)

const (
	machineType  = "AWS::StepFunctions::StateMachine"
	activityType = "AWS::StepFunctions::Activity"
)

// statesService reads state machines. Their definition comes whole, whichever way a template gave it.
// https://docs.aws.amazon.com/step-functions/latest/apireference/API_Operations.html
func statesService(cfg aws.Config) service {
	s := stateReader{sfn.NewFromConfig(cfg)}
	return service{name: "states", steps: []step{
		{call: "ListStateMachines", lists: []string{machineType}, run: s.machines, tells: map[string][]string{machineType: {"StateMachineName"}}},
		{call: "DescribeStateMachine", of: machineType, run: s.machine, tells: map[string][]string{machineType: {"Definition", "DefinitionS3Location", "DefinitionString",
			"DefinitionSubstitutions", "EncryptionConfiguration", "LoggingConfiguration", "RoleArn", "StateMachineType", "TracingConfiguration"}}},
		{call: "ListTagsForResource", of: machineType, run: s.tags, tells: map[string][]string{machineType: {"Tags"}}},
		{call: "ListActivities", lists: []string{activityType}, run: s.activities, tells: map[string][]string{activityType: {"Name"}}},
		{call: "DescribeActivity", of: activityType, run: s.activity, tells: map[string][]string{activityType: {"EncryptionConfiguration"}}},
		{call: "ListTagsForResource", of: activityType, run: s.tags, tells: map[string][]string{activityType: {"Tags"}}},
	}}
}

type stateReader struct{ client *sfn.Client }

func (s stateReader) machines(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "ListStateMachines"
	pages := sfn.NewListStateMachinesPaginator(sfnListStateMachines(s.client.ListStateMachines), &sfn.ListStateMachinesInput{MaxResults: 1000})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, one := range page.StateMachines {
			v := renamed(p.shape(call, one), map[string]string{"Name": "StateMachineName"})
			p.add(call, machineType, aws.ToString(one.StateMachineArn), aws.ToString(one.Name), v)
		}
	}
	return nil, nil
}

// machine asks again without the definition where the key that encrypts it is not ours to use.
func (s stateReader) machine(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	const call = "DescribeStateMachine"
	out, err := s.client.DescribeStateMachine(ctx, &sfn.DescribeStateMachineInput{StateMachineArn: aws.String(r.ID)})
	var hidden *cloud.Value
	if absent(err, "KmsAccessDeniedException", "KmsInvalidStateException", "KmsThrottlingException") {
		hidden = cloud.NewUnknown(cloud.Pos{Origin: p.origin(call)}, p.reason("Definition", classify(err).why))
		out, err = s.client.DescribeStateMachine(ctx, &sfn.DescribeStateMachineInput{StateMachineArn: aws.String(r.ID), IncludedData: sfntypes.IncludedDataMetadataOnly})
	}
	if err != nil {
		return nil, err
	}
	v := renamed(p.shape(call, out), map[string]string{"Type": "StateMachineType"})
	if v.Set("Definition", hidden); hidden == nil {
		p.documents(call, v, map[string]string{"Definition": aws.ToString(out.Definition)}, "Definition")
	}
	return v, nil
}

func (s stateReader) activities(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "ListActivities"
	pages := sfn.NewListActivitiesPaginator(sfnListActivities(s.client.ListActivities), &sfn.ListActivitiesInput{MaxResults: 1000})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, one := range page.Activities {
			p.add(call, activityType, aws.ToString(one.ActivityArn), aws.ToString(one.Name), p.shape(call, one))
		}
	}
	return nil, nil
}

func (s stateReader) activity(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	out, err := s.client.DescribeActivity(ctx, &sfn.DescribeActivityInput{ActivityArn: aws.String(r.ID)})
	if err != nil {
		return nil, err
	}
	return p.shape("DescribeActivity", out), nil
}

func (s stateReader) tags(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	out, err := s.client.ListTagsForResource(ctx, &sfn.ListTagsForResourceInput{ResourceArn: aws.String(r.ID)})
	if err != nil {
		return nil, err
	}
	return under("Tags", p.shape("ListTagsForResource", out.Tags)), nil
}
