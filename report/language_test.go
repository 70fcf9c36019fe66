package report

import (
	"errors"
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

func TestProblems(t *testing.T) {
	inner := &cloud.Error{Pos: cloud.Pos{Origin: &cloud.Origin{File: "src/api.yml"}}, What: "cannot read the file", Err: errors.New("no such file or directory"), Hint: "check the path"}
	for _, c := range []struct {
		e      *cloud.Error
		en, ko string
	}{
		{&cloud.Error{What: "cannot include src/api.yml", Err: inner}, "cannot include src/api.yml: src/api.yml: cannot read the file: no such file or directory (check the path)",
			"src/api.yml을(를) 포함할 수 없음: src/api.yml: 파일을 읽을 수 없음: 파일이나 폴더가 없음 (경로를 확인하십시오)"},
		{&cloud.Error{What: "not valid YAML: did not find expected key"}, "not valid YAML: did not find expected key", "올바른 YAML이 아님: 키가 있어야 할 자리에 키가 없음"},
		{&cloud.Error{What: "Fn::Select: there is no item 3 in a list of 2"}, "Fn::Select: there is no item 3 in a list of 2", "Fn::Select: 항목이 2개인 목록에 3번(0부터) 항목이 없음"},
		{&cloud.Error{What: `condition "a: b" is not declared`}, `condition "a: b" is not declared`, `조건 "a: b"이(가) 선언되지 않음`},
		{&cloud.Error{What: "something rare"}, "something rare", "something rare"},
	} {
		for lang, want := range map[string]string{"en": c.en, "ko": c.ko} {
			l, err := inLanguage(lang)
			if err != nil {
				t.Fatal(err)
			}
			if got := l.problem(c.e); got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		}
	}
}
