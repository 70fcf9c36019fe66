package sam

import (
	"strings"

	"github.com/haechi-dev/haechi/source/cloudformation/sam/py27"
)

// deployment makes the deployment of the API. A deployment is a snapshot: for a changed API to be
// deployed, the deployment has to be another resource, so its logical id has a hash of what the
// API is made of.
func (a *restAPI) deployment() *resource {
	p := at(a.pos)
	id := a.id + "Deployment"
	version := a.prop("OpenApiVersion")
	d := a.generate(a.pos, id, "AWS::ApiGateway::Deployment").set("RestApiId", p.ref(a.id))
	if !version.Truthy() {
		d.set("StageName", p.text("Stage"))
	}
	if !a.body.Truthy() {
		return d
	}
	// With AlwaysDeploy the service hashes the time instead. That would make every translation
	// differ from the one before, so the hash of the content is kept.
	content := []string{a.body.String()}
	if version.Truthy() {
		content = append(content, version.String())
	}
	if a.domain.Truthy() {
		content = append(content, a.domain.JSON())
	}
	if names := a.functionNames[a.id]; names != "" {
		content = append(content, names)
	}
	text := strings.Join(content, "||")
	d.id = logicalIDOfText(id, text)
	return d.set("Description", p.text("RestApi deployment id: "+contentHash(text, 40)))
}

// stage makes the stage.
func (a *restAPI) stage(deployment, api *resource) *resource {
	name := a.prop("StageName")
	stage := a.generate(a.pos, suffixedStageID(a.id, name.Str()), "AWS::ApiGateway::Stage").
		set("RestApiId", api.ref()).set("DeploymentId", deployment.ref()).set("StageName", name.ToCloud())
	for _, property := range [...]string{"CacheClusterEnabled", "CacheClusterSize", "Variables", "MethodSettings", "AccessLogSetting", "CanarySetting", "TracingEnabled"} {
		stage.set(property, a.value(property))
	}
	if tags := a.prop("Tags"); tags != nil {
		stage.set("Tags", at(tags.Pos).tags(tags.ToCloud()))
	}
	return stage
}

// suffixedStageID is the logical id of a stage with a name; the name is "" when it is an intrinsic
// function.
func suffixedStageID(api, name string) string {
	if logicalIDCharacters.MatchString(name) {
		return api + name + "Stage"
	}
	return logicalIDOfText(api+"Stage", name)
}

// usagePlan makes the usage plan, its key, and what connects them: for this API or shared by all
// (https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-apiusageplan.html).
func (a *restAPI) usagePlan(stage *resource) ([]*resource, error) {
	plan := a.auth.Get("UsagePlan")
	if plan.IsNone() {
		return nil, nil
	}
	if !plan.Is(py27.Dict) {
		return nil, a.wrong(plan, "'UsagePlan' must be a dictionary")
	}
	for _, e := range plan.Entries() {
		switch e.Key.Text {
		case "CreateUsagePlan", "Description", "Quota", "Tags", "Throttle", "UsagePlanName":
		default:
			return nil, resourceError(e.Key.Pos, a.id, "Invalid property for 'UsagePlan'")
		}
	}
	create := plan.Get("CreateUsagePlan")
	switch create.Str() {
	case "NONE":
		return nil, nil
	case "PER_API":
		return a.planResources(plan, a.ownPlan(stage)), nil
	case "SHARED":
		shared, err := a.apis.plan.join(a, stage)
		if err != nil {
			return nil, err
		}
		return a.planResources(plan, shared), nil
	}
	if create.IsNone() {
		return nil, a.wrong(plan, "'CreateUsagePlan' is a required field for UsagePlan.")
	}
	return nil, a.wrong(create, "'CreateUsagePlan' accepts one of ['SHARED', 'PER_API', 'NONE'].")
}
