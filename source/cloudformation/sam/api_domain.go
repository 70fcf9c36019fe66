package sam

import (
	"strings"
	"unicode"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/source/cloudformation/sam/py27"
)

// customDomain makes the domain name, the mappings of its paths to the API, its records in Route 53
// and, for a private one, its association with a VPC endpoint
// (https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-domainconfiguration.html).
// What it fills in stays in Domain, which is part of what the deployment is named after.
func (a *restAPI) customDomain() ([]*resource, error) {
	if a.domain.IsNone() {
		return nil, nil
	}
	for _, required := range [...]string{"DomainName", "CertificateArn"} {
		if a.domain.Get(required).IsNone() {
			return nil, a.wrong(a.domain, "Property 'Domain.%s' is required.", required)
		}
	}
	d := &restDomain{restAPI: a, private: a.domain.Get("EndpointConfiguration").IsText("PRIVATE")}
	if err := d.name(); err != nil {
		return nil, err
	}
	made := []*resource{d.resource}
	mappings, err := d.mappings()
	if err != nil {
		return nil, err
	}
	made = append(made, mappings...)
	association, err := d.association()
	if err != nil {
		return nil, err
	}
	records, err := d.records()
	if err != nil {
		return nil, err
	}
	return append(append(made, records...), association...), nil
}

// restDomain is the domain of an API being made.
type restDomain struct {
	*restAPI
	private  bool // reached from a VPC only, by the second version of the resources
	resource *resource
}

func (d *restDomain) get(name string) *py27.Value { return d.domain.Get(name) }

// name makes the domain name.
func (d *restDomain) name() error {
	p := at(d.domain.Pos)
	prefix, typ := "ApiGatewayDomainName", "AWS::ApiGateway::DomainName"
	if d.private {
		prefix, typ = "ApiGatewayDomainNameV2", "AWS::ApiGateway::DomainNameV2"
	}
	id := logicalID(prefix, d.get("DomainName").ToCloud())
	if !d.private {
		d.domain.Set("ApiDomainName", py27.Text(d.domain.Pos, id))
	}
	endpoint := d.get("EndpointConfiguration")
	if endpoint.IsNone() {
		endpoint = py27.Text(d.domain.Pos, "REGIONAL")
		d.domain.Set("EndpointConfiguration", endpoint)
	}
	certificate := "CertificateArn"
	switch endpoint.Str() {
	case "REGIONAL":
		certificate = "RegionalCertificateArn"
	case "EDGE", "PRIVATE":
	default:
		return d.wrong(endpoint, "EndpointConfiguration for Custom Domains must be one of ['EDGE', 'REGIONAL', 'PRIVATE'].")
	}
	configuration := p.object("Types", p.list(endpoint.ToCloud()))
	if ip := d.get("IpAddressType"); ip.Truthy() {
		configuration.Set("IpAddressType", ip.ToCloud())
	}
	d.resource = d.generate(d.domain.Pos, id, typ).set("DomainName", d.get("DomainName").ToCloud()).
		set(certificate, d.get("CertificateArn").ToCloud()).set("EndpointConfiguration", configuration)
	for _, name := range [...]string{"SecurityPolicy", "EndpointAccessMode", "Policy", "OwnershipVerificationCertificateArn"} {
		if v := d.get(name); v.Truthy() {
			if !propertyTables().has(typ, name) {
				return d.wrong(v, "property %s not defined for resource of type %s", name, typ)
			}
			d.resource.set(name, v.ToCloud())
		}
	}
	return d.mutualTLS()
}

// mutualTLS sets where the authorities are that a client's certificate may come from.
func (d *restDomain) mutualTLS() error {
	written := d.get("MutualTlsAuthentication")
	if d.private || !written.Truthy() {
		return nil
	}
	if !written.Is(py27.Dict) {
		return d.mistyped(written, "Domain.MutualTlsAuthentication", "map")
	}
	settings := cloud.NewMap(written.Pos)
	for _, e := range written.Entries() {
		if e.Key.Text != "TruststoreUri" && e.Key.Text != "TruststoreVersion" {
			return resourceError(e.Key.Pos, d.id, "Available Domain.MutualTlsAuthentication fields are ['TruststoreUri', 'TruststoreVersion'].")
		}
		if e.Value.Truthy() {
			settings.SetAt(e.Key.Text, e.Key.Pos, e.Value.ToCloud())
		}
	}
	d.resource.set("MutualTlsAuthentication", settings)
	return nil
}

// mappings maps the base paths of the domain to the API; without base paths, all of it.
func (d *restDomain) mappings() ([]*resource, error) {
	mapping := func(p cloud.Pos, path string) *resource {
		r := d.generate(p, d.id+path+"BasePathMapping", "AWS::ApiGateway::BasePathMapping")
		key := "DomainName"
		if d.private {
			r.typ, key = "AWS::ApiGateway::BasePathMappingV2", "DomainNameArn"
		}
		return r.set(key, at(p).ref(d.resource.id)).set("RestApiId", at(p).ref(d.id)).set("Stage", at(p).ref(d.id+".Stage"))
	}
	written := d.get("BasePath")
	paths := written.Items()
	switch {
	case !written.Truthy(), !written.Is(py27.List) && !written.Is(py27.String):
		return []*resource{mapping(d.domain.Pos, "")}, nil
	case written.Is(py27.String):
		paths = []*py27.Value{written}
	}
	normalize := !d.domain.Has("NormalizeBasePath") || d.get("NormalizeBasePath").Truthy()
	var made []*resource
	for i, item := range paths {
		if !item.Is(py27.String) {
			return nil, d.mistyped(item, "Domain.BasePath["+itoa(i)+"]", "string")
		}
		path := strings.Map(func(r rune) rune {
			if unicode.IsLetter(r) || unicode.IsNumber(r) {
				return r
			}
			return -1
		}, item.Str())
		base := item.Str()
		if normalize {
			base = path
		}
		made = append(made, mapping(item.Pos, path).set("BasePath", at(item.Pos).text(base)))
	}
	return made, nil
}

// association associates a private domain with a VPC endpoint.
func (d *restDomain) association() ([]*resource, error) {
	written := d.get("AccessAssociation")
	if !d.private || written.IsNone() {
		return nil, nil
	}
	if !written.Is(py27.Dict) {
		return nil, d.mistyped(written, "Domain.AccessAssociation", "map")
	}
	p := at(written.Pos)
	endpoint := written.Get("VpcEndpointId").ToCloud()
	named := p.list(orNull(p, endpoint), d.resource.id)
	return []*resource{d.generate(written.Pos, logicalID("DomainNameAccessAssociation", named), "AWS::ApiGateway::DomainNameAccessAssociation").
		set("DomainNameArn", d.resource.ref()).
		set("AccessAssociationSourceType", p.text("VPCE")).
		set("AccessAssociationSource", endpoint)}, nil
}

func orNull(p at, v *cloud.Value) *cloud.Value {
	if v == nil {
		return p.null()
	}
	return v
}

// records adds the records of the domain to the group of their hosted zone, or makes a group of
// their own.
func (d *restDomain) records() ([]*resource, error) {
	route53 := d.get("Route53")
	if route53.IsNone() {
		return nil, nil
	}
	if !route53.Is(py27.Dict) {
		return nil, d.mistyped(route53, "Domain.Route53", "map")
	}
	zone, zoneName := route53.Get("HostedZoneId"), route53.Get("HostedZoneName")
	if zone.IsNone() && zoneName.IsNone() {
		return nil, d.wrong(route53, "HostedZoneId or HostedZoneName is required to enable Route53 support on Custom Domains.")
	}
	named := zone
	if !zone.Truthy() {
		named = zoneName
	}
	id := logicalID("RecordSetGroup", named.ToCloud())
	group := d.apis.records[id]
	if separate := route53.Get("SeparateRecordSetGroup"); separate.Truthy() {
		if !separate.Is(py27.Bool) {
			return nil, d.mistyped(separate, "Domain.Route53.SeparateRecordSetGroup", "boolean")
		}
		p := at(route53.Pos)
		id, group = logicalID("RecordSetGroup", p.list(named.ToCloud(), d.get("DomainName").ToCloud())), nil
	}
	if group == nil {
		group = d.generate(route53.Pos, id, "AWS::Route53::RecordSetGroup").set("RecordSets", cloud.NewList(route53.Pos)).
			set("HostedZoneId", zone.ToCloud()).set("HostedZoneName", zoneName.ToCloud())
		if !route53.Get("SeparateRecordSetGroup").Truthy() {
			d.apis.records[id] = group
		}
	}
	group.get("RecordSets").Append(d.recordSets(route53)...)
	return []*resource{group}, nil
}

func (d *restDomain) recordSets(route53 *py27.Value) []*cloud.Value {
	p := at(route53.Pos)
	target := d.aliasTarget(route53)
	types := []string{"A"}
	if route53.Get("IpV6").True() {
		types = append(types, "AAAA")
	}
	var sets []*cloud.Value
	for _, typ := range types {
		set := p.object("Name", d.get("DomainName").ToCloud(), "Type", typ, "AliasTarget", target.Clone())
		for _, name := range [...]string{"Region", "SetIdentifier"} {
			set.Set(name, given(route53.Get(name).ToCloud()))
		}
		sets = append(sets, set)
	}
	return sets
}

// cloudFrontZone is the hosted zone of all CloudFront distributions
// (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-route53-aliastarget.html).
const cloudFrontZone = "Z2FDTNDATAQYW2"

// aliasTarget is what the records of the domain point to.
func (d *restDomain) aliasTarget(route53 *py27.Value) *cloud.Value {
	p := at(route53.Pos)
	target := p.object("EvaluateTargetHealth", given(route53.Get("EvaluateTargetHealth").ToCloud()))
	switch d.get("EndpointConfiguration").Str() {
	case "REGIONAL":
		target.Set("HostedZoneId", d.resource.getAtt("RegionalHostedZoneId"))
		target.Set("DNSName", d.resource.getAtt("RegionalDomainName"))
	case "EDGE":
		if route53.Get("DistributionDomainName").IsNone() {
			route53.Set("DistributionDomainName", py27.FromService(d.resource.getAtt("DistributionDomainName")))
		}
		target.Set("HostedZoneId", p.text(cloudFrontZone))
		target.Set("DNSName", route53.Get("DistributionDomainName").ToCloud())
	default:
		target.Set("HostedZoneId", orNull(p, route53.Get("VpcEndpointHostedZoneId").ToCloud()))
		target.Set("DNSName", orNull(p, route53.Get("VpcEndpointDomainName").ToCloud()))
	}
	return target
}
