package sam

import (
	"github.com/haechi-dev/haechi/cloud"
)

// translateTable makes a table with a key of one attribute.
func translateTable(m *macro) ([]*resource, error) {
	table := m.make("AWS::DynamoDB::Table")
	name, typ := at(m.pos).text("id"), at(m.pos).text("S")
	if key := m.get("PrimaryKey"); truthy(key) {
		name, typ = given(key.Get("Name")), given(key.Get("Type"))
		if name == nil {
			return nil, m.invalid(key, "Property 'PrimaryKey.Name' is required.")
		}
		if typ == nil {
			return nil, m.invalid(key, "Property 'PrimaryKey.Type' is required.")
		}
		short := map[string]string{"String": "S", "Number": "N", "Binary": "B"}[typ.Str()]
		if short == "" {
			return nil, m.invalid(typ, "Invalid 'Type' %q.", shown(typ))
		}
		typ = at(typ.Pos).text(short)
	}
	p := at(name.Pos)
	table.set("AttributeDefinitions", p.list(p.object("AttributeName", name, "AttributeType", typ)))
	table.set("KeySchema", p.list(p.object("AttributeName", name, "KeyType", "HASH")))
	if throughput := m.get("ProvisionedThroughput"); truthy(throughput) {
		table.set("ProvisionedThroughput", throughput)
	} else {
		table.set("BillingMode", at(m.pos).text("PAY_PER_REQUEST"))
	}
	for _, name := range [...]string{"PointInTimeRecoverySpecification", "SSESpecification", "TableName"} {
		if v := m.get(name); truthy(v) {
			table.set(name, v)
		}
	}
	if tags := m.get("Tags"); tags.Is(cloud.Map) && tags.Len() > 0 {
		table.set("Tags", at(tags.Pos).tags(tags))
	}
	return []*resource{table}, nil
}
