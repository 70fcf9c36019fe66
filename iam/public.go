package iam

import (
	"slices"
	"strings"
)

// Zone is what a resource trusts without being told.
type Zone struct {
	Account string // of the resource, or "" when it is not known
	Type    string // of the resource, as CloudFormation calls it (AWS::S3::Bucket); "" or an unknown one is any
	// Sure says that Account is known to own the resource, and is not one that stands for it: then no
	// resource is of another.
	Sure bool
	// RCP are the resource control policies that apply to Account. What they deny is closed, in the
	// services that they reach.
	RCP []*Document
	// SCP are service control policies, each of one level of the organisation above all accounts that
	// count. They bind only who is of the organisation: they may close an Exposure to it, and no other.
	// The principals of the management account, whom no SCP binds, are left out of it.
	SCP []*Document
}

// Exposure is one way in which a resource policy lets in somebody outside the zone of trust, as
// IAM Access Analyzer groups its findings
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-findings.html).
type Exposure struct {
	Principal string // "*" for anyone, else the account, the ARN, the canonical user or the provider the policy names
	// Public says that it is anyone at all: with the Principal "*" whoever has an AWS account, with
	// an identity provider whoever has an account there.
	Public bool
	// Organization says that it is anyone of the organisation that the policy names.
	Organization bool
	Answer       Answer // Yes, or Maybe when that is not known
	// Statements are those of the policy that let the principal in.
	Statements []*Statement
}

// Public answers whether a resource policy lets in anyone with an AWS account or without, and lists
// everybody outside the zone of trust whom it lets in; among them are the users of identity
// providers, whoever's account the provider stands in. Conditions that a stranger can satisfy (aws:Referer,
// aws:UserAgent, a tag of their own) close nothing; those that bind a request to an organisation,
// an account, a network or a resource do, unless their values are so wide that strangers fit.
func Public(document *Document, zone Zone) (anyone Answer, all []Exposure) {
	within := limit{}
	if t := targetOf(zone.Type); t != nil {
		within = t.limit()
	}
	g := newGuard(&zone)
	within = g.limit(within)
	strangers := crowd{document: document.named(), account: outsiderAccount, guard: g}
	stranger := func(p *Principal) bool {
		return p.Kind == Anonymous || p.Account == outsiderAccount && p.Kind != Federated
	}
	anyone = strangers.exposes(within, stranger)
	if anyone.Verdict != No {
		all = append(all, Exposure{Principal: "*", Public: true, Answer: anyone, Statements: letting(document, anyone.Witness)})
	}
	if anyone.Verdict == No {
		strangers.member, strangers.governed = true, true
		if members := strangers.exposes(within, stranger); members.Verdict != No {
			all = append(all, Exposure{Principal: "*", Organization: true, Answer: members, Statements: letting(document, members.Witness)})
		}
	}
	for _, one := range outsiders(document, zone) {
		c, name := crowd{document: document, account: one.Account, member: true, guard: g}, one.Account
		if one.Kind != Root {
			c.arn, name = one.Name, one.Name
		}
		answer := c.exposes(within, func(p *Principal) bool {
			return p.Kind != Federated && p.Account == one.Account && (one.Kind == Root || p.Name == name || p.Behind == name)
		})
		if answer.Verdict != No {
			all = append(all, Exposure{Principal: name, Answer: answer, Statements: letting(document, answer.Witness)})
		}
	}
	all = append(all, canonicalUsers(document, g, within)...)
	for _, p := range providersIn(document) {
		all = append(all, p.exposures(document, g, within)...)
	}
	return anyone, all
}

// named is the document as strangers see it: a principal whose ARN a template leaves open in part is
// somebody in particular, and none of them.
func (d *Document) named() *Document {
	all := *d
	all.index = nil
	all.Statements = slices.Clone(d.Statements)
	for i, s := range d.Statements {
		if s.Principal == nil && s.NotPrincipal == nil {
			continue
		}
		one := *s
		one.Principal, one.NotPrincipal = s.Principal.named(), s.NotPrincipal.named()
		all.Statements[i] = &one
	}
	return &all
}

func (p *Principals) named() *Principals {
	if p == nil {
		return nil
	}
	partly := func(n Named) bool { return n.Name.form.holes && strings.HasPrefix(n.Name.Text, "arn:") }
	if !slices.ContainsFunc(p.Named, partly) {
		return p
	}
	return &Principals{Named: slices.DeleteFunc(slices.Clone(p.Named), partly), Pos: p.Pos, Unknown: p.Unknown}
}

// exposes asks for a request of some principals of the crowd.
func (c *crowd) exposes(within limit, who func(*Principal) bool) Answer {
	within.who = who
	return ask(inquiry{
		documents: c.documents(),
		values:    c.values,
		limit:     within,
		goal:      c.goal,
		reduce: func(n *Statement) *Statement {
			if n.Principal == nil && n.NotPrincipal == nil && len(n.Unknown) == 0 {
				return nil // lets nobody in
			}
			return n
		},
		narrow:  c.narrow,
		confirm: c.confirm,
	})
}

// outsiders are the principals outside the zone that a policy names, each once: accounts and ARNs.
func outsiders(document *Document, zone Zone) (all []Principal) {
	for _, s := range document.Statements {
		if s.Principal == nil || s.Effect == Deny {
			continue
		}
		for _, n := range s.Principal.Named {
			p, err := ParsePrincipal(n.Name.Text)
			if err != nil || p.Kind == Anonymous || p.Kind == Service || p.Kind == Federated || !n.Name.Constant() {
				continue
			}
			if p.Account != zone.Account && !slices.Contains(all, p) {
				all = append(all, p)
			}
		}
	}
	slices.SortFunc(all, func(a, b Principal) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// letting are the statements that allow a request.
func letting(document *Document, req *Request) []*Statement {
	if req == nil {
		return nil
	}
	var all []*Statement
	for _, s := range document.Statements {
		if s.Effect == Allow && s.Applies(req, ResourcePolicy) == Yes {
			all = append(all, s)
		}
	}
	return all
}
