package iam_test

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/haechi-dev/haechi/iam"
)

// The symbolic questions against all requests of a small world, decided by the naive evaluator,
// which knows nothing of package iam.

// world is every request there is: an action with a resource it can name, and a context.
type world struct {
	targets  []target
	contexts []tree
}

type target struct{ action, resource string }

var letters = []string{"a", "b", "x", "aa", "ab", "ba", "bx", "aba"}

func smallTargets() (all []target) {
	add := func(action, resource string) { all = append(all, target{action, resource}) }
	for _, name := range letters {
		for _, region := range []string{"us-east-1", "eu-west-1"} {
			add("sqs:SendMessage", "arn:aws:sqs:"+region+":111111111111:"+name)
			add("sqs:ReceiveMessage", "arn:aws:sqs:"+region+":111111111111:"+name)
			add("sns:Publish", "arn:aws:sns:"+region+":111111111111:"+name)
		}
		add("s3:ListBucket", "arn:aws:s3:::"+name)
		for _, object := range letters {
			add("s3:GetObject", "arn:aws:s3:::"+name+"/"+object)
		}
	}
	return append(all, target{"s3:ListAllMyBuckets", "*"}, target{"kms:Decrypt", "arn:aws:kms:us-east-1:111111111111:key/a"})
}

// someOf writes one or a few texts.
func someOf(rng *rand.Rand, one func() string) any {
	if rng.IntN(2) == 0 {
		return one()
	}
	all := []any{}
	for range 1 + rng.IntN(3) {
		all = append(all, one())
	}
	return all
}

func pickOf(rng *rand.Rand, all ...string) string { return all[rng.IntN(len(all))] }

func shortGlob(rng *rand.Rand) string {
	var b strings.Builder
	for range 1 + rng.IntN(3) {
		b.WriteByte("aab**?"[rng.IntN(6)])
	}
	return b.String()
}

func bruteStatement(rng *rand.Rand) tree {
	s := tree{"Effect": pickOf(rng, "Allow", "Allow", "Deny")}
	s[pickOf(rng, "Action", "Action", "Action", "NotAction")] = someOf(rng, func() string {
		return pickOf(rng, "*", "sqs:*", "sqs:Send*", "sqs:SendMessage", "s3:*", "S3:get*", "s3:List*", "s3:ListBucket", "sns:Publish", "s*:*e", "*:*e*", "kms:*", "iam:*")
	})
	s[pickOf(rng, "Resource", "Resource", "Resource", "NotResource")] = someOf(rng, func() string {
		p := shortGlob(rng)
		return pickOf(rng, "*", "arn:aws:sqs:*:*:"+p, "arn:aws:sqs:us-east-1:*:"+p, "arn:aws:sqs:*-1:111111111111:"+p, "arn:aws:s3:::"+p, "arn:aws:s3:::"+p+"/"+shortGlob(rng), "arn:aws:s3:::"+p+"*", "arn:aws:sns:*:*:"+p, "arn:aws:s*:*:*:"+p, "arn:aws:*:*:*:"+p)
	})
	return s
}

func withCondition(rng *rand.Rand, s tree, keys ...string) tree {
	switch rng.IntN(5) {
	case 0, 1:
		return s
	case 2:
		s["Condition"] = tree{"Null": tree{pickOf(rng, keys...): pickOf(rng, "true", "false")}}
		return s
	}
	conditions := tree{}
	for range 1 + rng.IntN(2) {
		operator := pickOf(rng, "", "", "ForAllValues:", "ForAnyValue:") + pickOf(rng, "StringEquals", "StringNotEquals", "StringLike", "StringNotLike") + pickOf(rng, "", "", "IfExists")
		conditions[operator] = tree{pickOf(rng, keys...): someOf(rng, func() string { return pickOf(rng, "a", "b", "ab", shortGlob(rng)) })}
	}
	s["Condition"] = conditions
	return s
}

func bruteDocument(rng *rand.Rand, one func() tree) tree {
	statements := []any{}
	for range 1 + rng.IntN(4) {
		statements = append(statements, one())
	}
	return tree{"Version": "2012-10-17", "Statement": statements}
}

// allowed tells of every request whether a document allows it, by target and context.
func (w *world) allowed(doc tree, principal string) [][]bool {
	resourcePolicy := principal != ""
	allows, denies := make([][]bool, len(w.targets)), make([][]bool, len(w.targets))
	for i := range w.targets {
		allows[i], denies[i] = make([]bool, len(w.contexts)), make([]bool, len(w.contexts))
	}
	for _, v := range list(doc["Statement"]) {
		s := v.(tree)
		about, when := tree{}, tree{"Action": "*", "Resource": "*"} // the two halves of the statement
		for key, value := range s {
			if key == "Condition" {
				when[key] = value
			} else {
				about[key] = value
			}
		}
		fits := make([]bool, len(w.contexts))
		for j, context := range w.contexts {
			n := naive{principal: principal, action: "a:b", resource: "arn:a:b:c:d:e", context: context}
			fits[j] = n.applies(when, false) != 0
		}
		for i, target := range w.targets {
			n := naive{principal: principal, action: target.action, resource: target.resource}
			if target.resource == "*" {
				n.resource = "arn:none:none:none:none:none" // only "*" matches it
			}
			if n.applies(about, resourcePolicy) == 0 {
				continue
			}
			for j := range fits {
				if fits[j] && s["Effect"] == "Allow" {
					allows[i][j] = true
				}
				if fits[j] && s["Effect"] == "Deny" {
					denies[i][j] = true
				}
			}
		}
	}
	for i := range allows {
		for j := range allows[i] {
			allows[i][j] = allows[i][j] && !denies[i][j]
		}
	}
	return allows
}

func (w *world) any(test func(i, j int) bool) (target, tree, bool) {
	for i := range w.targets {
		for j := range w.contexts {
			if test(i, j) {
				return w.targets[i], w.contexts[j], true
			}
		}
	}
	return target{}, nil, false
}

// naively tells whether a document allows a witness.
func naively(doc tree, w *iam.Request, resourcePolicy bool) bool {
	one := world{targets: []target{{w.Action, w.Resource}}, contexts: []tree{{}}}
	for key, values := range w.Context {
		for _, known := range []string{"aws:PrincipalTag/t", "aws:TagKeys", "aws:Referer", "aws:PrincipalOrgID", "aws:SourceVpce"} {
			if strings.EqualFold(key, known) {
				key = known
			}
		}
		items := []any{}
		for _, v := range values {
			items = append(items, v)
		}
		one.contexts[0][key] = items
	}
	principal := ""
	if resourcePolicy {
		principal = w.Principal.Name
	}
	return one.allowed(doc, principal)[0][0]
}

func parsed(t *testing.T, doc tree) (*iam.Document, string) {
	text, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	return document(t, string(text)), string(text)
}

func smallWorld() world {
	w := world{targets: smallTargets()}
	values := []any{nil, []any{"a"}, []any{"b"}, []any{"ab"}, []any{"x"}, []any{"a", "b"}, []any{"a", "x"}}
	for i, tag := range values[:5] {
		for j, keys := range values {
			context := tree{}
			if i > 0 {
				context["aws:PrincipalTag/t"] = tag
			}
			if j > 0 {
				context["aws:TagKeys"] = keys
			}
			w.contexts = append(w.contexts, context)
		}
	}
	return w
}

func rounds(n int) int {
	if testing.Short() {
		return n / 5
	}
	return n
}

func TestNewAccessBrute(t *testing.T) {
	w := smallWorld()
	rng := rand.New(rand.NewPCG(41, 42))
	counts := map[iam.Truth]int{}
	for range rounds(250) {
		one := func() tree { return withCondition(rng, bruteStatement(rng), "aws:PrincipalTag/t", "aws:TagKeys") }
		from, to := bruteDocument(rng, one), bruteDocument(rng, one)
		if rng.IntN(2) == 0 { // mostly alike, so that the answer is no more often
			statements := slices.Clone(from["Statement"].([]any))
			rng.Shuffle(len(statements), func(i, j int) { statements[i], statements[j] = statements[j], statements[i] })
			to = tree{"Version": "2012-10-17", "Statement": append(statements[:len(statements)-rng.IntN(2)], bruteStatement(rng))}
		}
		a, textA := parsed(t, from)
		b, textB := parsed(t, to)
		got := iam.NewAccess([]*iam.Document{a}, []*iam.Document{b})
		old, now := w.allowed(from, ""), w.allowed(to, "")
		what, context, want := w.any(func(i, j int) bool { return now[i][j] && !old[i][j] })
		counts[got.Verdict]++
		switch {
		case got.Verdict == iam.Maybe:
			t.Fatalf("from %s\nto %s\nunknown: %v", textA, textB, got.Why)
		case got.Verdict == iam.No && want:
			t.Fatalf("from %s\nto %s\nno, but there is %v %v", textA, textB, what, context)
		case got.Verdict == iam.Yes && (naively(from, got.Witness, false) || !naively(to, got.Witness, false)):
			t.Fatalf("from %s\nto %s\n%+v is no witness", textA, textB, got.Witness)
		}
	}
	t.Logf("%v", counts)
}

func TestCanBrute(t *testing.T) {
	w := smallWorld()
	rng := rand.New(rand.NewPCG(43, 44))
	counts := map[iam.Truth]int{}
	for range rounds(250) {
		one := func() tree { return withCondition(rng, bruteStatement(rng), "aws:PrincipalTag/t", "aws:TagKeys") }
		doc := bruteDocument(rng, one)
		asked := tree{"Effect": "Allow", "Action": pickOf(rng, "*", "s3:*", "s3:GetObject", "s3:Get*", "sqs:SendMessage", "s3:ListBucket", "sns:*", "s3:ListAllMyBuckets"),
			"Resource": pickOf(rng, "*", "arn:aws:s3:::"+shortGlob(rng), "arn:aws:s3:::a/"+shortGlob(rng), "arn:aws:sqs:*:*:"+shortGlob(rng))}
		when := map[string][]string{}
		if rng.IntN(3) == 0 {
			when["aws:PrincipalTag/t"] = []string{pickOf(rng, "a", "b")}
			asked["Condition"] = tree{"StringEquals": tree{"aws:PrincipalTag/t": when["aws:PrincipalTag/t"][0]}}
		}
		d, text := parsed(t, doc)
		got := iam.Can([]*iam.Document{d}, asked["Action"].(string), asked["Resource"].(string), when)
		allowed, about := w.allowed(doc, ""), w.allowed(tree{"Statement": []any{asked}}, "")
		what, context, want := w.any(func(i, j int) bool { return allowed[i][j] && about[i][j] })
		counts[got.Verdict]++
		switch {
		case got.Verdict == iam.Maybe:
			t.Fatalf("%s\n%v: unknown: %v", text, asked, got.Why)
		case got.Verdict == iam.No && want:
			t.Fatalf("%s\n%v: no, but there is %v %v", text, asked, what, context)
		case got.Verdict == iam.Yes && (!naively(doc, got.Witness, false) || !naively(tree{"Statement": []any{asked}}, got.Witness, false)):
			t.Fatalf("%s\n%v: %+v is no witness", text, asked, got.Witness)
		}
	}
	t.Logf("%v", counts)
}

func TestPublicBrute(t *testing.T) {
	const stranger = "arn:aws:iam::999988887777:role/outsider"
	free := []any{nil, []any{"a"}, []any{"b"}, []any{"ab"}, []any{"x"}}
	contexts := func(organisations ...any) (all []tree) {
		for i, referer := range free {
			for _, organisation := range organisations {
				for _, endpoint := range []any{nil, []any{"vpce-0outside0outside"}} {
					context := tree{}
					if i > 0 {
						context["aws:Referer"] = referer
					}
					if organisation != nil {
						context["aws:PrincipalOrgID"] = organisation
					}
					if endpoint != nil {
						context["aws:SourceVpce"] = endpoint
					}
					all = append(all, context)
				}
			}
		}
		return all
	}
	strangers := world{targets: smallTargets(), contexts: contexts(nil, []any{"o-outsider00"})}
	members := world{targets: smallTargets(), contexts: contexts(free...)}
	rng := rand.New(rand.NewPCG(45, 46))
	counts := map[string]int{}
	for range rounds(100) {
		doc := bruteDocument(rng, func() tree {
			s := withCondition(rng, bruteStatement(rng), "aws:Referer", "aws:PrincipalOrgID", "aws:SourceVpce")
			s[pickOf(rng, "Principal", "Principal", "Principal", "NotPrincipal")] = tree{"AWS": someOf(rng, func() string {
				return pickOf(rng, "*", "111111111111", "arn:aws:iam::222222222222:root", "arn:aws:iam::222222222222:user/anna", "arn:aws:iam::111111111111:user/own")
			})}
			return s
		})
		d, text := parsed(t, doc)
		anyone, all := iam.Public(d, iam.Zone{Account: "111111111111"})
		allowed, anonymous := strangers.allowed(doc, stranger), strangers.allowed(doc, "*")
		what, context, want := strangers.any(func(i, j int) bool { return allowed[i][j] || anonymous[i][j] })
		counts["anyone "+anyone.Verdict.String()]++
		switch {
		case anyone.Verdict == iam.Maybe:
			t.Fatalf("%s\nunknown: %v", text, anyone.Why)
		case anyone.Verdict == iam.No && want:
			t.Fatalf("%s\nno, but there is %v %v", text, what, context)
		case anyone.Verdict == iam.Yes && !naively(doc, anyone.Witness, true):
			t.Fatalf("%s\n%+v is no witness", text, anyone.Witness)
		}
		allowed = members.allowed(doc, "arn:aws:iam::222222222222:user/anna")
		what, context, want = members.any(func(i, j int) bool { return allowed[i][j] })
		named := strings.Contains(text, "222222222222:user/anna") // in an Allow, or else she is no finding
		found := false
		for _, e := range all {
			if !naively(doc, e.Answer.Witness, true) {
				t.Fatalf("%s\n%+v is no witness for %s", text, e.Answer.Witness, e.Principal)
			}
			found = found || e.Principal == "arn:aws:iam::222222222222:user/anna" || e.Principal == "222222222222" || e.Public || e.Organization
		}
		if want && named {
			counts["anna"]++
			if !found {
				t.Fatalf("%s\nno exposure to anna, but there is %v %v", text, what, context)
			}
		}
	}
	t.Logf("%v", counts)
}
