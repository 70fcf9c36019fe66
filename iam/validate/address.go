package validate

import (
	"net/netip"
	"strings"
)

// addressChecks are about addresses in conditions
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourceip).
func addressChecks() []check {
	private := func(negated, subset bool) func(*condition, report) {
		return func(c *condition, r report) {
			if !c.is("aws:SourceIp") || c.class != ipClass || c.negated != negated || c.open {
				return
			}
			inside, valid := 0, 0
			for _, v := range c.values {
				prefix, ok := parsePrefix(v.s)
				if !v.whole() || !ok {
					return
				}
				valid++
				if privatePrefix(prefix) {
					inside++
				}
			}
			if inside > 0 && (inside < valid) == subset {
				r.at(c.key.pos, "%d of %d values of aws:SourceIp are private addresses", inside, valid)
			}
		}
	}
	return []check{
		{
			code: "TYPE_MISMATCH_IP_RANGE", kind: Error, title: "Type mismatch IP range",
			text: "The value is no range of addresses.", fix: "Use the CIDR format, such as 203.0.113.0/24",
			conditions: func(c *condition, r report) {
				for _, v := range c.values {
					if _, ok := parsePrefix(v.s); c.class == ipClass && v.whole() && !strings.Contains(v.s, "${") && !ok {
						r.at(v.pos, "%s is no range of addresses for the operator %s", quote(v.s), c.base)
					}
				}
			},
		}, {
			code: "IMPROVE_IP_RANGE", kind: Suggestion, title: "Improve IP range",
			text: "The bits of the address after the prefix are ignored.", fix: "Write the first address of the range",
			conditions: func(c *condition, r report) {
				for _, v := range c.values {
					if prefix, ok := parsePrefix(v.s); c.class == ipClass && ok && prefix.Masked() != prefix {
						r.at(v.pos, "%s means %s", quote(v.s), prefix.Masked())
					}
				}
			},
		}, {
			code: "PRIVATE_IP_ADDRESS", kind: Error, title: "Private IP address",
			text: "aws:SourceIp is a public address, and never one of these: the condition is never true.", fix: "Use public addresses, or aws:VpcSourceIp",
			conditions: private(false, false),
		}, {
			code: "PRIVATE_NOT_IP_ADDRESS", kind: Error, title: "Private NotIpAddress",
			text: "aws:SourceIp is a public address, and never one of these: the condition is always true.", fix: "Use public addresses, or aws:VpcSourceIp",
			conditions: private(true, false),
		}, {
			code: "PRIVATE_IP_ADDRESS_SUBSET", kind: Suggestion, title: "Private IP address subset",
			text: "aws:SourceIp is a public address; the private ones among the values match nothing.", fix: "Use aws:VpcSourceIp for private addresses",
			conditions: private(false, true),
		}, {
			code: "PRIVATE_NOT_IP_ADDRESS_SUBSET", kind: Suggestion, title: "Private NotIpAddress subset",
			text: "aws:SourceIp is a public address; the private ones among the values have no effect.", fix: "Use aws:VpcSourceIp for private addresses",
			conditions: private(true, true),
		},
	}
}

// parsePrefix reads a range, or an address as the range of itself.
func parsePrefix(s string) (netip.Prefix, bool) {
	if p, err := netip.ParsePrefix(s); err == nil {
		return p, true
	}
	a, err := netip.ParseAddr(s)
	if err != nil || a.Zone() != "" {
		return netip.Prefix{}, false
	}
	return netip.PrefixFrom(a, a.BitLen()), true
}

// privatePrefix reports whether all of a range is private: RFC 1918, RFC 4193, RFC 6598, and the
// loopback and link-local addresses.
func privatePrefix(p netip.Prefix) bool {
	for _, s := range []string{"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "fc00::/7", "fe80::/10", "::1/128"} {
		whole := netip.MustParsePrefix(s)
		if whole.Bits() <= p.Bits() && whole.Contains(p.Addr()) {
			return true
		}
	}
	return false
}
