package iam

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/haechi-dev/haechi/cloud"
)

func TestPatternMatch(t *testing.T) {
	for _, c := range []struct {
		pattern, text string
		want          Truth
	}{
		{"*", "", Yes},
		{"*", "arn:aws:s3:::b", Yes},
		{"arn:aws:s3:::b/*", "arn:aws:s3:::b/k/l:m", Yes},
		{"arn:aws:s3:::b/*", "arn:aws:s3:::b", No},
		{"arn:aws:s3:::b*", "arn:aws:s3:::B", No},
		{"arn:*:s3:::b", "arn:aws-cn:s3:::b", Yes},
		{"arn:aws:sqs:*:*:q?", "arn:aws:sqs:eu-west-1:1:q1", Yes},
		{"arn:aws:sqs:*:q1", "arn:aws:sqs:eu-west-1:1:q1", Yes}, // the star runs on
		{"arn:aws:sqs:*:q1", "arn:aws:sqs:eu-west-1:q1:x", Yes}, // or the account is q1, and the resource any
		{"arn:aws:sqs:eu*:q1", "arn:aws:sqs:eu-west-1:1:q1", Yes},
		{"arn:aws:lambda:*:function:f", "arn:aws:lambda:eu-west-1:1:function:f", Yes},
		{"arn:aws:lambda:*t-1:function:f", "arn:aws:lambda:eu-west-1:1:function:f", No}, // it does not end the segment
		{"arn:aws:lambda:*st-1:*:function:f", "arn:aws:lambda:eu-west-1:1:function:f", Yes},
		{"arn:aws:lambda:*st-1:*:f", "arn:aws:lambda:eu-west-1:1:function:f", Yes},
		{"arn:aws:lambda:e?*:f", "arn:aws:lambda:eu-west-1:1:function:f", Yes},
		{"arn:aws:lambda:?*x:*:f", "arn:aws:lambda::x:function:f", No},
		{"arn:aws:sqs:*:*:q1", "arn:aws:sqs:eu-west-1:1:q2", No},
		{"arn:aws:sqs", "arn:aws:sqs:eu-west-1:1:q1", Yes},
		{"arn:aws:s*", "arn:aws:sqs:eu-west-1:1:q1", Yes},
		{"arn:aws:s*", "arn:aws:ec2:eu-west-1:1:q1", No},
		{"arn:aws:s3:::b", "*", No},
		{"*:q1", "arn:aws:sqs:eu-west-1:1:q1", Yes},
		{"arn:aws:s3:::${*}x", "arn:aws:s3:::*x", Yes},
		{"arn:aws:s3:::${*}x", "arn:aws:s3:::yx", No},
		{"b?g", "b값g", Yes},
		{"b??g", "b값g", No},
		{"*a?c*", "xxabcabxabc", Yes},
		{"a*", "a", Yes},
		{"a*b*", "acb", Yes},
		{"a*b", "ab", Yes},
		{"a*ab", "ab", No},
		{"", "", Yes},
		{"", "a", No},
	} {
		p := ResourcePattern(c.pattern)
		if got := p.Match(c.text, nil); got != c.want {
			t.Errorf("%q against %q: got %v, want %v", c.pattern, c.text, got, c.want)
		}
	}
	action := ActionPattern("S3:Get*")
	if action.Match("s3:GETobject", nil) != Yes || action.Match("s3:PutObject", nil) != No {
		t.Error("actions have no case")
	}
	if p := ActionPattern("s3:${*}"); p.Match("s3:*", nil) != No {
		t.Error("actions have no policy variables")
	}
}

// naiveGlob is a glob as a regular expression: another way to the same answer.
func naiveGlob(pattern string) *regexp.Regexp {
	var b strings.Builder
	for _, r := range pattern {
		switch r {
		case '*':
			b.WriteString("(?s:.*)")
		case '?':
			b.WriteString("(?s:.)")
		default:
			b.WriteString(regexp.QuoteMeta(string(r)))
		}
	}
	return regexp.MustCompile("^(?:" + b.String() + ")$")
}

func randomText(r *rand.Rand, alphabet string, longest int) string {
	runes := []rune(alphabet)
	var b strings.Builder
	for range r.IntN(longest + 1) {
		b.WriteRune(runes[r.IntN(len(runes))])
	}
	return b.String()
}

func TestGlobAgainstRegexp(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 40_000 {
		pattern, text := randomText(r, "ab한*?", 9), randomText(r, "ab한", 10)
		pieces := appendPieces(nil, pattern, false)
		if got, want := globMatch(pieces, text), naiveGlob(pattern).MatchString(text); got != want {
			t.Fatalf("%q against %q: got %v, want %v", pattern, text, got, want)
		}
		if chunks := chunksOf(pieces); len(chunks) > 1 && chunksMatch(chunks, text) != naiveGlob(pattern).MatchString(text) {
			t.Fatalf("%q against %q: chunks say otherwise", pattern, text)
		}
	}
}

func TestGlobIsLinear(t *testing.T) {
	// A matcher that takes stars back would need longer than the universe has.
	text := strings.Repeat("a", 200_000)
	for _, pattern := range []string{strings.Repeat("a*", 20_000) + "b", strings.Repeat("*a?", 20_000) + "*b", "*" + strings.Repeat("a?", 2_000) + "b", strings.Repeat("?*", 20_000) + "b*c"} {
		p := newPattern(cloud.NewString(cloud.Pos{}, pattern), syntax{})
		start := time.Now()
		if p.Match(text, nil) != No {
			t.Errorf("%.20q matches", pattern)
		}
		if took := time.Since(start); took > 2*time.Second {
			t.Errorf("%.20q took %v", pattern, took)
		}
	}
}

func hole(name string) cloud.Part {
	return cloud.Part{Hole: &cloud.Hole{Name: name, Reason: cloud.Because(cloud.AtDeployment, name)}}
}

// withHoles reads <name> as a hole.
func withHoles(text string) *cloud.Value {
	var parts []cloud.Part
	for {
		before, rest, ok := strings.Cut(text, "<")
		parts = append(parts, cloud.Part{Text: before})
		if !ok {
			return cloud.NewParts(cloud.Pos{}, parts...)
		}
		name, after, _ := strings.Cut(rest, ">")
		parts, text = append(parts, hole(name)), after
	}
}

func TestHoles(t *testing.T) {
	const table = "arn:<AWS::Partition>:dynamodb:<AWS::Region>:<AWS::AccountId>:table/<Table>"
	for _, c := range []struct {
		pattern, text string
		want          Truth
	}{
		{table, table, Yes},
		{table + "/*", table + "/index/i", Yes},
		{table + "/*", table, No},
		{"arn:aws:dynamodb:*:*:table/*", table, Maybe}, // the partition
		{"arn:*:dynamodb:*:*:table/*", table, Yes},
		{"arn:*:dynamodb:eu-west-1:*:table/*", table, Maybe},
		{"arn:*:dynamodb:eu-west-1:*:index/*", table, No},
		{"arn:*:sqs:*:*:*", table, No},
		{"arn:*:dynamodb:*:orders:*", table, No}, // no account number
		{table, "arn:aws:dynamodb:eu-west-1:111111111111:table/orders", Maybe},
		{table, "arn:aws:dynamodb:eu-west-1:111111111111:stream/orders", No},
		{table, "arn:aws:dynamodb::111111111111:table/orders", No}, // a region is not empty
		{"<Table.Arn>", "<Table.Arn>", Yes},
		{"<Table.Arn>/index/*", "<Table.Arn>/index/i", Yes},
		{"<Table.Arn>/index/*", "<Table.Arn>", No},
		{"<Table.Arn>", "<Queue.Arn>", Maybe},
		{"<Table.Arn>", "arn:aws:s3:::b", Maybe},
		{"arn:aws:s3:::b", "<Bucket.Arn>", Maybe},
		{"*", "<Bucket.Arn>", Yes},
		{"arn:aws:s3:::<Bucket>/*", "arn:aws:s3:::<Bucket>/k", Yes},
		{"arn:aws:s3:::<Bucket>/*", "arn:aws:s3:::<Other>/k", Maybe},
		{"arn:aws:s3:::<Bucket>/*", "arn:aws:s3:::<Bucket>", No}, // nothing is left for the slash
		{"arn:aws:s3:::a-<Stage>", "arn:aws:s3:::b-<Stage>", No},
		{"arn:aws:s3:::a-<Stage>", "arn:aws:s3:::a-prod", Maybe},
		{"arn:aws:s3:::a-<Stage>-x", "arn:aws:s3:::a-prod-y", No},
		{"?", "<X>", Maybe},
		{"arn:aws:lambda:*:function:<F>", "arn:aws:lambda:eu-west-1:1:function:f", Maybe},
		{"arn:aws:lambda:*:function:<F>", "arn:aws:lambda:<AWS::Region>:<AWS::AccountId>:function:<F>", Yes},
		{"arn:aws:lambda:*:function:<F>", "arn:aws:lambda:<AWS::Region>:<AWS::AccountId>:layer:<F>", No},
	} {
		p := newPattern(withHoles(c.pattern), syntax{variables: true, arn: true, cross: true})
		if got := p.Match(Text(withHoles(c.text)), nil); got != c.want {
			t.Errorf("%s against %s: got %v, want %v", c.pattern, c.text, got, c.want)
		}
	}
}

// Whatever fills the holes, an answer Yes or No must stay right.
func TestHolesAgainstFillings(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	counts := [3]int{}
	for range 12_000 {
		pattern, text := randomHoles(r, "ab*?"), randomHoles(r, "ab")
		p := newPattern(withHoles(pattern), syntax{})
		got := p.Match(Text(withHoles(text)), nil)
		counts[got]++
		if got == Maybe {
			continue
		}
		for range 12 {
			fill := strings.NewReplacer("<X>", randomText(r, "ab", 3), "<Y>", randomText(r, "ab", 3))
			if filled := naiveGlob(fill.Replace(pattern)).MatchString(fill.Replace(text)); filled != (got == Yes) {
				t.Fatalf("%q against %q: got %v, but filled %q against %q is %v", pattern, text, got, fill.Replace(pattern), fill.Replace(text), filled)
			}
		}
	}
	for answer, n := range counts {
		if n < 500 {
			t.Errorf("only %d answers %v: the test does not say much", n, Truth(answer))
		}
	}
}

func randomHoles(r *rand.Rand, alphabet string) string {
	text := randomText(r, alphabet, 4)
	if r.IntN(2) == 0 {
		text += []string{"<X>", "<Y>"}[r.IntN(2)] + randomText(r, alphabet, 3)
	}
	return text
}

func FuzzGlob(f *testing.F) {
	for _, s := range [][2]string{{"a*b?c", "aXbYc"}, {"**?", "한"}, {"*a?a?*", "aaaa"}, {"", ""}} {
		f.Add(s[0], s[1])
	}
	f.Fuzz(func(t *testing.T, pattern, text string) {
		pattern, text = strings.ToValidUTF8(pattern, "x"), strings.ToValidUTF8(text, "x")
		if len(pattern) > 60 || len(text) > 300 || hasHole(text) {
			return
		}
		pieces := appendPieces(nil, pattern, false)
		if got, want := globMatch(pieces, text), naiveGlob(pattern).MatchString(text); got != want {
			t.Errorf("%q against %q: got %v, want %v", pattern, text, got, want)
		}
		if chunks := chunksOf(pieces); len(chunks) > 1 && chunksMatch(chunks, text) != globMatch(pieces, text) {
			t.Errorf("%q against %q: chunks say otherwise", pattern, text)
		}
		if got := matchHoles(pieces, text); got != truth(globMatch(pieces, text)) && !hasHole(pattern) {
			t.Errorf("%q against %q: the walk says %v", pattern, text, got)
		}
	})
}
