package iam_test

import (
	"math/rand/v2"
	"testing"

	"github.com/haechi-dev/haechi/iam"
)

// Nothing that is read makes the package fail, and what is decided has its reasons.
func FuzzDecide(f *testing.F) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 20 {
		f.Add([]byte(randomRequest(r)))
	}
	for _, c := range conditionCases {
		line := decideCase{identity: policy(`"Effect":"Allow","Action":"*","Resource":"arn:aws:s3:::*","Condition":{` + c.condition + `}`), context: c.context}
		f.Add([]byte(line.line()))
	}
	f.Add([]byte(`{"principal":"*","action":"a:b","resourcePolicy":"{\"Statement\":[]}"}`))
	f.Fuzz(func(t *testing.T, line []byte) {
		req, policies, err := iam.ParseRequest("fuzz", line)
		if err != nil {
			return
		}
		d := iam.Decide(req, policies)
		switch {
		case d.Result == iam.ResultUnknown && len(d.Why) == 0:
			t.Error("unknown without a reason")
		case d.Result == iam.ResultImplicitDeny && len(d.Missing) == 0:
			t.Error("an implicit deny that does not say what is missing")
		case d.Result == iam.ResultExplicitDeny && len(d.By) == 0:
			t.Error("an explicit deny without a statement")
		}
		for _, o := range iam.Explain(req, policies, d) {
			if o.Because == "" {
				t.Error("a statement without a reason")
			}
		}
		// More knowledge of the context only turns unknown into something.
		if open := *req; d.Result != iam.ResultUnknown {
			open.Open = true
			denied := func(r iam.Result) bool { return r == iam.ResultExplicitDeny || r == iam.ResultImplicitDeny }
			if o := iam.Decide(&open, policies); o.Result != d.Result && o.Result != iam.ResultUnknown && !(denied(o.Result) && denied(d.Result)) {
				t.Errorf("%v becomes %v when keys may be missing", d.Result, o.Result)
			}
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(small))
	f.Add([]byte(`{"Version":"2012-10-17","Statement":{"Effect":"Deny","NotPrincipal":{"AWS":["*"]},"NotAction":"a:*","NotResource":["arn:aws:s3","${a, 'b'}${*}"],"Condition":{"ForAllValues:StringLikeIfExists":{"k":[1,true,"x"]}}}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		d, err := iam.ParseJSON("fuzz", text)
		if err != nil {
			return
		}
		for _, s := range d.Statements {
			for _, list := range [][]iam.Pattern{s.Action, s.NotAction, s.Resource, s.NotResource} {
				for i := range list {
					if text := list[i].Text; list[i].Constant() && list[i].Match(text, nil) == iam.Maybe {
						t.Errorf("constant pattern %q is not sure", text)
					}
				}
			}
		}
	})
}
