package rule

import (
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/iam"
)

// scopable answers whether an action, or one that a pattern stands for, can be limited to
// resources. Of an action that nobody knows it is true.
func scopable(a value) value {
	name, ok := a.literal()
	if !ok {
		return unknownAction(a)
	}
	all := iam.Actions(name)
	return boolean(len(all) == 0 || slices.ContainsFunc(all, limitable))
}

// limitable reports whether requests for an action name a resource.
func limitable(a *iam.Action) bool {
	return slices.ContainsFunc(a.Resources, func(r iam.ActionResource) bool { return r.Required || !extra(r.Type) })
}

// extra reports whether a request names a resource of the type, where it may leave it out, only to
// ask for more than usual: a text analysis with a dictionary of one's own, costs under another
// account's view. Ordinary requests name none, and a policy for them must say "*".
func extra(t *iam.ResourceType) bool {
	switch t.Service + ":" + t.Name {
	case "ce:billingview", "cloudwatch:dataset", "comprehend:entity-recognizer-endpoint", "polly:lexicon", "rekognition:projectversion",
		"ses:tenant", "translate:parallel-data", "translate:terminology":
		return true
	}
	return false
}

// unlimited lists the actions of a statement that could be limited to resources and are allowed on
// all resources of a type: on "*", or on an ARN that any name fits.
func unlimited(r *run, statement value) value {
	list := value{kind: kindList}
	resources := asList(field(statement, "Resource", dyn))
	if resources.kind == kindUnknown {
		return resources
	}
	g := grounding{graph: r.graph, account: r.account()}
	for _, it := range asList(field(statement, "Action", dyn)).items {
		wide := boolean(false)
		switch name, ok := it.value.literal(); {
		case it.value.kind == kindUnknown:
			wide = it.value
		case it.value.kind == kindText && !ok:
			wide = unknown(it.value.hole())
		case ok:
			wide = g.onAny(r, name, resources)
		}
		maybe := addReasons(it.maybe, wide.why)
		if wide.is(true) || wide.kind == kindUnknown {
			list.items = append(list.items, item{value: it.value, maybe: maybe})
		}
	}
	return list
}

// onAny answers whether one of the actions that a pattern stands for is allowed on all resources of
// a type.
func (g *grounding) onAny(r *run, action string, resources value) value {
	all := iam.Actions(action)
	wide := boolean(false)
	for _, it := range resources.items {
		v := it.value
		if v.kind == kindText {
			v = g.anyName(r, v.text, all)
		} else if v.kind != kindUnknown {
			continue
		}
		if v.is(true) {
			v = it.perhaps(v)
		}
		switch {
		case v.is(true):
			return v
		case v.kind == kindUnknown:
			wide = merge(wide, v)
		}
	}
	return wide
}

// anyName answers whether a text of Resource fits any resource of a type that one of the actions
// works on.
func (g *grounding) anyName(r *run, text *cloud.Value, actions []*iam.Action) value {
	text = g.text(text, false)
	if parts := text.Parts(); len(parts) > 0 && parts[0].Hole != nil && (len(parts) == 1 || len(actions) == 0) {
		return unknown(parts[0].Hole.Reason)
	}
	name, _ := g.text(text, true).Text() // what a parameter names is one thing
	if name == "*" {
		return boolean(len(actions) == 0 || slices.ContainsFunc(actions, limitable))
	}
	segments := strings.SplitN(name, ":", 6)
	if len(segments) < 6 {
		return boolean(false)
	}
	if len(actions) == 0 {
		return boolean(segments[5] == "*")
	}
	if nameless(segments[5]) || !strings.ContainsAny(segments[5], "*?$") && !strings.Contains(segments[5], unheard) {
		return boolean(false) // one name, and another than all that are made up
	}
	pattern := iam.ResourcePattern(name)
	for _, a := range actions {
		for _, res := range a.Resources {
			if !r.spend(1) {
				return outOfSteps()
			}
			if !res.Required && extra(res.Type) {
				continue
			}
			for _, arn := range madeUp(res.Type, segments) {
				if pattern.Match(arn, nil) == iam.Yes {
					return boolean(true)
				}
			}
		}
	}
	return boolean(false)
}

// nameless reports whether the end of an ARN stands for things that are made while the code runs,
// or that AWS owns: nobody can name them in a policy.
func nameless(resource string) bool {
	switch resource {
	case "foundation-model/*", "inference-profile/*", "job/*", "task/*", "network-interface/*", "session/*":
		return true
	}
	return false
}

// unheard ends every name that is made up.
const unheard = "nothing-has"

// madeUp fills the format of a type's ARN with names that nothing has. Partition, region and account
// are those of a text of Resource: what a policy says about them limits no names. A type of which
// there is one resource only gives none.
func madeUp(t *iam.ResourceType, like []string) (arns []string) {
	segments := strings.SplitN(t.ARN, ":", 6)
	if len(segments) < 6 || !strings.Contains(segments[5], "${") {
		return nil
	}
	segments[1], segments[3], segments[4] = like[1], like[3], like[4]
	format := segments[5]
	names := []string{"a-name-that-" + unheard}
	switch t.Service {
	case "s3", "secretsmanager", "ssm": // where names are often paths
		names = append(names, "a/name/that/"+unheard)
	}
	for _, name := range names {
		var b strings.Builder
		for rest := format; rest != ""; {
			before, after, found := strings.Cut(rest, "${")
			b.WriteString(before)
			if !found {
				break
			}
			_, rest, _ = strings.Cut(after, "}")
			if rest == "" {
				b.WriteString(name)
			} else {
				b.WriteString(names[0])
			}
		}
		segments[5] = b.String()
		arns = append(arns, strings.Join(segments, ":"))
	}
	return arns
}
