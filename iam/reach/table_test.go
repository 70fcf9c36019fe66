package reach

import (
	"strings"
	"testing"

	"github.com/haechi-dev/haechi/iam"
)

// The table agrees with the Service Authorization Reference: actions exist, and what they are used
// on are resources that policies can name for them.
func TestTableAgreesWithTheKnownActions(t *testing.T) {
	formats := map[string]string{
		"role": "arn:aws:iam::1:role/a", "self-role": "arn:aws:iam::1:role/a", "user": "arn:aws:iam::1:user/a", "self-user": "arn:aws:iam::1:user/a",
		"group": "arn:aws:iam::1:group/a", "own-group": "arn:aws:iam::1:group/a", "own-policy": "arn:aws:iam::1:policy/a", "its-policy": "arn:aws:iam::1:policy/a",
	}
	for name, format := range theTable().New {
		formats[name] = strings.NewReplacer("?*", "a", "${Partition}", "aws", "${Region}", "r", "${Account}", "1").Replace(format)
	}
	for _, technique := range theTable().Techniques {
		for _, n := range technique.needs {
			a := iam.LookupAction(n.action)
			if a == nil {
				t.Errorf("%s: no action %s", technique.ID, n.action)
				continue
			}
			for _, on := range n.on {
				if on == "*" {
					if a.Scopable() && !optional(a) {
						t.Errorf("%s: %s needs a resource", technique.ID, n.action)
					}
					continue
				}
				format := formats[on]
				if format == "" {
					continue // of the graph
				}
				fits := false
				for _, r := range a.Resources {
					fits = fits || r.Type.Fits(format)
				}
				if !fits {
					t.Errorf("%s: %s does not work on %s", technique.ID, n.action, format)
				}
			}
		}
	}
}

// optional reports whether no resource must be named.
func optional(a *iam.Action) bool {
	for _, r := range a.Resources {
		if r.Required {
			return false
		}
	}
	return true
}

func TestMistakesInATable(t *testing.T) {
	for name, text := range map[string]string{
		"a need without resource": `{"techniques": [{"id": "a", "how": "b", "needs": ["iam:PassRole"], "gain": "role"}]}`,
		"a resource":              `{"techniques": [{"id": "a", "how": "b", "needs": ["iam:PassRole on moon"], "gain": "role"}]}`,
		"a gain":                  `{"techniques": [{"id": "a", "how": "b", "needs": ["iam:PassRole on role"], "gain": "moon"}]}`,
		"a growth":                `{"techniques": [{"id": "a", "how": "b", "needs": ["iam:PassRole on role"], "gain": "role", "grow": "moon"}]}`,
		"a condition":             `{"techniques": [{"id": "a", "how": "b", "needs": ["iam:PassRole on role"], "gain": "role", "if": "moon"}]}`,
		"no name":                 `{"techniques": [{"how": "b", "needs": ["iam:PassRole on role"], "gain": "role"}]}`,
		"no JSON":                 `{`,
	} {
		if _, err := readTable([]byte(text)); err == nil {
			t.Errorf("%s is accepted", name)
		}
	}
}
