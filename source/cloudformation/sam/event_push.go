package sam

import (
	"github.com/haechi-dev/haechi/cloud"
)

// permission is what a service needs to invoke a function.
type permission struct {
	principal     string
	id            string // logical id; "" for that of the event with Permission behind
	sourceARN     *cloud.Value
	sourceAccount *cloud.Value
	token         *cloud.Value
}

// permit makes the permission of an event.
func (e *event) permit(to target, p permission) *resource {
	if p.id == "" {
		p.id = e.eventID + "Permission"
	}
	here := at(e.eventPos)
	return e.generate(to, p.id, "AWS::Lambda::Permission").
		set("Action", here.text("lambda:InvokeFunction")).
		set("FunctionName", to.name).
		set("Principal", here.text(p.principal)).
		set("SourceArn", p.sourceARN).
		set("SourceAccount", p.sourceAccount).
		set("EventSourceToken", p.token)
}

// translateAlexaSkill lets Alexa invoke the function.
func translateAlexaSkill(e *event, to target) ([]*resource, error) {
	return []*resource{e.permit(to, permission{principal: "alexa-appkit.amazon.com", token: e.get("SkillId")})}, nil
}

// translateLogs subscribes the function to a log group.
func translateLogs(e *event, to target) ([]*resource, error) {
	p := at(e.eventPos)
	source := p.sub(e.arn("logs", "log-group:${__LogGroupName__}:*"), "__LogGroupName__", e.get("LogGroupName"))
	permission := e.permit(to, permission{principal: "logs.amazonaws.com", sourceARN: source})
	filter := e.generate(to, e.eventID, "AWS::Logs::SubscriptionFilter").
		set("LogGroupName", e.get("LogGroupName")).
		set("FilterPattern", e.get("FilterPattern")).
		set("DestinationArn", to.arn)
	filter.dependsOn = p.texts(permission.id)
	return []*resource{permission, filter}, nil
}

// translateIoTRule makes a rule of AWS IoT that invokes the function.
func translateIoTRule(e *event, to target) ([]*resource, error) {
	p := at(e.eventPos)
	source := p.sub(e.arn("iot", "rule/${RuleName}"), "RuleName", p.ref(e.eventID))
	payload := p.object(
		"Sql", e.get("Sql"),
		"RuleDisabled", false,
		"Actions", p.list(p.object("Lambda", p.object("FunctionArn", to.arn))))
	if version := e.get("AwsIotSqlVersion"); truthy(version) {
		payload.Set("AwsIotSqlVersion", version)
	}
	rule := e.generate(to, e.eventID, "AWS::IoT::TopicRule").set("TopicRulePayload", payload)
	return []*resource{rule, e.permit(to, permission{principal: "iot.amazonaws.com", sourceARN: source, sourceAccount: p.sub("${AWS::AccountId}")})}, nil
}
