package talks

import (
	"regexp"
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/iam"
)

// environment finds what the variables of a function name.
func (c *collector) environment(f *cloud.Resource) {
	variables := f.Properties.Path("Environment", "Variables")
	if why, unknown := variables.Reason(); unknown {
		c.gap(nil, "the environment of "+f.Name+" is not known: "+why.String())
		return
	}
	for _, v := range variables.Fields() {
		c.variable(f, v.Key, v.Value)
	}
}

// variable finds what one variable names.
func (c *collector) variable(f *cloud.Resource, key string, v *cloud.Value) {
	what := key + " in the environment of " + f.Name
	if _, then, otherwise, ok := v.Choice(); ok {
		c.variable(f, key, then)
		c.variable(f, key, otherwise)
		return
	}
	if why, unknown := v.Reason(); unknown {
		c.unknown(f, key, why)
		return
	}
	if c.declared(v, what) || c.address(f, v, what) {
		return
	}
	if text, ok := v.Scalar(); ok {
		c.literal(f, key, text, what)
		return
	}
	for _, part := range v.Parts() {
		if part.Hole != nil && !strings.HasPrefix(part.Hole.Name, "AWS::") {
			c.unknown(f, key, part.Hole.Reason)
			return
		}
	}
	c.setting(key)
}

func (c *collector) setting(key string) {
	if !slices.Contains(c.Settings, key) {
		c.Settings = append(c.Settings, key)
	}
}

// declared finds the resources of the template that a value names: by reference, or as text.
func (c *collector) declared(v *cloud.Value, what string) (found bool) {
	for _, ref := range v.Refs() {
		if r := c.Graph.Resource(ref.Resource); r != nil {
			found = true
			c.resource(r, what, 0)
		}
	}
	if found {
		return true
	}
	text, ok := v.Canonical()
	if !ok || text == "" {
		return false
	}
	for _, r := range c.Graph.All() {
		if r.ARN == nil {
			continue
		}
		for _, name := range append([]*cloud.Value{r.ARN}, r.Names...) {
			if known, ok := name.Canonical(); ok && known == text {
				found = true
				c.resource(r, what, 0)
				break
			}
		}
	}
	return found
}

// address finds what an ARN, or the URL of a queue, stands for.
func (c *collector) address(f *cloud.Resource, v *cloud.Value, what string) bool {
	if !exactARN(v) {
		if service := serviceOf(v); service != "" {
			c.gap([]string{service}, "what "+what+" names is not known")
			return true
		}
		return false
	}
	text := iam.Text(v)
	if serviceOf(v) != "" {
		c.contact(show(text), what, nil, v)
		return true
	}
	if part := queueURL.FindStringSubmatch(text); part != nil {
		name := cloud.NewString(v.Pos, part[3])
		arn := c.arn("arn:${Partition}:sqs:"+part[1]+":"+part[2]+":", name, f)
		if strings.Contains(part[1]+part[2], "\x00") {
			arn = c.arn("arn:${Partition}:sqs:${Region}:${Account}:", name, f)
		}
		c.contact("the queue "+part[3], what, nil, arn)
		return true
	}
	return false
}

// queueURL is https://sqs.REGION.SUFFIX/ACCOUNT/NAME.
var queueURL = regexp.MustCompile(`^https://sqs\.([a-z0-9-]+|\x00AWS::Region\x00)\.[^/]+/([0-9]{12}|\x00AWS::AccountId\x00)/([A-Za-z0-9_.-]+)$`)

// resourceName is what the names of most resources look like.
var resourceName = regexp.MustCompile(`^/?[A-Za-z0-9][A-Za-z0-9_./-]*$`)

// isNothing reports whether a text names nothing: a number, a switch, a word for none.
func isNothing(text string) bool {
	switch strings.ToLower(text) {
	case "true", "false", "yes", "no", "on", "off", "enabled", "disabled", "none", "null", "nil", "undefined", "n/a", "na":
		return true
	}
	return strings.Trim(text, "0123456789.- ") == ""
}

// literal finds what a text names whose variable says that it is a name.
func (c *collector) literal(f *cloud.Resource, key, text, what string) {
	said := table().said(key)
	if len(said) == 0 || table().setting(key) || isNothing(text) {
		c.setting(key)
		return
	}
	for _, w := range said {
		isName := resourceName.MatchString(text) && w.ARN != ""
		switch w.Service {
		case "secretsmanager":
			isName = isName && strings.Contains(text, "/") // or it is the secret itself
		case "ssm":
			text = strings.TrimPrefix(text, "/")
		default:
			isName = isName && !strings.Contains(text, "/")
		}
		if !isName {
			c.gap(append([]string{w.Service}, w.With...), "what "+what+" names is not known")
			continue
		}
		c.contact(w.Service+" "+text, what, nil, c.arn(w.ARN, cloud.NewString(f.Pos, text+w.After), f))
	}
}

// unknown is a variable of which the value is not known: it may name anything, unless it is clear
// that it names nothing or in which service.
func (c *collector) unknown(f *cloud.Resource, key string, why cloud.Reason) {
	what := key + " in the environment of " + f.Name + " may name something that is not known: " + why.String()
	said := table().said(key)
	switch {
	case len(said) > 0:
		for _, w := range said {
			c.gap(append([]string{w.Service}, w.With...), what)
		}
	case why.Code == cloud.Secret || why.Code == cloud.DynamicReference && len(why.Args) > 0 && !strings.HasPrefix(why.Args[0], "{{resolve:ssm:"):
		c.setting(key) // the value of a secret is no name
	case table().setting(key) || c.isSetting(why):
		c.setting(key)
	default:
		c.gap(nil, what)
	}
}

// isSetting reports whether a parameter is a number, or one of a list that has no place for names.
func (c *collector) isSetting(why cloud.Reason) bool {
	if why.Code != cloud.NoParameterValue || len(why.Args) != 1 {
		return false
	}
	for _, p := range c.Parameters {
		if p.Name == why.Args[0] {
			typ := p.Properties.Get("Type").Str()
			return typ == "Number" || strings.HasPrefix(typ, "AWS::EC2::")
		}
	}
	return false
}

func textOf(v *cloud.Value) string { return iam.Text(v) }
