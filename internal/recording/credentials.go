package recording

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"slices"
	"strings"
)

// A service hands out credentials as XML (STS) or JSON (SSO, Cognito, ECR). The key id goes too,
// since requests made with it must be told from others when they are replayed.
var (
	xmlSecret = regexp.MustCompile(`<(SecretAccessKey|SessionToken|WebIdentityToken)>[^<]*</`)
	xmlKey    = regexp.MustCompile(`<AccessKeyId>([^<]*)</AccessKeyId>`)
	xmlEnd    = regexp.MustCompile(`<Expiration>[^<]*</Expiration>`)
	xmlRole   = regexp.MustCompile(`<Arn>(arn:[^<]*:sts::(\d{12}):(?:assumed-role|federated-user)/[^<]*)</Arn>`)

	jsonSecret = regexp.MustCompile(`"((?i:secretAccessKey|secretKey|sessionToken|authorizationToken|accessToken|refreshToken|idToken|SecretString|SecretBinary))"\s*:\s*"(?:[^"\\]|\\.)*"`)
	jsonValue  = regexp.MustCompile(`"(Value)"\s*:\s*"(?:[^"\\]|\\.)*"`)
	jsonKey    = regexp.MustCompile(`"((?i:accessKeyId))"\s*:\s*"(?:[^"\\]|\\.)*"`)

	// A presigned URL, as of a function's code, opens what it points at.
	presigned = regexp.MustCompile(`(?i)(X-Amz-(?:Credential|Signature|Security-Token)|AWSAccessKeyId|Signature)(=|%3D)[^&"'<>\s\\]+`)
)

const (
	replaced = "replayed"
	// noEnd keeps clients that replay from asking for new credentials before every request.
	noEnd = "2099-12-31T23:59:59Z"
)

// handOut are the services whose answers may be credentials. Elsewhere such names are what somebody
// has named something, like a variable of a function.
var handOut = []string{"", "sts", "sso", "sso-oauth", "awsssoportal", "cognito-identity", "ecr", "ecr-public", "codeartifact", "secretsmanager", "ssm"}

// withoutCredentials replaces what an answer hands out. Where that is a role's credentials it says
// which key they were and which name stands for it from now on.
func withoutCredentials(asked Request, body string) (clean, key, name string) {
	body = presigned.ReplaceAllString(body, "${1}${2}"+replaced)
	if !slices.Contains(handOut, asked.Service) {
		return body, "", ""
	}
	if xmlSecret.MatchString(body) {
		if found := xmlKey.FindStringSubmatch(body); found != nil {
			key = found[1]
			name = roleName(body)
			body = xmlKey.ReplaceAllString(body, "<AccessKeyId>"+name+"</AccessKeyId>")
		}
		body = xmlSecret.ReplaceAllString(body, "<$1>"+replaced+"</")
		body = xmlEnd.ReplaceAllString(body, "<Expiration>"+noEnd+"</Expiration>")
	}
	if jsonSecret.MatchString(body) {
		body = jsonSecret.ReplaceAllString(body, `"$1":"`+replaced+`"`)
		body = jsonKey.ReplaceAllString(body, `"$1":"`+replaced+`"`)
	}
	if strings.HasPrefix(asked.Target, "AmazonSSM.GetParameter") {
		body = jsonValue.ReplaceAllString(body, `"$1":"`+replaced+`"`)
	}
	return body, key, name
}

// roleName stands for the credentials of a role: its account and, without the name of the session,
// which role it is.
func roleName(body string) string {
	found := xmlRole.FindStringSubmatch(body)
	if found == nil {
		return replaced
	}
	role := found[1]
	if i := strings.LastIndexByte(role, '/'); i > strings.IndexByte(role, '/') {
		role = role[:i]
	}
	sum := sha256.Sum256([]byte(role))
	return replacedPrefix + found[2] + "-" + hex.EncodeToString(sum[:4])
}

const replacedPrefix = "REPLAYED-"
