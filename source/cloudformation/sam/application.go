package sam

import (
	"github.com/haechi-dev/haechi/cloud"
)

// ApplicationTemplate stands for the address of the template of an application of the Serverless
// Application Repository. The service asks the repository for it when it transforms; nothing is
// asked here, and the address is no part of what the application is.
const ApplicationTemplate = "https://awsserverlessrepo-changesets-xxx.s3.amazonaws.com/signed-url"

// resolveApplications resolves which application and which version of it are meant.
func resolveApplications(t *translation) error {
	for _, f := range t.resources.Fields() {
		location := f.Value.Get("Properties").Get("Location")
		if f.Value.Get("Type").Str() != prefix+"Application" || given(location.Get("ApplicationId")) == nil || given(location.Get("SemanticVersion")) == nil {
			continue
		}
		for _, name := range [...]string{"ApplicationId", "SemanticVersion"} {
			resolved, err := t.resolveAll(location.Get(name).Clone())
			if err != nil {
				return err
			}
			location.Set(name, resolved)
		}
	}
	return nil
}

// locateApplication checks Location and gives TemplateUrl its value.
func (m *macro) locateApplication() error {
	location, written := m.properties.Field("Location")
	if !written {
		return m.invalid(nil, "Resource is missing the required [Location] property.")
	}
	if !location.Value.Is(cloud.Map) {
		m.properties.Set("TemplateUrl", location.Value)
		return nil
	}
	id, version := location.Value.Get("ApplicationId"), location.Value.Get("SemanticVersion")
	switch {
	case id == nil:
		return m.invalid(location.Value, "Resource is missing the required [ApplicationId] property.")
	case version == nil:
		return m.invalid(location.Value, "Resource is missing the required [SemanticVersion] property.")
	case id.Is(cloud.Null):
		return m.invalid(id, "Property 'ApplicationId' is required.")
	case id.Is(cloud.Map):
		return m.invalid(id, "Property 'ApplicationId' cannot be resolved. Only FindInMap and Ref intrinsic functions are supported.")
	case !truthy(version):
		return m.invalid(version, "Property 'SemanticVersion' cannot be blank.")
	case version.Is(cloud.Map):
		return m.invalid(version, "Property 'SemanticVersion' cannot be resolved. Only FindInMap and Ref intrinsic functions are supported.")
	case !id.Is(cloud.String):
		return m.wrong(id, "Location.ApplicationId", "string")
	case !version.Is(cloud.String):
		return m.wrong(version, "Location.SemanticVersion", "string")
	case dynamicReference.MatchString(id.Str()):
		return m.invalid(id, "Serverless Application Repostiory does not support dynamic reference in 'ApplicationId' property.")
	}
	m.properties.Set("TemplateUrl", at(location.Value.Pos).text(ApplicationTemplate))
	return nil
}

// translateApplication makes a nested stack.
func translateApplication(m *macro) ([]*resource, error) {
	stack := m.generate(m.pos, m.id, "AWS::CloudFormation::Stack")
	stack.dependsOn = m.dependsOn
	origin := cloud.NewMap(m.pos)
	location := m.get("Location")
	origin.Set(applicationTag, given(location.Get("ApplicationId")))
	origin.Set(versionTag, given(location.Get("SemanticVersion")))
	tags, err := m.tagged(m.get("Tags"), origin)
	if err != nil {
		return nil, err
	}
	url := m.get("TemplateUrl")
	if !truthy(url) {
		url = at(m.pos).text("")
	}
	stack.set("Parameters", m.get("Parameters")).set("NotificationARNs", m.get("NotificationARNs")).set("Tags", tags)
	return []*resource{stack.set("TimeoutInMinutes", m.get("TimeoutInMinutes")).set("TemplateURL", url)}, nil
}
