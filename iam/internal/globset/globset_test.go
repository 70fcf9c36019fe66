package globset

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"sort"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// matcher is the plainest matcher there is, independent of the automaton.
func matcher(glob string) *regexp.Regexp {
	pattern := regexp.QuoteMeta(glob)
	pattern = strings.NewReplacer(`\*`, `.*`, `\?`, `.`).Replace(pattern)
	return regexp.MustCompile(`^(?s:` + pattern + `)$`)
}

func matchers(globs []string) []*regexp.Regexp {
	all := make([]*regexp.Regexp, len(globs))
	for i, g := range globs {
		all[i] = matcher(g)
	}
	return all
}

func vector(globs []*regexp.Regexp, s string) string {
	v := make([]byte, len(globs))
	for i, g := range globs {
		v[i] = '0'
		if g.MatchString(s) {
			v[i] = '1'
		}
	}
	return string(v)
}

// every lists all strings over an alphabet up to a length.
func every(alphabet string, length int) []string {
	all := []string{""}
	for start := 0; length > 0; length-- {
		end := len(all)
		for _, s := range all[start:end] {
			for _, r := range alphabet {
				all = append(all, s+string(r))
			}
		}
		start = end
	}
	return all
}

func TestPartitionAgreesWithEnumeration(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	strings7 := every("abx", 5)
	for range 60 {
		var globs []string
		for range 1 + rng.IntN(4) {
			var g strings.Builder
			for range rng.IntN(3) {
				g.WriteByte("ab*?"[rng.IntN(4)])
			}
			globs = append(globs, g.String())
		}
		plain := matchers(globs)
		classes, ok := Partition(globs, Options{})
		if !ok {
			t.Fatalf("%q: gave up", globs)
		}
		got := map[string]string{}
		for _, c := range classes {
			v := ""
			for i := range globs {
				v += map[bool]string{true: "1", false: "0"}[c.Member.Has(i)]
			}
			if vector(plain, c.Witness) != v {
				t.Fatalf("%q: %q is no witness of %s", globs, c.Witness, v)
			}
			got[v] = c.Witness
		}
		want := map[string]int{}
		for _, s := range strings7 {
			if v := vector(plain, s); want[v] == 0 {
				want[v] = len(s) + 1
			}
		}
		for v, n := range want {
			if w, found := got[v]; !found || len(w) != n-1 {
				t.Fatalf("%q: class %s has witness %q, want one of length %d", globs, v, w, n-1)
			}
		}
		if len(got) != len(want) {
			t.Fatalf("%q: %d classes, want %d", globs, len(got), len(want))
		}
	}
}

func TestPartitionOfARNs(t *testing.T) {
	globs := []string{"arn:aws:s3:::orders/*", "arn:aws:s3:::orders", "arn:aws:s3:::*", "*"}
	plain := matchers(globs)
	classes, _ := Partition(globs, Options{})
	var got []string
	for _, c := range classes {
		got = append(got, vector(plain, c.Witness)+" "+c.Witness)
	}
	sort.Strings(got)
	want := []string{"0001 ", "0011 arn:aws:s3:::", "0111 arn:aws:s3:::orders", "1011 arn:aws:s3:::orders/"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestPartitionGivesUp(t *testing.T) {
	var globs []string
	for i := range 20 {
		globs = append(globs, fmt.Sprintf("*%c*", 'a'+i))
	}
	if _, ok := Partition(globs, Options{Limit: 1000}); ok {
		t.Error("two to the power of twenty classes in a thousand states")
	}
}

func BenchmarkPartition(b *testing.B) {
	var globs []string
	for i := range 100 {
		globs = append(globs, fmt.Sprintf("table/orders-%d/index/*", i))
	}
	for b.Loop() {
		if _, ok := Partition(globs, Options{Limit: 1 << 20}); !ok {
			b.Fatal("gave up")
		}
	}
}

func TestFindAgreesWithEnumeration(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 10))
	all := every("abx", 6)
	for range 300 {
		glob := func() string {
			var g strings.Builder
			for range rng.IntN(4) {
				g.WriteByte("ab*?"[rng.IntN(4)])
			}
			return g.String()
		}
		must, mustNot := []string{glob(), "*" + glob()}, []string{glob(), glob()}
		yes, no := matchers(must), matchers(mustNot)
		got, ok, complete := Find(must, mustNot, Options{})
		want, exists := "", false
		for _, s := range all {
			if vector(yes, s) == "11" && vector(no, s) == "00" {
				want, exists = s, true
				break
			}
		}
		if !complete || ok && (vector(yes, got) != "11" || vector(no, got) != "00") || exists && (!ok || len(got) != len(want)) {
			t.Fatalf("%q but not %q: got %q %v, want %q %v", must, mustNot, got, ok, want, exists)
		}
	}
}
