package validate

import "strings"

// variable is a policy variable in a text: ${key} or ${key, 'default'}.
type variable struct {
	inner string // between the braces
	open  bool   // there is no closing brace
}

// variables returns the policy variables of a text.
func variables(s string) (all []variable) {
	for {
		i := strings.Index(s, "${")
		if i < 0 {
			return all
		}
		s = s[i+2:]
		end := strings.IndexByte(s, '}')
		if end < 0 {
			return append(all, variable{s, true})
		}
		all = append(all, variable{s[:end], false})
		s = s[end+1:]
	}
}

// name is the variable without the default.
func (v variable) name() string {
	name, _, _ := strings.Cut(v.inner, ",")
	return name
}

// literal reports whether the variable stands for a character: ${*}, ${?} and ${$}.
func (v variable) literal() bool { return v.inner == "*" || v.inner == "?" || v.inner == "$" }

// valueTexts returns the texts in which variables are allowed: resources and values of conditions.
func (s *statement) valueTexts() []text {
	all := s.resources()
	for _, c := range s.conditions {
		all = append(all, c.values...)
	}
	return all
}

// variableChecks are about policy variables
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html).
func variableChecks() []check {
	each := func(test func(variable) bool, format string) func(*statement, report) {
		return func(s *statement, r report) {
			for _, t := range s.valueTexts() {
				for _, v := range variables(t.s) {
					if test(v) {
						r.at(t.pos, format, quote(t.s))
					}
				}
			}
		}
	}
	return []check{
		{
			code: "MISSING_BRACE_IN_VARIABLE", kind: Error, title: "Missing brace in variable",
			text: "A policy variable ends with a brace.", fix: "Add the closing brace",
			statement: each(func(v variable) bool { return v.open && !strings.Contains(v.inner, hole) }, "The policy variable in %s has no closing brace"),
		}, {
			code: "MISSING_QUOTE_IN_VARIABLE", kind: Error, title: "Missing quote in variable",
			text: "The default of a policy variable stands in single quotes.", fix: "Put the default in single quotes",
			statement: each(func(v variable) bool {
				_, def, ok := strings.Cut(v.inner, ",")
				def = strings.TrimSpace(def)
				return ok && !v.open && !strings.Contains(def, hole) && (len(def) < 2 || def[0] != '\'' || def[len(def)-1] != '\'')
			}, "The default of the policy variable in %s is not in quotes"),
		}, {
			code: "UNSUPPORTED_SPACE_IN_VARIABLE", kind: Error, title: "Unsupported space in variable",
			text: "The name of a policy variable has no spaces.", fix: "Remove the space",
			statement: each(func(v variable) bool {
				return !v.open && strings.Contains(v.name(), " ") && strings.TrimSpace(v.inner) != ""
			}, "The policy variable in %s has a space in its name"),
		}, {
			code: "EMPTY_VARIABLE", kind: Error, title: "Empty variable",
			text: "A policy variable names a condition key.", fix: "Name a key or remove the variable",
			statement: each(func(v variable) bool { return !v.open && strings.TrimSpace(v.inner) == "" }, "The policy variable in %s is empty"),
		}, {
			code: "VARIABLE_UNSUPPORTED_IN_ELEMENT", kind: Error, title: "Variable unsupported in element",
			text: "Policy variables stand in Resource and Condition only; elsewhere they are plain text.", fix: "Remove the variable",
			statement: func(s *statement, r report) {
				texts := s.actions()
				for _, p := range s.principals {
					texts = append(texts, p.name)
				}
				for _, t := range texts {
					if len(variables(t.s)) > 0 {
						r.at(t.pos, "A policy variable cannot stand in %s", quote(t.s))
					}
				}
			},
		}, {
			code: "VARIABLE_UNSUPPORTED_IN_VERSION", kind: Error, title: "Variable unsupported in version",
			text: "Before version 2012-10-17 a policy variable is plain text, and the statement means something else than it says.", fix: `Add "Version": "2012-10-17"`,
			statement: func(s *statement, r report) {
				version := s.policy.value.Get("Version")
				if text, ok := version.Text(); version != nil && (!ok || text != "2008-10-17") {
					return
				}
				for _, t := range s.valueTexts() {
					if len(variables(t.s)) > 0 {
						r.at(t.pos, "The policy variable in %s needs the version 2012-10-17", quote(t.s))
					}
				}
			},
		}, {
			code: "INVALID_VARIABLE_FOR_OPERATOR", kind: Error, title: "Invalid variable for operator",
			text: "Policy variables work with operators for strings and ARNs only.", fix: "Use a value, or another operator",
			conditions: func(c *condition, r report) {
				if c.class == noClass || c.class == stringClass || c.class == arnClass {
					return
				}
				for _, v := range c.values {
					if len(variables(v.s)) > 0 {
						r.at(v.pos, "The operator %s does not know policy variables", c.base)
					}
				}
			},
		},
	}
}
