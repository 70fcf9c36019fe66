package report

import (
	"maps"
	"regexp"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/haechi-dev/haechi/cloud"
)

var verbs = regexp.MustCompile(`%(?:\[\d\])?[sd]`)

// used are the arguments that a message takes, in any order.
func used(format string) []string {
	all := verbs.FindAllString(format, -1)
	slices.Sort(all)
	return slices.Compact(all)
}

func TestLanguagesSayTheSame(t *testing.T) {
	en, err := inLanguage("en")
	if err != nil {
		t.Fatal(err)
	}
	ko, err := inLanguage("ko")
	if err != nil {
		t.Fatal(err)
	}
	same(t, en.UI, ko.UI)
	same(t, en.Reasons, ko.Reasons)
	same(t, en.Advice, ko.Advice)
}

func same[K ~string](t *testing.T, en, ko map[K]string) {
	t.Helper()
	if diff := cmp.Diff(slices.Sorted(maps.Keys(en)), slices.Sorted(maps.Keys(ko))); diff != "" {
		t.Errorf("the languages have other keys (-en +ko):\n%s", diff)
	}
	for key := range en {
		if diff := cmp.Diff(used(en[key]), used(ko[key])); diff != "" {
			t.Errorf("%s takes other arguments (-en +ko):\n%s", key, diff)
		}
	}
}

var codes = []cloud.ReasonCode{
	cloud.NoParameterValue, cloud.UnknownCondition, cloud.AtDeployment, cloud.DynamicReference, cloud.Secret,
	cloud.NotInSource, cloud.Unresolvable, cloud.NotRead, cloud.NotInEvent, cloud.NotChecked,
}

func TestReasons(t *testing.T) {
	en, _ := inLanguage("en")
	ko, _ := inLanguage("ko")
	for _, code := range codes {
		r := cloud.Because(code, "A", "B", "C")
		if got := en.reason(r); got != r.String() {
			t.Errorf("English says %q, package cloud %q", got, r)
		}
		if _, ok := ko.Reasons[code]; !ok {
			t.Errorf("%s has no Korean", code)
		}
		for _, args := range [][]string{nil, {"A"}, {"%s%d", "%[9]s"}} {
			if got := en.reason(cloud.Because(code, args...)); regexp.MustCompile(`%!`).MatchString(got) {
				t.Errorf("%s with %q says %q", code, args, got)
			}
		}
	}
	for _, test := range []struct {
		reason cloud.Reason
		want   string
	}{
		{cloud.Because(cloud.NoParameterValue, "Stage"), "파라미터 Stage에 값이 없음"},
		{cloud.Because(cloud.Unresolvable, "macro Explode", "it runs in the account"), "계산할 수 없음: 매크로 Explode (계정 안에서만 실행됨)"},
		{cloud.Because(cloud.NotInSource, "the output Arn of Network"), "읽은 범위에 포함되지 않음: Network의 출력 Arn"},
		{cloud.Because(cloud.NotInSource, "Table (condition IsProd is false)"), "읽은 범위에 포함되지 않음: Table (조건 IsProd 거짓)"},
		{cloud.Because(cloud.Unresolvable, "property", "a map stands where a text is expected"), "계산할 수 없음: 속성 (문자열이 필요한 자리에 map 값이 있음)"},
		{cloud.Because("new-code", "A"), "new-code A"},
	} {
		if got := ko.reason(test.reason); got != test.want {
			t.Errorf("%v says %q, want %q", test.reason, got, test.want)
		}
	}
}

func TestPhrasesTakeWhatTheyMatch(t *testing.T) {
	ko, _ := inLanguage("ko")
	for _, p := range ko.Phrases {
		if got := ko.phrase(regexp.MustCompile(`\*`).ReplaceAllString(p.From, "X")); regexp.MustCompile(`%!`).MatchString(got) {
			t.Errorf("%q gives %q", p.From, got)
		}
	}
}
