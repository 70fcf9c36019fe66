package trail

import (
	"encoding/json"
	"net/netip"
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/iam"
)

// event is a CloudTrail record, as far as it says what was allowed
// (https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html).
type event struct {
	EventSource, EventName string
	AWSRegion              string `json:"awsRegion"`
	ErrorCode              string
	SourceIPAddress        string
	UserAgent              string
	VPCEndpointID          string `json:"vpcEndpointId"`
	RecipientAccountID     string `json:"recipientAccountId"`
	UserIdentity           struct {
		Type, ARN, AccountID string
		SessionContext       struct {
			SessionIssuer struct{ ARN string }
			Attributes    struct {
				MFA string `json:"mfaAuthenticated"`
			}
		}
	}
	RequestParameters json.RawMessage
	Resources         []struct{ ARN string }
}

// denied reports whether the request was not allowed, or given up before that was asked; other
// errors came later.
func (e *event) denied() bool {
	code := strings.ToLower(e.ErrorCode)
	for _, part := range []string{"accessdenied", "unauthorized", "notauthorized", "throttl", "requestlimitexceeded"} {
		if strings.Contains(code, part) {
			return true
		}
	}
	return false
}

// principal is the user or role that made the request, "" for a service of AWS.
func (e *event) principal() string {
	if issuer := e.UserIdentity.SessionContext.SessionIssuer.ARN; issuer != "" && e.UserIdentity.Type == "AssumedRole" {
		return issuer
	}
	return e.UserIdentity.ARN
}

// uses are the requests that an event stands for.
func (e *event) uses(actions []string) (all []iam.Use) {
	var parameters any
	if len(e.RequestParameters) > 0 && json.Unmarshal(e.RequestParameters, &parameters) != nil {
		parameters = nil // CloudTrail cuts what is too long
	}
	for _, action := range actions {
		for _, resource := range e.resourcesOf(action, parameters) {
			all = append(all, iam.Use{Action: action, Resource: resource, Principal: e.principal(), Context: e.context()})
		}
		for _, role := range e.passed(action, parameters) {
			all = append(all, iam.Use{Action: passRole, Resource: role, Principal: e.principal(), Context: e.context()})
		}
	}
	return all
}

const passRole = "iam:PassRole"

// passed are the roles that a request passes to a service: of that CloudTrail tells nothing
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html). The role of an
// instance profile is not known: "".
func (e *event) passed(action string, parameters any) (roles []string) {
	a := iam.LookupAction(action)
	if a == nil || !slices.Contains(a.Dependent, passRole) {
		return nil
	}
	eachText(parameters, func(key, text string) {
		switch {
		case strings.HasPrefix(text, "arn:") && strings.Contains(text, ":role/"):
			roles = appendNew(roles, text)
		case strings.HasPrefix(text, "arn:") && strings.Contains(text, ":instance-profile/"):
			roles = appendNew(roles, "")
		}
	})
	if fields, _ := parameters.(map[string]any); fields["iamInstanceProfile"] != nil && len(roles) == 0 {
		roles = []string{""}
	}
	return roles
}

func (e *event) context() map[string][]string {
	context := map[string][]string{}
	if e.AWSRegion != "" {
		context["aws:RequestedRegion"] = []string{e.AWSRegion}
	}
	if _, err := netip.ParseAddr(e.SourceIPAddress); err == nil {
		context["aws:SourceIp"] = []string{e.SourceIPAddress}
	}
	if e.VPCEndpointID != "" {
		context["aws:SourceVpce"] = []string{e.VPCEndpointID}
	}
	if mfa := e.UserIdentity.SessionContext.Attributes.MFA; mfa != "" {
		context["aws:MultiFactorAuthPresent"] = []string{mfa}
	}
	return context
}

// resourcesOf finds the ARNs that the event names for an action: in its list of resources, in its
// parameters, or made from parameters by the format of the action's resource types. There is one
// "" among them when not all are known.
func (e *event) resourcesOf(action string, parameters any) []string {
	a := iam.LookupAction(action)
	if a == nil || !a.Scopable() {
		return []string{""}
	}
	var found []string
	missing := false
	for _, r := range a.Resources {
		names := e.ofType(r.Type, parameters)
		missing = missing || r.Required && len(names) == 0
		found = appendNew(found, names...)
	}
	if missing || len(found) == 0 {
		found = append(found, "")
	}
	return found
}

func (e *event) ofType(t *iam.ResourceType, parameters any) (found []string) {
	for _, r := range e.Resources {
		if t.Fits(r.ARN) {
			found = appendNew(found, r.ARN)
		}
	}
	id := idOf(t.ARN)
	eachText(parameters, func(key, text string) {
		if strings.HasPrefix(text, "arn:") && t.Fits(text) {
			found = appendNew(found, text)
		} else if id != "" && strings.EqualFold(key, id) {
			found = appendNew(found, e.fill(t.ARN, map[string]any{key: text}))
		}
	})
	if len(found) > 0 {
		return found
	}
	made := e.fill(t.ARN, parameters)
	if made != "" && t.Fits(made) {
		found = append(found, made)
	}
	return found
}

// idOf is the name of the last part of a format when it is an identifier, such as InstanceId: a
// name that means the same wherever it stands in a request.
func idOf(format string) string {
	i := strings.LastIndex(format, "${")
	if i < 0 || !strings.HasSuffix(format, "Id}") || strings.HasSuffix(format, "{SecretId}") || strings.HasSuffix(format, "{KeyId}") {
		return ""
	}
	return format[i+2 : len(format)-1]
}

// fill makes an ARN from a format and the request's parameters, "" when one is missing.
func (e *event) fill(format string, parameters any) string {
	var b strings.Builder
	for {
		start := strings.Index(format, "${")
		end := strings.IndexByte(format, '}')
		if start < 0 || end < start {
			return b.String() + format
		}
		b.WriteString(format[:start])
		value := e.value(format[start+2:end], parameters)
		if value == "" {
			return ""
		}
		b.WriteString(value)
		format = format[end+1:]
	}
}

func (e *event) value(name string, parameters any) string {
	switch name {
	case "Partition":
		if part := strings.SplitN(e.UserIdentity.ARN, ":", 3); len(part) == 3 {
			return part[1]
		}
		return "aws"
	case "Region":
		return e.AWSRegion
	case "Account":
		if e.RecipientAccountID != "" {
			return e.RecipientAccountID
		}
		return e.UserIdentity.AccountID
	}
	fields, _ := parameters.(map[string]any)
	candidates := theMapping().Parameters[name]
	if len(candidates) == 0 {
		candidates = []string{strings.ToLower(name[:1]) + name[1:]}
	}
	for _, candidate := range candidates {
		for _, key := range sortedKeys(fields) {
			text, ok := fields[key].(string)
			if !ok || !strings.EqualFold(key, candidate) || text == "" {
				continue
			}
			if strings.HasPrefix(text, "http") || strings.HasPrefix(text, "arn:") {
				text = text[strings.LastIndexAny(text, "/:")+1:]
			}
			if name == "SecretId" { // https://docs.aws.amazon.com/secretsmanager/latest/userguide/getting-started.html: the ARN ends in six random letters
				text += "-??????"
			}
			return strings.TrimPrefix(text, "/")
		}
	}
	return ""
}

func sortedKeys(fields map[string]any) []string {
	keys := make([]string, 0, len(fields))
	for key := range fields {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// maxDepth bounds how deep parameters are looked into.
const maxDepth = 8

// eachText calls f for every text, with the key it stands under.
func eachText(v any, f func(key, text string)) { eachTextOf("", v, 0, f) }

func eachTextOf(key string, v any, depth int, f func(key, text string)) {
	if depth > maxDepth {
		return
	}
	switch v := v.(type) {
	case string:
		f(key, v)
	case []any:
		for _, item := range v {
			eachTextOf(key, item, depth+1, f)
		}
	case map[string]any:
		for _, name := range sortedKeys(v) {
			eachTextOf(name, v[name], depth+1, f)
		}
	}
}

func appendNew(all []string, more ...string) []string {
	for _, text := range more {
		if !slices.Contains(all, text) {
			all = append(all, text)
		}
	}
	return all
}
