package sam

import (
	"github.com/haechi-dev/haechi/cloud"
)

// kafkaPolicy is for a Kafka cluster that is not one of AWS.
func (e *event) kafkaPolicy() (*cloud.Value, error) {
	topics, configs := e.get("Topics"), e.get("SourceAccessConfigurations")
	switch {
	case !truthy(e.get("KafkaBootstrapServers")):
		return nil, e.invalid(nil, "No KafkaBootstrapServers provided for self managed kafka as an event source")
	case !truthy(topics):
		return nil, e.invalid(topics, "No Topics provided for self managed kafka as an event source")
	case topics.Len() != 1:
		return nil, e.invalid(topics, "Topics for self managed kafka only supports single configuration entry.")
	case !truthy(configs):
		return nil, e.invalid(configs, "No SourceAccessConfigurations for self managed kafka event provided.")
	}
	access, err := e.kafkaAccess(configs)
	if err != nil {
		return nil, err
	}
	p := at(e.eventPos)
	var statements []*cloud.Value
	if access.secret != nil {
		statements = append(statements, p.readSecret(access.secret))
	}
	if access.certificate != nil {
		// The service repeats the secret of the authentication here, not that of the certificate.
		secret := access.secret
		if secret == nil {
			secret = p.null()
		}
		statements = append(statements, p.readSecret(secret))
	}
	if access.subnet && access.securityGroup {
		statements = append(statements, p.joinNetwork())
	}
	key, err := e.secretsKey(p.texts("kms:Decrypt"))
	if err != nil {
		return nil, err
	}
	if key != nil {
		statements = append(statements, key)
	}
	registry, err := e.registryStatements()
	if err != nil {
		return nil, err
	}
	statements = append(statements, registry...)
	return p.object("PolicyName", "SelfManagedKafkaExecutionRolePolicy",
		"PolicyDocument", p.object("Statement", p.list(anys(statements)...), "Version", policyVersion)), nil
}

// kafkaAccess is how a cluster is reached.
type kafkaAccess struct {
	secret, certificate   *cloud.Value
	subnet, securityGroup bool
}

func (e *event) kafkaAccess(configs *cloud.Value) (a kafkaAccess, err error) {
	if !configs.Is(cloud.List) {
		return a, e.invalid(configs, "SourceAccessConfigurations for self managed kafka event should be a list.")
	}
	for _, config := range configs.Items() {
		if !config.Is(cloud.Map) {
			return a, propertyError(e.eventPos, e.name, "SourceAccessConfigurations", "map")
		}
		uri, name := config.Get("URI"), config.Get("Type").Str()
		switch name {
		case "VPC_SUBNET":
			a.subnet = true
		case "VPC_SECURITY_GROUP":
			a.securityGroup = true
		case "SERVER_ROOT_CA_CERTIFICATE":
			a.certificate = uri
		case "SASL_SCRAM_256_AUTH", "SASL_SCRAM_512_AUTH", "BASIC_AUTH", "CLIENT_CERTIFICATE_TLS_AUTH":
			if a.secret != nil {
				return a, e.invalid(config, "Multiple auth mechanism properties specified in SourceAccessConfigurations for self managed kafka event.")
			}
			a.secret, name = uri, "auth mechanism"
		default:
			return a, e.invalid(config, "Invalid SourceAccessConfigurations Type provided for self managed kafka event.")
		}
		if !truthy(uri) {
			return a, e.invalid(config, "No %s URI property specified in SourceAccessConfigurations for self managed kafka event.", name)
		}
		if !uri.Is(cloud.String) && !isIntrinsic(uri) {
			return a, e.invalid(uri, "Wrong Type for %s URI property specified in SourceAccessConfigurations for self managed kafka event.", name)
		}
	}
	if a.subnet != a.securityGroup {
		return a, e.invalid(configs, "VPC_SUBNET and VPC_SECURITY_GROUP in SourceAccessConfigurations for SelfManagedKafka must be both provided.")
	}
	return a, nil
}
