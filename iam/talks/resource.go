package talks

import (
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/iam"
)

// resource adds a resource of the template, and the key that it is encrypted with: who uses the
// one uses the other.
func (c *collector) resource(r *cloud.Resource, why string, depth int) {
	if r.ARN == nil || depth > 4 || slices.ContainsFunc(c.out.Contacts, func(have iam.Contact) bool { return have.Name == r.Name && have.Actions == nil }) {
		return
	}
	c.contact(r.Name, why, nil, c.arns(r)...)
	c.keys(r, r.Properties, depth+1)
}

// arns are the ARNs by which policies name a resource and what belongs to it.
func (c *collector) arns(r *cloud.Resource) []*cloud.Value {
	all := []*cloud.Value{r.ARN}
	with := func(from, to, after string) {
		if v := replaced(r.ARN, from, to, after); v != nil {
			all = append(all, v)
		}
	}
	switch r.Type {
	case "AWS::StepFunctions::StateMachine":
		with(":stateMachine:", ":execution:", ":*")
	case "AWS::ApiGatewayV2::Api":
		for _, v := range r.Names {
			if strings.Contains(iam.Text(v), ":execute-api:") {
				all = append(all, below(v, "/*"))
			}
		}
	case "AWS::ApiGateway::RestApi":
		if len(r.Names) > 0 {
			all = append(all, below(c.arn("arn:${Partition}:execute-api:${Region}:${Account}:", r.Names[0], r), "/*"))
		}
	}
	return all
}

// replaced is a value with one text of it replaced and another appended, nil when it has no such text.
func replaced(v *cloud.Value, from, to, after string) *cloud.Value {
	parts := slices.Clone(v.Parts())
	for i, p := range parts {
		if p.Hole == nil && strings.Contains(p.Text, from) {
			parts[i].Text = strings.Replace(p.Text, from, to, 1)
			return cloud.NewParts(v.Pos, append(parts, cloud.Part{Text: after})...)
		}
	}
	return nil
}

// keys looks for the keys that a resource is encrypted with.
func (c *collector) keys(r *cloud.Resource, v *cloud.Value, depth int) {
	for _, f := range v.Fields() {
		name := strings.ToLower(f.Key)
		if !strings.Contains(name, "kms") || !strings.Contains(name, "key") {
			c.keys(r, f.Value, depth)
			continue
		}
		if text, ok := f.Value.Text(); ok && strings.Contains(text, "alias/aws/") {
			continue // the service's own key asks nobody
		}
		why := "the encryption of " + r.Name
		key, _ := c.Graph.Target("AWS::KMS::Key", f.Value)
		switch {
		case f.Value.Is(cloud.Map) || f.Value.Is(cloud.List):
			c.keys(r, f.Value, depth)
		case key != nil:
			c.resource(key, why, depth)
		default:
			if _, ok := f.Value.Bool(); !ok {
				c.alias(why, f.Value, depth)
			}
		}
	}
	for _, item := range v.Items() {
		c.keys(r, item, depth)
	}
}

// alias follows the alias of a key.
func (c *collector) alias(why string, v *cloud.Value, depth int) {
	if alias, _ := c.Graph.Target("AWS::KMS::Alias", v); alias != nil {
		if key, _ := c.Graph.Target("AWS::KMS::Key", alias.Properties.Get("TargetKeyId")); key != nil {
			c.resource(key, why, depth)
			return
		}
	}
	c.named(why, "kms", v)
}

// exactARN reports whether everything in a text is known but where it is deployed.
func exactARN(v *cloud.Value) bool {
	return v.Is(cloud.String) && !slices.ContainsFunc(v.Parts(), func(p cloud.Part) bool { return p.Hole != nil && !strings.HasPrefix(p.Hole.Name, "AWS::") })
}

// serviceOf is the service in an ARN, or "".
func serviceOf(v *cloud.Value) string {
	text := strings.ReplaceAll(iam.Text(v), "AWS::", "AWS\x01")
	if part := strings.SplitN(text, ":", 6); len(part) == 6 && part[0] == "arn" && !strings.Contains(part[2], "\x00") {
		return part[2]
	}
	return ""
}
