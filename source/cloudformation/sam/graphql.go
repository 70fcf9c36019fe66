package sam

import (
	"strconv"

	"github.com/haechi-dev/haechi/cloud"
)

// graphqlAPI is an AWS::Serverless::GraphQLApi being translated.
type graphqlAPI struct {
	*macro
	id          *cloud.Value            // of the API, for the resources that belong to it
	made        []*resource             // in the order of the service
	none        *resource               // the data source of functions without one, once it is needed
	dataSources map[string]*cloud.Value // names by relative id
	functions   map[string]*cloud.Value // ids by relative id
}

// translateGraphQLAPI makes the AppSync resources of an AWS::Serverless::GraphQLApi.
func translateGraphQLAPI(m *macro) ([]*resource, error) {
	properties := cloud.NewMap(m.properties.Pos)
	for _, f := range m.properties.Fields() {
		if !f.Value.Is(cloud.Null) {
			properties.SetAt(f.Key, f.KeyPos, f.Value)
		}
	}
	if bad := graphqlProperties()(properties, ""); bad != "" {
		return nil, m.invalid(m.properties, "Property '%s' is invalid.", bad)
	}
	g := &graphqlAPI{macro: m, id: at(m.pos).getAtt(m.id, "ApiId"),
		dataSources: map[string]*cloud.Value{}, functions: map[string]*cloud.Value{}}
	for _, step := range []func() error{g.checkSize, g.addAPI, g.addKeys, g.addCache, g.addDataSources, g.addDomain, g.addFunctions, g.addResolvers} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	if g.none != nil {
		g.made = append(g.made, g.none)
	}
	return g.made, nil
}

// checkSize refuses an API of more parts than could be deployed.
func (g *graphqlAPI) checkSize() error {
	parts := g.get("ApiKeys").Len() + g.get("Functions").Len() + g.get("Auth").Get("Additional").Len()
	for _, name := range [...]string{"DataSources", "Resolvers"} {
		for _, f := range g.get(name).Fields() {
			parts += f.Value.Len()
		}
	}
	if parts > maxResources {
		return g.invalid(nil, "It has more than %d parts.", maxResources)
	}
	return nil
}

// graphqlKnown leaves out the properties that a GraphQLApi does not have: at this level, unlike
// below it and unlike other types, the service ignores them.
func graphqlKnown(properties *cloud.Value) *cloud.Value {
	known := cloud.NewMap(properties.Pos)
	for _, f := range properties.Fields() {
		if propertyTables().has(prefix+"GraphQLApi", f.Key) {
			known.SetAt(f.Key, f.KeyPos, f.Value)
		}
	}
	return known
}

// add starts a resource of the API; all have the attributes and the dependencies of the API.
func (g *graphqlAPI) add(p cloud.Pos, id, typ string) *resource {
	r := newResource(p, id, typ, g.attributes)
	r.dependsOn = g.dependsOn
	g.made = append(g.made, r)
	return r
}

// addAPI makes the API, its schema, what allows it to call authorizers, and its role for logs.
func (g *graphqlAPI) addAPI() error {
	p := at(g.pos)
	api := g.add(g.pos, g.macro.id, "AWS::AppSync::GraphQLApi")
	api.set("Name", p.text(g.macro.id))
	if truthy(g.get("Name")) {
		api.set("Name", g.get("Name"))
	}
	for _, name := range [...]string{"Visibility", "OwnerContact", "IntrospectionConfig", "QueryDepthLimit", "ResolverCountLimit"} {
		if truthy(g.get(name)) {
			api.set(name, g.get(name))
		}
	}
	if enabled := g.get("XrayEnabled"); enabled != nil {
		b, _ := looseBool(enabled)
		api.set("XrayEnabled", at(enabled.Pos).boolean(b))
	}
	authorizers, err := g.setAuth(api)
	if err != nil {
		return err
	}
	g.setTags(api)
	role := g.setLogging(api)
	if err := g.addSchema(); err != nil {
		return err
	}
	for i, function := range authorizers {
		if err := g.connectTo(g.macro.id+"ToLambdaAuthConnector"+strconv.Itoa(i+1), function, at(function.Pos).texts("Write"),
			at(function.Pos).object("Type", "AWS::AppSync::GraphQLApi", "Arn", p.ref(g.macro.id), "ResourceId", g.id),
			"AWS::Lambda::Function"); err != nil {
			return err
		}
	}
	if role != nil {
		g.made = append(g.made, role)
	}
	return nil
}

func (g *graphqlAPI) setTags(api *resource) {
	tags := at(g.pos).tags(g.get("Tags"))
	kept := at(g.pos).list(at(g.pos).object("Key", "graphqlapi:createdBy", "Value", "SAM"))
	for _, tag := range tags.Items() {
		if tag.Get("Key").Str() != "graphqlapi:createdBy" {
			kept.Append(tag)
		}
	}
	api.set("Tags", kept)
}

// setLogging logs everything unless the template says otherwise, and returns the role it needs.
func (g *graphqlAPI) setLogging(api *resource) *resource {
	logging := g.get("Logging")
	if enabled, isBool := logging.Bool(); isBool && !enabled {
		return nil
	}
	p := at(g.posOf(logging))
	config := p.object("FieldLogLevel", "ALL")
	if exclude := logging.Get("ExcludeVerboseContent"); truthy(exclude) {
		config.Set("ExcludeVerboseContent", exclude)
	}
	if level := logging.Get("FieldLogLevel"); truthy(level) {
		config.Set("FieldLogLevel", level)
	}
	api.set("LogConfig", config)
	if role := logging.Get("CloudWatchLogsRoleArn"); truthy(role) {
		config.Set("CloudWatchLogsRoleArn", role)
		return nil
	}
	role := newResource(g.posOf(logging), g.macro.id+"CloudWatchRole", "AWS::IAM::Role", g.attributes)
	role.dependsOn = g.dependsOn
	role.set("AssumeRolePolicyDocument", p.trustPolicy("appsync.amazonaws.com"))
	role.set("ManagedPolicyArns", p.list(p.sub("arn:${AWS::Partition}:iam::aws:policy/service-role/AWSAppSyncPushToCloudWatchLogs")))
	config.Set("CloudWatchLogsRoleArn", role.getAtt("Arn"))
	return role
}

func (g *graphqlAPI) addSchema() error {
	inline, uri := g.get("SchemaInline"), g.get("SchemaUri")
	switch {
	case !truthy(inline) && !truthy(uri):
		return g.invalid(nil, "One of 'SchemaInline' or 'SchemaUri' must be set.")
	case truthy(inline) && truthy(uri):
		return g.invalid(uri, "Both 'SchemaInline' and 'SchemaUri' cannot be defined at the same time.")
	}
	g.add(g.pos, g.schemaID(), "AWS::AppSync::GraphQLSchema").
		set("ApiId", g.id).set("Definition", inline).set("DefinitionS3Location", uri)
	return nil
}

func (g *graphqlAPI) schemaID() string { return g.macro.id + "Schema" }

// connectTo adds the permissions of a connector from a part of the API.
func (g *graphqlAPI) connectTo(id string, to, permissions, source *cloud.Value, typ string) error {
	made, err := g.connect(connector{
		id: id, pos: to.Pos, source: source, permissions: permissions,
		destinations: at(to.Pos).object("Type", typ, "Arn", to),
	})
	g.made = append(g.made, made...)
	return err
}

// addKeys makes the API keys.
func (g *graphqlAPI) addKeys() error {
	for _, f := range g.get("ApiKeys").Fields() {
		g.add(f.KeyPos, g.macro.id+f.Key, "AWS::AppSync::ApiKey").set("ApiId", g.id).
			set("ApiKeyId", f.Value.Get("ApiKeyId")).set("Description", f.Value.Get("Description")).set("Expires", f.Value.Get("ExpiresOn"))
	}
	return nil
}

// addCache makes the cache.
func (g *graphqlAPI) addCache() error {
	cache, written := g.properties.Field("Cache")
	if !written || cache.Value.Is(cloud.Null) {
		return nil
	}
	r := g.add(cache.KeyPos, g.macro.id+"ApiCache", "AWS::AppSync::ApiCache").set("ApiId", g.id)
	for _, name := range [...]string{"ApiCachingBehavior", "Type", "Ttl", "AtRestEncryptionEnabled", "TransitEncryptionEnabled"} {
		r.set(name, cache.Value.Get(name))
	}
	return nil
}

// addDomain makes the domain name and joins it with the API.
func (g *graphqlAPI) addDomain() error {
	domain, written := g.properties.Field("DomainName")
	if !written || domain.Value.Is(cloud.Null) {
		return nil
	}
	r := g.add(domain.KeyPos, g.macro.id+"DomainName", "AWS::AppSync::DomainName")
	for _, name := range [...]string{"CertificateArn", "DomainName", "Description"} {
		r.set(name, domain.Value.Get(name))
	}
	g.add(domain.KeyPos, g.macro.id+"DomainNameApiAssociation", "AWS::AppSync::DomainNameApiAssociation").
		set("ApiId", g.id).set("DomainName", r.ref())
	return nil
}
