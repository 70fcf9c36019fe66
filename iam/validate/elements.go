package validate

import (
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// emptyChecks are about elements that are there and hold nothing.
func emptyChecks() []check {
	empty := func(e element) bool { return e.present && e.field.Value.Is(cloud.List) && e.field.Value.Len() == 0 }
	return []check{
		{
			code: "EMPTY_ARRAY_ACTION", kind: Suggestion, title: "Empty array action",
			text: "The list of actions is empty, and the statement does nothing.", fix: "Name actions",
			statement: func(s *statement, r report) {
				for _, e := range []element{s.action, s.notAction} {
					if empty(e) {
						r.at(e.field.KeyPos, "%s is empty", e.field.Key)
					}
				}
			},
		}, {
			code: "EMPTY_ARRAY_RESOURCE", kind: Suggestion, title: "Empty array resource",
			text: "The list of resources is empty, and the statement does nothing.", fix: "Name resources",
			statement: func(s *statement, r report) {
				for _, e := range []element{s.resource, s.notResrc} {
					if empty(e) {
						r.at(e.field.KeyPos, "%s is empty", e.field.Key)
					}
				}
			},
		}, {
			code: "EMPTY_ARRAY_PRINCIPAL", kind: Suggestion, title: "Empty array principal",
			text: "The list of principals is empty, and the statement does nothing.", fix: "Name principals",
			statement: func(s *statement, r report) {
				if !s.principal.present {
					return
				}
				for _, f := range s.principal.field.Value.Fields() {
					if f.Value.Is(cloud.List) && f.Value.Len() == 0 {
						r.at(f.KeyPos, "%s.%s is empty", s.principal.field.Key, f.Key)
					}
				}
			},
		}, {
			code: "EMPTY_OBJECT_PRINCIPAL", kind: Suggestion, title: "Empty object principal",
			text: "The principals are empty, and the statement does nothing.", fix: "Name principals",
			statement: func(s *statement, r report) {
				if s.principal.present && s.principal.field.Value.Is(cloud.Map) && s.principal.field.Value.Len() == 0 {
					r.at(s.principal.field.KeyPos, "%s is empty", s.principal.field.Key)
				}
			},
		}, {
			code: "EMPTY_OBJECT_CONDITION", kind: Suggestion, title: "Empty object condition",
			text: "The condition, or the block of one operator, is empty and does not restrict anything.", fix: "Remove it or add conditions",
			statement: func(s *statement, r report) {
				f, ok := s.value.Field("Condition")
				if ok && f.Value.Is(cloud.Map) && f.Value.Len() == 0 {
					r.at(f.KeyPos, "The condition is empty")
				}
				for _, block := range f.Value.Fields() {
					if block.Value.Is(cloud.Map) && block.Value.Len() == 0 {
						r.at(block.KeyPos, "The block %s is empty", quote(block.Key))
					}
				}
			},
		}, {
			code: "EMPTY_ARRAY_CONDITION", kind: Suggestion, title: "Empty array condition",
			text: "The condition key has no values.", fix: "Name values",
			conditions: func(c *condition, r report) {
				if c.nothing && c.qualifier == "" && !c.ifExists {
					r.at(c.key.pos, "The condition key %s has no values", quote(c.key.s))
				}
			},
		}, {
			code: "EMPTY_ARRAY_CONDITION_FORALLVALUES", kind: Suggestion, title: "Empty array condition ForAllValues",
			text: "ForAllValues without values is true only when the request lacks the key.", fix: `Use Null with "true" instead`,
			conditions: func(c *condition, r report) {
				if c.nothing && c.qualifier == "ForAllValues" {
					r.at(c.key.pos, "ForAllValues with no values for %s is true only for requests without the key", quote(c.key.s))
				}
			},
		}, {
			code: "EMPTY_ARRAY_CONDITION_FORANYVALUE", kind: Suggestion, title: "Empty array condition ForAnyValue",
			text: "ForAnyValue without values is never true.", fix: "Name values",
			conditions: func(c *condition, r report) {
				if c.nothing && c.qualifier == "ForAnyValue" {
					r.at(c.key.pos, "ForAnyValue with no values for %s is never true", quote(c.key.s))
				}
			},
		}, {
			code: "EMPTY_ARRAY_CONDITION_IFEXISTS", kind: Suggestion, title: "Empty array condition IfExists",
			text: "IfExists without values is true only when the request lacks the key.", fix: `Use Null with "true" instead`,
			conditions: func(c *condition, r report) {
				if c.nothing && c.qualifier == "" && c.ifExists {
					r.at(c.key.pos, "IfExists with no values for %s is true only for requests without the key", quote(c.key.s))
				}
			},
		},
	}
}

// sidChecks are about the names of statements.
func sidChecks() []check {
	repeated := func(iam bool) func(*policy, report) {
		return func(p *policy, r report) {
			if p.byIAM() != iam {
				return
			}
			seen := map[string]bool{}
			for _, s := range p.statements {
				sid, ok := s.value.Get("Sid").Text()
				if ok && sid != "" && seen[sid] {
					r.statement = s.index
					r.at(s.value.Get("Sid").Pos, "Another statement has the Sid %s", quote(sid))
				}
				seen[sid] = true
			}
		}
	}
	return []check{
		{
			code: "UNIQUE_SIDS_REQUIRED", kind: Error, title: "Unique Sids required",
			text: "In policies of IAM each Sid stands once.", fix: "Choose another Sid", document: repeated(true),
		}, {
			code: "UNIQUE_SIDS_RECOMMENDED", kind: Warning, title: "Unique Sids recommended",
			text: "Two statements with one Sid cannot be told apart in a log.", fix: "Choose another Sid", document: repeated(false),
		}, {
			code: "UNSUPPORTED_SID", kind: Error, title: "Unsupported Sid",
			text: "In policies of IAM a Sid has letters and digits only.", fix: "Use the characters a-z, A-Z and 0-9",
			statement: func(s *statement, r report) {
				sid, ok := s.value.Get("Sid").Text()
				if ok && s.byIAM() && strings.ContainsFunc(sid, func(c rune) bool { return !alphanumeric(c) }) {
					r.at(s.value.Get("Sid").Pos, "The Sid %s has other characters than letters and digits", quote(sid))
				}
			},
		}, {
			code: "EMPTY_SID_VALUE", kind: Suggestion, title: "Empty Sid value",
			text: "A Sid that is there has a value.", fix: "Give it a value or remove it",
			statement: func(s *statement, r report) {
				if sid, ok := s.value.Get("Sid").Text(); ok && sid == "" {
					r.at(s.value.Get("Sid").Pos, "The Sid is empty")
				}
			},
		},
	}
}

// byIAM reports whether IAM keeps the policy; other services take more liberal Sids.
func (p *policy) byIAM() bool { return p.Type.identity() || p.Type == Trust }

func alphanumeric(c rune) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}
