package masked

import (
	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/secret"
)

// Resource returns the resource without the secrets in it: itself when it has none.
func Resource(r *cloud.Resource) *cloud.Resource {
	c := *r
	c.Properties, c.Attributes = Value("", r.Properties), Value("", r.Attributes)
	c.ARN = Value("", r.ARN)
	c.Names = nil
	changed := c.Properties != r.Properties || c.Attributes != r.Attributes || c.ARN != r.ARN
	for _, name := range r.Names {
		m := Value("", name)
		changed = changed || m != name
		c.Names = append(c.Names, m)
	}
	for _, text := range []*string{&c.ID, &c.Name, &c.Title, &c.Generated, &c.Path, &c.Condition} {
		m := secret.Mask("", *text)
		changed = changed || m != *text
		*text = m
	}
	if !changed {
		return r
	}
	return &c
}

// Reason returns the reason without secrets: what could not be evaluated may quote one.
func Reason(why cloud.Reason) cloud.Reason {
	var args []string
	for i, arg := range why.Args {
		if m := secret.Mask("", arg); m != arg {
			if args == nil {
				args = append([]string(nil), why.Args...)
			}
			args[i] = m
		}
	}
	if args != nil {
		why.Args = args
	}
	return why
}
