package iam

import (
	"fmt"
	"strings"
)

// PrincipalKind is what a principal is.
type PrincipalKind uint8

// The kinds of principals.
const (
	Anonymous PrincipalKind = iota // nobody signed the request
	User
	Role             // a session of the role, whatever its name
	RoleSession      // a session of a role, with its name
	FederatedSession // a session of GetFederationToken, made by a user
	Root             // the root user of an account
	Service          // a service of AWS by its own principal
	Federated        // an identity provider: for sts:AssumeRoleWithSAML and …WithWebIdentity
)

func (k PrincipalKind) String() string {
	return [...]string{"anonymous", "user", "role", "role session", "federated user", "root user", "service", "identity provider"}[k]
}

// Principal is who makes a request.
type Principal struct {
	Kind    PrincipalKind
	Name    string // the ARN, or the name of a service or of an identity provider
	Account string // "" for Anonymous, Service, and providers without account
	// Behind is the ARN of the role of a Role or RoleSession, and of the user who made a
	// FederatedSession. A session's ARN lacks the path of its role: fill it in when it is known.
	Behind string
}

// anonymous makes requests without signature.
var anonymous = Principal{Kind: Anonymous, Name: "*"}

// ParsePrincipal reads "*" or "anonymous", an account number (its root user), the ARN of a user, a
// role, a session or a root user, the name of a service (lambda.amazonaws.com), or an identity
// provider (the ARN of a SAML or OIDC provider, accounts.google.com …).
func ParsePrincipal(text string) (Principal, error) {
	switch {
	case text == "*" || strings.EqualFold(text, "anonymous"):
		return anonymous, nil
	case isAccount(text):
		return Principal{Kind: Root, Name: "arn:aws:iam::" + text + ":root", Account: text}, nil
	case !strings.HasPrefix(text, "arn:"):
		return namedPrincipal(text)
	}
	arn := newSubject(text)
	mistake := fmt.Errorf("principal %q is not the ARN of a user, a role, a session or a root user", text)
	if !arn.isARN() || arn.segment(4) == "" {
		return Principal{}, mistake
	}
	p := Principal{Name: text, Account: arn.segment(4)}
	kind, name, _ := strings.Cut(arn.segment(5), "/")
	behind := "arn:" + arn.segment(1) + ":iam::" + p.Account + ":"
	switch arn.segment(2) + ":" + kind {
	case "iam:root":
		p.Kind = Root
	case "iam:user":
		p.Kind = User
	case "iam:role":
		p.Kind, p.Behind = Role, text
	case "iam:saml-provider", "iam:oidc-provider":
		p.Kind = Federated
	case "sts:assumed-role":
		role, _, _ := strings.Cut(name, "/")
		p.Kind, p.Behind = RoleSession, behind+"role/"+role
	case "sts:federated-user":
		p.Kind, p.Behind = FederatedSession, behind+"user/"+name
	default:
		return Principal{}, mistake
	}
	return p, nil
}

func namedPrincipal(text string) (Principal, error) {
	switch {
	case text == "cognito-identity.amazonaws.com" || text == "www.amazon.com" || text == "graph.facebook.com" || text == "accounts.google.com":
		return Principal{Kind: Federated, Name: text}, nil
	case strings.HasSuffix(text, ".amazonaws.com") || strings.HasSuffix(text, ".amazonaws.com.cn") || strings.HasSuffix(text, ".amazon.com") || strings.HasSuffix(text, ".aws.internal"):
		return Principal{Kind: Service, Name: text}, nil
	}
	return Principal{}, fmt.Errorf("principal %q is neither an ARN, an account, a service nor *", text)
}

func isAccount(text string) bool {
	if len(text) != 12 {
		return false
	}
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return true
}
