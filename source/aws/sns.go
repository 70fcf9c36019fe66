package aws

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"github.com/haechi-dev/haechi/cloud"
)

const (
	topicType        = "AWS::SNS::Topic"
	topicPolicyType  = "AWS::SNS::TopicPolicy"
	subscriptionType = "AWS::SNS::Subscription"
)

// snsService reads topics, their policies and who is subscribed. The subscriptions that a template
// writes within a topic are subscriptions like all others in a running account.
// https://docs.aws.amazon.com/sns/latest/api/API_Operations.html
func snsService(cfg aws.Config) service {
	s := snsReader{sns.NewFromConfig(cfg)}
	return service{name: "sns", folds: map[string]string{"AWS::SNS::TopicInlinePolicy": topicPolicyType}, steps: []step{
		{call: "ListTopics", lists: []string{topicType}, run: s.topics, tells: map[string][]string{topicType: {"Subscription", "TopicName"}}},
		{call: "GetTopicAttributes", of: topicType, lists: []string{topicPolicyType}, run: s.attributes, tells: map[string][]string{
			topicType: {"ArchivePolicy", "ContentBasedDeduplication", "DeliveryStatusLogging", "DisplayName", "FifoThroughputScope", "FifoTopic", "KmsMasterKeyId",
				"SignatureVersion", "TracingConfig"},
			topicPolicyType: {"PolicyDocument", "Topics"}}},
		{call: "GetDataProtectionPolicy", of: topicType, run: s.protection, tells: map[string][]string{topicType: {"DataProtectionPolicy"}}},
		{call: "ListTagsForResource", of: topicType, run: s.tags, tells: map[string][]string{topicType: {"Tags"}}},
		{call: "ListSubscriptions", lists: []string{subscriptionType}, run: s.subscriptions, tells: map[string][]string{subscriptionType: {"Endpoint", "Protocol", "Region", "TopicArn"}}},
		{call: "GetSubscriptionAttributes", of: subscriptionType, run: s.subscription, tells: map[string][]string{subscriptionType: {"DeliveryPolicy", "FilterPolicy", "FilterPolicyScope",
			"RawMessageDelivery", "RedrivePolicy", "ReplayPolicy", "SubscriptionRoleArn"}}},
	}}
}

type snsReader struct{ client *sns.Client }

func (s snsReader) topics(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "ListTopics"
	pages := sns.NewListTopicsPaginator(snsListTopics(s.client.ListTopics), &sns.ListTopicsInput{})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, one := range page.Topics {
			_, name, _ := cutLast(aws.ToString(one.TopicArn), ":")
			pos := cloud.Pos{Origin: p.origin(call)}
			p.add(call, topicType, aws.ToString(one.TopicArn), name, cloud.NewMap(pos).Set("TopicName", cloud.NewString(pos, name)))
		}
	}
	return nil, nil
}

func (s snsReader) attributes(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	const call = "GetTopicAttributes"
	out, err := s.client.GetTopicAttributes(ctx, &sns.GetTopicAttributesInput{TopicArn: aws.String(r.ID)})
	if err != nil {
		return nil, err
	}
	v := p.shape(call, out.Attributes)
	flags(v, "ContentBasedDeduplication", "FifoTopic")
	p.documents(call, v, out.Attributes, "ArchivePolicy")
	v.Set("DeliveryStatusLogging", deliveryLogging(v))
	if text := out.Attributes["Policy"]; text != "" {
		policy := cloud.NewMap(v.Pos).Set("PolicyDocument", p.documentOr(call, text)).Set("Topics", cloud.NewList(v.Pos, cloud.NewString(v.Pos, r.ID)))
		p.add(call, topicPolicyType, "", r.Name, policy)
	}
	return v, nil
}

// deliveryLogging gathers what a topic says of each protocol in attributes of their own.
// https://docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html
func deliveryLogging(v *cloud.Value) *cloud.Value {
	list := cloud.NewList(v.Pos)
	for _, protocol := range [][2]string{{"HTTP", "http/s"}, {"SQS", "sqs"}, {"Lambda", "lambda"}, {"Firehose", "firehose"}, {"Application", "application"}} {
		one := cloud.NewMap(v.Pos)
		for _, name := range []string{"SuccessFeedbackRoleArn", "FailureFeedbackRoleArn", "SuccessFeedbackSampleRate"} {
			one.Set(name, v.Get(protocol[0]+name))
		}
		if one.Len() > 0 {
			list.Append(one.Set("Protocol", cloud.NewString(v.Pos, protocol[1])))
		}
	}
	if list.Len() == 0 {
		return nil
	}
	return list
}

// flags makes booleans of texts.
func flags(v *cloud.Value, names ...string) {
	for _, name := range names {
		if text, ok := v.Get(name).Text(); ok {
			v.Set(name, cloud.NewBool(v.Pos, strings.EqualFold(text, "true")))
		}
	}
}

// documents makes values of JSON texts.
func (p *place) documents(call string, v *cloud.Value, texts map[string]string, names ...string) {
	for _, name := range names {
		if text := texts[name]; text != "" {
			v.Set(name, p.documentOr(call, text))
		}
	}
}

func (s snsReader) protection(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	const call = "GetDataProtectionPolicy"
	out, err := s.client.GetDataProtectionPolicy(ctx, &sns.GetDataProtectionPolicyInput{ResourceArn: aws.String(r.ID)})
	switch {
	case absent(err, "NotFound", "NotFoundException"):
		return nil, nil
	case err != nil:
		return nil, err
	}
	v := p.shape(call, struct{}{})
	p.documents(call, v, map[string]string{"DataProtectionPolicy": aws.ToString(out.DataProtectionPolicy)}, "DataProtectionPolicy")
	return v, nil
}

func (s snsReader) tags(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	out, err := s.client.ListTagsForResource(ctx, &sns.ListTagsForResourceInput{ResourceArn: aws.String(r.ID)})
	if err != nil {
		return nil, err
	}
	return under("Tags", p.shape("ListTagsForResource", out.Tags)), nil
}

// subscriptions lists those that were confirmed: nothing is sent to the others, which have no ARN.
func (s snsReader) subscriptions(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "ListSubscriptions"
	pages := sns.NewListSubscriptionsPaginator(snsListSubscriptions(s.client.ListSubscriptions), &sns.ListSubscriptionsInput{})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, one := range page.Subscriptions {
			arn := aws.ToString(one.SubscriptionArn)
			if !strings.HasPrefix(arn, "arn:") {
				continue
			}
			v := p.shape(call, one)
			if parts := strings.Split(aws.ToString(one.TopicArn), ":"); len(parts) > 3 {
				v.Set("Region", cloud.NewString(v.Pos, parts[3]))
			}
			_, name, _ := strings.Cut(arn, ":sns:"+p.region+":"+p.account+":")
			p.add(call, subscriptionType, arn, name, v)
		}
	}
	return nil, nil
}

func (s snsReader) subscription(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	const call = "GetSubscriptionAttributes"
	out, err := s.client.GetSubscriptionAttributes(ctx, &sns.GetSubscriptionAttributesInput{SubscriptionArn: aws.String(r.ID)})
	if err != nil {
		return nil, err
	}
	v := p.shape(call, out.Attributes)
	flags(v, "RawMessageDelivery")
	p.documents(call, v, out.Attributes, "DeliveryPolicy", "FilterPolicy", "RedrivePolicy", "ReplayPolicy")
	return v, nil
}
