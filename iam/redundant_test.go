package iam

import (
	"testing"
	"time"
)

// without is a document without one of its statements.
func (d *Document) without(i int) *Document {
	c := *d
	c.Statements = append(append([]*Statement(nil), d.Statements[:i]...), d.Statements[i+1:]...)
	return &c
}

// withoutAction is a document without one of the actions of a statement.
func (d *Document) withoutAction(i, j int) *Document {
	c := *d
	c.Statements = append([]*Statement(nil), d.Statements...)
	s := *d.Statements[i]
	s.Action = append(append([]Pattern(nil), s.Action[:j]...), s.Action[j+1:]...)
	c.Statements[i] = &s
	return &c
}

// A part is redundant exactly where the whole document and the document without it allow the same.
func TestRedundanciesAgreeWithNewAccess(t *testing.T) {
	checked := 0
	for _, name := range ManagedPolicies() {
		p := ManagedPolicy(name)
		if len(p.JSON) > 800 {
			continue
		}
		d, err := ParseJSON(name, p.JSON)
		if err != nil {
			t.Fatal(err)
		}
		if d.Statements[0].Effect == Deny && len(d.Statements) < 4 {
			continue // one that only denies is asked about as if everything were allowed
		}
		found, complete := Redundancies(d)
		has := func(s *Statement, a *Pattern) bool {
			for _, r := range found {
				if r.Statement == s && (r.Action == nil || r.Action == a) {
					return true
				}
			}
			return false
		}
		for i, s := range d.Statements {
			whole := []*Document{d}
			same := func(rest *Document) Truth {
				if s.Effect == Deny {
					return NewAccess(whole, []*Document{rest}).Verdict.Not()
				}
				return NewAccess([]*Document{rest}, whole).Verdict.Not()
			}
			if len(d.Statements) > 1 {
				checked++
				if want := same(d.without(i)); want != Maybe && (want == Yes) != has(s, nil) && !(len(s.Action) > 1 && has(s, &s.Action[0])) {
					t.Errorf("%s: statement %d: redundant %v, and by NewAccess %v (complete %v)", name, i, has(s, nil), want, complete)
				}
			}
			for j := range s.Action {
				if len(s.Action) < 2 {
					break
				}
				checked++
				if want := same(d.withoutAction(i, j)); want != Maybe && (want == Yes) != has(s, &s.Action[j]) {
					t.Errorf("%s: statement %d: %s redundant %v, and by NewAccess %v (complete %v)", name, i, s.Action[j].Text, has(s, &s.Action[j]), want, complete)
				}
			}
		}
	}
	t.Log(checked, "parts")
}

// Documents as large as AWS has them are answered.
func TestRedundanciesOfLargePolicies(t *testing.T) {
	incomplete := 0
	for _, name := range []string{"ReadOnlyAccess", "AWSSupportServiceRolePolicy", "AWSConfigServiceRolePolicy", "SecurityAudit", "ViewOnlyAccess"} {
		d, err := ParseJSON(name, ManagedPolicy(name).JSON)
		if err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		found, complete := Redundancies(d)
		t.Logf("%s: %d redundant in %v, complete %v", name, len(found), time.Since(start), complete)
		if !complete {
			incomplete++
		}
	}
	if incomplete > 0 {
		t.Errorf("%d policies are not answered", incomplete)
	}
}

// Who is named has what an account would have to give on.
func TestAccountsDoNotMakePrincipalsRedundant(t *testing.T) {
	account := `{"Sid": "Account", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "kms:*", "Resource": "*"}`
	role := `{"Sid": "Role", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:role/app"}, "Action": "kms:Decrypt", "Resource": "*"}`
	everybody := `{"Sid": "Everybody", "Effect": "Allow", "Principal": "*", "Action": "kms:Decrypt", "Resource": "*"}`
	for _, c := range []struct {
		statements string
		want       int
	}{{account + "," + role, 0}, {account + "," + role + "," + role, 2}, {role + "," + everybody, 1}, {account + "," + account, 2}} {
		found, complete := Redundancies(policy(t, c.statements)[0])
		if len(found) != c.want || !complete {
			t.Errorf("%s: %d redundant, want %d", c.statements, len(found), c.want)
		}
	}
}
