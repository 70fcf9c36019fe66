package sam

import (
	"slices"

	"github.com/haechi-dev/haechi/cloud"
)

// mappingProperties are passed on to the event source mapping under the same name.
func mappingProperties() []string {
	return []string{"StartingPosition", "StartingPositionTimestamp", "BatchSize", "Enabled", "MaximumBatchingWindowInSeconds",
		"MaximumRetryAttempts", "BisectBatchOnFunctionError", "MaximumRecordAgeInSeconds", "ParallelizationFactor", "Topics", "Queues",
		"SourceAccessConfigurations", "TumblingWindowInSeconds", "FunctionResponseTypes", "FilterCriteria", "KmsKeyArn",
		"ScalingConfig", "ProvisionedPollerConfig", "MetricsConfig", "LoggingConfig"}
}

// translateStream makes the mapping through which the function reads a stream, queue, broker or
// cluster, and gives the function's role what reading needs.
func translateStream(e *event, to target) ([]*resource, error) {
	mapping := e.generate(to, e.eventID, "AWS::Lambda::EventSourceMapping").
		set("FunctionName", to.name).
		set("EventSourceArn", e.get(sourceProperty(e.eventType)))
	for _, name := range mappingProperties() {
		mapping.set(name, e.get(name))
	}
	if err := e.checkFilter(); err != nil {
		return nil, err
	}
	if err := e.configureKafka(mapping); err != nil {
		return nil, err
	}
	destination, err := e.failureDestination(mapping)
	if err != nil {
		return nil, err
	}
	if e.eventType == "DocumentDB" {
		mapping.set("DocumentDBEventSourceConfig", e.documentConfig())
	}
	policy, err := e.streamPolicy()
	if err != nil {
		return nil, err
	}
	if to.role != nil {
		if managed := streamManagedPolicy(e.eventType); managed != "" {
			addManaged(to.role, at(e.eventPos).text(e.managedPolicyARN(managed)))
		}
		addInline(to.role, policy)
		addInline(to.role, destination)
	}
	return []*resource{mapping}, nil
}

// sourceProperty is the property that names what is read.
func sourceProperty(eventType string) string {
	switch eventType {
	case "SQS":
		return "Queue"
	case "MQ":
		return "Broker"
	case "DocumentDB":
		return "Cluster"
	case "SelfManagedKafka":
		return "" // it is not a resource of AWS
	}
	return "Stream"
}

func streamManagedPolicy(eventType string) string {
	switch eventType {
	case "Kinesis", "DynamoDB", "MSK":
		return "service-role/AWSLambda" + eventType + "ExecutionRole"
	case "SQS":
		return "service-role/AWSLambdaSQSQueueExecutionRole"
	}
	return ""
}

// addManaged and addInline give a role a policy that it does not have yet.
func addManaged(role *resource, arn *cloud.Value) {
	if arns := role.get("ManagedPolicyArns"); !contains(arns, arn) {
		arns.Append(arn)
	}
}

func addInline(role *resource, policy *cloud.Value) {
	if policy == nil {
		return
	}
	policies := role.get("Policies")
	if policies == nil {
		policies = cloud.NewList(role.pos)
		role.set("Policies", policies)
	}
	for _, other := range policies.Items() {
		if equal(other.Get("PolicyDocument"), policy.Get("PolicyDocument")) {
			return
		}
	}
	policies.Append(policy)
}

func (e *event) checkFilter() error {
	filter := e.get("FilterCriteria")
	if !truthy(filter) || isIntrinsic(filter) {
		return nil
	}
	if keys := filter.Keys(); !slices.Equal(keys, []string{"Filters"}) {
		return e.invalid(filter, "FilterCriteria field has a wrong format")
	}
	return nil
}

// configureKafka writes what the two kinds of Kafka clusters have of their own.
func (e *event) configureKafka(mapping *resource) error {
	if servers := e.get("KafkaBootstrapServers"); truthy(servers) {
		p := at(servers.Pos)
		mapping.set("SelfManagedEventSource", p.object("Endpoints", p.object("KafkaBootstrapServers", servers)))
	}
	group, registry := e.get("ConsumerGroupId"), e.get("SchemaRegistryConfig")
	name := map[string]string{"MSK": "AmazonManagedKafkaEventSourceConfig", "SelfManagedKafka": "SelfManagedKafkaEventSourceConfig"}[e.eventType]
	if name == "" {
		if truthy(group) {
			return eventError(group.Pos, e.eventID, "Property ConsumerGroupId not defined for resource of type %s.", e.eventType)
		}
		return nil
	}
	config := cloud.NewMap(e.eventPos)
	if truthy(group) {
		config.Set("ConsumerGroupId", group)
	}
	if truthy(registry) {
		config.Set("SchemaRegistryConfig", registry)
	}
	if config.Len() > 0 {
		mapping.set(name, config)
	}
	return nil
}

func (e *event) documentConfig() *cloud.Value {
	config := at(e.eventPos).object("DatabaseName", e.get("DatabaseName"))
	for _, name := range [...]string{"CollectionName", "FullDocument"} {
		if v := e.get(name); truthy(v) {
			config.Set(name, v)
		}
	}
	return config
}

// failureDestination writes where records go that were not processed, and gives the policy to send
// there. Type is a word of SAM, which Lambda does not know.
func (e *event) failureDestination(mapping *resource) (policy *cloud.Value, err error) {
	config := e.get("DestinationConfig")
	if !truthy(config) {
		return nil, nil
	}
	failure := config.Get("OnFailure")
	if !failure.Is(cloud.Map) {
		return nil, eventError(config.Pos, e.eventID, "Property 'DestinationConfig.OnFailure' should be a map.")
	}
	mapping.set("DestinationConfig", config)
	kind := failure.Get("Type")
	if !truthy(kind) {
		return nil, nil
	}
	p, to := at(failure.Pos), failure.Get("Destination")
	switch kind.Str() {
	case "SQS":
		policy = p.sendToQueue(e.eventID, to)
	case "SNS":
		policy = p.publishToTopic(e.eventID, to)
	case "S3":
		policy = p.putIntoBucket(e.eventID, to)
	case "Kafka":
	default:
		return nil, eventError(kind.Pos, e.eventID, "The only valid values for 'Type' are 'SQS', 'SNS', 'S3', and 'Kafka'")
	}
	mapping.set("DestinationConfig", without(config, "OnFailure", without(failure, "Type", nil)))
	return policy, nil
}

// without copies a map, with another value for a key or, when that is nil, without the key.
func without(m *cloud.Value, key string, value *cloud.Value) *cloud.Value {
	c := cloud.NewMap(m.Pos)
	for _, f := range m.Fields() {
		if f.Key != key {
			c.SetAt(f.Key, f.KeyPos, f.Value)
		} else if value != nil {
			c.SetAt(f.Key, f.KeyPos, value)
		}
	}
	return c
}
