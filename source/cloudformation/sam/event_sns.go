package sam

import (
	"github.com/haechi-dev/haechi/cloud"
)

// translateTopicEvent subscribes the function to a topic, directly or through a queue.
func translateTopicEvent(e *event, to target) ([]*resource, error) {
	through := e.get("SqsSubscription")
	if !truthy(through) {
		return []*resource{
			e.permit(to, permission{principal: "sns.amazonaws.com", sourceARN: e.get("Topic")}),
			e.subscription(to, "lambda", to.arn),
		}, nil
	}
	if through.Is(cloud.Bool) {
		return e.subscribeNewQueue(to)
	}
	if !through.Is(cloud.Map) {
		return nil, e.invalid(through, "Property 'SqsSubscription' should be a map.")
	}
	arn, url := through.Get("QueueArn"), through.Get("QueueUrl")
	if !truthy(arn) || !truthy(url) {
		return nil, e.invalid(through, "No QueueARN or QueueURL provided.")
	}
	policyID := e.eventID + "QueuePolicy"
	if id := through.Get("QueuePolicyLogicalId"); truthy(id) {
		policyID = shown(id)
	}
	mapping, err := e.queueMapping(to, arn, through.Get("BatchSize"))
	if err != nil {
		return nil, err
	}
	return append(mapping, e.topicQueuePolicy(to, policyID, arn, url), e.subscription(to, "sqs", arn)), nil
}

// subscribeNewQueue puts a queue of its own between the topic and the function.
func (e *event) subscribeNewQueue(to target) ([]*resource, error) {
	queue := e.generate(to, e.eventID+"Queue", "AWS::SQS::Queue")
	if id := referredID(e.get("Topic")); id != "" {
		fifo, err := e.resolve(e.template.Path("Resources", id, "Properties").Get("FifoTopic"))
		if err != nil {
			return nil, err
		}
		if truthy(fifo) {
			queue.set("FifoQueue", fifo)
		}
	}
	mapping, err := e.queueMapping(to, queue.getAtt("Arn"), nil)
	if err != nil {
		return nil, err
	}
	return append(mapping, queue,
		e.topicQueuePolicy(to, e.eventID+"QueuePolicy", queue.getAtt("Arn"), queue.ref()),
		e.subscription(to, "sqs", queue.getAtt("Arn"))), nil
}

func (e *event) subscription(to target, protocol string, endpoint *cloud.Value) *resource {
	r := e.generate(to, e.eventID, "AWS::SNS::Subscription").
		set("Protocol", at(e.eventPos).text(protocol)).
		set("Endpoint", endpoint).
		set("TopicArn", e.get("Topic"))
	for _, name := range [...]string{"Region", "FilterPolicy", "FilterPolicyScope", "RedrivePolicy"} {
		r.set(name, e.get(name))
	}
	return r
}

func (e *event) topicQueuePolicy(to target, id string, arn, url *cloud.Value) *resource {
	p := at(e.eventPos)
	return e.generate(to, id, "AWS::SQS::QueuePolicy").
		set("PolicyDocument", p.queuePolicy("*", arn, e.get("Topic"))).
		set("Queues", p.list(url))
}

// queueMapping lets the function read the queue of the subscription.
func (e *event) queueMapping(to target, queue, batchSize *cloud.Value) ([]*resource, error) {
	p := at(e.eventPos)
	if !truthy(batchSize) {
		batchSize = p.number(10)
	}
	reader := &event{macro: e.macro, eventID: e.eventID + "EventSourceMapping", name: e.name, eventType: "SQS", eventPos: e.eventPos,
		properties: p.object("Queue", queue, "BatchSize", batchSize, "Enabled", true)}
	return translateStream(reader, to)
}
