package entry_test

import (
	"fmt"
	"strings"
)

// ruled is a REST API with a policy of statements, and a type of endpoint.
func ruled(more, statements string) string {
	return fmt.Sprintf(restAPI, ", "+more+"Policy: {Version: '2012-10-17', Statement: ["+statements+"]}", "AuthorizationType: NONE") + permission("apigateway.amazonaws.com", "")
}

const (
	routeWay = "api Api > route GET /orders > function F"
	anyone   = "{Effect: Allow, Principal: '*', Action: execute-api:Invoke, Resource: %s}"
	office   = "{Effect: Allow, Principal: '*', Action: execute-api:Invoke, Resource: %s, Condition: {IpAddress: {'aws:SourceIp': 192.0.2.0/24}}}"
	nobody   = "{Effect: Deny, Principal: '*', Action: execute-api:Invoke, Resource: %s}"
	outside  = "{Effect: Deny, Principal: '*', Action: execute-api:Invoke, Resource: 'execute-api:/*', Condition: {StringNotEquals: {'aws:SourceVpce': vpce-1}}}"
	private  = "EndpointConfiguration: {Types: [PRIVATE]}, "
)

var policyTests = []kindTest{
	{"policy for anybody", ruled("", fmt.Sprintf(anyone, "'execute-api:/*'")), []string{"open none: " + routeWay}},
	{"policy for another route", ruled("", fmt.Sprintf(anyone, "'execute-api:/*/POST/orders'")), []string{"closed none: " + routeWay}},
	{"policy for the route", ruled("", fmt.Sprintf(anyone, "'execute-api:/prod/GET/orders'")), []string{"open none: " + routeWay}},
	{"policy that denies the route", ruled("", fmt.Sprintf(anyone, "'execute-api:/*'")+", "+fmt.Sprintf(nobody, "'execute-api:/*/GET/orders'")), []string{"closed none: " + routeWay}},
	{"policy that denies another route", ruled("", fmt.Sprintf(anyone, "'execute-api:/*'")+", "+fmt.Sprintf(nobody, "'execute-api:/*/GET/admin/*'")), []string{"open none: " + routeWay}},
	{"policy that denies a stage of a parameter", ruled("", fmt.Sprintf(anyone, "'execute-api:/*'")+", "+fmt.Sprintf(nobody, "!Sub 'execute-api:/${Auth}/GET/orders'")), []string{"perhaps unknown: " + routeWay}},
	{"policy for an office on the route", ruled("", fmt.Sprintf(office, "'execute-api:/*/GET/orders'")+", "+fmt.Sprintf(anyone, "'execute-api:/*/GET/public'")), []string{"guarded network: " + routeWay}},
	{"policy of a private API for an endpoint", ruled(private, fmt.Sprintf(anyone, "'execute-api:/*'")+", "+outside), []string{"closed none: " + routeWay}},
	{"policy of a private API for every endpoint", ruled(private, fmt.Sprintf(anyone, "'execute-api:/*'")), []string{"open none: " + routeWay}},
	{"sign-in by a challenge", fmt.Sprintf(pool, "CreateAuthChallenge", "true") + permission("cognito-idp.amazonaws.com", ""), []string{"open none: user-pool Pool CreateAuthChallenge > function F"}},
	{"confirmation of whoever signs up", fmt.Sprintf(pool, "PostConfirmation", "false") + permission("cognito-idp.amazonaws.com", ""), []string{"open none: user-pool Pool PostConfirmation > function F"}},
	{"authoriser", fmt.Sprintf(restAPI, "", "AuthorizationType: CUSTOM\n      AuthorizerId: !Ref Auz") + permission("apigateway.amazonaws.com", "") +
		"  Auz: {Type: AWS::ApiGateway::Authorizer, Properties: {RestApiId: !Ref Api, Name: a, Type: TOKEN, AuthorizerUri: !Sub 'arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${F.Arn}/invocations'}}\n",
		[]string{"guarded authorizer: api Api > authorizer Auz > function F", "guarded authorizer: " + routeWay}},
	{"authoriser that nothing asks", fmt.Sprintf(restAPI, "", "AuthorizationType: NONE") + permission("apigateway.amazonaws.com", "") +
		"  Auz: {Type: AWS::ApiGateway::Authorizer, Properties: {RestApiId: !Ref Api, Name: a, Type: TOKEN, AuthorizerUri: !GetAtt F.Arn}}\n", []string{"open none: " + routeWay}},
	{"load balancer for some addresses", balanced("source-ip, SourceIpConfig: {Values: [192.0.2.0/24]}"), []string{"guarded network: balancer LB > listener LR > function F"}},
	{"load balancer for all addresses", balanced("source-ip, SourceIpConfig: {Values: [0.0.0.0/0]}"), []string{"open none: balancer LB > listener LR > function F"}},
	{"load balancer for a secret", balanced("http-header, HttpHeaderConfig: {HttpHeaderName: X-Origin-Verify, Values: [s]}"), []string{"guarded secret: balancer LB > listener LR > function F"}},
	{"load balancer for a host", balanced("host-header, HostHeaderConfig: {Values: [a.example]}"), []string{"open none: balancer LB > listener LR > function F"}},
}

// balanced is a load balancer of which a rule with a condition leads to the function.
func balanced(condition string) string {
	return strings.Replace(fmt.Sprintf(balancer, "internet-facing", "0.0.0.0/0", ""), "{Type: forward, TargetGroupArn: !Ref G}", "{Type: fixed-response, FixedResponseConfig: {StatusCode: '403'}}", 1) +
		"  LR: {Type: AWS::ElasticLoadBalancingV2::ListenerRule, Properties: {ListenerArn: !Ref L, Priority: 1, Conditions: [{Field: " + condition + "}], Actions: [{Type: forward, TargetGroupArn: !Ref G}]}}\n" +
		permission("elasticloadbalancing.amazonaws.com", "")
}
