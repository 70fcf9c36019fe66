package entry

import (
	"slices"
	"strings"
	"testing"

	"github.com/haechi-dev/haechi/iam"
	"github.com/haechi-dev/haechi/schema"
)

// Every action of the table exists and works on what the table says.
func TestKindsOfData(t *testing.T) {
	words, err := loadEnglish()
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range kinds() {
		if schema.Lookup(k.Type) == nil {
			t.Errorf("there is no type %s", k.Type)
		}
		if k.Weight < 1 || k.Weight > 5 {
			t.Errorf("%s weighs %d", k.Type, k.Weight)
		}
		if words["kind."+k.Name] == "" || words["every."+k.Name] == "" {
			t.Errorf("there are no words for %s", k.Name)
		}
		for _, name := range slices.Concat(k.Read, k.Write, k.Admin) {
			a := iam.LookupAction(name)
			if a == nil || a.String() != name {
				t.Errorf("%s: there is no action %s", k.Type, name)
				continue
			}
			fits := len(a.Resources) == 0 || len(k.ARNs) == 0
			for _, arn := range k.ARNs {
				arn = strings.NewReplacer("${Partition}", "aws", "${Region}", "us-east-1", "${Account}", "111122223333").Replace(arn)
				fits = fits || slices.ContainsFunc(a.Resources, func(r iam.ActionResource) bool { return r.Type.Fits(arn) })
			}
			if !fits {
				t.Errorf("%s: %s does not work on %v", k.Type, name, k.ARNs)
			}
		}
	}
	for _, typ := range slices.Concat(entryTypes, carrierTypes, databases) {
		if schema.Lookup(typ) == nil {
			t.Errorf("there is no type %s", typ)
		}
	}
	for typ := range Needs() {
		if schema.Lookup(typ) == nil {
			t.Errorf("there is no type %s", typ)
		}
	}
}

func TestWordsOfBothLanguages(t *testing.T) {
	english, err := loadEnglish()
	if err != nil {
		t.Fatal(err)
	}
	korean, err := loadKorean()
	if err != nil {
		t.Fatal(err)
	}
	for key, text := range english {
		if korean[key] == "" || strings.Count(korean[key], "%") > strings.Count(text, "%") {
			t.Errorf("%s: %q in English, %q in Korean", key, text, korean[key])
		}
	}
	for key := range korean {
		if english[key] == "" {
			t.Errorf("%s is not in English", key)
		}
	}
}
