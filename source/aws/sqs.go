package aws

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	sqstypes "github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/haechi-dev/haechi/cloud"
)

const (
	queueType       = "AWS::SQS::Queue"
	queuePolicyType = "AWS::SQS::QueuePolicy"
)

// sqsService reads queues and their policies.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_Operations.html
func sqsService(cfg aws.Config) service {
	q := sqsReader{sqs.NewFromConfig(cfg)}
	return service{name: "sqs", folds: map[string]string{"AWS::SQS::QueueInlinePolicy": queuePolicyType}, steps: []step{
		{call: "ListQueues", lists: []string{queueType}, run: q.queues, tells: map[string][]string{queueType: {"QueueName"}}},
		{call: "GetQueueAttributes", of: queueType, lists: []string{queuePolicyType}, run: q.attributes, tells: map[string][]string{
			queueType: {"ContentBasedDeduplication", "DeduplicationScope", "DelaySeconds", "FifoQueue", "FifoThroughputLimit", "KmsDataKeyReusePeriodSeconds", "KmsMasterKeyId",
				"MaximumMessageSize", "MessageRetentionPeriod", "ReceiveMessageWaitTimeSeconds", "RedriveAllowPolicy", "RedrivePolicy", "SqsManagedSseEnabled", "VisibilityTimeout"},
			queuePolicyType: {"PolicyDocument", "Queues"}}},
		{call: "ListQueueTags", of: queueType, run: q.tags, tells: map[string][]string{queueType: {"Tags"}}},
	}}
}

type sqsReader struct{ client *sqs.Client }

// queues lists queues by the URL that calls about them need. It is their reference value, too.
func (q sqsReader) queues(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	pages := sqs.NewListQueuesPaginator(sqsListQueues(q.client.ListQueues), &sqs.ListQueuesInput{MaxResults: aws.Int32(1000)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, url := range page.QueueUrls {
			name := url[strings.LastIndexByte(url, '/')+1:]
			v := cloud.NewMap(cloud.Pos{Origin: p.origin("ListQueues")})
			v.Set("QueueName", cloud.NewString(v.Pos, name))
			p.add("ListQueues", queueType, p.arn("sqs", name), name, v, url)
		}
	}
	return nil, nil
}

// numbers and JSON documents among the attributes of a queue, which are all texts.
func (q sqsReader) attributes(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	const call = "GetQueueAttributes"
	out, err := q.client.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{QueueUrl: aws.String(r.Names[1].Str()), AttributeNames: []sqstypes.QueueAttributeName{"All"}})
	if err != nil {
		return nil, err
	}
	v := p.shape(call, out.Attributes)
	for _, name := range []string{"RedrivePolicy", "RedriveAllowPolicy"} {
		if text, ok := out.Attributes[name]; ok {
			v.Set(name, p.documentOr(call, text))
		}
	}
	if text := out.Attributes["Policy"]; text != "" {
		policy := cloud.NewMap(v.Pos).Set("PolicyDocument", p.documentOr(call, text)).Set("Queues", cloud.NewList(v.Pos, r.Names[1]))
		p.add(call, queuePolicyType, "", r.Name, policy)
	}
	return v, nil
}

func (q sqsReader) tags(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	out, err := q.client.ListQueueTags(ctx, &sqs.ListQueueTagsInput{QueueUrl: aws.String(r.Names[1].Str())})
	if err != nil {
		return nil, err
	}
	pos := cloud.Pos{Origin: p.origin("ListQueueTags")}
	return cloud.NewMap(pos).Set("Tags", tags(pos, out.Tags)), nil
}
