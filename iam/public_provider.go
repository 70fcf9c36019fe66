package iam

import (
	"strings"

	"github.com/haechi-dev/haechi/iam/internal/globset"
)

// provider is an identity provider that a trust policy names. IAM Access Analyzer reports its users
// as external, whatever account the provider stands in: who they are nobody in the account says
// (https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ExternalAccessDetails.html).
type provider struct {
	name   string // as the policy names it
	issuer string // of OpenID Connect, in small letters, or "" for SAML
	shared map[string][]tenancy
}

// tenancy is a form of a claim that says whose token it is.
type tenancy struct {
	before string // the name of the tenant
	after  string // the name; "" when the name is the whole claim
	any    string // a glob for such claims of all tenants
	plain  string // one of a tenant that nobody knows
}

// named are claims that are the name of a tenant, or a number for one.
func named(plain string) []tenancy { return []tenancy{{any: "?*", plain: plain}} }

var (
	repository = []tenancy{{after: "/", any: "?*/?*", plain: "somebody/else"}}
	// sharedProviders are those where everybody can have an account. What their tokens say of the
	// tenant is in the claims that AWS asks trust policies to look at, and in some more
	// (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html).
	sharedProviders = map[string]map[string][]tenancy{
		"token.actions.githubusercontent.com": {
			"sub": {
				{before: "repo:", after: "/", any: "repo:?*/?*:?*", plain: "repo:somebody/else:ref:refs/heads/main"},
				{before: "repository_owner:", after: ":", any: "repository_owner:?*:?*", plain: "repository_owner:somebody:ref:refs/heads/main"},
				{before: "repository:", after: "/", any: "repository:?*/?*:?*", plain: "repository:somebody/else:ref:refs/heads/main"},
			},
			"repository": repository, "job_workflow_ref": repository, "repository_owner": named("somebody"), "enterprise": named("somebody"), "actor": named("somebody"),
			"repository_id": named("987654321"), "repository_owner_id": named("87654321"), "enterprise_id": named("7654321"), "actor_id": named("87654321"),
		},
		"gitlab.com": {
			"sub":          {{before: "project_path:", after: "/", any: "project_path:?*/?*:?*", plain: "project_path:somebody/else:ref_type:branch:ref:main"}},
			"project_path": repository, "namespace_path": {{after: "/", any: "?*", plain: "somebody"}}, "user_login": named("somebody"),
			"project_id": named("987654321"), "namespace_id": named("87654321"), "user_id": named("7654321"),
		},
		"app.terraform.io":        {"sub": {{before: "organization:", after: ":", any: "organization:?*:?*", plain: "organization:somebody:project:else:workspace:else:run_phase:apply"}}},
		"agent.buildkite.com":     {"sub": {{before: "organization:", after: ":", any: "organization:?*:?*", plain: "organization:somebody:pipeline:else:ref:refs/heads/main:commit:HEAD:step:"}}},
		"scalr.io":                {"sub": {{before: "account:", after: ":", any: "account:?*:?*", plain: "account:somebody:environment:else:workspace:else"}}},
		"oidc.codefresh.io":       {"sub": {{before: "account:", after: ":", any: "account:?*:?*", plain: "account:somebody:pipeline:else"}}},
		"studio.datachain.ai/api": {"sub": {{before: "credentials:", after: "/", any: "credentials:?*/?*", plain: "credentials:somebody/else"}}},
		"proidc.upbound.io":       {"sub": {{before: "mcp:", after: "/", any: "mcp:?*/?*:?*", plain: "mcp:somebody/else:provider:provider-aws"}}},
		"tokens.cloud.shisho.dev": {"sub": named("somebody")},
		"oidc.vercel.com":         {"aud": named("https://vercel.com/somebody"), "sub": {{before: "owner:", after: ":", any: "owner:?*:?*", plain: "owner:somebody:project:else:environment:production"}}},
		"api.pulumi.com/oidc":     {"aud": named("somebody"), "sub": named("pulumi:deploy:org:somebody")},
		"sandboxes.cloud":         {"aud": named("somebody"), "sub": named("somebody")},
		"sts.windows.net/33e01921-4d64-4f8c-a055-5bdaffd5e33d": {"sub": named("somebody")},
		"vstoken.actions.githubusercontent.com":                {"sub": named("somebody")},
		"oidc-configuration.audit-log.githubusercontent.com":   {"sub": named("https://github.com/somebody")},
		"cognito-identity.amazonaws.com":                       {"aud": named("us-east-1:00000000-0000-0000-0000-000000000000"), "sub": named("us-east-1:11111111-1111-1111-1111-111111111111")},
		"accounts.google.com":                                  {"aud": named("somebody"), "oaud": named("somebody"), "sub": named("100000000000000000001"), "email": named("somebody@example.com")},
		"www.amazon.com":                                       {"app_id": named("amzn1.application.somebody"), "user_id": named("amzn1.account.somebody")},
		"graph.facebook.com":                                   {"app_id": named("987654321"), "id": named("87654321")},
	}
)

// providersIn are the identity providers that a policy lets in, each once.
func providersIn(document *Document) (all []*provider) {
	seen := map[string]bool{}
	for _, s := range document.Statements {
		if s.Principal == nil || s.Effect == Deny {
			continue
		}
		for _, n := range s.Principal.Named {
			if n.Kind != NameFederated || seen[n.Name.Text] {
				continue
			}
			seen[n.Name.Text] = true
			all = append(all, newProvider(n.Name.Text))
		}
	}
	return all
}

func newProvider(name string) *provider {
	p := &provider{name: name, issuer: strings.ToLower(name)}
	if strings.HasPrefix(name, "arn:") {
		p.issuer = ""
		if _, issuer, ok := strings.Cut(name, ":oidc-provider/"); ok {
			p.issuer = strings.ToLower(issuer)
		}
	}
	p.shared = sharedProviders[p.issuer]
	return p
}

// exposures are the ways in which a policy lets in users of the provider: of a shared one anybody,
// else those whom it vouches for.
func (p *provider) exposures(document *Document, g *guard, within limit) (all []Exposure) {
	const web, saml = "sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML"
	action := web
	if p.issuer == "" {
		action = saml
	}
	if !within.hasAction(action) {
		return nil // no policy of such a resource lets in users of a provider
	}
	who := func(have *Principal) bool { return have.Kind == Federated && have.Name == p.name }
	ask := func(claims *provider, public bool) Truth {
		c := crowd{document: document, account: outsiderAccount, member: !public, provider: claims, guard: g}
		answer := c.exposes(g.limit(limit{one: action}), who)
		if answer.Verdict != No {
			all = append(all, Exposure{Principal: p.name, Public: public, Answer: answer, Statements: letting(document, answer.Witness)})
		}
		return answer.Verdict
	}
	if p.shared != nil && ask(p, true) == Yes {
		return all
	}
	ask(&provider{name: p.name, issuer: p.issuer}, false)
	return all
}

// values gives the values that a key has in requests of strangers who use the provider.
func (p *provider) values(key string, document *Document) (values [][]string, bound bool) {
	i := strings.LastIndexByte(key, ':')
	if p == nil || i < 0 {
		return nil, false
	}
	issuer, claim := key[:i], key[i+1:]
	switch {
	case issuer == p.issuer:
	case strings.Contains(issuer, ".") || issuer == "saml" && p.issuer != "":
		return [][]string{nil}, true // a claim of another provider
	default:
		return nil, false
	}
	forms, tells := p.shared[claim]
	if !tells {
		return nil, false
	}
	for _, text := range strangersClaims(key, forms, document) {
		values = append(values, []string{text})
	}
	return values, true
}

// strangersClaims are claims of tenants whom the policy does not name in full, one of every kind
// that it tells apart. A tenant whose name the policy gives with a wildcard can be a stranger:
// repo:acme* is also the repositories of acme-2, which everybody can call theirs.
func strangersClaims(key string, forms []tenancy, document *Document) (texts []string) {
	var globs []string
	known := map[string]bool{} // globs of the claims of tenants that the policy names
	for _, s := range document.Statements {
		for _, c := range s.Condition {
			if !strings.EqualFold(c.Key, key) {
				continue
			}
			for _, v := range c.Values {
				g := glob(v.Pieces)
				if base := c.Operator.Base.Positive(); base != StringLike && base != ArnLike && base != ArnEquals {
					g = literalGlob(v.Text)
				}
				globs = append(globs, g)
				for _, f := range forms {
					if tenant := f.tenantOf(g); tenant != "" {
						known[tenant] = true
					}
				}
			}
		}
	}
	n := len(globs)
	for _, f := range forms {
		globs = append(globs, f.any)
	}
	m := len(globs)
	for tenant := range known {
		globs = append(globs, tenant)
	}
	strange := func(text string, has func(i int) bool) bool {
		form := false
		for i := n; i < len(globs); i++ {
			switch {
			case i >= m && has(i):
				return false
			case i < m && has(i):
				form = true
			}
		}
		return form
	}
	for _, f := range forms {
		if strange(f.plain, func(i int) bool { return globset.Match(globs[i], f.plain) }) {
			texts = append(texts, f.plain)
		}
	}
	classes, _ := globset.Partition(globs, globset.Options{Other: "xyz"})
	for _, c := range classes {
		if strange(c.Witness, c.Member.Has) {
			texts = append(texts, fromGlob(c.Witness))
		}
	}
	return texts
}

// tenantOf is a glob for the claims of the tenant that a pattern names, or "" when it names none in
// full.
func (f *tenancy) tenantOf(pattern string) string {
	rest, ok := strings.CutPrefix(pattern, f.before)
	if !ok {
		return ""
	}
	end := strings.IndexAny(rest, "*?")
	if f.after == "" {
		if end < 0 {
			return pattern
		}
		if end == 0 {
			return ""
		}
		return pattern[:len(f.before)+end] + "*"
	}
	if end >= 0 {
		rest = rest[:end]
	}
	name, _, whole := strings.Cut(rest, f.after)
	switch {
	case whole && name != "":
		return f.before + name + f.after + "*"
	case end < 0 && rest != "":
		return pattern
	}
	return ""
}
