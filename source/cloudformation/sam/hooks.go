package sam

// translator makes the resources of one SAM resource.
type translator func(*macro) ([]*resource, error)

// translatorOf returns the translator of a SAM type, or nil.
func translatorOf(typ string) translator {
	switch typ {
	case prefix + "Function":
		return translateFunction
	case prefix + "LayerVersion":
		return translateLayer
	case prefix + "SimpleTable":
		return translateTable
	case prefix + "Application":
		return translateApplication
	case prefix + "CapacityProvider":
		return translateCapacityProvider
	case prefix + "Api":
		return translateAPI
	case prefix + "HttpApi":
		return translateHTTPAPI
	case prefix + "WebSocketApi":
		return translateWebSocketAPI
	case prefix + "StateMachine":
		return translateStateMachine
	case prefix + "GraphQLApi":
		return translateGraphQLAPI
	case prefix + "Connector":
		return translateConnector
	}
	return nil
}

// eventKind is what the transform does with a type of event.
type eventKind struct {
	// link checks what the event refers to, before any event of the resource is translated. Nil:
	// nothing to check.
	link func(*event) error
	// translate makes the resources of an event, and changes those it belongs to.
	translate func(*event, target) ([]*resource, error)
}

// functionEvent returns what to do with a type of function event; ok is false when there is no such type.
func functionEvent(typ string) (kind eventKind, ok bool) {
	switch typ {
	case "Api":
		return eventKind{linkAPIEvent, translateAPIEvent}, true
	case "HttpApi":
		return eventKind{linkHTTPAPIEvent, translateHTTPAPIEvent}, true
	case "S3":
		return eventKind{linkBucket, translateBucketEvent}, true
	case "Cognito":
		return eventKind{linkUserPool, translateUserPoolEvent}, true
	case "SNS":
		return eventKind{nil, translateTopicEvent}, true
	case "Schedule":
		return eventKind{nil, translateSchedule}, true
	case "ScheduleV2":
		return eventKind{nil, translateScheduler}, true
	case "CloudWatchEvent", "EventBridgeRule":
		return eventKind{nil, translateRule}, true
	case "CloudWatchLogs":
		return eventKind{nil, translateLogs}, true
	case "IoTRule":
		return eventKind{nil, translateIoTRule}, true
	case "AlexaSkill":
		return eventKind{nil, translateAlexaSkill}, true
	case "SQS", "Kinesis", "DynamoDB", "MSK", "MQ", "SelfManagedKafka", "DocumentDB":
		return eventKind{nil, translateStream}, true
	}
	return eventKind{}, false
}
