package schema

// Types of ours, for what rules ask about and no type of AWS describes. Types lists none of them.
const (
	// Parameter is a parameter of a template.
	Parameter = "Haechi::Template::Parameter"
	// Output is an output of a template. Reveals names what is secret and stands in its value.
	Output = "Haechi::Template::Output"
	// IAMAccount is an account as IAM sees it: its password policy, and what its root user has.
	IAMAccount = "Haechi::IAM::Account"
	// IAMCredential is a row of an account's credential report: a user, or the root user.
	// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
	IAMCredential = "Haechi::IAM::Credential"
	// S3Account is the block of public access that holds for a whole account.
	S3Account = "Haechi::S3::Account"
	// LambdaAccount is what Lambda allows an account in a region.
	// https://docs.aws.amazon.com/lambda/latest/api/API_GetAccountSettings.html
	LambdaAccount = "Haechi::Lambda::Account"
)

// OwnTypes lists the types of ours that live in an account.
func OwnTypes() []string { return []string{IAMAccount, IAMCredential, LambdaAccount, S3Account} }

func ownTypes() map[string]*Resource {
	all := map[string]*Resource{Parameter: {Properties: map[string]*Property{
		"Name":          {Type: text, Required: true},
		"Type":          {Type: text, Required: true},
		"Default":       {Type: text},
		"NoEcho":        {Type: flag},
		"AllowedValues": {Type: Type{Kind: List, Elem: &text}},
		"Description":   {Type: text},
	}}}
	all[Output] = &Resource{Properties: map[string]*Property{
		"Name":        {Type: text, Required: true},
		"Description": {Type: text},
		"Reveals":     {Type: Type{Kind: List, Elem: &text}},
	}}
	declare := func(typ string, kind Type, names ...string) {
		if all[typ] == nil {
			all[typ] = &Resource{Properties: map[string]*Property{}}
		}
		for _, name := range names {
			all[typ].Properties[name] = &Property{Type: kind}
		}
	}
	// HasPasswordPolicy is false where the defaults of IAM hold, and then nothing is required.
	declare(IAMAccount, flag, "HasPasswordPolicy", "RequireSymbols", "RequireNumbers", "RequireUppercaseCharacters", "RequireLowercaseCharacters",
		"AllowUsersToChangePassword", "HardExpiry", "RootMfaEnabled", "RootAccessKeysPresent", "RootSigningCertificatesPresent", "RootPasswordPresent")
	declare(IAMAccount, number, "MinimumPasswordLength", "MaxPasswordAge", "PasswordReusePrevention", "Users", "Roles")
	declare(IAMCredential, flag, "Root", "PasswordEnabled", "MfaActive", "AccessKey1Active", "AccessKey2Active", "Certificate1Active", "Certificate2Active")
	// Days as "2026-11-24"; absent for never.
	declare(IAMCredential, text, "UserName", "Arn", "CreatedAt", "PasswordLastUsed", "PasswordLastChanged", "PasswordNextRotation",
		"AccessKey1LastRotated", "AccessKey1LastUsed", "AccessKey2LastRotated", "AccessKey2LastUsed")
	declare(S3Account, flag, "BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
	declare(LambdaAccount, number, "ConcurrentExecutions", "UnreservedConcurrentExecutions", "TotalCodeSize", "TotalCodeSizeLimit", "FunctionCount")
	for typ, r := range all {
		r.Type = typ
	}
	return all
}

var (
	text   = Type{Kind: String}
	flag   = Type{Kind: Boolean}
	number = Type{Kind: Number}
)
