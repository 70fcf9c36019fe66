package iam

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/iam/internal/globset"
)

// Zone is what a resource trusts without being told.
type Zone struct {
	Account string // of the resource, or "" when it is not known
}

// Exposure is one way in which a resource policy lets in somebody outside the zone of trust, as
// IAM Access Analyzer groups its findings
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-findings.html).
type Exposure struct {
	Principal string // "*" for anyone, else the account, the ARN or the provider the policy names
	Public    bool   // anyone at all
	// Organization says that it is anyone of the organisation that the policy names.
	Organization bool
	Answer       Answer // Yes, or Maybe when that is not known
	// Statements are those of the policy that let the principal in.
	Statements []*Statement
}

// Public answers whether a resource policy lets in anyone at all, and lists everybody outside the
// zone of trust whom it lets in. Conditions that a stranger can satisfy (aws:Referer,
// aws:UserAgent, a tag of their own) close nothing; those that bind a request to an organisation,
// an account, a network or a resource do, unless their values are so wide that strangers fit.
func Public(document *Document, zone Zone) (anyone Answer, all []Exposure) {
	nobody := func(p *Principal) bool { return p.Kind == Anonymous || p.Account == outsiderAccount }
	anyone = exposes(document, nobody, false)
	if anyone.Verdict != No {
		all = append(all, Exposure{Principal: "*", Public: true, Answer: anyone, Statements: letting(document, anyone.Witness)})
	}
	if anyone.Verdict == No {
		if members := exposes(document, nobody, true); members.Verdict != No {
			all = append(all, Exposure{Principal: "*", Organization: true, Answer: members, Statements: letting(document, members.Witness)})
		}
	}
	for _, name := range outsiders(document, zone) {
		answer := exposes(document, func(p *Principal) bool {
			return p.Account == name || p.Name == name || strings.HasPrefix(name, "arn:") && p.Behind == name
		}, true)
		if answer.Verdict != No {
			all = append(all, Exposure{Principal: name, Answer: answer, Statements: letting(document, answer.Witness)})
		}
	}
	return anyone, all
}

// exposes asks for a request of some principals to whom nothing of the zone belongs.
func exposes(document *Document, who func(*Principal) bool, member bool) Answer {
	return ask(inquiry{
		documents: [][]*Document{{document}},
		goal:      func(q *question, sides []side) status { return q.allows(sides[0]) },
		reduce: func(n *Statement) *Statement {
			if n.Principal == nil && n.NotPrincipal == nil && len(n.Unknown) == 0 {
				return nil // lets nobody in
			}
			return n
		},
		narrow: func(q *question) {
			d := &q.space.dimensions[dimensionPrincipal]
			d.choices = slices.DeleteFunc(slices.Clone(d.choices), func(c choice) bool { return !who(&c.principal) })
			q.strangers(document, member)
		},
		confirm: func(req *Request) bool { return document.allows(req) == Yes },
	})
}

// strangers leaves of every condition key that nobody can forge the values that somebody outside
// has; of those that name an organisation only when the request comes from outside it too.
func (q *question) strangers(document *Document, member bool) {
	for d := dimensionKeys; d < len(q.space.dimensions); d++ {
		dim := &q.space.dimensions[d]
		values, bound := outside(dim.key, document)
		if !bound || member && strings.Contains(dim.key, "org") {
			continue
		}
		c := &classifier{}
		for _, s := range document.Statements {
			for j := range s.Condition {
				if condition := &s.Condition[j]; strings.EqualFold(condition.Key, dim.key) {
					c.atoms = append(c.atoms, func(candidate choice) Truth { return q.space.holds(condition, dim.key, candidate.values) })
				}
			}
		}
		for _, v := range values {
			c.add(choice{values: v})
		}
		dim.choices = c.choices
	}
}

// outside gives the values that a key has in requests from outside the zone of trust, and whether
// it binds a request at all: what a caller can choose at will does not
// (https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status).
func outside(key string, document *Document) (values [][]string, bound bool) {
	one := func(texts ...string) ([][]string, bool) {
		all := [][]string{nil}
		for _, t := range texts {
			all = append(all, []string{t})
		}
		return all, true
	}
	switch key {
	case "aws:principalorgid", "aws:sourceorgid", "aws:resourceorgid":
		return one("o-outsider00")
	case "aws:principalorgpaths", "aws:sourceorgpaths":
		return one("o-outsider00/r-ab12/ou-ab12-11111111/")
	case "aws:principalaccount", "aws:sourceaccount", "aws:sourceowner", "kms:calleraccount", "s3:dataaccesspointaccount":
		return one(outsiderAccount)
	case "aws:principalarn":
		return one(append(outsideARNs(key, document), outsider().Name)...)
	case "aws:sourcearn":
		return one(append(outsideARNs(key, document), "arn:aws:sns:us-east-1:"+outsiderAccount+":outside", "arn:aws:s3:::somebody-elses-bucket", "arn:aws:events:us-east-1:"+outsiderAccount+":rule/outside",
			"arn:aws:execute-api:us-east-1:"+outsiderAccount+":a1b2c3d4e5/prod/GET/")...)
	case "aws:sourcevpc":
		return one("vpc-0outside0outside0")
	case "aws:sourcevpce":
		return one("vpce-0outside0outside")
	case "aws:userid":
		return one("AROAOUTSIDEROUTSIDER:session")
	case "aws:principalisawsservice", "aws:viaawsservice":
		return [][]string{{"false"}}, true
	case "aws:principalservicename", "aws:principalservicenameslist":
		return [][]string{nil}, true
	case "aws:sourceip", "aws:vpcsourceip":
		return internet(key, document), true
	}
	return nil, false
}

// outsideARNs are ARNs of strangers that fit what a policy says of a key: where it leaves the account
// open, they can call theirs what the policy asks for.
func outsideARNs(key string, document *Document) (all []string) {
	for _, s := range document.Statements {
		for _, c := range s.Condition {
			if !strings.EqualFold(c.Key, key) {
				continue
			}
			for _, v := range c.Values {
				parts := strings.SplitN(v.Text, ":", 6)
				if len(parts) < 6 || !strings.ContainsAny(parts[4], "*?") || !globset.Match(parts[4], outsiderAccount) {
					continue
				}
				parts[4] = outsiderAccount
				for i, filler := range [...]string{"arn", "aws", "sns", "us-east-1", "", "outside"} {
					if parts[i] == "*" {
						parts[i] = filler
					}
				}
				if key == "aws:principalarn" {
					parts[3] = "" // no principal belongs to a Region
				}
				all = append(all, strings.NewReplacer("*", "", "?", "x").Replace(strings.Join(parts, ":")))
			}
		}
	}
	return all
}

// broad is the length of prefix up to which a network counts as the internet.
func broad(p netip.Prefix) bool {
	if p.Addr().Is4() {
		return p.Bits() <= 8 && !p.Addr().IsPrivate()
	}
	return p.Bits() <= 32
}

// internet lists addresses of strangers: those outside the narrow networks that the policy names.
func internet(key string, document *Document) [][]string {
	var narrow []netip.Prefix
	texts := []string{"203.0.113.77", "2001:db8::77", "8.8.8.8", "1.1.1.1", "2a00:1450::5"}
	for _, s := range document.Statements {
		for _, c := range s.Condition {
			if !strings.EqualFold(c.Key, key) {
				continue
			}
			for _, v := range c.Values {
				p, err := netip.ParsePrefix(v.Text)
				if err != nil {
					addr, err := netip.ParseAddr(v.Text)
					if err != nil {
						continue
					}
					p = netip.PrefixFrom(addr, addr.BitLen())
				}
				if broad(p) {
					texts = append(texts, addresses(v.Text)...)
				} else {
					narrow = append(narrow, p)
				}
			}
		}
	}
	var all [][]string
	for _, t := range texts {
		addr, err := netip.ParseAddr(t)
		if err != nil || addr.IsPrivate() || slices.ContainsFunc(narrow, func(p netip.Prefix) bool { return p.Contains(addr) }) {
			continue
		}
		all = append(all, []string{t})
	}
	return all
}

// outsiders are the principals outside the zone that a policy names, each once: accounts, ARNs
// and identity providers.
func outsiders(document *Document, zone Zone) []string {
	var all []string
	for _, s := range document.Statements {
		if s.Principal == nil || s.Effect == Deny {
			continue
		}
		for _, n := range s.Principal.Named {
			p, err := ParsePrincipal(n.Name.Text)
			if err != nil || p.Kind == Anonymous || p.Kind == Service || !n.Name.Constant() {
				continue
			}
			name := p.Name
			if p.Kind == Root {
				name = p.Account
			}
			if p.Account != "" && p.Account == zone.Account || slices.Contains(all, name) {
				continue
			}
			all = append(all, name)
		}
	}
	slices.Sort(all)
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
