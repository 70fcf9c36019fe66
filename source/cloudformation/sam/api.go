package sam

import (
	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/source/cloudformation/sam/openapi"
	"github.com/haechi-dev/haechi/source/cloudformation/sam/py27"
)

// restAPI is an AWS::Serverless::Api being translated.
type restAPI struct {
	*macro
	typed        *py27.Value // properties
	body         *py27.Value // the definition, when there is one
	auth, domain *py27.Value // parameters resolved
	media        *py27.Value // BinaryMediaTypes, parameters resolved
}

// translateAPI makes the API, its deployment and its stage, and what its domain, its authorisers
// and its usage plan need
// (https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-api.html).
func translateAPI(m *macro) ([]*resource, error) {
	a := &restAPI{macro: m, typed: m.apiProperties(m.id)}
	a.body = a.prop("DefinitionBody")
	for _, p := range []struct {
		name  string
		field **py27.Value
		isMap bool
	}{{"BinaryMediaTypes", &a.media, false}, {"Domain", &a.domain, true}, {"Auth", &a.auth, true}} {
		resolved, err := m.resolveTyped(a.prop(p.name))
		if err != nil {
			return nil, err
		}
		if p.isMap && resolved.Truthy() && !resolved.Is(py27.Dict) {
			return nil, propertyError(resolved.Pos, m.id, p.name, "map")
		}
		*p.field = resolved
	}
	api, err := a.restAPI()
	if err != nil {
		return nil, err
	}
	made := []*resource{api}
	domain, err := a.customDomain()
	if err != nil {
		return nil, err
	}
	deployment := a.deployment()
	stage := a.stage(deployment, api)
	permissions, err := a.authorizerPermissions()
	if err != nil {
		return nil, err
	}
	plan, err := a.usagePlan(stage)
	if err != nil {
		return nil, err
	}
	made = append(append(append(append(made, deployment, stage), permissions...), domain...), plan...)
	propagateTags(made, a.prop("Tags").ToCloud(), a.prop("PropagateTags").ToCloud())
	return made, nil
}

// prop returns a property, nil when it is null.
func (a *restAPI) prop(name string) *py27.Value {
	if v := a.typed.Get(name); !v.IsNone() {
		return v
	}
	return nil
}

// value returns a property for the output.
func (a *restAPI) value(name string) *cloud.Value { return a.prop(name).ToCloud() }

// wrong is an error about the API, at the position of v when there is one.
func (a *restAPI) wrong(v *py27.Value, format string, args ...any) error {
	p := a.pos
	if v != nil && !v.Pos.IsZero() {
		p = v.Pos
	}
	return resourceError(p, a.id, format, args...)
}

// mistyped is the error of a property of the wrong type.
func (a *restAPI) mistyped(v *py27.Value, property, want string) error {
	return a.wrong(v, "Property '%s' should be a %s.", property, want)
}

// restAPI makes the API itself.
func (a *restAPI) restAPI() (*resource, error) {
	if err := a.checkDefinition(); err != nil {
		return nil, err
	}
	api := a.make("AWS::ApiGateway::RestApi").set("BinaryMediaTypes", a.media.ToCloud()).
		set("MinimumCompressionSize", a.value("MinimumCompressionSize"))
	if err := a.setEndpoint(api); err != nil {
		return nil, err
	}
	for _, step := range []func() error{a.addCORS, a.addAuth, a.addGatewayResponses, a.addMediaTypes, a.addModels, a.addEndpointExtension} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	if err := a.setDefinition(api); err != nil {
		return nil, err
	}
	for _, name := range [...]string{"FailOnWarnings", "Name", "Description", "Mode", "ApiKeySourceType", "Policy", "SecurityPolicy", "EndpointAccessMode"} {
		if a.prop(name).Truthy() {
			api.set(name, a.value(name))
		}
	}
	return api, nil
}

func (a *restAPI) checkDefinition() error {
	uri := a.prop("DefinitionUri")
	version := a.prop("OpenApiVersion")
	switch {
	case uri.Truthy() && a.body.Truthy():
		return a.wrong(uri, "Specify either 'DefinitionUri' or 'DefinitionBody' property and not both.")
	case uri.Truthy() && a.prop("MergeDefinitions").Truthy():
		return a.wrong(uri, "Cannot set 'MergeDefinitions' to True when using `DefinitionUri`.")
	case version.Truthy() && !supportedVersion.MatchString(version.String()):
		return a.wrong(version, "The OpenApiVersion value must be of the format '3.0.0'.")
	}
	return nil
}

// setEndpoint sets where the API is reached. Outside the standard partition there are no edge
// endpoints, so a regional one is asked for.
func (a *restAPI) setEndpoint(api *resource) error {
	endpoint := a.prop("EndpointConfiguration")
	if !endpoint.Truthy() {
		if hasEdgeEndpoints(a.partition) {
			return nil
		}
		endpoint = py27.Text(a.pos, "REGIONAL")
	}
	p := at(endpoint.Pos)
	typ := endpoint.Get("Type")
	if !typ.Truthy() {
		api.set("EndpointConfiguration", p.object("Types", p.list(endpoint.ToCloud())))
		api.set("Parameters", p.object("endpointConfigurationTypes", endpoint.ToCloud()))
		return nil
	}
	configuration := p.object("Types", p.list(typ.ToCloud()))
	if endpoint.Has("VPCEndpointIds") && endpoint.Has("VpcEndpointIds") {
		return a.wrong(endpoint, "'VPCEndpointIds' and 'VpcEndpointIds' cannot be used together in EndpointConfiguration.")
	}
	for _, name := range [...]string{"VPCEndpointIds", "VpcEndpointIds"} {
		if !endpoint.Has(name) {
			continue
		}
		ids := endpoint.Get(name).ToCloud()
		if name == "VPCEndpointIds" && !truthy(ids) {
			ids = p.null() // the service looks for the other spelling then
		}
		configuration.Set("VpcEndpointIds", ids)
	}
	if endpoint.Has("IpAddressType") {
		configuration.Set("IpAddressType", endpoint.Get("IpAddressType").ToCloud())
	}
	api.set("EndpointConfiguration", configuration)
	api.set("Parameters", p.object("endpointConfigurationTypes", typ.ToCloud()))
	return nil
}

// hasEdgeEndpoints reports whether API Gateway has edge endpoints in a partition.
func hasEdgeEndpoints(partition string) bool {
	switch partition {
	case "aws-us-gov", "aws-cn", "aws-eusc", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f":
		return false
	}
	return true
}

// setDefinition sets the definition, where it is written or where it is kept.
func (a *restAPI) setDefinition(api *resource) error {
	uri := a.prop("DefinitionUri")
	switch {
	case uri.Truthy():
		location, err := a.location(uri)
		if err != nil {
			return err
		}
		a.body = location
		api.set("BodyS3Location", location.ToCloud())
	case a.body.Truthy():
		if err := openapi.Modernize(a.body, a.prop("OpenApiVersion")); err != nil {
			return err
		}
		api.set("Body", a.body.ToCloud())
	}
	return nil
}

// location is where a definition is kept in S3.
func (a *restAPI) location(uri *py27.Value) (*py27.Value, error) {
	location := py27.NewDict(uri.Pos)
	if uri.Is(py27.Dict) {
		if !uri.Get("Bucket").Truthy() || !uri.Get("Key").Truthy() {
			return nil, a.wrong(uri, "'DefinitionUri' requires Bucket and Key properties to be specified.")
		}
		for _, name := range [...]string{"Bucket", "Key", "Version"} {
			if uri.Has(name) {
				location.Set(name, uri.Get(name))
			}
		}
		return location, nil
	}
	bucket, key, version, ok := splitS3URI(uri.Str())
	if !ok {
		return nil, a.wrong(uri, "'DefinitionUri' is not a valid S3 Uri of the form 's3://bucket/key' with optional versionId query parameter.")
	}
	location.Set("Bucket", py27.Like(uri, bucket)).Set("Key", py27.Like(uri, key))
	if version != "" {
		location.Set("Version", py27.Like(uri, version))
	}
	return location, nil
}
