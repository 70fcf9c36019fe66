package sam

import (
	"github.com/haechi-dev/haechi/cloud"
)

// connectorEnd is one end of a connector: a resource, as expressions of its attributes. An
// attribute that is not known is nil.
type connectorEnd struct {
	id                                               string // logical id, or "" for a resource outside the template
	typ                                              string // type in CloudFormation
	arn, role, queueURL, resourceID, name, qualifier *cloud.Value
}

// connectorType gives the CloudFormation type of a SAM type written as the Type of an end.
func connectorType(typ string) string {
	switch typ {
	case "AWS::Serverless::Function":
		return "AWS::Lambda::Function"
	case "AWS::Serverless::StateMachine":
		return "AWS::StepFunctions::StateMachine"
	case "AWS::Serverless::Api":
		return "AWS::ApiGateway::RestApi"
	case "AWS::Serverless::HttpApi":
		return "AWS::ApiGatewayV2::Api"
	case "AWS::Serverless::SimpleTable":
		return "AWS::DynamoDB::Table"
	}
	return typ
}

// connectorEnd reads one end of a connector; other is the end it is connected to, which decides
// the role of an event rule. mistake says what is wrong with the end, and is empty when nothing is.
func (t *translation) connectorEnd(end, other *cloud.Value) (e connectorEnd, mistake string) {
	described := false // by anything that the id would tell
	for _, key := range end.Keys() {
		described = described || key != "Id" && key != "Qualifier"
	}
	if end.Has("Id") == described {
		return e, "Must provide 'Id' (with optional 'Qualifier') or a supported combination of other properties."
	}
	if !truthy(end.Get("Id")) {
		e.typ = connectorType(end.Get("Type").Str())
		if e.typ == "" {
			return e, "'Type' is missing or not a string."
		}
		e.arn, e.role = given(end.Get("Arn")), given(end.Get("RoleName"))
		e.queueURL, e.resourceID = given(end.Get("QueueUrl")), given(end.Get("ResourceId"))
		e.name, e.qualifier = given(end.Get("Name")), given(end.Get("Qualifier"))
		return e, ""
	}

	e.id = end.Get("Id").Str()
	if e.id == "" {
		return e, "'Id' is missing or not a string."
	}
	resource := t.made.Get(e.id)
	if resource.Len() == 0 {
		return e, "Unable to find resource with logical ID '" + e.id + "'."
	}
	e.typ = resource.Get("Type").Str()
	if e.typ == "" {
		return e, "'Type' is missing or not a string."
	}
	attributes := connectorAttributes(e.typ, e.id, end.Get("Id").Pos)
	outputs := attributes.Get("Outputs")
	e.arn, e.queueURL, e.resourceID, e.name = outputs.Get("Arn"), outputs.Get("Url"), outputs.Get("Id"), outputs.Get("Name")
	e.qualifier = outputs.Get("Qualifier")
	if end.Has("Qualifier") {
		e.qualifier = given(end.Get("Qualifier"))
	}
	if role := referredID(roleOf(attributes.Path("Inputs", "Role"), resource.Get("Properties"), other)); role != "" {
		e.role = at(end.Get("Id").Pos).ref(role)
	}
	return e, ""
}

// maxRuleTargets is how many targets of a rule are looked at; a rule can have five.
const maxRuleTargets = 1_000

// roleOf finds the role of a resource: in the property that the profile names or, for an event
// rule, in its target which is the other end.
func roleOf(where, properties, other *cloud.Value) *cloud.Value {
	if property, ok := where.Text(); ok {
		return properties.Get(property)
	}
	if where.Get("Function").Str() != "GetEventsRuleRole" {
		return nil
	}
	for i, target := range properties.Get("Targets").Items() {
		if i == maxRuleTargets {
			break
		}
		arn := target.Get("Arn")
		id := referredID(arn)
		if id != "" && id == other.Get("Id").Str() || truthy(other.Get("Arn")) && equal(arn, other.Get("Arn")) {
			return target.Get("RoleArn")
		}
	}
	return nil
}
