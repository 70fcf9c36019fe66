package validate

import (
	"strings"

	"github.com/haechi-dev/haechi/iam"
)

// actionChecks are about the names of actions.
func actionChecks() []check {
	return []check{
		{
			code: "INVALID_ACTION", kind: Error, title: "Invalid action",
			text: "There is no such action, so the statement does nothing for it.", fix: "Look the name up with haechi iam actions",
			statement: func(s *statement, r report) {
				for _, a := range s.actions() {
					if strings.ContainsAny(a.s, "*?") {
						if s.patterns++; s.patterns > maxPatterns {
							continue
						}
					}
					if what := unknownAction(a, r.policy.didYouMean); what != "" {
						r.at(a.pos, "%s", what)
					}
				}
			},
		}, {
			code: "INVALID_SERVICE_IN_ACTION", kind: Error, title: "Invalid service in action",
			text: "There is no such service, so the statement does nothing for the action.", fix: "Use the prefix of a service",
			statement: func(s *statement, r report) {
				for _, a := range s.actions() {
					prefix, _, ok := strings.Cut(a.s, ":")
					if ok && !strings.ContainsAny(prefix, "*?${"+hole) && iam.LookupService(prefix) == nil {
						r.at(a.pos, "%s", noService(prefix, r.policy.didYouMean))
					}
				}
			},
		}, {
			code: "WILDCARD_IN_SERVICE_NAME", kind: Suggestion, title: "Wildcard in service name",
			text: "A wildcard in the name of a service stands for services that you did not mean, and for those to come.", fix: "Name the service",
			statement: func(s *statement, r report) {
				for _, a := range s.actions() {
					if prefix, _, ok := strings.Cut(a.s, ":"); ok && partlyWild(prefix) {
						r.at(a.pos, "The service in %s has a wildcard", quote(a.s))
					}
				}
				for _, x := range s.resources() {
					if parts := fields(x.s); len(parts) > 3 && x.whole() && partlyWild(parts[2]) {
						r.at(x.pos, "The service in %s has a wildcard", quote(x.s))
					}
				}
			},
		}, {
			code: "REDUNDANT_ACTION", kind: Suggestion, title: "Redundant action",
			text: "Another action of the statement stands for this one too.", fix: "Remove one of the two",
			statement: func(s *statement, r report) {
				for _, e := range []element{s.action, s.notAction} {
					redundant(e.items, true, func(item, by text) {
						r.at(item.pos, "The action %s is already covered by %s", quote(item.s), quote(by.s))
					})
				}
			},
		}, {
			code: "UNSUPPORTED_ACTION_IN_POLICY", kind: Error, title: "Unsupported action in policy",
			text: "The policy of a resource is about actions on that resource.", fix: "Move the action into the policy of an identity or of the right resource",
			statement: unsupportedActions,
		},
	}
}

// Action says what is wrong with an action as a policy writes it, or "": that there is no such
// action or service, and which one may be meant.
func Action(name string) string {
	prefix, _, ok := strings.Cut(name, ":")
	if ok && !strings.ContainsAny(prefix, "*?") && iam.LookupService(prefix) == nil {
		return noService(prefix, didYouMean)
	}
	return unknownAction(text{s: name}, didYouMean)
}

func noService(prefix string, suggest func(string, []string) string) string {
	return "There is no service " + quote(prefix) + suggest(prefix, iam.Services())
}

// partlyWild reports whether a name has wildcards besides being one.
func partlyWild(name string) bool { return name != "*" && strings.ContainsAny(name, "*?") }

// unknownAction says what is wrong with the name of an action, or "". What is wrong with its
// service is another finding.
func unknownAction(a text, suggest func(string, []string) string) string {
	if a.s == "*" || !a.whole() || strings.Contains(a.s, "${") {
		return ""
	}
	prefix, name, ok := strings.Cut(a.s, ":")
	if !ok {
		if strings.HasSuffix(prefix, "*") {
			return ""
		}
		return "The action " + quote(a.s) + " does not name its service"
	}
	if strings.ContainsAny(prefix, "*?") {
		return ""
	}
	service := iam.LookupService(prefix)
	switch {
	case service == nil:
		return ""
	case !strings.ContainsAny(name, "*?"):
		if iam.LookupAction(a.s) != nil {
			return ""
		}
		names := make([]string, len(service.Actions))
		for i, known := range service.Actions {
			names[i] = known.Name
		}
		return "There is no action " + quote(a.s) + suggest(name, names)
	case strings.Trim(name, "*") == "" || len(iam.Actions(a.s)) > 0:
		return ""
	}
	return "No action of the service " + prefix + " matches " + quote(a.s)
}

// redundant calls report for each item that another one covers. Of two that are equal the later
// one is redundant. Of lists too long to compare it looks at equal items only.
func redundant(items []text, fold bool, report func(item, by text)) {
	key := func(t text) string {
		if fold {
			return strings.ToLower(t.s)
		}
		return t.s
	}
	var patterns []int
	for i, t := range items {
		if t.whole() && strings.ContainsAny(t.s, "*?") {
			patterns = append(patterns, i)
		}
	}
	if len(patterns)*len(items) > maxCompared {
		patterns = nil
	}
	first := map[string]text{}
	for i, item := range items {
		if !item.whole() {
			continue
		}
		if before, ok := first[key(item)]; ok {
			report(item, before)
			continue
		}
		first[key(item)] = item
		for _, j := range patterns {
			// Two patterns that cover each other are the same but for their stars.
			if by := items[j]; i != j && covers(by.s, item.s, fold) && !covers(item.s, by.s, fold) {
				report(item, by)
				break
			}
		}
	}
}

// policyServices are the services whose actions the policy of a resource can have.
func policyServices(resourceType string) []string {
	switch resourceType {
	case "AWS::S3::Bucket", "AWS::S3::AccessPoint", "AWS::S3::MultiRegionAccessPoint", "AWS::S3::BucketPolicy":
		return []string{"s3"}
	case "AWS::S3ObjectLambda::AccessPoint":
		return []string{"s3-object-lambda", "s3"}
	case "AWS::S3Express::DirectoryBucket", "AWS::S3Express::BucketPolicy":
		return []string{"s3express"}
	case "AWS::IAM::Role", "AWS::IAM::AssumeRolePolicyDocument":
		return []string{"sts"}
	case "AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable":
		return []string{"dynamodb"}
	case "AWS::SQS::Queue", "AWS::SQS::QueuePolicy":
		return []string{"sqs"}
	case "AWS::SNS::Topic", "AWS::SNS::TopicPolicy":
		return []string{"sns"}
	case "AWS::KMS::Key":
		return []string{"kms"}
	case "AWS::Lambda::Function":
		return []string{"lambda"}
	case "AWS::SecretsManager::Secret", "AWS::SecretsManager::ResourcePolicy":
		return []string{"secretsmanager"}
	case "AWS::Events::EventBus", "AWS::Events::EventBusPolicy":
		return []string{"events"}
	case "AWS::ECR::Repository":
		return []string{"ecr"}
	case "AWS::Kinesis::Stream", "AWS::Kinesis::ResourcePolicy":
		return []string{"kinesis"}
	case "AWS::ApiGateway::RestApi":
		return []string{"execute-api"}
	case "AWS::EFS::FileSystem":
		return []string{"elasticfilesystem"}
	case "AWS::Backup::BackupVault":
		return []string{"backup"}
	}
	return nil
}

func unsupportedActions(s *statement, r report) {
	services := policyServices(s.ResourceType)
	if s.Type == Trust {
		services = []string{"sts"}
	}
	if (s.Type != Resource && s.Type != Trust) || services == nil {
		return
	}
	on := s.ResourceType
	if on == "" {
		on = "AWS::IAM::Role"
	}
	for _, a := range s.actions() {
		prefix, _, ok := strings.Cut(a.s, ":")
		if !ok || strings.ContainsAny(prefix, "*?${"+hole) {
			continue
		}
		fits := false
		for _, service := range services {
			fits = fits || strings.EqualFold(prefix, service)
		}
		known := iam.LookupAction(a.s)
		if fits && s.Type == Resource && prefix == "s3" && known != nil && !known.Scopable() {
			fits = false // s3:ListAllMyBuckets: no bucket, no policy of one
		}
		if !fits {
			r.at(a.pos, "The policy of an %s cannot be about the action %s", on, quote(a.s))
		}
	}
}
