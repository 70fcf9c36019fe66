package openapi

import (
	"regexp"
	"strings"

	"github.com/haechi-dev/haechi/source/cloudformation/sam/py27"
)

// AddPolicy adds the statements of a ResourcePolicy of SAM for one path to the resource policy of
// the API (https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-resourcepolicystatement.html).
func (s *Swagger) AddPolicy(policy *py27.Value, path py27.Key, stage *py27.Value) error {
	if err := s.mapPolicy(); err != nil {
		return err
	}
	for _, iam := range []struct{ property, effect string }{{"AwsAccountWhitelist", "Allow"}, {"AwsAccountBlacklist", "Deny"}} {
		if err := s.addAccounts(policy.Get(iam.property), iam.effect, path, stage); err != nil {
			return err
		}
	}
	for _, ip := range []struct{ property, operator string }{{"IpRangeWhitelist", "NotIpAddress"}, {"IpRangeBlacklist", "IpAddress"}} {
		ranges := policy.Get(ip.property)
		if !ranges.Truthy() {
			continue
		}
		resources, err := s.methodARNs(path, stage, ranges)
		if err != nil {
			return err
		}
		s.allowUnless(resources, ip.operator, py27.NewOrdered(ranges.Pos).Set("aws:SourceIp", listOf(ranges).Clone()))
	}
	resources, err := s.methodARNs(path, stage, policy)
	if err != nil {
		return err
	}
	for _, vpc := range []struct{ list, operator string }{{"Blacklist", "StringEquals"}, {"Whitelist", "StringNotEquals"}} {
		condition, err := endpoints(policy, vpc.list)
		if err != nil {
			return err
		}
		if condition.Get("aws:SourceVpc").Len()+condition.Get("aws:SourceVpce").Len() > 0 {
			s.allowUnless(resources, vpc.operator, condition)
		}
	}
	s.doc.Set(policyKey, s.policy)
	return nil
}

// AddStatements adds statements written by the user.
func (s *Swagger) AddStatements(custom *py27.Value) error {
	if err := s.mapPolicy(); err != nil {
		return err
	}
	s.setVersion(custom)
	custom = custom.Clone()
	if s.policy.Get("Statement").IsNone() {
		s.policy.Set("Statement", custom)
	} else {
		s.addStatements(listOf(custom).Items()...)
	}
	s.doc.Set(policyKey, s.policy)
	return nil
}

func (s *Swagger) mapPolicy() error {
	if !s.policy.Is(py27.Dict) {
		return invalid(s.policy.Pos, "Value of '%s' must be a dictionary.", policyKey)
	}
	return nil
}

func (s *Swagger) setVersion(from *py27.Value) {
	s.policy.Set("Version", py27.Text(from.Pos, "2012-10-17"))
}

func listOf(v *py27.Value) *py27.Value {
	if v.Is(py27.List) {
		return v
	}
	return py27.NewList(v.Pos, v)
}

// addStatements adds the statements that are not there yet.
func (s *Swagger) addStatements(statements ...*py27.Value) {
	all := listOf(s.policy.Get("Statement"))
	for _, statement := range statements {
		if !contains(all, statement) {
			all.Append(statement)
		}
	}
	s.policy.Set("Statement", all)
}

func contains(list, v *py27.Value) bool {
	for _, item := range list.Items() {
		if item.Equal(v) {
			return true
		}
	}
	return false
}

func (s *Swagger) addAccounts(accounts *py27.Value, effect string, path py27.Key, stage *py27.Value) error {
	if !accounts.Truthy() {
		return nil
	}
	if !accounts.Is(py27.Dict) && !accounts.Is(py27.List) {
		return invalid(accounts.Pos, "Type of '%s' must be a list or dictionary", accounts)
	}
	resources, err := s.methodARNs(path, stage, accounts)
	if err != nil {
		return err
	}
	s.setVersion(accounts)
	statement := invoke(effect, resources, py27.NewDict(accounts.Pos).Set("AWS", listOf(accounts).Clone()))
	if s.policy.Get("Statement").IsNone() {
		s.policy.Set("Statement", statement)
		return nil
	}
	all := listOf(s.policy.Get("Statement"))
	all.Append(statement)
	s.policy.Set("Statement", all)
	return nil
}

// invoke is a statement about invoking the methods.
func invoke(effect string, resources, principal *py27.Value) *py27.Value {
	p := resources.Pos
	return py27.NewDict(p).Set("Effect", py27.Text(p, effect)).Set("Action", py27.Text(p, "execute-api:Invoke")).
		Set("Resource", resources).Set("Principal", principal)
}

// allowUnless lets everybody invoke the methods, and denies it when the condition holds.
func (s *Swagger) allowUnless(resources *py27.Value, operator string, condition *py27.Value) {
	s.setVersion(condition)
	p := condition.Pos
	allow := invoke("Allow", resources.Clone(), py27.Text(p, "*"))
	deny := invoke("Deny", resources.Clone(), py27.Text(p, "*")).Set("Condition", py27.NewOrdered(p).Set(operator, condition))
	if s.policy.Get("Statement").IsNone() {
		s.policy.Set("Statement", py27.NewList(p, allow, deny))
		return
	}
	s.addStatements(allow, deny)
}

// endpoints gathers VPCs and VPC endpoints of a white or black list.
func endpoints(policy *py27.Value, list string) (*py27.Value, error) {
	condition := py27.NewDict(policy.Pos)
	extend := func(key string, items ...*py27.Value) {
		condition.Default(py27.Key{Text: key, Pos: policy.Pos}, py27.NewList(policy.Pos)).Append(py27.NewList(policy.Pos, items...).Clone().Items()...)
	}
	plain := policy.Get("SourceVpc" + list)
	var vpcs, vpces []*py27.Value
	for _, item := range plain.Items() {
		if !item.Is(py27.String) {
			return nil, invalid(pos(plain), "SourceVpc%s must be a list of strings. Use IntrinsicVpc%s instead for values that use Intrinsic Functions", list, list)
		}
		switch {
		case strings.HasPrefix(item.Str(), "vpce-"):
			vpces = append(vpces, item)
		case strings.HasPrefix(item.Str(), "vpc-"):
			vpcs = append(vpcs, item)
		}
	}
	if len(vpcs) > 0 {
		extend("aws:SourceVpc", vpcs...)
	}
	if len(vpces) > 0 {
		extend("aws:SourceVpce", vpces...)
	}
	for _, kind := range []string{"Vpc", "Vpce"} {
		items := policy.Get("Intrinsic" + kind + list)
		if items.IsNone() {
			continue
		}
		if !items.Is(py27.List) && !items.Is(py27.Dict) {
			return nil, invalid(pos(items), "Intrinsic%s%s must be a list", kind, list)
		}
		extend("aws:Source"+kind, items.Each()...) // of a function its name: what the service deploys
	}
	return condition, nil
}

// pathVariable is a variable of a path, greedy or not.
var pathVariable = regexp.MustCompile(`\{([a-zA-Z0-9._-]+|[a-zA-Z0-9._-]+\+|proxy\+)\}`)

// PathPattern replaces the variables of a path by stars.
func PathPattern(path string) string { return pathVariable.ReplaceAllString(path, "*") }

// methodARNs lists the methods of a path as resources of a policy.
func (s *Swagger) methodARNs(path py27.Key, stage, from *py27.Value) (*py27.Value, error) {
	items, err := s.pathItems(path.Text)
	if err != nil {
		return nil, err
	}
	p := from.Pos
	arns := py27.NewList(p)
	for _, item := range items {
		for _, e := range item.Entries() {
			method, unicode := strings.ToUpper(e.Key.Text), e.Key.Unicode || path.Unicode
			if lower := strings.ToLower(e.Key.Text); lower == AnyMethod || lower == "any" {
				method, unicode = "*", path.Unicode
			}
			arn := py27.Text(p, "execute-api:/${__Stage__}/"+method+PathPattern(path.Text))
			if unicode {
				arn = py27.Unicode(p, arn.Str())
			}
			arns.Append(py27.NewOrdered(p).Set("Fn::Sub", py27.NewList(p, arn, py27.NewOrdered(p).Set("__Stage__", orNone(stage, p)))))
		}
	}
	return arns, nil
}

// routeVariable is a variable of a route of an HTTP API; the only greedy one is called proxy.
var routeVariable = regexp.MustCompile(`\{([a-zA-Z0-9._-]+|proxy\+)\}`)

// RoutePattern replaces the variables of a route by stars.
func RoutePattern(path string) string { return routeVariable.ReplaceAllString(path, "*") }
