package sam

import (
	"github.com/haechi-dev/haechi/cloud"
)

// linkUserPool checks that the event names a user pool of the template.
func linkUserPool(e *event) error {
	pool := e.get("UserPool")
	if pool.Has("Ref") {
		id, ok := pool.Get("Ref").Text()
		if !ok {
			return eventError(pool.Pos, e.eventID, "Ref in Userpool is not a string.")
		}
		if e.resources.Has(id) {
			return nil
		}
	}
	return e.invalid(pool, "Cognito events must reference a Cognito UserPool in the same template.")
}

// translateUserPoolEvent makes the function a trigger of the user pool.
func translateUserPoolEvent(e *event, to target) ([]*resource, error) {
	p, id := at(e.eventPos), e.get("UserPool").Get("Ref").Str()
	pool := e.resources.Get(id)
	permission := e.permit(to, permission{principal: "cognito-idp.amazonaws.com", id: to.id + "CognitoPermission", sourceARN: p.getAtt(id, "Arn")})
	properties := given(pool.Get("Properties"))
	if properties == nil {
		properties = p.object()
		pool.Set("Properties", properties)
	}
	if !properties.Is(cloud.Map) {
		return nil, resourceError(properties.Pos, id, "Properties of a resource must be an object.")
	}
	config := given(properties.Get("LambdaConfig"))
	if config == nil {
		config = p.object()
		properties.Set("LambdaConfig", config)
	}
	if !config.Is(cloud.Map) {
		return nil, propertyError(config.Pos, id, "LambdaConfig", "map")
	}
	trigger := e.get("Trigger")
	triggers := trigger.Items()
	if trigger.Is(cloud.String) {
		triggers = []*cloud.Value{trigger}
	}
	for _, one := range triggers {
		if config.Has(one.Str()) {
			return nil, e.invalid(one, "Cognito trigger %q defined multiple times.", shown(trigger))
		}
		config.Set(one.Str(), to.arn)
	}
	completed, err := e.completed(id, pool, "AWS::Cognito::UserPool")
	if err != nil {
		return nil, err
	}
	return []*resource{permission, completed}, nil
}
