package sam

import (
	"sort"
	"strconv"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// The service checks AWS::Serverless::GraphQLApi against a typed model, unlike the other types: an
// unknown name at any depth is an error, and the first mistake in the model's order is reported
// (https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-graphqlapi.html).

// graphqlShape returns the path of the first mistake in a value, or "" when there is none. The path
// leads from the resource's properties to the value: "Auth.Additional.0".
type graphqlShape func(v *cloud.Value, path string) string

// graphqlField is one property of an object of the model.
type graphqlField struct {
	name     string
	required bool
	shape    graphqlShape
}

func needs(name string, shape graphqlShape) graphqlField { return graphqlField{name, true, shape} }
func takes(name string, shape graphqlShape) graphqlField { return graphqlField{name, false, shape} }

// modelObject is a map with these fields and no others.
func modelObject(fields ...graphqlField) graphqlShape {
	return func(v *cloud.Value, path string) string {
		if !mapLike(v) {
			return path
		}
		known := make(map[string]bool, len(fields))
		for _, f := range fields {
			known[f.name] = true
			at := modelPath(path, f.name)
			switch item, written := v.Field(f.name); {
			case item.Value.Is(cloud.Null) || !written:
				if f.required {
					return at
				}
			default:
				if bad := f.shape(item.Value, at); bad != "" {
					return bad
				}
			}
		}
		var unknown []string
		for _, key := range v.Keys() {
			if !known[key] {
				unknown = append(unknown, key)
			}
		}
		if len(unknown) == 0 {
			return ""
		}
		sort.Strings(unknown)
		return modelPath(path, unknown[0])
	}
}

// modelMap is a map from any name to values of one shape.
func modelMap(item graphqlShape) graphqlShape {
	return func(v *cloud.Value, path string) string {
		if !mapLike(v) {
			return path
		}
		for _, f := range v.Fields() {
			if bad := item(f.Value, modelPath(path, f.Key)); bad != "" {
				return bad
			}
		}
		return ""
	}
}

func modelList(item graphqlShape) graphqlShape {
	return func(v *cloud.Value, path string) string {
		if !v.Is(cloud.List) {
			return path
		}
		for i, value := range v.Items() {
			if bad := item(value, modelPath(path, strconv.Itoa(i))); bad != "" {
				return bad
			}
		}
		return ""
	}
}

func modelText(texts ...string) graphqlShape {
	return func(v *cloud.Value, path string) string {
		for _, text := range texts {
			if s, ok := v.Text(); ok && s == text {
				return ""
			}
		}
		return path
	}
}

// modelEither accepts what one of two shapes accepts, and reports the first one's mistake.
func modelEither(a, b graphqlShape) graphqlShape {
	return func(v *cloud.Value, path string) string {
		bad := a(v, path)
		if bad != "" && b(v, path) == "" {
			return ""
		}
		return bad
	}
}

// anything is a property handed to CloudFormation as it is.
func anything(*cloud.Value, string) string { return "" }

func graphqlText(v *cloud.Value, path string) string {
	if _, ok := v.Scalar(); ok {
		return ""
	}
	return path
}

func graphqlBool(v *cloud.Value, path string) string {
	if _, ok := looseBool(v); ok {
		return ""
	}
	return path
}

// looseBool reads what the service takes for a boolean: true, "true", "yes", "on", 1 and so on.
func looseBool(v *cloud.Value) (b, ok bool) {
	if b, ok := v.Bool(); ok {
		return b, true
	}
	if f, ok := v.Number(); ok {
		return f == 1, f == 0 || f == 1
	}
	switch strings.ToLower(v.Str()) {
	case "1", "on", "t", "true", "y", "yes":
		return true, true
	case "0", "off", "f", "false", "n", "no":
		return false, true
	}
	return false, false
}

// mapLike reports whether the service takes the value for a map: an empty list or text counts as
// an empty one.
func mapLike(v *cloud.Value) bool {
	text, isText := v.Text()
	return v.Is(cloud.Map) || v.Is(cloud.List) && v.Len() == 0 || isText && text == ""
}

func modelPath(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// graphqlProperties is the model of a GraphQLApi's properties.
func graphqlProperties() graphqlShape {
	authorizer := []graphqlField{
		needs("Type", modelText("AWS_IAM", "API_KEY", "AWS_LAMBDA", "OPENID_CONNECT", "AMAZON_COGNITO_USER_POOLS")),
		takes("LambdaAuthorizer", modelObject(
			takes("AuthorizerResultTtlInSeconds", anything), needs("AuthorizerUri", anything), takes("IdentityValidationExpression", anything))),
		takes("OpenIDConnect", modelObject(
			takes("AuthTTL", anything), takes("ClientId", anything), takes("IatTTL", anything), takes("Issuer", anything))),
		takes("UserPool", modelObject(
			takes("AppIdClientRegex", anything), takes("AwsRegion", anything), takes("DefaultAction", anything), needs("UserPoolId", anything))),
	}
	auth := append(authorizer[:len(authorizer):len(authorizer)], takes("Additional", modelList(modelObject(authorizer...))))
	runtime := modelObject(needs("Name", anything), needs("Version", anything))
	sync := modelObject(
		needs("ConflictDetection", anything), takes("ConflictHandler", anything),
		takes("LambdaConflictHandlerConfig", modelObject(needs("LambdaConflictHandlerArn", anything))))
	return modelObject(
		needs("Auth", modelObject(auth...)),
		takes("Tags", modelMap(anything)),
		takes("Name", anything),
		takes("XrayEnabled", graphqlBool),
		takes("SchemaInline", anything),
		takes("SchemaUri", anything),
		takes("Logging", modelEither(modelObject(
			takes("CloudWatchLogsRoleArn", anything), takes("ExcludeVerboseContent", anything), takes("FieldLogLevel", anything)), graphqlBool)),
		takes("DataSources", graphqlDataSources()),
		takes("Functions", modelMap(modelObject(
			takes("DataSource", modelEither(modelMap(anything), graphqlText)),
			takes("Runtime", runtime), takes("InlineCode", anything), takes("CodeUri", anything), takes("Description", anything),
			takes("MaxBatchSize", anything), takes("Name", graphqlText), takes("Id", anything), takes("Sync", sync)))),
		takes("Resolvers", modelMap(modelMap(modelObject(
			takes("FieldName", graphqlText),
			takes("Caching", modelObject(needs("Ttl", anything), takes("CachingKeys", modelList(anything)))),
			takes("InlineCode", anything), takes("CodeUri", anything), takes("MaxBatchSize", anything),
			takes("Pipeline", modelList(graphqlText)), takes("Runtime", runtime), takes("Sync", sync))))),
		takes("ApiKeys", modelMap(modelObject(takes("ApiKeyId", anything), takes("Description", anything), takes("ExpiresOn", anything)))),
		takes("DomainName", modelObject(needs("CertificateArn", anything), needs("DomainName", anything), takes("Description", anything))),
		takes("Cache", modelObject(
			needs("ApiCachingBehavior", anything), needs("Ttl", anything), needs("Type", anything),
			takes("AtRestEncryptionEnabled", anything), takes("TransitEncryptionEnabled", anything))),
		takes("Visibility", anything), takes("OwnerContact", anything), takes("IntrospectionConfig", anything),
		takes("QueryDepthLimit", anything), takes("ResolverCountLimit", anything),
	)
}

func graphqlDataSources() graphqlShape {
	return modelObject(
		takes("DynamoDb", modelMap(modelObject(
			needs("TableName", anything), takes("ServiceRoleArn", anything), takes("TableArn", anything),
			takes("Permissions", modelList(modelText("Read", "Write"))), takes("Name", anything), takes("Description", anything),
			takes("Region", anything),
			takes("DeltaSync", modelObject(needs("BaseTableTTL", anything), needs("DeltaSyncTableName", anything), needs("DeltaSyncTableTTL", anything))),
			takes("UseCallerCredentials", anything), takes("Versioned", anything)))),
		takes("Lambda", modelMap(modelObject(
			needs("FunctionArn", anything), takes("ServiceRoleArn", anything), takes("Name", anything), takes("Description", anything)))),
	)
}
