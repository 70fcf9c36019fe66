package sam

import (
	"github.com/haechi-dev/haechi/cloud"
)

// makeURL makes the URL of a function, and the permissions of one that is open to everyone.
func (f *function) makeURL() error {
	config := f.get("FunctionUrlConfig")
	if !truthy(config) {
		return nil
	}
	if !isIntrinsic(config) {
		if err := f.checkURL(config); err != nil {
			return err
		}
	}
	to := f.lambda.ref()
	if f.alias != nil {
		to = f.alias.ref()
	}
	url := f.generate(config.Pos, f.lambda.id+"Url", "AWS::Lambda::Url")
	if cors := config.Get("Cors"); truthy(cors) {
		url.set("Cors", cors)
	}
	auth := config.Get("AuthType")
	url.set("AuthType", auth).set("TargetFunctionArn", to).set("InvokeMode", config.Get("InvokeMode"))
	f.made = append(f.made, url)
	if !oneOf(auth, "NONE") || isIntrinsic(config) {
		return nil
	}
	p := at(auth.Pos)
	// Both are needed since October 2025: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
	f.made = append(f.made,
		f.generate(auth.Pos, f.lambda.id+"UrlPublicPermissions", "AWS::Lambda::Permission").
			set("Action", p.text("lambda:InvokeFunctionUrl")).set("FunctionName", to).set("Principal", p.text("*")).
			set("FunctionUrlAuthType", auth),
		f.generate(auth.Pos, f.lambda.id+"URLInvokeAllowPublicAccess", "AWS::Lambda::Permission").
			set("Action", p.text("lambda:InvokeFunction")).set("FunctionName", to).set("Principal", p.text("*")).
			set("InvokedViaFunctionUrl", p.boolean(true)))
	return nil
}

func (f *function) checkURL(config *cloud.Value) error {
	if auth := config.Get("AuthType"); !oneOf(auth, "AWS_IAM", "NONE") && (!truthy(auth) || !isIntrinsic(auth)) {
		return f.invalid(config, "AuthType is required to configure function property `FunctionUrlConfig`. Please provide either AWS_IAM or NONE.")
	}
	cors := config.Get("Cors")
	if !truthy(cors) || isIntrinsic(cors) {
		return nil
	}
	if !cors.Is(cloud.Map) {
		return f.wrong(cors, "FunctionUrlConfig.Cors", "map")
	}
	for _, p := range cors.Fields() {
		want := ""
		switch p.Key {
		case "AllowOrigins", "AllowMethods", "AllowHeaders", "ExposeHeaders":
			want = "list"
		case "AllowCredentials":
			want = "bool"
		case "MaxAge":
			want = "int"
		default:
			return resourceError(p.KeyPos, f.id, "%s is not a valid property for configuring Cors.", p.Key)
		}
		if !isIntrinsic(p.Value) && !matches(want, p.Value) {
			return f.invalid(p.Value, "%s must be of type %s.", p.Key, want)
		}
	}
	return nil
}
