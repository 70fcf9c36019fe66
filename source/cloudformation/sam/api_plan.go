package sam

import (
	"slices"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/source/cloudformation/sam/py27"
)

// planIDs are the logical ids of a usage plan, its key and what connects them, with what the three
// are about.
type planIDs struct {
	plan, key, planKey string
	apis               []string
	stages             []string
	attributes         *cloud.Value
}

// ownPlan is the usage plan of one API.
func (a *restAPI) ownPlan(stage *resource) planIDs {
	return planIDs{a.id + "UsagePlan", a.id + "ApiKey", a.id + "UsagePlanKey", []string{a.id}, []string{stage.id}, a.passthrough()}
}

// planResources makes the resources of a usage plan.
func (a *restAPI) planResources(settings *py27.Value, ids planIDs) []*resource {
	p := at(settings.Pos)
	stages, keys := p.list(), p.list()
	for i, api := range ids.apis {
		stages.Append(p.object("ApiId", p.ref(api), "Stage", p.ref(ids.stages[i])))
		keys.Append(p.object("RestApiId", p.ref(api), "StageName", p.ref(ids.stages[i])))
	}
	plan := newResource(settings.Pos, ids.plan, "AWS::ApiGateway::UsagePlan", ids.attributes).set("ApiStages", stages)
	plan.dependsOn = p.texts(ids.apis...)
	for _, name := range [...]string{"UsagePlanName", "Description", "Quota", "Tags", "Throttle"} {
		if v := settings.Get(name); v.Truthy() {
			plan.set(name, v.ToCloud())
		}
	}
	key := newResource(settings.Pos, ids.key, "AWS::ApiGateway::ApiKey", ids.attributes).
		set("Enabled", p.boolean(true)).set("StageKeys", keys)
	key.dependsOn = p.texts(ids.plan)
	planKey := newResource(settings.Pos, ids.planKey, "AWS::ApiGateway::UsagePlanKey", ids.attributes).
		set("KeyId", p.ref(ids.key)).set("KeyType", p.text("API_KEY")).set("UsagePlanId", p.ref(ids.plan))
	planKey.dependsOn = p.texts(ids.key)
	return []*resource{plan, key, planKey}
}

// sharedPlan is the usage plan that APIs of the template share.
type sharedPlan struct {
	apis, stages      []string
	conditions        []string
	unconditional     bool // one of the APIs always exists
	deletion, replace *cloud.Value
}

// sharedCondition is the condition of a shared usage plan all of whose APIs are conditional.
const sharedCondition = "SharedUsagePlanCondition"

// join adds an API to the shared usage plan and returns the plan as it is then.
func (s *sharedPlan) join(a *restAPI, stage *resource) (planIDs, error) {
	if !slices.Contains(s.apis, a.id) {
		s.apis, s.stages = append(s.apis, a.id), append(s.stages, stage.id)
	}
	attributes := a.passthrough()
	if v := attributes.Get("DeletionPolicy"); truthy(v) && (s.deletion == nil || oneOf(v, "Retain")) {
		s.deletion = v
	}
	if v := attributes.Get("UpdateReplacePolicy"); truthy(v) &&
		(s.replace == nil || oneOf(v, "Retain") || oneOf(v, "Snapshot") && oneOf(s.replace, "Delete")) {
		s.replace = v
	}
	if err := s.addCondition(a, attributes.Get("Condition")); err != nil {
		return planIDs{}, err
	}
	combined := cloud.NewMap(a.pos)
	combined.Set("DeletionPolicy", s.deletion).Set("UpdateReplacePolicy", s.replace)
	if len(s.conditions) > 0 && !s.unconditional {
		combined.Set("Condition", at(a.pos).text(sharedCondition))
	}
	return planIDs{"ServerlessUsagePlan", "ServerlessApiKey", "ServerlessUsagePlanKey", slices.Clone(s.apis), slices.Clone(s.stages), combined}, nil
}

// addCondition makes the plan exist when one of its APIs does.
func (s *sharedPlan) addCondition(a *restAPI, condition *cloud.Value) error {
	switch section := a.output.Get("Conditions"); {
	case s.unconditional:
	case condition == nil || condition.Is(cloud.Null):
		s.unconditional = true
		section.Delete(sharedCondition)
	case !truthy(condition) || slices.Contains(s.conditions, condition.Str()):
	case !section.Is(cloud.Map):
		return documentError(condition.Pos, "Can't have condition without having 'Conditions' section in the template")
	default:
		s.conditions = append(s.conditions, condition.Str())
		if len(s.conditions) == 1 {
			section.Set(sharedCondition, condition)
		} else {
			section.Set(sharedCondition, orOf(condition.Pos, s.conditions))
		}
	}
	return nil
}
