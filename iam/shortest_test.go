package iam_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/haechi-dev/haechi/iam"
)

// textsOf are all texts of some letters, the shortest first.
func textsOf(letters string, longest int) (all []string) {
	last := []string{""}
	for range longest {
		var next []string
		for _, t := range last {
			for _, l := range letters {
				next = append(next, t+string(l))
			}
		}
		all, last = append(all, next...), next
	}
	return all
}

// shortWorld are all requests with short names, in which x stands for every other letter.
func shortWorld() world {
	w := world{contexts: smallWorld().contexts}
	add := func(action, resource string) { w.targets = append(w.targets, target{action, resource}) }
	for _, name := range textsOf("abx", 5) {
		for _, head := range []string{"us-east-1:111122223333:", "us-east-1:111111111111:", "eu-west-1:111122223333:"} {
			add("sqs:SendMessage", "arn:aws:sqs:"+head+name)
			add("sns:Publish", "arn:aws:sns:"+head+name)
		}
		add("s3:ListBucket", "arn:aws:s3:::"+name)
		for i := 1; i < len(name); i++ {
			add("s3:GetObject", "arn:aws:s3:::"+name[:i]+"/"+name[i:])
		}
	}
	return w
}

// size is what a witness has few of: keys, and letters of the name of its resource.
func size(context tree, resource string) (keys, letters int) {
	parts := strings.SplitN(resource, ":", 6)
	return len(context), len(parts[len(parts)-1])
}

// checkShortest holds a witness against all requests of a world with its action.
func checkShortest(t *testing.T, w *world, got *iam.Request, yes func(i, j int) bool) (compared bool) {
	t.Helper()
	context := tree{}
	for key, values := range got.Context {
		if len(values) > 0 {
			context[key] = values
		}
	}
	keys, letters := size(context, got.Resource)
	found := false
	for i, target := range w.targets {
		if target.action != got.Action {
			continue
		}
		for j, c := range w.contexts {
			k, l := size(c, target.resource)
			if (k < keys || k == keys && l < letters) && yes(i, j) {
				t.Fatalf("%s on %s with %v: shorter is %s with %v", got.Action, got.Resource, context, target.resource, c)
			}
			found = found || k == keys && l == letters && yes(i, j)
		}
	}
	return found
}

func TestWitnessesAreShortest(t *testing.T) {
	w := shortWorld()
	rng := rand.New(rand.NewPCG(47, 48))
	yes, compared := 0, 0
	for range rounds(120) {
		one := func() tree { return withCondition(rng, bruteStatement(rng), "aws:PrincipalTag/t", "aws:TagKeys") }
		from, to := bruteDocument(rng, one), bruteDocument(rng, one)
		a, textA := parsed(t, from)
		b, textB := parsed(t, to)
		got := iam.NewAccess([]*iam.Document{a}, []*iam.Document{b})
		if got.Verdict != iam.Yes {
			continue
		}
		yes++
		t.Logf("from %s\nto %s", textA, textB)
		only := w
		only.targets = nil
		for _, target := range w.targets {
			if target.action == got.Witness.Action {
				only.targets = append(only.targets, target)
			}
		}
		old, now := only.allowed(from, ""), only.allowed(to, "")
		if checkShortest(t, &only, got.Witness, func(i, j int) bool { return now[i][j] && !old[i][j] }) {
			compared++
		}
	}
	if compared < yes/4 {
		t.Errorf("only %d of %d witnesses are among the requests that were tried", compared, yes)
	}
}

// What a shortest witness looks like.
func TestShortestWitness(t *testing.T) {
	allow := func(action, resource, condition string) string {
		s := `{"Effect":"Allow","Action":"` + action + `","Resource":"` + resource + `"`
		if condition != "" {
			s += `,"Condition":` + condition
		}
		return `{"Version":"2012-10-17","Statement":[` + s + `}]}`
	}
	queue := "arn:aws:sqs:us-east-1:111122223333:"
	for _, c := range []struct {
		name, text, action string
		resource           string
		keys               int
	}{
		{"a star at both ends", allow("sqs:SendMessage", "arn:aws:sqs:*:*:*ab0*", ""), "*", queue + "ab0", 0},
		{"stars within", allow("sqs:SendMessage", "arn:aws:sqs:*:*:a*b*", ""), "*", queue + "ab", 0},
		{"question marks", allow("sqs:SendMessage", "arn:aws:sqs:*:*:?a?*", ""), "*", queue + "xax", 0},
		{"the folder has an object", allow("s3:GetObject", "arn:aws:s3:::orders*", ""), "*", "arn:aws:s3:::orders/x", 0},
		{"no resource", allow("s3:ListAllMyBuckets", "*", ""), "*", "*", 0},
		{"a bucket", allow("s3:ListBucket", "arn:aws:s3:::*", ""), "*", "arn:aws:s3:::x", 0},
		{"a key that may be absent", allow("sqs:SendMessage", queue+"*", `{"StringNotEquals":{"aws:PrincipalTag/t":"a"},"StringEqualsIfExists":{"aws:PrincipalTag/u":"b"}}`), "*", queue + "x", 0},
		{"a key that must be there", allow("sqs:SendMessage", queue+"*", `{"StringNotEquals":{"aws:PrincipalTag/t":"a"},"StringLike":{"aws:PrincipalTag/u":"*b?*"}}`), "*", queue + "x", 1},
		{"the statement with fewer conditions", strings.Replace(allow("sqs:SendMessage", queue+"*", `{"StringEquals":{"aws:PrincipalTag/t":"a"}}`), "]", `,{"Effect":"Allow","Action":"sqs:*","Resource":"*"}]`, 1), "sqs:SendMessage", queue + "x", 0},
		{"another action without a condition", strings.Replace(allow("sqs:SendMessage", queue+"*", `{"StringEquals":{"aws:PrincipalTag/t":"a"}}`), "]", `,{"Effect":"Allow","Action":"sns:Publish","Resource":"*"}]`, 1), "*", "arn:aws:sns:us-east-1:111122223333:x", 0},
		{"the shorter name of two statements", strings.Replace(allow("sqs:SendMessage", queue+"orders", ""), "]", `,{"Effect":"Allow","Action":"sqs:*","Resource":"arn:aws:sqs:eu-west-1:*:b"}]`, 1), "sqs:SendMessage", "arn:aws:sqs:eu-west-1:111122223333:b", 0},
		{"what is denied", strings.Replace(allow("sqs:SendMessage", queue+"*", ""), "]", `,{"Effect":"Deny","Action":"sqs:*","Resource":["arn:aws:sqs:*:*:?","arn:aws:sqs:*:*:x*"]}]`, 1), "*", queue + "yy", 0},
	} {
		got := iam.Can([]*iam.Document{document(t, c.text)}, c.action, "*", nil)
		if got.Verdict != iam.Yes {
			t.Errorf("%s: %v %v", c.name, got.Verdict, got.Why)
			continue
		}
		keys := 0
		for _, values := range got.Witness.Context {
			keys += min(1, len(values))
		}
		if got.Witness.Resource != c.resource || keys != c.keys {
			t.Errorf("%s: got %s with %v, want %s with %d keys", c.name, got.Witness.Resource, got.Witness.Context, c.resource, c.keys)
		}
	}
}
