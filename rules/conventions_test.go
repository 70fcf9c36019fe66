package rules_test

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/haechi-dev/haechi/rule"
	"github.com/haechi-dev/haechi/rules"
)

// controls are the shapes of the control ids of each framework that rules map to. A framework
// that is not here is a misspelt one, or one whose ids nobody has described yet.
var controls = map[string]*regexp.Regexp{
	"checkov":          regexp.MustCompile(`^CKV2?_AWS_[0-9]{1,3}$`),
	"cis":              regexp.MustCompile(`^[1-9](\.[0-9]{1,2}){1,2}$`),
	"fsbp":             regexp.MustCompile(`^[A-Z][A-Za-z0-9]+\.[0-9]{1,3}$`),
	"isms-p":           regexp.MustCompile(`^[123]\.[0-9]{1,2}\.[0-9]{1,2}$`),
	"nist-800-53":      regexp.MustCompile(`^[A-Z]{2}-[0-9]{1,2}(\([0-9]{1,2}\))?$`),
	"owasp-serverless": regexp.MustCompile(`^SAS-(0[1-9]|1[0-2])$`),
	"pci-dss":          regexp.MustCompile(`^[1-9][0-9]?(\.[0-9]{1,2}){1,3}$`),
	"trivy":            regexp.MustCompile(`^AWS-[0-9]{4}$`),
}

// TestConventions holds every rule to the same manners, so that reports read as if one person
// had written them.
func TestConventions(t *testing.T) {
	all, err := rules.FromFiles()
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 70 {
		t.Errorf("%d rules are built in, want at least 70", len(all))
	}
	titles := map[string]string{}
	for _, r := range all {
		t.Run(r.ID, func(t *testing.T) {
			checkID(t, r)
			checkTexts(t, r)
			checkMaps(t, r)
			for _, on := range r.On {
				for _, title := range []string{r.Title.EN, r.Title.KO} {
					key := on + " " + title // types that are twins, such as REST and HTTP APIs, may share a title
					if other := titles[key]; other != "" {
						t.Errorf("title %q is that of %s too", title, other)
					}
					titles[key] = r.ID
				}
			}
		})
	}
}

// checkID: a rule in aws/lambda/ is called aws-lambda-….
func checkID(t *testing.T, r *rule.Rule) {
	t.Helper()
	folder := path.Dir(strings.TrimPrefix(r.Pos.File(), "rules/"))
	if want := strings.ReplaceAll(folder, "/", "-") + "-"; !strings.HasPrefix(r.ID, want) || !strings.HasPrefix(want, "aws-") {
		t.Errorf("the id does not start with the folder: want %s…", want)
	}
}

var (
	hangul = regexp.MustCompile(`\p{Hangul}`)
	aside  = regexp.MustCompile(` ?\([^()]*\)$`)
)

func checkTexts(t *testing.T, r *rule.Rule) {
	t.Helper()
	for name, text := range map[string]rule.Text{"title": r.Title, "why": r.Why, "fix": r.Fix} {
		for _, s := range []string{text.EN, text.KO} {
			if s != strings.TrimSpace(s) || strings.Contains(s, "  ") || s == "" {
				t.Errorf("%s has spaces too many or is empty: %q", name, s)
			}
			if end := strings.HasSuffix(s, "."); end != (name != "title") {
				t.Errorf("a title has no full stop, why and fix have one: %q", s)
			}
		}
		if hangul.MatchString(text.EN) || !hangul.MatchString(text.KO) {
			t.Errorf("%s is in the wrong language: %q, %q", name, text.EN, text.KO)
		}
		// Polite formal style throughout, never the plain or the familiar one.
		if s := aside.ReplaceAllString(strings.TrimSuffix(text.KO, "."), ""); !strings.HasSuffix(s, "니다") && !strings.HasSuffix(s, "시오") {
			t.Errorf("%s does not end politely: %q", name, text.KO)
		}
	}
}

func checkMaps(t *testing.T, r *rule.Rule) {
	t.Helper()
	var frameworks []string
	for _, m := range r.Maps {
		if slices.Contains(frameworks, m.Framework) {
			t.Errorf("framework %s is mapped twice", m.Framework)
		}
		frameworks = append(frameworks, m.Framework)
		shape := controls[m.Framework]
		if shape == nil {
			t.Errorf("framework %q is not known", m.Framework)
			continue
		}
		for _, id := range m.Controls {
			if !shape.MatchString(id) {
				t.Errorf("%s has no control called %q", m.Framework, id)
			}
		}
		if len(m.Controls) == 0 {
			t.Errorf("framework %s is mapped to nothing", m.Framework)
		}
	}
}
