package sam

import (
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// pipelineCode is the code of a resolver that brings none: it hands on what its functions give.
const pipelineCode = `
export function request(ctx) {
    return {};
}

export function response(ctx) {
    return ctx.prev.result;
}
`

// addFunctions makes the functions of resolvers. One that only has an Id stands for a function
// outside the template.
func (g *graphqlAPI) addFunctions() error {
	for _, f := range g.get("Functions").Fields() {
		written := withoutNulls(f.Value)
		if id := written.Get("Id"); truthy(id) {
			if written.Len() != 1 {
				return resourceError(f.KeyPos, f.Key, "'Id' cannot be defined with other properties in Function.")
			}
			g.functions[f.Key] = id
			continue
		}
		if err := g.addFunction(f, written); err != nil {
			return err
		}
	}
	return nil
}

func (g *graphqlAPI) addFunction(f cloud.Field, written *cloud.Value) error {
	r := g.add(f.KeyPos, g.macro.id+f.Key, "AWS::AppSync::FunctionConfiguration")
	if err := r.check(); err != nil {
		return err
	}
	inline, uri := written.Get("InlineCode"), written.Get("CodeUri")
	switch {
	case truthy(inline) && truthy(uri):
		return resourceError(f.KeyPos, f.Key, "Both 'InlineCode' and 'CodeUri' cannot be defined at the same time.")
	case truthy(inline):
		r.set("Code", inline)
	case truthy(uri):
		r.set("CodeS3Location", uri)
	default:
		return resourceError(f.KeyPos, f.Key, "One of 'InlineCode' or 'CodeUri' must be set.")
	}
	dataSource, err := g.dataSourceOf(f, written.Get("DataSource"))
	if err != nil {
		return err
	}
	runtime, err := appSyncRuntime(f, written)
	if err != nil {
		return err
	}
	r.set("ApiId", g.id).set("Name", textOr(written.Get("Name"), f)).set("DataSourceName", dataSource).set("Runtime", runtime).
		set("MaxBatchSize", written.Get("MaxBatchSize")).set("Description", written.Get("Description"))
	if sync := written.Get("Sync"); sync != nil {
		r.set("SyncConfig", withoutNulls(sync))
	}
	g.functions[f.Key] = r.getAtt("FunctionId")
	return nil
}

// dataSourceOf gives the name of a function's data source: one of the API, none, or whatever an
// intrinsic function refers to.
func (g *graphqlAPI) dataSourceOf(f cloud.Field, written *cloud.Value) (*cloud.Value, error) {
	text, isText := written.Scalar()
	switch {
	case written.Is(cloud.Map) && written.Len() > 0:
		return written, nil
	case !isText || text == "":
		return nil, resourceError(f.KeyPos, f.Key, "'DataSource' must be set.")
	}
	name := textOr(written, f).Str()
	if strings.EqualFold(name, "none") {
		return g.noneDataSource().getAtt("Name"), nil
	}
	if known := g.dataSources[name]; known != nil {
		return known, nil
	}
	return nil, resourceError(written.Pos, f.Key, "Either define DataSource '%s' in 'DataSources' or use intrinsic function like GetAtt, "+
		"ImportValue, Sub or another one to reference a DataSource defined outside of this GraphQLApi resource.", name)
}

// addResolvers makes the resolvers, which are pipelines of functions.
func (g *graphqlAPI) addResolvers() error {
	for _, typ := range g.get("Resolvers").Fields() {
		for _, f := range typ.Value.Fields() {
			if err := g.addResolver(typ, f); err != nil {
				return err
			}
		}
	}
	return nil
}

func (g *graphqlAPI) addResolver(typ, f cloud.Field) error {
	written, p := withoutNulls(f.Value), at(f.KeyPos)
	r := g.add(f.KeyPos, g.macro.id+typ.Key+f.Key, "AWS::AppSync::Resolver")
	if err := r.check(); err != nil {
		return err
	}
	r.dependsOn = p.texts(g.schemaID())
	inline, uri := written.Get("InlineCode"), written.Get("CodeUri")
	switch {
	case truthy(inline) && truthy(uri):
		return resourceError(f.KeyPos, f.Key, "Both 'InlineCode' and 'CodeUri' cannot be defined at the same time.")
	case !truthy(inline) && !truthy(uri):
		r.set("Code", p.text(pipelineCode)).set("CodeS3Location", uri)
		r.set("Runtime", p.object("Name", "APPSYNC_JS", "RuntimeVersion", "1.0.0"))
	default:
		runtime, err := appSyncRuntime(f, written)
		if err != nil {
			return err
		}
		r.set("Code", inline).set("CodeS3Location", uri).set("Runtime", runtime)
	}
	r.set("ApiId", g.id).set("FieldName", textOr(written.Get("FieldName"), f)).set("TypeName", at(typ.KeyPos).text(typ.Key))

	pipeline := written.Get("Pipeline")
	if !truthy(pipeline) {
		return resourceError(f.KeyPos, f.Key, "Resolver '%s' must have Pipeline defined. Unit resolvers are not supported. "+
			"If you need a Unit resolver you can use AppSync resource.", f.Key)
	}
	functions := cloud.NewList(pipeline.Pos)
	for _, item := range pipeline.Items() {
		name := textOr(item, f).Str()
		if g.functions[name] == nil {
			return resourceError(item.Pos, f.Key, "Function '%s' does not exist.", name)
		}
		functions.Append(g.functions[name])
	}
	r.set("Kind", p.text("PIPELINE")).set("PipelineConfig", p.object("Functions", functions))
	if caching := written.Get("Caching"); caching != nil {
		r.set("CachingConfig", withoutNulls(caching))
	}
	if size := written.Get("MaxBatchSize"); truthy(size) {
		r.set("MaxBatchSize", size)
	}
	return nil
}

// appSyncRuntime reads the runtime of a function or a resolver.
func appSyncRuntime(f cloud.Field, written *cloud.Value) (*cloud.Value, error) {
	runtime := written.Get("Runtime")
	if runtime == nil {
		return nil, resourceError(f.KeyPos, f.Key, "'Runtime' must be defined as a property in %s.", f.Key)
	}
	return at(runtime.Pos).object("Name", runtime.Get("Name"), "RuntimeVersion", runtime.Get("Version")), nil
}

// textOr is a value as a text, or the key of its entry when it is empty.
func textOr(v *cloud.Value, f cloud.Field) *cloud.Value {
	if text, ok := v.Scalar(); !ok || text == "" {
		return at(f.KeyPos).text(f.Key)
	} else if !v.Is(cloud.String) {
		return at(v.Pos).text(shown(v))
	}
	return v
}
