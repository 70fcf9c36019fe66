package validate

import (
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/iam"
)

// supportChecks are about whether the actions of a statement have its condition keys.
func supportChecks() []check {
	return []check{
		{
			code: "UNSUPPORTED_ACTION_FOR_CONDITION_KEY", kind: Error, title: "Unsupported action for condition key",
			text: "Requests for the action never have the key, so the statement never applies to them.", fix: "Move the actions to a statement without the key",
			conditions: unsupportedKey,
		}, {
			code: "MISSING_ACTION_FOR_CONDITION_KEY", kind: Error, title: "Missing action for condition key",
			text: "A session can be given the key only by an action that the statement does not allow.", fix: "Add the action",
			conditions: func(c *condition, r report) {
				if c.Type != Trust || c.effect != "Allow" || c.action.open || !c.action.present || !c.needs() {
					return
				}
				need := ""
				switch {
				case c.is("sts:SourceIdentity"):
					need = "sts:SetSourceIdentity"
				case c.is("sts:TransitiveTagKeys"), c.is("aws:TagKeys"), c.has("aws:RequestTag/"):
					need = "sts:TagSession"
				case c.is("sts:RequestContextProviders"), c.has("sts:RequestContext/"):
					need = "sts:SetContext"
				default:
					return
				}
				if !slices.ContainsFunc(c.action.items, func(a text) bool { return !a.whole() || covers(a.s, need, true) }) {
					r.at(c.key.pos, "The condition key %s needs the action %s", quote(c.key.s), need)
				}
			},
		}, {
			code: "USE_CONDITION_KEY_ONLY_WITH_SUPPORTED_SERVICES", kind: Warning, title: "Use condition key only with supported services",
			text: "Only some services send the key; for the others the condition sees no value.", fix: "Name actions of services that support the key",
			conditions: func(c *condition, r report) {
				if !c.is("aws:VpceAccount") && !c.is("aws:VpceOrgID") && !c.is("aws:VpceOrgPaths") {
					return
				}
				if c.notAction.present {
					r.at(c.key.pos, "The condition key %s is used with NotAction", quote(c.key.s))
					return
				}
				for _, a := range c.action.items {
					prefix, _, _ := strings.Cut(strings.ToLower(a.s), ":")
					if a.whole() && !slices.Contains(endpointServices(), prefix) {
						r.at(c.key.pos, "The condition key %s is not supported for %s", quote(c.key.s), quote(a.s))
						return
					}
				}
			},
		},
	}
}

// endpointServices send the keys about the owner of a VPC endpoint
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-vpceaccount).
func endpointServices() []string {
	return []string{
		"acm-pca", "apprunner", "applicationinsights", "athena", "cloudformation", "comprehendmedical", "compute-optimizer", "datasync",
		"discovery", "dynamodb", "ebs", "ecr", "ecs", "firehose", "gamelift", "healthlake", "iam", "iotfleetwise", "iotwireless",
		"kinesisanalytics", "kms", "lambda", "medical-imaging", "omics", "payment-cryptography", "polly", "rbin", "rekognition", "route53",
		"s3", "scheduler", "servicediscovery", "servicequotas", "shield", "ssm-contacts", "storagegateway", "textract", "transcribe", "transfer",
	}
}

// unsupportedKey looks at actions without wildcards, as ValidatePolicy does, and at conditions
// that a request without the key does not meet. Keys that a service sends for the actions of
// others (iam:PassedToService is one of iam:PassRole, lambda:SourceFunctionArn of any) are not
// judged there.
func unsupportedKey(c *condition, r report) {
	prefix, _, _ := strings.Cut(strings.ToLower(c.key.s), ":")
	if c.info == nil || prefix == "aws" || !c.needs() || iam.LookupService(prefix) == nil || crossService(c.key.s) {
		return
	}
	var names []string
	for _, a := range c.action.items[:min(len(c.action.items), maxActions)] {
		if action := iam.LookupAction(a.s); action != nil && !action.HasKey(c.key.s) {
			names = append(names, action.String())
		}
	}
	if len(names) > 0 {
		r.at(c.key.pos, "Requests for %s do not have the condition key %s", strings.Join(slices.Compact(names), ", "), quote(c.key.s))
	}
}

// crossService reports whether requests of other services have a key too
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html).
func crossService(key string) bool {
	for _, cross := range []string{"ec2:RoleDelivery", "ec2:SourceInstanceArn", "glue:RoleAssumedBy", "glue:CredentialIssuingService",
		"codebuild:BuildArn", "codebuild:ProjectArn", "lambda:SourceFunctionArn", "ssm:SourceInstanceArn", "identitystore:UserId"} {
		if strings.EqualFold(cross, key) {
			return true
		}
	}
	return false
}

// tagChecks are about aws:ResourceTag with services that do not send it.
func tagChecks() []check {
	row := func(code, title string, kind Kind, effect string, not bool, text, fix string) check {
		return check{code: code, title: title, kind: kind, text: text, fix: fix, conditions: func(c *condition, r report) {
			if c.effect != effect || !c.has("aws:ResourceTag/") || c.ifExists || c.class == nullClass || effect == "Allow" && c.negated {
				return
			}
			if not {
				if c.notAction.present {
					r.at(c.key.pos, "NotAction stands with the tag condition key %s, which not every action has", quote(c.key.s))
				}
				return
			}
			if names := c.withoutTags(); len(names) > 0 {
				r.at(c.key.pos, "The tag condition key %s does not apply to actions of %s", quote(c.key.s), strings.Join(names, ", "))
			}
		}}
	}
	const move = "Move these actions to a statement without the key"
	return []check{
		row("DENY_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE", "Deny with unsupported tag condition key for service", SecurityWarning, "Deny", false,
			"Requests for the actions never have the tag, so they are not denied.", move),
		row("DENY_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE", "Deny NotAction with unsupported tag condition key for service", SecurityWarning, "Deny", true,
			"The actions that do not know the tag are not denied.", "Use Action"),
		row("ALLOW_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE", "Allow with unsupported tag condition key for service", Suggestion, "Allow", false,
			"Requests for the actions never have the tag, so they are not allowed.", move),
		row("ALLOW_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE", "Allow NotAction with unsupported tag condition key for service", Suggestion, "Allow", true,
			"The actions that do not know the tag are not allowed.", "Use Action"),
	}
}

// withoutTags returns the prefixes of the services with an action in the statement whose requests
// do not have aws:ResourceTag: an action by its name, or all that a pattern stands for.
func (s *statement) withoutTags() []string {
	if s.untagged != nil {
		return *s.untagged
	}
	prefixes := []string{}
	for _, a := range s.action.items[:min(len(s.action.items), maxActions)] {
		prefix, _, ok := strings.Cut(a.s, ":")
		if !ok || !a.whole() || strings.ContainsAny(prefix, "*?") {
			continue
		}
		actions := iam.Actions(a.s)
		if len(actions) > 0 && !slices.ContainsFunc(actions, func(a *iam.Action) bool { return a.HasKey("aws:ResourceTag/x") }) {
			prefixes = append(prefixes, actions[0].Service)
		}
	}
	slices.Sort(prefixes)
	prefixes = slices.Compact(prefixes)
	s.untagged = &prefixes
	return prefixes
}
