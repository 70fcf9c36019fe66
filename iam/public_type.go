package iam

import "strings"

// servicesOf are the prefixes of the actions for the types of a service in CloudFormation where they
// are not its name.
var servicesOf = map[string][]string{
	"acmpca": {"acm-pca"}, "apigateway": {"execute-api"}, "apigatewayv2": {"execute-api"}, "certificatemanager": {"acm"},
	"cloudtrail": {"cloudtrail", "cloudtrail-data"}, "efs": {"elasticfilesystem"}, "elasticloadbalancingv2": {"elasticloadbalancing"},
	"elasticsearch": {"es"}, "emr": {"elasticmapreduce"}, "eventschemas": {"schemas"}, "iam": {"sts"}, "kinesisfirehose": {"firehose"},
	"msk": {"kafka", "kafka-cluster"}, "opensearchserverless": {"aoss"}, "opensearchservice": {"es"}, "stepfunctions": {"states"},
	"vpclattice": {"vpc-lattice", "vpc-lattice-svcs"},
}

// target is a type of CloudFormation whose resources have a policy, with the actions in it that
// mean something: those on such a resource, and on what it holds, as a bucket its objects.
type target struct {
	services []string
	formats  map[string]bool // ARN formats of the resources
	prefix   string          // of the names of actions, when only some let somebody in
}

// KnowsType reports whether Public can limit itself to a type of CloudFormation.
func KnowsType(typ string) bool { return targetOf(typ) != nil }

// targetOf finds the target of a type ("AWS::S3::Bucket") or of the type of its policy
// ("AWS::S3::BucketPolicy"), or nil.
func targetOf(typ string) *target {
	parts := strings.Split(typ, "::")
	if len(parts) != 3 || parts[0] != "AWS" {
		return nil
	}
	t := &target{services: servicesNamed(strings.ToLower(parts[1])), formats: map[string]bool{}}
	name := strings.ToLower(parts[2])
	for _, suffix := range [...]string{"inlinepolicy", "resourcepolicy", "policy"} {
		name = strings.TrimSuffix(name, suffix)
	}
	switch {
	case len(t.services) == 0:
		return nil
	case parts[1] == "IAM" && name != "role":
		return nil // only trust policies are policies of resources
	case parts[1] == "IAM":
		t.prefix = "sts:assumerole"
	case parts[1] == "Lambda" && name == "permission":
		name = "function"
	case strings.HasSuffix(name, "versionpermission"):
		name = strings.TrimSuffix(name, "permission")
	}
	t.findFormats(name)
	return t
}

func servicesNamed(name string) []string {
	if list, known := servicesOf[name]; known {
		return list
	}
	for _, prefix := range Services() {
		if strings.ReplaceAll(prefix, "-", "") == name && LookupService(prefix) != nil {
			return []string{prefix}
		}
	}
	return nil
}

// findFormats finds the resource types of a name, and those below them. When none is called so, all
// of the services count.
func (t *target) findFormats(name string) {
	var all, called, like []*ResourceType
	for _, prefix := range t.services {
		s := LookupService(prefix)
		if s == nil {
			continue
		}
		for _, r := range s.Types {
			all = append(all, r)
			switch plain := letters(r.Name); {
			case plain == name:
				called = append(called, r)
			case name != "" && strings.HasSuffix(name, plain):
				like = append(like, r) // a ReplicaKey is a key
			}
		}
	}
	switch {
	case len(called) > 0:
	case len(like) > 0:
		called = like
	default:
		called = all
	}
	for _, r := range all {
		for _, c := range called {
			if r.ARN == c.ARN || r.liesBelow(c) {
				t.formats[r.ARN] = true
			}
		}
	}
}

// liesBelow reports whether a format of a type begins with one of another.
func (t *ResourceType) liesBelow(above *ResourceType) bool {
	for _, format := range t.Formats() {
		for _, begin := range above.Formats() {
			if rest, below := strings.CutPrefix(format, begin); below && (rest == "" || rest[0] == '/' || rest[0] == ':') {
				return true
			}
		}
	}
	return false
}

var withoutMarks = strings.NewReplacer("-", "", " ", "", "_", "")

func letters(name string) string {
	return withoutMarks.Replace(strings.ToLower(name))
}

// limit is what the target leaves of all actions and resources.
func (t *target) limit() limit {
	hasService := func(prefix string) bool {
		for _, s := range t.services {
			if s == prefix {
				return true
			}
		}
		return false
	}
	return limit{
		prefixes: t.services,
		services: hasService,
		types:    func(r *ResourceType) bool { return t.formats[r.ARN] },
		actions: func(name string) bool {
			if !strings.HasPrefix(strings.ToLower(name), t.prefix) {
				return false
			}
			a := LookupAction(name)
			if a == nil {
				prefix, _, _ := strings.Cut(strings.ToLower(name), ":")
				return hasService(prefix) // one that we have yet to learn of
			}
			for _, r := range a.Resources {
				if t.formats[r.Type.ARN] {
					return true
				}
			}
			return false
		},
	}
}
