package recording

import (
	"net/http"
	"strings"
	"testing"
)

// What must not be in a recording, wherever it was in requests and answers.
var confidential = []string{
	ownKey, "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "token-of-the-caller", "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7",
	"ASIAROLEONE", "ASIAROLETWO", "secret-of-the-role", "token-of-the-role", "token-of-the-web", "saml-assertion", "123456", "presigned-signature", "presigned-token",
	"secret-string", "parameter-value", "docker-login", "AWS4-HMAC",
}

// hidden answers with credentials of every kind.
func hidden(r *http.Request, body string) (int, string, string) {
	switch r.Header.Get("X-Amz-Target") {
	case "secretsmanager.GetSecretValue":
		return 200, "application/x-amz-json-1.1", `{"Name":"n","SecretString":"{\"password\":\"secret-string\"}"}`
	case "AmazonSSM.GetParameters":
		return 200, "application/x-amz-json-1.1", `{"Parameters":[{"Name":"n","Value":"parameter-value"}]}`
	case "AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken":
		return 200, "application/x-amz-json-1.1", `{"authorizationData":[{"authorizationToken":"docker-login"}]}`
	}
	key, role := "ASIAROLEONE", "one"
	if strings.Contains(body, "two") {
		key, role = "ASIAROLETWO", "two"
	}
	switch {
	case strings.Contains(body, "AssumeRole"):
		return 200, "text/xml", `<AssumeRoleResponse><Credentials><AccessKeyId>` + key + `</AccessKeyId><SecretAccessKey>secret-of-the-role</SecretAccessKey>` +
			`<SessionToken>token-of-the-role</SessionToken><Expiration>2026-11-25T02:00:00Z</Expiration></Credentials><AssumedRoleUser>` +
			`<Arn>arn:aws:sts::123412341234:assumed-role/` + role + `/session</Arn></AssumedRoleUser></AssumeRoleResponse>`
	case strings.Contains(body, "GetCallerIdentity"):
		return 200, "text/xml", "<Who>" + r.Header.Get("Authorization")[:40] + "</Who>"
	}
	return 200, "application/json", `{"Configuration":{"Environment":{"Variables":{"secretKey":"kept, since rules classify it"}}},"Code":{"Location":"https://bucket/code?X-Amz-Security-Token=presigned-token\u0026X-Amz-Credential=` + ownKey + `%2F20261125&X-Amz-Signature=presigned-signature&x=1"}}`
}

func TestNoCredentials(t *testing.T) {
	recorder := NewRecorder(answering(func(r *http.Request, body string) (int, string, string) {
		status, kind, text := hidden(r, body)
		return status, kind, strings.ReplaceAll(text, "AWS4-HMAC-SHA256 Credential=", "")
	}))
	form := []string{"Content-Type", "application/x-www-form-urlencoded"}
	sts := func(body, key string) *http.Request {
		return request(t, "POST", "https://sts.us-east-1.amazonaws.com/", body, key, "us-east-1", "sts", form...)
	}
	const assume = "Action=AssumeRole&RoleArn=arn:aws:iam::123412341234:role/"
	requests := func(key func(body string) string) (bodies []string) {
		send := func(r *http.Request) string {
			_, body := do(t, recorder, r)
			bodies = append(bodies, body)
			return body
		}
		one := key(send(sts(assume+"one&RoleSessionName=a&TokenCode=123456", ownKey)))
		two := key(send(sts(assume+"two&WebIdentityToken=token-of-the-web&SAMLAssertion=saml-assertion", ownKey)))
		for _, who := range []string{one, two} {
			send(request(t, "GET", "https://lambda.us-east-1.amazonaws.com/f?X-Amz-Security-Token=token-of-the-caller", "", who, "us-east-1", "lambda"))
		}
		for _, target := range []string{"secretsmanager.GetSecretValue", "AmazonSSM.GetParameters", "AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken"} {
			service := map[byte]string{'s': "secretsmanager", 'S': "ssm", 'E': "ecr"}[strings.TrimPrefix(target, "Amazon")[0]]
			send(request(t, "POST", "https://"+service+".us-east-1.amazonaws.com/", "{}", ownKey, "us-east-1", service, "X-Amz-Target", target))
		}
		return bodies
	}
	requests(func(body string) string {
		key := xmlKey.FindStringSubmatch(body)
		if key == nil {
			t.Fatalf("no key in %s", body)
		}
		return key[1]
	})
	_, text := replay(t, recorder)
	for _, secret := range confidential {
		if strings.Contains(text, secret) {
			t.Errorf("the recording contains %q:\n%s", secret, text)
		}
	}
	for _, wanted := range []string{"kept, since rules classify it", "REPLAYED-123412341234-", noEnd} {
		if !strings.Contains(text, wanted) {
			t.Errorf("the recording does not contain %q:\n%s", wanted, text)
		}
	}
}

// What one role was told is not told to another, although both asked the same.
func TestRolesAreApart(t *testing.T) {
	recorder := NewRecorder(answering(func(r *http.Request, body string) (int, string, string) {
		if strings.Contains(body, "AssumeRole") {
			return hidden(r, body)
		}
		key, _, _ := signer(r)
		return 200, "text/plain", map[string]string{"ASIAROLEONE": "told to one", "ASIAROLETWO": "told to two", ownKey: "told to nobody"}[key]
	}))
	account := func(through http.RoundTripper) (told []string) {
		const form = "application/x-www-form-urlencoded"
		ask := func(key string) {
			_, body := do(t, through, request(t, "GET", "https://lambda.us-east-1.amazonaws.com/functions", "", key, "us-east-1", "lambda"))
			told = append(told, body)
		}
		for _, role := range []string{"one", "two"} {
			_, body := do(t, through, request(t, "POST", "https://sts.us-east-1.amazonaws.com/", "Action=AssumeRole&RoleArn="+role, ownKey, "us-east-1", "sts", "Content-Type", form))
			ask(xmlKey.FindStringSubmatch(body)[1])
		}
		ask(ownKey)
		return told
	}
	want := strings.Join(account(recorder), ", ")
	p, _ := replay(t, recorder)
	if got := strings.Join(account(p), ", "); got != want || want != "told to one, told to two, told to nobody" {
		t.Errorf("replayed %q, recorded %q", got, want)
	}
}
