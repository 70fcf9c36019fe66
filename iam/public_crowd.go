package iam

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/iam/internal/globset"
)

// crowd is somebody outside the zone of trust: strangers, an account that the policy names, or the
// users of an identity provider. It knows the values that condition keys have in their requests.
type crowd struct {
	document *Document
	account  string    // whose principals they are
	arn      string    // of the one principal, or "" for all of the account
	member   bool      // they may be of the organisation that the policy names
	provider *provider // that vouches for them, or nil
	guard    *guard    // what the organisation's policies leave
	governed bool      // they are of the organisation whose SCPs are given
}

const (
	outsiderOrganization = "o-outsider00"
	outsiderPath         = outsiderOrganization + "/r-ab12/ou-ab12-11111111/"
)

// values gives the values that a key has in requests of the crowd, and whether it binds a request at
// all: what a caller can choose at will does not
// (https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status).
func (c *crowd) values(key string) (values [][]string, bound bool) {
	one := func(texts ...string) ([][]string, bool) {
		all := [][]string{nil}
		for _, t := range texts {
			all = append(all, []string{t})
		}
		return all, true
	}
	if values, bound := c.provider.values(key, c.words()); bound {
		return values, true
	}
	if c.member && strings.Contains(key, "org") || c.trusted() && slices.Contains(networkKeys, key) {
		return nil, false
	}
	switch key {
	case "aws:principalorgid", "aws:sourceorgid":
		return one(outsiderOrganization)
	case "aws:principalorgpaths", "aws:sourceorgpaths":
		return one(outsiderPath)
	case "aws:principalaccount":
		if c.provider == nil {
			return one(c.account)
		}
	case "aws:sourceaccount", "aws:sourceowner", "kms:calleraccount", "s3:dataaccesspointaccount":
		return one(c.account)
	case "aws:principalarn":
		switch {
		case c.provider != nil:
		case c.arn != "":
			return one(c.arn)
		default:
			return one(append(c.arns(key), "arn:aws:iam::"+c.account+":role/outsider")...)
		}
	case "aws:sourcearn":
		return one(append(c.arns(key), "arn:aws:sns:us-east-1:"+c.account+":outside", "arn:aws:s3:::somebody-elses-bucket", "arn:aws:events:us-east-1:"+c.account+":rule/outside",
			"arn:aws:execute-api:us-east-1:"+c.account+":a1b2c3d4e5/prod/GET/")...)
	case "aws:sourcevpc":
		return one("vpc-0outside0outside0")
	case "aws:sourcevpce":
		return one("vpce-0outside0outside")
	case "aws:userid":
		if c.account == outsiderAccount {
			return one("AROAOUTSIDEROUTSIDER:session")
		}
	case "aws:resourceaccount", "s3:resourceaccount":
		if c.guard.account != "" {
			return [][]string{{c.guard.account}}, true
		}
	case "aws:principalisawsservice", "aws:viaawsservice":
		return [][]string{{"false"}}, true
	case "aws:principalservicename", "aws:principalservicenameslist":
		return [][]string{nil}, true
	case "aws:sourceip", "aws:vpcsourceip":
		return internet(key, c.words()), true
	}
	return nil, false
}

// networkKeys say where a request comes from. They keep strangers out, but not those whom the policy
// names: IAM Access Analyzer reports these with the condition.
var networkKeys = []string{"aws:sourceip", "aws:vpcsourceip", "aws:sourcevpc", "aws:sourcevpce"}

// trusted reports whether the policy names the crowd.
func (c *crowd) trusted() bool {
	return c.account != outsiderAccount || c.provider != nil && c.provider.shared == nil
}

// notTheirs are the values that keys of the resource cannot have: it is not the crowd's.
func notTheirs(key string) string {
	switch key {
	case "aws:resourceorgid":
		return outsiderOrganization
	case "aws:resourceorgpaths":
		return outsiderPath
	case "aws:resourceaccount", "s3:resourceaccount":
		return outsiderAccount
	}
	return ""
}

// narrow leaves of every condition key the values that it has in requests of the crowd.
func (c *crowd) narrow(q *question) {
	for d := dimensionKeys; d < len(q.space.dimensions); d++ {
		dim := &q.space.dimensions[d]
		if _, fixed := q.space.fixed[dim.key]; fixed {
			continue // assignments gave it a value of the crowd
		}
		if values, bound := c.values(dim.key); bound {
			q.leave(d, values, !c.trusted())
		} else if theirs := notTheirs(dim.key); theirs != "" {
			dim.choices = slices.DeleteFunc(slices.Clone(dim.choices), func(have choice) bool { return slices.Contains(have.values, theirs) })
		}
	}
}

// leave replaces the values of a key by those of somebody; of strangers none is a text that a
// template leaves open, because that is the text of one in particular.
func (q *question) leave(d int, values [][]string, strangers bool) {
	dim := &q.space.dimensions[d]
	c := &classifier{}
	for i := range q.rows { // in the order in which addKeys bound the conditions
		for j := range q.rows[i].statement.Condition {
			condition := &q.rows[i].statement.Condition[j]
			if strings.EqualFold(condition.Key, dim.key) {
				if strangers {
					condition = condition.named()
				}
				c.atoms = append(c.atoms, func(candidate choice) Truth { return q.space.holds(condition, dim.key, candidate.values) })
			}
		}
	}
	for _, v := range values {
		c.add(choice{values: v})
	}
	dim.choices = c.choices
}

// named is the condition without the values that have holes, where a value is no pattern.
func (c *Condition) named() *Condition {
	if base := c.Operator.Base.Positive(); base != StringEquals && base != StringEqualsIgnoreCase {
		return c
	}
	known := *c
	known.many = nil
	known.Values = slices.DeleteFunc(slices.Clone(c.Values), func(p Pattern) bool { return p.form.holes })
	return &known
}

// arns are ARNs of the crowd that fit what a policy says of a key: where it leaves the account open,
// they can call theirs what the policy asks for.
func (c *crowd) arns(key string) (all []string) {
	for _, s := range c.words().Statements {
		for _, condition := range s.Condition {
			if !strings.EqualFold(condition.Key, key) {
				continue
			}
			for _, v := range condition.Values {
				parts := strings.SplitN(v.Text, ":", 6)
				if len(parts) < 6 || !globset.Match(parts[4], c.account) {
					continue
				}
				parts[4] = c.account
				for i, filler := range [...]string{"arn", "aws", "sns", "us-east-1", "", "outside"} {
					if parts[i] == "*" {
						parts[i] = filler
					}
				}
				if key == "aws:principalarn" {
					parts[3] = "" // no principal belongs to a Region
				}
				all = append(all, shortest.Replace(strings.Join(parts, ":")))
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
