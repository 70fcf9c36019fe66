package entry_test

import "fmt"

// walled is an API behind a web ACL with rules; the set is somebody's office.
const walled = `
  Stage: {Type: AWS::ApiGateway::Stage, Properties: {RestApiId: !Ref Api, StageName: prod, DeploymentId: d}}
  WA: {Type: AWS::WAFv2::WebACLAssociation, Properties: {ResourceArn: !Sub 'arn:aws:apigateway:${AWS::Region}::/restapis/${Api}/stages/${Stage}', WebACLArn: !GetAtt W.Arn}}
  Set: {Type: AWS::WAFv2::IPSet, Properties: {Scope: REGIONAL, IPAddressVersion: IPV4, Addresses: [%s]}}
  W:
    Type: AWS::WAFv2::WebACL
    Properties:
      Scope: REGIONAL
      DefaultAction: {%s: {}}
      Rules: [%s]
`

func wall(addresses, action, rules string) string {
	return fmt.Sprintf(restAPI, "", "AuthorizationType: NONE") + permission("apigateway.amazonaws.com", "") + fmt.Sprintf(walled, addresses, action, rules)
}

const (
	wallWay  = ": web-acl W > api Api > route GET /orders > function F"
	inSet    = "{IPSetReferenceStatement: {Arn: !GetAtt Set.Arn}}"
	secret   = "{ByteMatchStatement: {FieldToMatch: {SingleHeader: {Name: %s}}, SearchString: s, PositionalConstraint: EXACTLY, TextTransformations: []}}"
	forged   = "{IPSetReferenceStatement: {Arn: !GetAtt Set.Arn, IPSetForwardedIPConfig: {HeaderName: X-Forwarded-For, FallbackBehavior: NO_MATCH, Position: FIRST}}}"
	rule     = "{Name: r, Priority: %d, Action: {%s: {}}, Statement: %s}"
	managedG = "{Name: m, Priority: 1, OverrideAction: {%s: {}}, Statement: {ManagedRuleGroupStatement: {VendorName: AWS, Name: AWSManagedRulesCommonRuleSet}}}"
)

// A web ACL guards when nobody gets past it without coming from somewhere, or knowing a secret.
var wallTests = []kindTest{
	{"web ACL without rules", wall("", "Allow", ""), []string{"open none" + wallWay}},
	{"web ACL that only counts", wall("192.0.2.0/24", "Allow", fmt.Sprintf(rule, 0, "Count", "{NotStatement: {Statement: "+inSet+"}}")), []string{"open none" + wallWay}},
	{"web ACL with rules of AWS", wall("", "Allow", fmt.Sprintf(managedG, "None")), []string{"open none" + wallWay}},
	{"web ACL with a rate", wall("", "Allow", fmt.Sprintf(rule, 0, "Block", "{RateBasedStatement: {Limit: 100, AggregateKeyType: IP}}")), []string{"open none" + wallWay}},
	{"web ACL that blocks some addresses", wall("192.0.2.0/24", "Allow", fmt.Sprintf(rule, 0, "Block", inSet)), []string{"open none" + wallWay}},
	{"web ACL that blocks all but some addresses", wall("192.0.2.0/24", "Allow", fmt.Sprintf(rule, 0, "Block", "{NotStatement: {Statement: "+inSet+"}}")), []string{"guarded network" + wallWay}},
	{"web ACL that allows some addresses", wall("192.0.2.0/24", "Block", fmt.Sprintf(rule, 0, "Allow", inSet)), []string{"guarded network" + wallWay}},
	{"web ACL that allows all addresses", wall("0.0.0.0/1, 128.0.0.0/1", "Block", fmt.Sprintf(rule, 0, "Allow", inSet)), []string{"open none" + wallWay}},
	{"web ACL that allows what a header says", wall("192.0.2.0/24", "Block", fmt.Sprintf(rule, 0, "Allow", forged)), []string{"open none" + wallWay}},
	{"web ACL that allows a path", wall("", "Block", fmt.Sprintf(rule, 0, "Allow", "{ByteMatchStatement: {FieldToMatch: {UriPath: {}}, SearchString: /x, PositionalConstraint: STARTS_WITH, TextTransformations: []}}")), []string{"open none" + wallWay}},
	{"web ACL that asks for a secret", wall("", "Block", fmt.Sprintf(rule, 0, "Allow", fmt.Sprintf(secret, "X-Origin-Verify"))), []string{"guarded secret" + wallWay}},
	{"web ACL that asks for a browser", wall("", "Block", fmt.Sprintf(rule, 0, "Allow", fmt.Sprintf(secret, "User-Agent"))), []string{"open none" + wallWay}},
	{"web ACL that asks for a secret or an address", wall("192.0.2.0/24", "Block", fmt.Sprintf(rule, 0, "Allow", "{OrStatement: {Statements: ["+inSet+", "+fmt.Sprintf(secret, "X-Key")+"]}}")), []string{"guarded secret" + wallWay}},
	{"web ACL that asks for a secret and an address", wall("192.0.2.0/24", "Block", fmt.Sprintf(rule, 0, "Allow", "{AndStatement: {Statements: ["+inSet+", "+fmt.Sprintf(secret, "X-Key")+"]}}")), []string{"guarded network" + wallWay}},
	{"web ACL that allows first and blocks later", wall("192.0.2.0/24", "Allow", fmt.Sprintf(rule, 2, "Block", "{NotStatement: {Statement: "+inSet+"}}")+", "+fmt.Sprintf(rule, 1, "Allow", "{GeoMatchStatement: {CountryCodes: [KR]}}")), []string{"open none" + wallWay}},
	{"web ACL that blocks by a label", wall("192.0.2.0/24", "Allow", "{Name: a, Priority: 0, Action: {Count: {}}, RuleLabels: [{Name: outside}], Statement: {NotStatement: {Statement: "+inSet+"}}}, "+fmt.Sprintf(rule, 1, "Block", "{LabelMatchStatement: {Scope: LABEL, Key: outside}}")), []string{"guarded network" + wallWay}},
	{"web ACL that lets nobody in", wall("", "Block", ""), []string{"closed none" + wallWay}},
	{"web ACL with addresses that are a parameter", wall("!Ref Auth", "Block", fmt.Sprintf(rule, 0, "Allow", inSet)), []string{"perhaps unknown" + wallWay}},
	{"web ACL with a group that was not read", wall("", "Allow", "{Name: g, Priority: 0, OverrideAction: {None: {}}, Statement: {RuleGroupReferenceStatement: {Arn: arn:aws:wafv2:eu-west-1:111122223333:regional/rulegroup/g/1}}}"), []string{"perhaps unknown" + wallWay}},
	{"web ACL before one of two stages", wall("192.0.2.0/24", "Block", fmt.Sprintf(rule, 0, "Allow", inSet)) + "  Stage2: {Type: AWS::ApiGateway::Stage, Properties: {RestApiId: !Ref Api, StageName: test, DeploymentId: d}}\n", []string{"open none" + wallWay}},
}
