package sam

import (
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// Macro is the name of the transform in a template's Transform section.
const Macro = "AWS::Serverless-2016-10-31"

// DefaultRegion is where a template is taken to be deployed when Options does not say.
const DefaultRegion = "us-east-1"

// Options are what the transform knows besides the template.
type Options struct {
	// Region the template is deployed to; it decides the partition. "" means DefaultRegion.
	Region string
	// Parameters are values given from outside; the others come from the template's defaults.
	Parameters map[string]*cloud.Value
	// ManagedPolicies are names of managed policies of AWS that may be written for their ARN, besides
	// those known here, each with the part of the ARN after "policy/". A name that is not known stays
	// as it was written.
	ManagedPolicies map[string]string
}

// Uses reports whether the template has the transform, alone or in a list.
func Uses(template *cloud.Value) bool {
	transform := template.Get("Transform")
	for _, item := range append([]*cloud.Value{transform}, transform.Items()...) {
		if item.Str() == Macro {
			return true
		}
	}
	return false
}

// Transform returns the CloudFormation template that the transform makes of a template. The
// template is not changed. The error is an *InvalidTemplate.
func Transform(template *cloud.Value, opt Options) (*cloud.Value, error) {
	out, _, err := TransformTraced(template, opt)
	return out, err
}

// TransformTraced is Transform which also tells, for the logical id of every generated resource,
// the logical id of the resource of the template that it was generated for.
func TransformTraced(template *cloud.Value, opt Options) (out *cloud.Value, sources map[string]string, err error) {
	t := newTranslation(template.Clone(), opt)
	if err := t.run(); err != nil {
		t.failed(err)
	}
	if len(t.errors) > 0 {
		return nil, nil, &InvalidTemplate{Errors: t.errors}
	}
	return t.output, t.sources, nil
}

// maxMade is how many resources a template may become: far more than can be deployed.
const maxMade = 10_000

// run is the transform from end to end. An error it returns ends it; errors of single resources
// are collected, so that one run reports them all.
func (t *translation) run() error {
	if err := t.checkShape(); err != nil {
		return err
	}
	for _, step := range []func(*translation) error{checkSize, resolveApplications, addDefaultDefinitions, addImplicitAPIs, mergeGlobals, embedConnectors, checkSize} {
		if err := step(t); err != nil {
			return err
		}
	}
	t.beginOutput()
	for _, id := range t.order() {
		if t.translate(id); t.made.Len() > maxMade {
			return documentError(t.template.Pos, "It becomes more than %d resources.", maxMade)
		}
	}
	t.addDeployments()
	t.output.Delete("Transform")
	if len(t.errors) == 0 {
		t.rewriteReferences()
	}
	return nil
}

// checkShape refuses what is not a template at all.
func (t *translation) checkShape() error {
	resources := t.template.Get("Resources")
	if resources.Len() == 0 || !resources.Is(cloud.Map) {
		return documentError(t.template.Pos, "'Resources' section is required")
	}
	t.resources = resources
	for _, f := range resources.Fields() {
		if !f.Value.Is(cloud.Map) {
			return documentError(f.KeyPos, "All 'Resources' must be Objects. If you're using YAML, this may be an indentation issue.")
		}
	}
	if mappings, written := t.template.Field("Mappings"); written && !mappings.Value.Is(cloud.Map) {
		return documentError(mappings.KeyPos, "'Mappings' or 'Parameters' is either null or not a valid dictionary.")
	}
	for _, f := range resources.Fields() {
		if c := f.Value.Get("Condition"); truthy(c) && !c.Is(cloud.String) {
			return documentError(c.Pos, "Every Condition member must be a string.")
		}
		if !hasGlobals(f.Value.Get("Type").Str()) {
			continue
		}
		if p, written := f.Value.Field("Properties"); written && !p.Value.Is(cloud.Map) {
			return attributeError(p.KeyPos, f.Key, "Properties", "map")
		}
	}
	return nil
}

// order gives the logical ids in the order of translation: functions and state machines first,
// because their events write into the definitions of the APIs; connectors last, because they
// connect what the others have become.
func (t *translation) order() []string {
	var groups [5][]string
	for _, id := range t.resourceOrder() {
		typ := t.resources.Get(id).Get("Type").Str()
		if translatorOf(typ) == nil {
			continue
		}
		group := 3
		switch strings.TrimPrefix(typ, prefix) {
		case "Function":
			group = 0
		case "StateMachine":
			group = 1
		case "Api", "HttpApi", "WebSocketApi":
			group = 2
		case "Connector":
			group = 4
		}
		groups[group] = append(groups[group], id)
	}
	var ids []string
	for _, group := range groups {
		ids = append(ids, group...)
	}
	return ids
}
