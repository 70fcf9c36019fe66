package sam_test

import (
	"strings"
	"testing"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/source/cloudformation/sam"
	"github.com/haechi-dev/haechi/source/cloudformation/syntax"
)

// TestAPIPositions checks that an API nobody declared stands at its first event, and that what is
// made of a setting stands at that setting.
func TestAPIPositions(t *testing.T) {
	text := `Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Handler: a.b
      Runtime: python3.13
      CodeUri: s3://b/k
      Events:
        Get:
          Type: Api
          Properties:
            Path: /orders
            Method: get
        Web:
          Type: HttpApi
        Shop:
          Type: Api
          Properties:
            Path: /shop
            Method: get
            RestApiId: !Ref Shop
  Shop:
    Type: AWS::Serverless::Api
    Properties:
      StageName: v1
      Auth:
        UsagePlan:
          CreateUsagePlan: PER_API
        Authorizers:
          Members:
            FunctionArn: arn
      Domain:
        DomainName: x
        CertificateArn: y
`
	template, err := syntax.Parse(&cloud.Origin{File: "t.yaml"}, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	out, err := sam.Transform(template, sam.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for path, line := range map[string]int32{
		"ServerlessRestApi":                        10,
		"ServerlessRestApiProdStage":               10,
		"ServerlessRestApi/Body/paths/~orders/get": 14,
		"ServerlessHttpApi":                        15,
		"ServerlessHttpApiApiGatewayDefaultStage":  15,
		"OrdersGetPermissionProd":                  10,
		"OrdersWebPermission":                      15,
		"Shop":                                     23,
		"Shopv1Stage/StageName":                    26,
		"ShopMembersAuthorizerPermission":          31,
		"ShopUsagePlan":                            29,
		"ShopBasePathMapping":                      34,
		"Shop/Body/paths/~shop/get/x-amazon-apigateway-integration": 17,
		"Shop/Body/securityDefinitions/Members":                     31,
	} {
		id, rest, _ := strings.Cut(path, "/")
		v := out.Path("Resources", id)
		if rest != "" {
			v = v.Get("Properties")
			for _, key := range strings.Split(rest, "/") {
				v = v.Get(strings.ReplaceAll(key, "~", "/"))
			}
		}
		switch {
		case v == nil:
			t.Errorf("there is no %s", path)
		case v.Pos.Line != line:
			t.Errorf("%s stands at %s, want line %d", path, v.Pos, line)
		}
	}
}
