package iam

import (
	"slices"

	"github.com/haechi-dev/haechi/cloud"
)

// canonicalAccount stands for the account that a canonical user id is of.
const canonicalAccount = "999988887776"

// canonicalUsers are the ways in which a policy lets in those whom it names by a canonical user id of
// S3, which is an account's or that of an origin access identity of CloudFront
// (https://docs.aws.amazon.com/AmazonS3/latest/userguide/finding-canonical-user-id.html). AWS means
// them for other accounts; but the id does not show whose it is, so that the answer is never Yes. An
// id that a template leaves open is mostly that of an identity that it declares, and counts for nothing.
func canonicalUsers(document *Document, g *guard, within limit) (all []Exposure) {
	var seen []string
	for _, s := range document.Statements {
		if s.Principal == nil || s.Effect == Deny {
			continue
		}
		for _, n := range s.Principal.Named {
			id := n.Name.Text
			if n.Kind != NameCanonicalUser || !n.Name.Constant() || slices.Contains(seen, id) {
				continue
			}
			seen = append(seen, id)
			c := crowd{document: document.withAccountOf(id), account: canonicalAccount, member: true, guard: g}
			answer := c.exposes(within, func(p *Principal) bool { return p.Account == canonicalAccount })
			if answer.Verdict == No {
				continue
			}
			let := letting(c.document, answer.Witness)
			for i := range let {
				let[i] = document.Statements[let[i].Index]
			}
			answer.because(cloud.Because(cloud.NotInSource, "the account of the canonical user "+id))
			answer.Witness = nil
			all = append(all, Exposure{Principal: id, Answer: answer, Statements: let})
		}
	}
	return all
}

// withAccountOf is the document with an account where it names a canonical user.
func (d *Document) withAccountOf(id string) *Document {
	account := newPattern(cloud.NewString(cloud.Pos{}, "arn:aws:iam::"+canonicalAccount+":root"), syntax{})
	named := func(p *Principals) *Principals {
		if p == nil {
			return nil
		}
		one := &Principals{Named: slices.Clone(p.Named), Pos: p.Pos, Unknown: p.Unknown}
		for i, n := range one.Named {
			if n.Kind == NameCanonicalUser && n.Name.Text == id {
				one.Named[i] = Named{Kind: NameAWS, Name: account}
			}
		}
		return one
	}
	all := *d
	all.index = nil
	all.Statements = nil
	for i, s := range d.Statements {
		one := *s
		one.Index = i
		one.Principal, one.NotPrincipal = named(s.Principal), named(s.NotPrincipal)
		all.Statements = append(all.Statements, &one)
	}
	return &all
}
