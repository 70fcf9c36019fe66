package sam

import (
	"github.com/haechi-dev/haechi/cloud"
)

// addDataSources makes the data sources and, unless they bring one, a role for each.
func (g *graphqlAPI) addDataSources() error {
	for _, f := range g.get("DataSources").Get("DynamoDb").Fields() {
		if err := g.addTableSource(f); err != nil {
			return err
		}
	}
	for _, f := range g.get("DataSources").Get("Lambda").Fields() {
		if err := g.addFunctionSource(f); err != nil {
			return err
		}
	}
	return nil
}

func (g *graphqlAPI) addTableSource(f cloud.Field) error {
	p, written := at(f.KeyPos), f.Value
	region := written.Get("Region")
	if !truthy(region) {
		region = p.ref("AWS::Region")
	}
	config := p.object("AwsRegion", region, "TableName", written.Get("TableName"))
	for _, name := range [...]string{"UseCallerCredentials", "Versioned"} {
		if truthy(written.Get(name)) {
			config.Set(name, written.Get(name))
		}
	}
	if sync := given(written.Get("DeltaSync")); sync != nil {
		config.Set("DeltaSyncConfig", sync)
	}
	r := g.addDataSource(f, "DynamoDB", "AMAZON_DYNAMODB").set("DynamoDBConfig", config)

	table := written.Get("TableArn")
	if !truthy(table) {
		table = p.sub("arn:${AWS::Partition}:dynamodb:${__Region__}:${AWS::AccountId}:table/${__TableName__}",
			"__TableName__", written.Get("TableName"), "__Region__", region)
	}
	permissions := written.Get("Permissions")
	if !truthy(permissions) {
		permissions = p.texts("Read", "Write")
	}
	return g.connectSource(r, written, "ToTableConnector", table, permissions, "AWS::DynamoDB::Table")
}

func (g *graphqlAPI) addFunctionSource(f cloud.Field) error {
	function := f.Value.Get("FunctionArn")
	r := g.addDataSource(f, "Lambda", "AWS_LAMBDA").set("LambdaConfig", at(f.KeyPos).object("LambdaFunctionArn", function))
	return g.connectSource(r, f.Value, "ToLambdaConnector", function, at(f.KeyPos).texts("Write"), "AWS::Lambda::Function")
}

func (g *graphqlAPI) addDataSource(f cloud.Field, kind, typ string) *resource {
	name := f.Value.Get("Name")
	if !truthy(name) {
		name = at(f.KeyPos).text(f.Key)
	}
	r := g.add(f.KeyPos, g.macro.id+f.Key+kind+"DataSource", "AWS::AppSync::DataSource").
		set("Name", name).set("Type", at(f.KeyPos).text(typ)).set("ApiId", g.id).set("Description", f.Value.Get("Description"))
	g.dataSources[f.Key] = r.getAtt("Name")
	return r
}

// connectSource gives a data source its role, and the role the permissions on what it reads.
func (g *graphqlAPI) connectSource(r *resource, written *cloud.Value, connectorName string, to, permissions *cloud.Value, typ string) error {
	if role := written.Get("ServiceRoleArn"); truthy(role) {
		r.set("ServiceRoleArn", role)
		return nil
	}
	role := g.add(r.pos, r.id+"Role", "AWS::IAM::Role").set("AssumeRolePolicyDocument", at(r.pos).trustPolicy("appsync.amazonaws.com"))
	r.set("ServiceRoleArn", role.getAtt("Arn"))
	source := at(r.pos).object("Type", "AWS::AppSync::DataSource", "Arn", r.getAtt("DataSourceArn"), "RoleName", role.ref())
	return g.connectTo(r.id+connectorName, to, permissions, source, typ)
}

// noneDataSource is the data source of functions that have none; it is made when first needed.
func (g *graphqlAPI) noneDataSource() *resource {
	if g.none == nil {
		id := g.macro.id + "NoneDataSource"
		g.none = newResource(g.pos, id, "AWS::AppSync::DataSource", g.attributes)
		g.none.dependsOn = g.dependsOn
		g.none.set("ApiId", g.id).set("Name", at(g.pos).text(id)).set("Type", at(g.pos).text("NONE"))
	}
	return g.none
}
