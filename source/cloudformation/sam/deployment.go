package sam

import (
	"slices"
	"strconv"

	"github.com/haechi-dev/haechi/cloud"
)

// The logical ids of what all deployment preferences share.
const (
	deploymentApplication = "ServerlessDeploymentApplication"
	deploymentRole        = "CodeDeployServiceRole"
	deploymentCondition   = "ServerlessCodeDeployCondition"
)

// deployments are the deployment preferences of all functions.
type deployments struct {
	all []deployment
}

// deployment is how new versions of a function take over the traffic of its alias
// (https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/automating-updates-to-serverless-apps.html).
type deployment struct {
	function    string
	pos         cloud.Pos
	enabled     bool
	kind        *cloud.Value
	preTraffic  *cloud.Value
	postTraffic *cloud.Value
	alarms      *cloud.Value
	role        *cloud.Value
	triggers    *cloud.Value
	condition   *cloud.Value
	tags        *cloud.Value // when they propagate
}

// addDeployment reads DeploymentPreference, and gives the alias its update policy.
func (m *macro) addDeployment(alias *resource) error {
	preference := m.get("DeploymentPreference")
	if !truthy(preference) {
		return nil
	}
	preference, err := m.resolvePreference(preference)
	if err != nil {
		return err
	}
	d, err := m.readDeployment(preference)
	if err != nil {
		return err
	}
	m.translation.deployments.all = append(m.translation.deployments.all, d)
	if !d.enabled {
		return nil
	}
	if !truthy(m.get("AutoPublishAlias")) {
		return m.invalid(preference, "'DeploymentPreference' requires AutoPublishAlias property to be specified.")
	}
	if _, err := m.deploymentGroup(d); err != nil {
		return err
	}
	p := at(preference.Pos)
	alias.attributes.Set("UpdatePolicy", p.object("CodeDeployLambdaAliasUpdate", p.object(
		"ApplicationName", p.ref(deploymentApplication),
		"DeploymentGroupName", p.ref(d.groupID()),
		"BeforeAllowTrafficHook", d.preTraffic,
		"AfterAllowTrafficHook", d.postTraffic)))
	return nil
}

// resolvePreference gives the preference with the properties resolved that the transform decides by.
func (m *macro) resolvePreference(preference *cloud.Value) (*cloud.Value, error) {
	own := cloud.NewMap(preference.Pos)
	for _, f := range preference.Fields() {
		value := f.Value
		if f.Key == "Enabled" || f.Key == "Type" || f.Key == "PassthroughCondition" {
			var err error
			if value, err = m.resolveAll(value.Clone()); err != nil {
				return nil, err
			}
		}
		own.SetAt(f.Key, f.KeyPos, value)
	}
	if pass := own.Get("PassthroughCondition"); pass != nil {
		flag, err := m.boolean(pass, "PassthroughCondition")
		if err != nil {
			return nil, err
		}
		own.Set("PassthroughCondition", at(pass.Pos).boolean(flag))
	}
	return own, nil
}

// boolean reads a resolved property as true or false.
func (m *macro) boolean(v *cloud.Value, property string) (bool, error) {
	if b, ok := v.Bool(); ok {
		return b, nil
	}
	switch {
	case oneOf(v, "true", "True"):
		return true, nil
	case oneOf(v, "false", "False"):
		return false, nil
	case isIntrinsic(v):
		return false, m.invalid(v, "Unsupported intrinsic: the only intrinsic functions supported for property %s are FindInMap and parameter Refs.", property)
	}
	if n, ok := v.Number(); ok && (n == 0 || n == 1) {
		return n == 1, nil
	}
	return false, m.invalid(v, "Invalid value for property %s.", property)
}

func (m *macro) readDeployment(preference *cloud.Value) (deployment, error) {
	d := deployment{function: m.id, pos: preference.Pos, enabled: true}
	if f, ok := preference.Field("Enabled"); ok {
		d.enabled = truthy(f.Value) && !oneOf(f.Value, "false", "False")
	}
	if !d.enabled {
		return d, nil
	}
	if !preference.Has("Type") {
		return d, m.invalid(preference, "'DeploymentPreference' is missing required Property 'Type'")
	}
	hooks := preference.Get("Hooks")
	if hooks != nil && !hooks.Is(cloud.Map) {
		return d, m.invalid(hooks, "'Hooks' property of 'DeploymentPreference' must be a dictionary")
	}
	d.kind = preference.Get("Type")
	d.preTraffic, d.postTraffic = trafficHook(hooks.Get("PreTraffic")), trafficHook(hooks.Get("PostTraffic"))
	d.alarms = given(preference.Get("Alarms"))
	d.role = preference.Get("Role")
	d.triggers = preference.Get("TriggerConfigurations")
	if truthy(preference.Get("PassthroughCondition")) {
		d.condition = m.attributes.Get("Condition")
	}
	if truthy(m.get("PropagateTags")) && truthy(m.get("Tags")) {
		d.tags = m.get("Tags")
	}
	return d, nil
}

// trafficHook leaves out a hook written as null or as a Ref to nothing.
func trafficHook(v *cloud.Value) *cloud.Value {
	if name, argument, ok := intrinsic(v); ok && name == "Ref" && argument.Is(cloud.Null) {
		return nil
	}
	return given(v)
}

func (d *deployment) groupID() string { return d.function + "DeploymentGroup" }

// enabled are the preferences in force.
func (d deployments) enabled() []deployment {
	var on []deployment
	for _, one := range d.all {
		if one.enabled {
			on = append(on, one)
		}
	}
	return on
}

// conditional reports whether every deployment has a condition.
func (d deployments) conditional() bool {
	for _, one := range d.enabled() {
		if !truthy(one.condition) {
			return false
		}
	}
	return len(d.all) > 0
}

// conditions are the different conditions of the deployments.
func (d deployments) conditions() []string {
	var names []string
	for _, one := range d.all {
		if name, ok := one.condition.Text(); ok && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// addDeployments adds to the output what deployments share, and a group for each function.
func (t *translation) addDeployments() {
	on := t.deployments.enabled()
	if len(on) == 0 {
		return
	}
	first := on[0]
	p := at(first.pos)
	application := newResource(first.pos, deploymentApplication, "AWS::CodeDeploy::Application", nil).set("ComputePlatform", p.text("Lambda"))
	role := newResource(first.pos, deploymentRole, "AWS::IAM::Role", nil)
	role.set("AssumeRolePolicyDocument", p.trustPolicy("codedeploy.amazonaws.com"))
	policy := "service-role/AWSCodeDeployRoleForLambda"
	if t.partition == "aws-iso" || t.partition == "aws-iso-b" {
		policy += "Limited"
	}
	role.set("ManagedPolicyArns", p.texts(t.managedPolicyARN(policy)))
	tags := cloud.NewMap(first.pos)
	ownRoles := true
	for _, d := range on {
		for _, f := range d.tags.Fields() {
			tags.SetAt(f.Key, f.KeyPos, f.Value)
		}
		ownRoles = ownRoles && truthy(d.role)
	}
	if tags.Len() > 0 {
		application.set("Tags", p.tags(tags))
		role.set("Tags", p.tags(tags))
	}
	if t.deployments.conditional() {
		name := t.deploymentCondition(first.pos)
		application.attributes.Set("Condition", p.text(name))
		role.attributes.Set("Condition", p.text(name))
	}
	t.add(application, first.function)
	if !ownRoles {
		t.add(role, first.function)
	}
	for _, d := range on {
		group, err := t.deploymentGroup(d)
		if err != nil {
			t.failed(err)
			continue
		}
		t.add(group, d.function)
	}
}

// deploymentCondition names the condition under which any function is deployed. Fn::Or takes up to
// ten conditions, so more of them are combined in steps.
func (t *translation) deploymentCondition(pos cloud.Pos) string {
	names := t.deployments.conditions()
	if len(names) == 1 {
		return names[0]
	}
	const limit = 10
	p, left := at(pos), (len(names)-2)/(limit-1)
	for len(names) > 1 {
		name := deploymentCondition
		if left > 0 {
			name += strconv.Itoa(left)
			left--
		}
		either := cloud.NewList(pos)
		for _, n := range names[:min(limit, len(names))] {
			either.Append(p.object("Condition", n))
		}
		names = append(names[min(limit, len(names)):], name)
		t.setCondition(name, p.object("Fn::Or", either))
	}
	return deploymentCondition
}

func (t *translation) deploymentGroup(d deployment) (*resource, error) {
	p := at(d.pos)
	group := newResource(d.pos, d.groupID(), "AWS::CodeDeploy::DeploymentGroup", nil)
	alarms, mistake := alarmConfiguration(d.alarms)
	if mistake != "" {
		return nil, resourceError(d.alarms.Pos, d.function, "%s", mistake)
	}
	group.set("AlarmConfiguration", alarms)
	group.set("ApplicationName", p.ref(deploymentApplication))
	group.set("AutoRollbackConfiguration", p.object("Enabled", true, "Events",
		p.texts("DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST")))
	group.set("DeploymentConfigName", deploymentConfig(d.kind.Clone(), ""))
	group.set("DeploymentStyle", p.object("DeploymentType", "BLUE_GREEN", "DeploymentOption", "WITH_TRAFFIC_CONTROL"))
	group.set("ServiceRoleArn", p.getAtt(deploymentRole, "Arn"))
	if truthy(d.role) {
		group.set("ServiceRoleArn", d.role)
	}
	if truthy(d.triggers) {
		group.set("TriggerConfigurations", d.triggers)
	}
	if d.tags != nil {
		group.set("Tags", p.tags(d.tags))
	}
	if truthy(d.condition) {
		group.attributes.Set("Condition", d.condition)
	}
	return group, nil
}

// alarmConfiguration makes the configuration of a list of alarms, or of Fn::If with two lists.
func alarmConfiguration(alarms *cloud.Value) (configuration *cloud.Value, mistake string) {
	if !truthy(alarms) || isNoValue(alarms) {
		return nil, ""
	}
	if !isIf(alarms) {
		return alarmList(alarms)
	}
	condition, yes, no, ok := branches(alarms)
	if !ok {
		return nil, malformedIf
	}
	if yes, mistake = alarmList(yes); mistake != "" {
		return nil, mistake
	}
	if no, mistake = alarmList(no); mistake != "" {
		return nil, mistake
	}
	return at(alarms.Pos).ifElse(condition, yes, no), ""
}

func alarmList(alarms *cloud.Value) (*cloud.Value, string) {
	p := at(alarms.Pos)
	switch {
	case !alarms.Is(cloud.List):
		return nil, "Alarms must be a list"
	case alarms.Len() == 0 || isNoValue(alarms.Items()[0]):
		return p.object(), ""
	}
	names := cloud.NewList(alarms.Pos)
	for _, alarm := range alarms.Items() {
		names.Append(at(alarm.Pos).object("Name", alarm))
	}
	return p.object("Enabled", true, "Alarms", names), ""
}

// deploymentConfig turns the short name of a predefined configuration into its full one, also
// inside intrinsic functions; function is the one that v is the argument of.
func deploymentConfig(v *cloud.Value, function string) *cloud.Value {
	p := at(v.Pos)
	switch {
	case v.Is(cloud.List):
		for i, item := range v.Items() {
			v.Items()[i] = deploymentConfig(item, "")
		}
	case isIntrinsic(v):
		f := v.Fields()[0]
		v.SetAt(f.Key, f.KeyPos, deploymentConfig(f.Value, f.Key))
	case oneOf(v, "Canary10Percent5Minutes", "Canary10Percent10Minutes", "Canary10Percent15Minutes", "Canary10Percent30Minutes",
		"Linear10PercentEvery1Minute", "Linear10PercentEvery2Minutes", "Linear10PercentEvery3Minutes",
		"Linear10PercentEvery10Minutes", "AllAtOnce"):
		full := p.sub("CodeDeployDefault.Lambda${ConfigName}", "ConfigName", v)
		if function == "Fn::Sub" {
			return full.Get("Fn::Sub")
		}
		return full
	}
	return v
}
