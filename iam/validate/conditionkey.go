package validate

import (
	"strings"

	"github.com/haechi-dev/haechi/iam"
)

// keyChecks are about the names of condition keys.
func keyChecks() []check {
	return []check{
		{
			code: "INVALID_CONDITION_KEY_FORMAT", kind: Error, title: "Invalid condition key format",
			text: "A condition key is the prefix of a service, a colon and a name.", fix: "Use the format service:name",
			conditions: func(c *condition, r report) {
				if prefix, name, _ := strings.Cut(c.key.s, ":"); prefix == "" || name == "" {
					r.at(c.key.pos, "The condition key %s has another form", quote(c.key.s))
				}
			},
		}, {
			code: "DUPLICATE_KEYS_WITH_DIFFERENT_CASE", kind: Error, title: "Duplicate keys with different case",
			text: "Condition keys have no case, so the same key stands twice in one block.", fix: "Put the values into one list",
			statement: func(s *statement, r report) {
				seen := map[string]bool{}
				for _, c := range s.conditions {
					key := c.name + "\n" + strings.ToLower(c.key.s)
					if seen[key] {
						r.at(c.key.pos, "The condition key %s stands twice in the block %s", quote(c.key.s), c.name)
					}
					seen[key] = true
				}
			},
		}, {
			code: "INVALID_GLOBAL_CONDITION_KEY", kind: Error, title: "Invalid global condition key",
			text: "There is no such global condition key, so no request has it.", fix: "Use a global condition key",
			conditions: func(c *condition, r report) {
				if c.has("aws:") && len(c.key.s) > len("aws:") && c.info == nil && !c.is("aws:ARN") && !c.withoutTag() {
					var names []string
					for _, k := range iam.GlobalKeys() {
						names = append(names, k.Name)
					}
					r.at(c.key.pos, "There is no global condition key %s%s", quote(c.key.s), r.policy.didYouMean(c.key.s, names))
				}
			},
		}, {
			code: "INVALID_SERVICE_CONDITION_KEY", kind: Error, title: "Invalid service condition key",
			text: "The service has no such condition key, so no request has it.", fix: "Use a condition key of the service",
			conditions: func(c *condition, r report) {
				prefix, name, ok := strings.Cut(c.key.s, ":")
				service := iam.LookupService(prefix)
				if !ok || name == "" || service == nil || c.info != nil || c.withoutTag() {
					return
				}
				var names []string
				for _, k := range service.Keys {
					names = append(names, k.Name)
				}
				r.at(c.key.pos, "The service %s has no condition key %s%s", prefix, quote(c.key.s), r.policy.didYouMean(c.key.s, names))
			},
		}, {
			code: "UNSUPPORTED_GLOBAL_CONDITION_KEY", kind: Error, title: "Unsupported global condition key",
			text: "No request has the key aws:ARN any more.", fix: "Use aws:PrincipalArn for the caller, or aws:SourceArn for the resource on whose behalf a service calls",
			conditions: func(c *condition, r report) {
				if c.is("aws:ARN") && c.Type.principals() {
					r.at(c.key.pos, "The condition key %s is not supported", quote(c.key.s))
				}
			},
		}, {
			code: "DEPRECATED_GLOBAL_CONDITION_KEY", kind: Warning, title: "Deprecated global condition key",
			text: "aws:ARN was replaced by aws:PrincipalArn.", fix: "Use aws:PrincipalArn",
			conditions: func(c *condition, r report) {
				if c.is("aws:ARN") && !c.Type.principals() {
					r.at(c.key.pos, "The condition key %s is deprecated", quote(c.key.s))
				}
			},
		}, {
			code: "MISSING_TAG_KEY_IN_CONDITION", kind: Error, title: "Missing tag key in condition",
			text: "A condition about a tag names the tag.", fix: "Add a slash and the key of the tag",
			conditions: func(c *condition, r report) {
				if c.withoutTag() {
					r.at(c.key.pos, "The condition key %s does not name a tag", quote(c.key.s))
				}
			},
		}, {
			code: "UNTRUSTWORTHY_CONDITION_KEY", kind: SecurityWarning, title: "Untrustworthy condition key",
			text: "The caller chooses the value, so it restricts nobody.", fix: "Use a key that AWS sets, for example aws:SourceVpce or aws:PrincipalOrgID",
			conditions: func(c *condition, r report) {
				if c.is("aws:Referer") || c.is("aws:UserAgent") {
					r.at(c.key.pos, "Any caller can send any value for %s", quote(c.key.s))
				}
			},
		}, {
			code: "MISSING_PAIRED_CONDITION_KEYS", kind: SecurityWarning, title: "Missing paired condition keys",
			text: "Private addresses are the same in every VPC: without the VPC an address says nothing.", fix: "Add aws:SourceVpc or aws:SourceVpce",
			conditions: func(c *condition, r report) {
				if c.is("aws:VpcSourceIp") && !c.condOpen && len(c.given("aws:SourceVpc", "aws:SourceVpce", "aws:SourceVpcArn")) == 0 {
					r.at(c.key.pos, "The condition key %s stands without the VPC", quote(c.key.s))
				}
			},
		}, {
			code: "IRRELEVANT_CONDITION_KEY_IN_POLICY", kind: Suggestion, title: "Irrelevant condition key in policy",
			text: "The owner of the resource is no question in the policy of that resource.", fix: "Use the key in the policy of an identity",
			conditions: func(c *condition, r report) {
				if c.Type == Resource && c.is("s3:ResourceAccount") {
					r.at(c.key.pos, "The condition key %s says nothing in the policy of a bucket", quote(c.key.s))
				}
			},
		},
	}
}

// unknownServiceOfKey finds condition keys that begin with what is no service and no name of an
// identity provider, which has a dot.
func unknownServiceOfKey(c *condition, r report) {
	prefix, name, ok := strings.Cut(c.key.s, ":")
	if ok && prefix != "" && name != "" && c.info == nil && !c.has("aws:") && !c.has("saml:") && !strings.Contains(prefix, ".") && iam.LookupService(prefix) == nil {
		r.at(c.key.pos, "The service in the condition key, %s, does not exist%s", quote(prefix), r.policy.didYouMean(prefix, iam.Services()))
	}
}

// withoutTag reports whether the key is one for tags that does not name the tag.
func (c *condition) withoutTag() bool {
	if c.info != nil {
		return false
	}
	k := iam.LookupConditionKey(strings.TrimSuffix(c.key.s, "/") + "/x")
	return k != nil && (strings.HasSuffix(k.Name, "/${TagKey}") || strings.HasSuffix(k.Name, "/<key>"))
}
