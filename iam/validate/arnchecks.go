package validate

import (
	"slices"
	"strings"
)

// arnChecks are about the form of ARNs in Resource and NotResource
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html).
func arnChecks() []check {
	each := func(look func(*statement, text, arn, report)) func(*statement, report) {
		return func(s *statement, r report) {
			for _, x := range s.resources() {
				if a, ok := arnOf(x); ok && a.prefix == "arn" {
					look(s, x, a, r)
				}
			}
		}
	}
	// A field that one format of the resource has and another has not is right either way.
	all := func(s *statement, a arn, test func(arn) bool) bool {
		fit, _ := s.fitting(a)
		return len(fit) > 0 && !slices.ContainsFunc(fit, func(f arn) bool { return f.loose || !test(f) })
	}
	return []check{
		{
			code: "INVALID_ARN_PREFIX", kind: Error, title: "Invalid ARN prefix",
			text: "A resource is an ARN, or * for all.", fix: "Write the ARN of the resource, from arn: on",
			statement: func(s *statement, r report) {
				for _, x := range s.resources() {
					prefix, _, _ := strings.Cut(x.s, ":")
					// API Gateway completes execute-api:/stage/method/path in the policy of an API.
					if s.Type == Resource && strings.HasPrefix(x.s, "execute-api:/") {
						continue
					}
					if x.s != "*" && prefix != "arn" && !strings.ContainsAny(prefix, hole) && !strings.HasPrefix(x.s, "${") && strings.Trim(x.s, "*") != "" {
						r.at(x.pos, "The resource %s does not start with arn:", quote(x.s))
					}
				}
			},
		}, {
			code: "MISSING_ARN_FIELD", kind: Error, title: "Missing ARN field",
			text: "An ARN has six fields: arn:partition:service:region:account:resource.", fix: "Add the fields; those that are empty keep their colons",
			statement: func(s *statement, r report) {
				for _, x := range s.resources() {
					parts := fields(x.s)
					if parts[0] == "arn" && len(parts) < 6 && !open(parts[len(parts)-1]) && x.whole() {
						r.at(x.pos, "The ARN %s has %d fields of 6", quote(x.s), len(parts))
					}
				}
			},
		}, {
			code: "INVALID_PARTITION", kind: Error, title: "Invalid partition",
			text: "There is no such partition of AWS.", fix: "Use aws, aws-cn, aws-us-gov or another partition",
			statement: each(func(s *statement, x text, a arn, r report) {
				if !open(a.partition) && !slices.Contains(partitions(), a.partition) {
					r.at(x.pos, "The ARN has the partition %s, which does not exist", quote(a.partition))
				}
			}),
		}, {
			code: "INVALID_ARN_SERVICE_CASE", kind: Error, title: "Invalid ARN service case",
			text: "ARNs are compared with case, and the service is written small.", fix: "Write the service in small letters",
			statement: each(func(s *statement, x text, a arn, r report) {
				if small := strings.ToLower(a.service); !open(a.service) && small != a.service && arnService(small) {
					r.at(x.pos, "The service in the ARN is %s", quote(a.service))
				}
			}),
		}, {
			code: "INVALID_SERVICE", kind: Error, title: "Invalid service",
			text: "No service has such ARNs or condition keys.", fix: "Use the name of a service",
			statement: each(func(s *statement, x text, a arn, r report) {
				if !open(a.service) && !arnService(strings.ToLower(a.service)) {
					r.at(x.pos, "The service in the ARN, %s, does not exist", quote(a.service))
				}
			}),
			conditions: unknownServiceOfKey,
		}, {
			code: "INVALID_ARN_RESOURCE", kind: Error, title: "Invalid ARN resource",
			text: "The service has no ARNs with such a resource.", fix: "Compare it with the formats of the service (haechi iam actions shows them)",
			statement: each(func(s *statement, x text, a arn, r report) {
				if fit, known := s.fitting(a); known && len(fit) == 0 {
					r.at(x.pos, "The service %s has no resource %s", a.service, quote(a.resource))
				}
			}),
		}, {
			code: "INVALID_ARN_REGION", kind: Error, title: "Invalid ARN Region",
			text: "There is no such Region.", fix: "Use the code of a Region",
			statement: each(func(s *statement, x text, a arn, r report) {
				if a.region != "" && !open(a.region) && !knownRegion(a.region) {
					literal := all(s, a, func(f arn) bool { return f.region == a.region })
					if !literal {
						r.at(x.pos, "The ARN has the Region %s, which does not exist%s", quote(a.region), r.policy.didYouMean(a.region, regions()))
					}
				}
			}),
		}, {
			code: "ARN_REGION_NOT_ALLOWED", kind: Error, title: "ARN Region not allowed",
			text: "Such a resource belongs to no Region; an ARN with one matches nothing.", fix: "Leave the Region empty",
			statement: each(func(s *statement, x text, a arn, r report) {
				if a.region != "" && !open(a.region) && all(s, a, func(f arn) bool { return f.region == "" }) {
					r.at(x.pos, "The service %s has no Region in the ARN of such a resource", a.service)
				}
			}),
		}, {
			code: "MISSING_ARN_REGION", kind: Error, title: "Missing ARN Region",
			text: "Such a resource belongs to a Region; an ARN without one matches nothing.", fix: "Add the Region, or * for all",
			statement: each(func(s *statement, x text, a arn, r report) {
				if a.region == "" && all(s, a, func(f arn) bool { return f.region != "" }) {
					r.at(x.pos, "The service %s has a Region in the ARN of such a resource", a.service)
				}
			}),
		}, {
			code: "INVALID_ARN_ACCOUNT", kind: Error, title: "Invalid ARN account",
			text: "The number of an account has 12 digits.", fix: "Use the number of an account",
			statement: each(func(s *statement, x text, a arn, r report) {
				if a.account == "" || open(a.account) || account(a.account) || a.account == "aws" {
					return
				}
				fit, known := s.fitting(a)
				literal := slices.ContainsFunc(fit, func(f arn) bool { return f.loose || f.account == a.account })
				if known && !literal {
					r.at(x.pos, "The ARN has the account %s", quote(a.account))
				}
			}),
		}, {
			code: "ARN_ACCOUNT_NOT_ALLOWED", kind: Error, title: "ARN account not allowed",
			text: "The ARN of such a resource has no account; one with an account matches nothing.", fix: "Leave the account empty",
			statement: each(func(s *statement, x text, a arn, r report) {
				if a.account != "" && !open(a.account) && all(s, a, func(f arn) bool { return f.account == "" }) {
					r.at(x.pos, "The service %s has no account in the ARN of such a resource", a.service)
				}
			}),
		}, {
			code: "MISSING_ARN_ACCOUNT", kind: Error, title: "Missing ARN account",
			text: "The ARN of such a resource has an account; one without matches nothing.", fix: "Add the account, or * for all",
			statement: each(func(s *statement, x text, a arn, r report) {
				if a.account == "" && !shared(a.service) && all(s, a, func(f arn) bool { return f.account != "" }) {
					r.at(x.pos, "The service %s has an account in the ARN of such a resource", a.service)
				}
			}),
		},
	}
}

// resourceChecks are about resources that do not belong, or not twice.
func resourceChecks() []check {
	return []check{
		{
			code: "REDUNDANT_RESOURCE", kind: Suggestion, title: "Redundant resource",
			text: "Another resource of the statement stands for this one too.", fix: "Remove one of the two",
			statement: func(s *statement, r report) {
				for _, e := range []element{s.resource, s.notResrc} {
					redundant(e.items, false, func(item, by text) {
						r.at(item.pos, "The resource %s is already covered by %s", quote(item.s), quote(by.s))
					})
				}
			},
		}, {
			code: "UNSUPPORTED_RESOURCE_ARN_IN_POLICY", kind: Error, title: "Unsupported resource ARN in policy",
			text: "The policy of a resource is about that resource.", fix: "Name the resource that the policy belongs to",
			statement: func(s *statement, r report) {
				services := policyServices(s.ResourceType)
				if s.Type != Resource || services == nil {
					return
				}
				for _, x := range s.resources() {
					a, ok := arnOf(x)
					if ok && a.prefix == "arn" && !open(a.service) && arnService(a.service) && !slices.Contains(services, a.service) {
						r.at(x.pos, "The policy of an %s cannot be about %s", s.ResourceType, quote(x.s))
					}
				}
			},
		},
	}
}
