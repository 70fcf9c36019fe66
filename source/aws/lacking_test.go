package aws_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/source/aws"
)

// canned answers what the emulator does not implement, by method and path, or by the target of the
// protocols that have one path. Nothing else is there.
type canned map[string]string

func (c canned) RoundTrip(r *http.Request) (*http.Response, error) {
	key := r.Method + " " + strings.TrimSuffix(r.URL.Path, "/")
	if target := r.Header.Get("X-Amz-Target"); target != "" {
		key = target
	} else if qualifier := r.URL.Query().Get("Qualifier"); qualifier != "" {
		key += "?" + qualifier
	} else if r.URL.Query().Get("FunctionVersion") != "" || r.URL.Query().Get("List") != "" {
		key += "?ALL"
	}
	body, status, header := c[key], http.StatusOK, http.Header{"Content-Type": {"application/json"}}
	if body == "" && strings.HasPrefix(r.Host+r.URL.Host, "sts.") {
		body = `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::111122223333:user/u</Arn><Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`
	}
	if body == "" {
		body, status = `{"message":"not here"}`, http.StatusNotFound
		header.Set("X-Amzn-Errortype", "ResourceNotFoundException")
	}
	return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(bytes.NewBufferString(body)), Request: r}, nil
}

const (
	arnF = "arn:aws:lambda:eu-west-1:111122223333:function:f"
	arnG = "arn:aws:lambda:eu-west-1:111122223333:function:g"
	csc  = "arn:aws:lambda:eu-west-1:111122223333:code-signing-config:csc-1"
)

// What the emulator does not implement of Lambda, answered as AWS's documentation says.
func TestLambdaLacking(t *testing.T) {
	none := `{"FunctionUrlConfigs":[],"FunctionEventInvokeConfigs":[],"Aliases":[],"ProvisionedConcurrencyConfigs":[],"Layers":[],"EventSourceMappings":[]}`
	answers := canned{
		"GET /2015-03-31/functions":                                          `{"Functions":[{"FunctionName":"f","FunctionArn":"` + arnF + `","PackageType":"Zip"},{"FunctionName":"g","FunctionArn":"` + arnG + `","PackageType":"Image"}]}`,
		"GET /2015-03-31/functions?ALL":                                      `{"Functions":[{"FunctionName":"f","FunctionArn":"` + arnF + `:$LATEST","Version":"$LATEST"},{"FunctionName":"f","FunctionArn":"` + arnF + `:7","Version":"7","CodeSha256":"x"}]}`,
		"GET /2015-03-31/functions/g":                                        `{"Code":{"RepositoryType":"ECR","ImageUri":"r:latest","Location":"https://example.com/?X-Amz-Signature=s"}}`,
		"GET /2019-09-30/functions/f/concurrency":                            `{"ReservedConcurrentExecutions":5}`,
		"GET /2019-09-30/functions/g/concurrency":                            `{}`,
		"GET /2024-08-31/functions/f/recursion-config":                       `{"RecursiveLoop":"Allow"}`,
		"GET /2024-08-31/functions/g/recursion-config":                       `{"RecursiveLoop":"Terminate"}`,
		"GET /2021-07-20/functions/f/runtime-management-config":              `{"UpdateRuntimeOn":"Manual","RuntimeVersionArn":"arn:r","FunctionArn":"` + arnF + `"}`,
		"GET /2020-04-22/code-signing-configs":                               `{"CodeSigningConfigs":[{"CodeSigningConfigArn":"` + csc + `","CodeSigningConfigId":"csc-1","AllowedPublishers":{"SigningProfileVersionArns":["arn:p"]},"CodeSigningPolicies":{"UntrustedArtifactOnDeployment":"Warn"}}]}`,
		"GET /2020-04-22/code-signing-configs/" + csc + "/functions":         `{"FunctionArns":["` + arnF + `"]}`,
		"GET /2015-03-31/functions/f/aliases":                                `{"Aliases":[{"AliasArn":"` + arnF + `:live","Name":"live","FunctionVersion":"7","RoutingConfig":{"AdditionalVersionWeights":{"6":0.1}}}]}`,
		"GET /2015-03-31/functions/g/aliases":                                none,
		"GET /2019-09-30/functions/" + arnF + "/provisioned-concurrency?ALL": `{"ProvisionedConcurrencyConfigs":[{"FunctionArn":"` + arnF + `:live","RequestedProvisionedConcurrentExecutions":3,"Status":"READY"}]}`,
		"GET /2015-03-31/functions/" + arnF + "/policy?live":                 `{"Policy":"{\"Statement\":[{\"Sid\":\"s\",\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"lambda:InvokeFunctionUrl\",\"Resource\":\"` + arnF + `:live\",\"Condition\":{\"StringEquals\":{\"lambda:FunctionUrlAuthType\":\"NONE\"}}}]}"}`,
		"GET /2021-10-31/functions/f/urls":                                   `{"FunctionUrlConfigs":[{"AuthType":"NONE","FunctionArn":"` + arnF + `:live","FunctionUrl":"https://u.lambda-url.eu-west-1.on.aws/","Cors":{"AllowOrigins":["*"]}}]}`,
		"GET /2021-10-31/functions/g/urls":                                   none,
		"GET /2019-09-25/functions/f/event-invoke-config/list":               `{"FunctionEventInvokeConfigs":[{"FunctionArn":"` + arnF + `:$LATEST","MaximumRetryAttempts":0,"DestinationConfig":{"OnFailure":{"Destination":"arn:q"}}}]}`,
		"GET /2019-09-25/functions/g/event-invoke-config/list":               none,
		"GET /2015-03-31/event-source-mappings":                              none,
		"GET /2018-10-31/layers":                                             none,
		"GET /2016-08-19/account-settings":                                   `{"AccountLimit":{"ConcurrentExecutions":1000,"TotalCodeSize":80530636800,"UnreservedConcurrentExecutions":995},"AccountUsage":{"FunctionCount":2,"TotalCodeSize":10}}`,
		"GET /2017-03-31/tags/" + arnF:                                       `{"Tags":{"team":"a"}}`,
		"GET /2017-03-31/tags/" + arnG:                                       `{"Tags":{}}`,
		"GET /2021-07-20/functions/" + arnF + "/runtime-management-config?7": `{"UpdateRuntimeOn":"Auto"}`,
	}
	a, err := aws.Read(context.Background(), aws.Options{Regions: []string{"eu-west-1"}, Services: []string{"lambda"}, Recorded: answers})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range a.Coverage.Calls {
		if c.Failed+c.Denied > 0 {
			t.Errorf("%s: %s", c.Operation, c.Error)
		}
	}
	check(t, a.Graph, []said{
		{"AWS::Lambda::Function", "f", "Code", `{}`},
		{"AWS::Lambda::Function", "g", "Code", `{"ImageUri":"r:latest"}`},
		{"AWS::Lambda::Function", "f", "ReservedConcurrentExecutions", `5`},
		{"AWS::Lambda::Function", "g", "ReservedConcurrentExecutions", `-`},
		{"AWS::Lambda::Function", "f", "RecursiveLoop", `"Allow"`},
		{"AWS::Lambda::Function", "f", "RuntimeManagementConfig", `{"UpdateRuntimeOn":"Manual","RuntimeVersionArn":"arn:r"}`},
		{"AWS::Lambda::Function", "g", "RuntimeManagementConfig", `-`},
		{"AWS::Lambda::Function", "f", "CodeSigningConfigArn", `"` + csc + `"`},
		{"AWS::Lambda::Function", "g", "CodeSigningConfigArn", `-`},
		{"AWS::Lambda::Function", "f", "Tags", `[{"Key":"team","Value":"a"}]`},
		{"AWS::Lambda::Function", "g", "Tags", `-`},
		{"AWS::Lambda::CodeSigningConfig", "csc-1", "CodeSigningPolicies", `{"UntrustedArtifactOnDeployment":"Warn"}`},
		{"AWS::Lambda::Alias", "f:live", "RoutingConfig", `{"AdditionalVersionWeights":[{"FunctionVersion":"6","FunctionWeight":0.1}]}`},
		{"AWS::Lambda::Alias", "f:live", "ProvisionedConcurrencyConfig", `{"ProvisionedConcurrentExecutions":3}`},
		{"AWS::Lambda::Version", "f:7", "ProvisionedConcurrencyConfig", `-`},
		{"AWS::Lambda::Version", "f:7", "RuntimePolicy", `{"UpdateRuntimeOn":"Auto"}`},
		{"AWS::Lambda::Version", "f:7", "CodeSha256", `"x"`},
		{"AWS::Lambda::Url", "f:live", "Qualifier", `"live"`},
		{"AWS::Lambda::Url", "f:live", "TargetFunctionArn", `"` + arnF + `"`},
		{"AWS::Lambda::EventInvokeConfig", "f:$LATEST", "DestinationConfig.OnFailure.Destination", `"arn:q"`},
		{"AWS::Lambda::Permission", "f:live/s", "FunctionName", `"` + arnF + `:live"`},
		{"AWS::Lambda::Permission", "f:live/s", "FunctionUrlAuthType", `"NONE"`},
		{"Haechi::Lambda::Account", "111122223333", "UnreservedConcurrentExecutions", `995`},
		{"Haechi::Lambda::Account", "111122223333", "TotalCodeSizeLimit", `80530636800`},
	})
	for _, text := range strangers(a.Graph) {
		t.Error(text)
	}
}

// check compares properties.
func check(t *testing.T, g *cloud.Graph, all []said) {
	t.Helper()
	for _, want := range all {
		v, found := property(g, want)
		if !found {
			t.Errorf("no %s %s", want.typ, want.name)
			continue
		}
		got := "-"
		if v != nil {
			text, err := v.MarshalJSON()
			if err != nil {
				t.Fatal(err)
			}
			got = string(text)
		}
		if !like(want.want, got) {
			t.Errorf("%s %s: %s is %s, want %s", want.typ, want.name, want.path, got, want.want)
		}
	}
}

// A regional domain name is a resource of the kind of API it leads to; nothing is listed twice.
func TestDomainNames(t *testing.T) {
	domain := func(name, kind string) string {
		return `{"domainName":"` + name + `","regionalCertificateArn":"arn:c","securityPolicy":"TLS_1_2","regionalDomainName":"d-` + name + `","endpointConfiguration":{"types":["` + kind + `"]},"mutualTlsAuthentication":{"truststoreUri":"s3://b/t.pem"}}`
	}
	answers := canned{
		"GET /domainnames": `{"item":[` + domain("rest.example", "REGIONAL") + `,` + domain("http.example", "REGIONAL") + `,` + domain("both.example", "REGIONAL") + `,` +
			domain("edge.example", "EDGE") + `,` + domain("private.example", "PRIVATE") + `]}`,
		"GET /v2/domainnames/rest.example/apimappings":   `{"items":[{"apiId":"r1","stage":"prod","apiMappingKey":"v1/orders","apiMappingId":"m1"}]}`,
		"GET /v2/domainnames/http.example/apimappings":   `{"items":[{"apiId":"h1","stage":"$default","apiMappingId":"m2"}]}`,
		"GET /v2/domainnames/both.example/apimappings":   `{"items":[{"apiId":"h1","stage":"$default","apiMappingKey":"h","apiMappingId":"m3"},{"apiId":"r1","stage":"prod","apiMappingKey":"r","apiMappingId":"m4"}]}`,
		"GET /domainnames/edge.example/basepathmappings": `{"item":[{"basePath":"(none)","restApiId":"r1","stage":"prod"}]}`,
		"GET /v2/apis":                `{"items":[{"apiId":"h1","name":"h","protocolType":"HTTP","routeSelectionExpression":"x"}]}`,
		"GET /v2/apis/h1/authorizers": `{"items":[{"authorizerId":"a1","name":"login","authorizerType":"JWT","identitySource":["$request.header.Authorization"],"jwtConfiguration":{"issuer":"https://i","audience":["x"]}}]}`,
	}
	a, err := aws.Read(context.Background(), aws.Options{Regions: []string{"eu-west-1"}, Services: []string{"apigateway"}, Recorded: answers,
		Needs: aws.Needs{"AWS::ApiGateway::DomainName": {"*": true}, "AWS::ApiGatewayV2::Authorizer": {"*": true}}})
	if err != nil {
		t.Fatal(err)
	}
	for typ, want := range map[string]int{"AWS::ApiGateway::DomainName": 3, "AWS::ApiGateway::BasePathMapping": 3, "AWS::ApiGatewayV2::DomainName": 2, "AWS::ApiGatewayV2::ApiMapping": 2} {
		if got := len(a.Graph.OfType(typ).Certain); got != want {
			t.Errorf("%d of %s, want %d", got, typ, want)
		}
	}
	check(t, a.Graph, []said{
		{"AWS::ApiGateway::BasePathMapping", "rest.example/v1/orders", "RestApiId", `"r1"`},
		{"AWS::ApiGateway::BasePathMapping", "edge.example/", "BasePath", `-`},
		{"AWS::ApiGateway::DomainName", "both.example", "MutualTlsAuthentication", `{"TruststoreUri":"s3://b/t.pem"}`},
		{"AWS::ApiGatewayV2::DomainName", "http.example", "DomainNameConfigurations", `[{"EndpointType":"REGIONAL",*]`},
		{"AWS::ApiGatewayV2::ApiMapping", "both.example/h", "DomainName", `"both.example"`},
		{"AWS::ApiGatewayV2::Authorizer", "h1/login", "JwtConfiguration", `{"Audience":["x"],"Issuer":"https://i"}`},
	})
}

// Of a state machine whose key is not ours to use, the definition alone is unknown.
func TestStateMachineHidden(t *testing.T) {
	machine := "arn:aws:states:eu-west-1:111122223333:stateMachine:m"
	answers := roundTrip(func(r *http.Request) (*http.Response, error) {
		body := ""
		if r.Body != nil {
			text, err := io.ReadAll(r.Body)
			if err != nil {
				return nil, err
			}
			body = string(text)
		}
		if strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".DescribeStateMachine") && !strings.Contains(body, "METADATA_ONLY") {
			return &http.Response{StatusCode: http.StatusBadRequest, Header: http.Header{"Content-Type": {"application/x-amz-json-1.0"}}, Request: r,
				Body: io.NopCloser(strings.NewReader(`{"__type":"KmsAccessDeniedException","message":"no"}`))}, nil
		}
		return canned{
			"AWSStepFunctions.ListStateMachines":    `{"stateMachines":[{"stateMachineArn":"` + machine + `","name":"m","type":"EXPRESS","creationDate":1}]}`,
			"AWSStepFunctions.DescribeStateMachine": `{"stateMachineArn":"` + machine + `","name":"m","type":"EXPRESS","creationDate":1,"definition":"","roleArn":"arn:r","loggingConfiguration":{"level":"ALL","includeExecutionData":true}}`,
		}.RoundTrip(r)
	})
	a, err := aws.Read(context.Background(), aws.Options{Regions: []string{"eu-west-1"}, Services: []string{"states"}, Recorded: answers})
	if err != nil {
		t.Fatal(err)
	}
	check(t, a.Graph, []said{
		{"AWS::StepFunctions::StateMachine", "m", "Definition", `{"haechi:unknown":*`},
		{"AWS::StepFunctions::StateMachine", "m", "StateMachineType", `"EXPRESS"`},
		{"AWS::StepFunctions::StateMachine", "m", "LoggingConfiguration.Level", `"ALL"`},
		{"AWS::StepFunctions::StateMachine", "m", "DefinitionString", `-`},
	})
}
