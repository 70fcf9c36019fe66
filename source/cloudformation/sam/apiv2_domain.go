package sam

import (
	"regexp"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// apiV2Domain makes the custom domain of an HTTP or a WebSocket API: its name, the mappings of its
// paths to the API, and its records in Route 53. Domain is resolved, nil when there is none;
// createdBy is the tag of the domain name. Record sets of one zone are gathered in one group of
// groups, by logical id.
func (m *macro) apiV2Domain(domain *cloud.Value, createdBy string, groups map[string]*resource) ([]*resource, error) {
	if given(domain) == nil {
		return nil, nil
	}
	p, name, certificate := at(domain.Pos), given(domain.Get("DomainName")), given(domain.Get("CertificateArn"))
	if name == nil || certificate == nil {
		return nil, m.invalid(domain, "Custom Domains only works if both DomainName and CertificateArn are provided.")
	}
	config := p.object("CertificateArn", certificate, "EndpointType", "REGIONAL")
	if endpoint := given(domain.Get("EndpointConfiguration")); endpoint != nil && !oneOf(endpoint, "REGIONAL") {
		return nil, m.invalid(endpoint, "EndpointConfiguration for Custom Domains must be one of ['REGIONAL'].")
	}
	for _, key := range [...]string{"OwnershipVerificationCertificateArn", "SecurityPolicy"} {
		if truthy(domain.Get(key)) {
			config.Set(key, domain.Get(key))
		}
	}
	mutualTLS, err := m.apiV2MutualTLS(domain.Get("MutualTlsAuthentication"))
	if err != nil {
		return nil, err
	}
	r := m.generate(domain.Pos, logicalID("ApiGatewayDomainNameV2", name), "AWS::ApiGatewayV2::DomainName").
		set("DomainName", name).set("DomainNameConfigurations", p.list(config)).
		set("MutualTlsAuthentication", mutualTLS).set("Tags", p.object(createdBy, "SAM"))
	mappings, err := m.apiV2Mappings(domain, r)
	if err != nil {
		return nil, err
	}
	made := append([]*resource{r}, mappings...)
	group, err := m.apiV2Records(domain, r, groups)
	if group != nil {
		made = append(made, group)
	}
	return made, err
}

// apiV2MutualTLS reads where the authorities are that a client's certificate may come from.
func (m *macro) apiV2MutualTLS(written *cloud.Value) (*cloud.Value, error) {
	if !truthy(written) {
		return nil, nil
	}
	if !written.Is(cloud.Map) {
		return nil, m.invalid(written, "MutualTlsAuthentication must be a map with at least one of the following fields ['TruststoreUri', 'TruststoreVersion'].")
	}
	config := cloud.NewMap(written.Pos)
	var unknown []string
	for _, f := range sortedFields(written) {
		switch {
		case f.Key != "TruststoreUri" && f.Key != "TruststoreVersion":
			unknown = append(unknown, f.Key)
		case truthy(f.Value):
			config.SetAt(f.Key, f.KeyPos, f.Value)
		}
	}
	if len(unknown) > 0 {
		return nil, resourceError(written.Pos, strings.Join(unknown, ","), "Available MutualTlsAuthentication fields are ['TruststoreUri', 'TruststoreVersion'].")
	}
	return config, nil
}

// notInPath is what a base path cannot have.
var notInPath = regexp.MustCompile(`[^0-9a-zA-Z/\-_]`)

// apiV2Mappings maps the base paths of the domain to the API; without base paths, all of it.
func (m *macro) apiV2Mappings(domain *cloud.Value, name *resource) ([]*resource, error) {
	mapping := func(p cloud.Pos, path string) *resource {
		return m.generate(p, m.id+path+"ApiMapping", "AWS::ApiGatewayV2::ApiMapping").
			set("DomainName", name.ref()).set("ApiId", at(p).ref(m.id)).set("Stage", at(p).ref(m.id+".Stage"))
	}
	written := domain.Get("BasePath")
	paths := written.Items()
	switch {
	case !truthy(written), !written.Is(cloud.List) && !written.Is(cloud.String):
		return []*resource{mapping(domain.Pos, "")}, nil
	case written.Is(cloud.String):
		paths = []*cloud.Value{written}
	}
	var made []*resource
	for _, item := range paths {
		path, ok := item.Text()
		if !ok {
			return nil, m.invalid(item, "Basepath must be a string.")
		}
		if notInPath.MatchString(path) {
			return nil, m.invalid(item, "Invalid Basepath name provided.")
		}
		r := mapping(item.Pos, strings.NewReplacer("-", "", "_", "", "/", "").Replace(path))
		made = append(made, r.set("ApiMappingKey", at(item.Pos).text(strings.Trim(path, "/"))))
	}
	return made, nil
}

// apiV2Records adds the records of the domain to the group of their hosted zone.
func (m *macro) apiV2Records(domain *cloud.Value, name *resource, groups map[string]*resource) (*resource, error) {
	route53 := given(domain.Get("Route53"))
	if route53 == nil {
		return nil, nil
	}
	if !route53.Is(cloud.Map) {
		return nil, m.wrong(route53, "Domain.Route53", "map")
	}
	zone, zoneName := given(route53.Get("HostedZoneId")), given(route53.Get("HostedZoneName"))
	if zone == nil && zoneName == nil {
		return nil, m.invalid(route53, "HostedZoneId or HostedZoneName is required to enable Route53 support on Custom Domains.")
	}
	named := zone
	if !truthy(zone) {
		named = zoneName
	}
	id := logicalID("RecordSetGroup", named)
	group := groups[id]
	if group == nil {
		group = m.generate(route53.Pos, id, "AWS::Route53::RecordSetGroup").set("RecordSets", cloud.NewList(route53.Pos))
		if route53.Has("HostedZoneId") {
			group.set("HostedZoneId", zone)
		} else {
			group.set("HostedZoneName", zoneName)
		}
		groups[id] = group
	}
	types := []string{"A"}
	if v6 := route53.Get("IpV6"); v6.Is(cloud.Bool) && truthy(v6) {
		types = append(types, "AAAA")
	}
	for _, typ := range types {
		p := at(route53.Pos)
		group.get("RecordSets").Append(p.object("Name", domain.Get("DomainName"), "Type", typ,
			"AliasTarget", p.object("EvaluateTargetHealth", given(route53.Get("EvaluateTargetHealth")),
				"HostedZoneId", name.getAtt("RegionalHostedZoneId"), "DNSName", name.getAtt("RegionalDomainName")),
			"Region", given(route53.Get("Region")), "SetIdentifier", given(route53.Get("SetIdentifier"))))
	}
	return group, nil
}

// apiV2AuthorizerPermission lets the API call the function of its authorizer.
func apiV2AuthorizerPermission(p cloud.Pos, id string, function, api, attributes *cloud.Value) *resource {
	return newResource(p, id, "AWS::Lambda::Permission", attributes).
		set("Action", at(p).text("lambda:InvokeFunction")).set("FunctionName", function).
		set("Principal", at(p).text("apigateway.amazonaws.com")).
		set("SourceArn", at(p).sub("arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${__ApiId__}/authorizers/*", "__ApiId__", api))
}
