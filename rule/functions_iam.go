package rule

import (
	"slices"
	"strings"

	"cel.dev/cel-go/common/types"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/iam"
)

// The functions over package iam. What they find is shown at the statement that decided.

var dyn = types.DynType

// public answers whether a policy lets in anyone at all; with a statement, whether this one does
// beside the denials of the policy.
func public(r *run, a []value) value {
	answer, all, doc, why := r.exposures(a)
	switch {
	case why != nil:
		return unknown(*why)
	case answer.Verdict == iam.Maybe:
		return unknown(openReasons(answer, doc)...)
	}
	if answer.Verdict == iam.Yes {
		r.showExposure(a, all[0])
	}
	return boolean(answer.Verdict == iam.Yes)
}

// exposed lists the principals outside the account that a policy, or one statement of it, lets in.
func exposed(r *run, a []value) value {
	anyone, all, doc, why := r.exposures(a)
	if why != nil {
		return unknown(*why)
	}
	list := value{kind: kindList}
	if anyone.Verdict == iam.Maybe { // what would close it to strangers may leave it open to an organisation
		all = append(slices.Clone(all), iam.Exposure{Principal: "*", Organization: true, Answer: anyone})
	}
	for _, e := range all {
		it := item{value: exposure(e.Principal, exposureKind(e))}
		if e.Answer.Verdict != iam.Yes {
			it.maybe = openReasons(e.Answer, doc)
		}
		r.showExposure(a, e)
		list.items = append(list.items, it)
	}
	if doc != nil {
		list.items = append(list.items, r.openNames(doc)...)
	}
	return list
}

// openReasons gives the reasons for which an answer about a document is open: there is always one.
func openReasons(answer iam.Answer, doc *iam.Document) []cloud.Reason {
	why := addReasons(nil, answer.Why)
	for _, s := range doc.Statements {
		if len(answer.Why) > 0 {
			break
		}
		why = addReasons(why, s.Unknown)
		if s.Principal != nil {
			why = addReasons(why, s.Principal.Unknown)
		}
	}
	if len(why) == 0 {
		why = []cloud.Reason{cloud.Because(cloud.Unresolvable, "policy", "nobody can say whom it lets in")}
	}
	return why
}

// openNames lists the principals of whose names a parameter without value is a part. Of what account
// they are may be known; whether a denial meets them is not.
func (r *run) openNames(doc *iam.Document) (all []item) {
	denies := slices.ContainsFunc(doc.Statements, func(s *iam.Statement) bool { return s.Effect == iam.Deny })
	for _, s := range doc.Statements {
		if s.Effect == iam.Deny || s.NotPrincipal != nil {
			continue
		}
		why := s.Unknown
		if s.Principal != nil {
			why = s.Principal.Unknown
		}
		if len(why) > 0 {
			for _, kind := range [...]string{"account", "principal", "provider"} {
				all = append(all, item{value: exposure("*", kind), maybe: why})
			}
		}
		if s.Principal == nil {
			continue
		}
		for _, n := range s.Principal.Named {
			hole := n.Name.FirstHole()
			if n.Kind != iam.NameAWS || hole == nil {
				continue
			}
			account, known := accountIn(n.Name)
			if known && account == r.account() {
				continue
			}
			who := "principal"
			if strings.HasSuffix(n.Name.Text, ":root") || n.Name.Pieces[0].Kind != iam.Literal {
				who = "account"
			}
			it := item{value: exposure(n.Name.Text, who)}
			if !known || denies {
				it.maybe = []cloud.Reason{hole.Reason}
			}
			all = append(all, it)
		}
	}
	return all
}

// accountIn returns the account in the ARN of a principal, when it is written out.
func accountIn(name iam.Pattern) (account string, known bool) {
	var b strings.Builder
	for _, p := range name.Pieces {
		if p.Kind == iam.Hole {
			b.WriteByte(0)
			continue
		}
		b.WriteString(p.Text)
	}
	parts := strings.SplitN(b.String(), ":", 6)
	if len(parts) < 6 || !isAccountNumber(parts[4]) {
		return "", false
	}
	return parts[4], true
}

func exposure(principal, kind string) value {
	return value{kind: kindObject, fields: map[string]value{"principal": text(principal), "kind": text(kind)}}
}

func exposureKind(e iam.Exposure) string {
	switch {
	case e.Public:
		return "public"
	case e.Organization:
		return "organization"
	}
	p, err := iam.ParsePrincipal(e.Principal)
	switch {
	case err != nil && isCanonicalUser(e.Principal):
		return "account"
	case err != nil:
		return "other"
	case p.Kind == iam.Root:
		return "account"
	case p.Kind == iam.Federated:
		return "provider"
	}
	return "principal"
}

// isCanonicalUser reports whether a principal is what S3 calls an account by.
func isCanonicalUser(id string) bool {
	return len(id) == 64 && strings.Trim(id, "0123456789abcdef") == ""
}

func (r *run) showExposure(a []value, e iam.Exposure) {
	if len(a) == 2 {
		r.showElement(a[1], "Principal", "NotPrincipal")
		return
	}
	for _, s := range e.Statements {
		r.showStatement(a[0], s.Index, "Principal", "NotPrincipal")
	}
}

type exposureKey struct {
	doc       *iam.Document
	statement int
}

type exposures struct {
	anyone iam.Answer
	all    []iam.Exposure
}

// exposures asks iam.Public once for each document and statement.
func (r *run) exposures(a []value) (iam.Answer, []iam.Exposure, *iam.Document, *cloud.Reason) {
	doc, why := r.policy(a[0], true)
	if why != nil || doc == nil {
		return iam.Answer{}, nil, nil, why
	}
	ask := func() any {
		anyone, all := iam.Public(doc, iam.Zone{Account: r.account()})
		return exposures{anyone, all}
	}
	if len(a) == 2 {
		if doc, why = r.only(doc, a[1]); why != nil || doc == nil {
			return iam.Answer{}, nil, nil, why
		}
		if !namesStrangers(doc.Statements[0]) {
			return iam.Answer{}, nil, nil, nil
		}
		found := ask().(exposures)
		return found.anyone, found.all, doc, nil
	}
	if !slices.ContainsFunc(doc.Statements, namesStrangers) {
		return iam.Answer{}, nil, nil, nil
	}
	found := r.graph.Recent(exposureKey{doc, -1}, ask).(exposures)
	return found.anyone, found.all, doc, nil
}

// only leaves of the statements that allow one; the others count as far as they may deny.
func (r *run) only(doc *iam.Document, statement value) (*iam.Document, *cloud.Reason) {
	if statement.kind == kindNull {
		return nil, nil
	}
	written := cloud.NewMap(doc.Pos)
	written.Set("Version", cloud.NewString(doc.Pos, string(doc.Version)))
	written.Set("Statement", r.ground(cloud.NewList(doc.Pos, plain(statement)), true))
	one, err := iam.Parse(written)
	if err != nil {
		why := refused("policy", err)
		return nil, &why
	}
	all := &iam.Document{Version: doc.Version, Statements: []*iam.Statement{widenedStatement(one.Statements[0])}}
	for _, s := range doc.Statements {
		if s.Effect == iam.Allow {
			continue
		}
		denial := *s
		denial.Effect = iam.Deny
		all.Statements = append(all.Statements, &denial)
	}
	return all, nil
}

// namesStrangers reports whether a statement may let in somebody of another account: most name a
// service only, and need no search.
func namesStrangers(s *iam.Statement) bool {
	if s.Effect == iam.Deny || s.NotPrincipal == nil && s.Principal == nil && len(s.Unknown) == 0 {
		return false
	}
	return s.Principal == nil || len(s.Principal.Unknown) > 0 || slices.ContainsFunc(s.Principal.Named, func(n iam.Named) bool { return n.Kind != iam.NameService })
}

// grants answers whether a policy document, or all policies of a role or user together, allow any
// request with an action on a resource ("*" is any).
func grants(r *run, a []value) value {
	action, ok := a[1].literal()
	if !ok {
		return failed("grants needs the text of an action")
	}
	held, why := r.held(a[0])
	if why != nil {
		return unknown(*why)
	}
	if a[2].kind != kindText {
		return unknown(cloud.Because(cloud.Unresolvable, "resource", "it is no text"))
	}
	g := grounding{graph: r.graph, account: r.account()}
	resource, known := g.text(a[2].text, false).Text()
	if !known {
		resource = "*"
	}
	documents, boundary := held.documents(), held.boundary
	if !strings.ContainsAny(action, "*?") {
		documents, boundary = about(documents, action), about(boundary, action)
	}
	answer := iam.CanWithin(documents, boundary, action, resource, nil)
	switch {
	case answer.Verdict == iam.Maybe:
		return unknown(answer.Why...)
	case answer.Verdict == iam.Yes && !known:
		return unknown(a[2].hole())
	case answer.Verdict == iam.Yes:
		r.showGrant(held, answer.Witness)
	}
	return boolean(answer.Verdict == iam.Yes)
}

// boundless are requests that only a grant of everything allows: no policy knows the services.
var boundless = []iam.Request{
	{Action: "unheardof:DoAnything", Resource: "arn:aws:unheardof:us-east-1:" + ownAccount + ":thing/anything"},
	{Action: "iam:PutRolePolicy", Resource: "arn:aws:iam::" + ownAccount + ":role/anything"},
}

// admin answers whether a document, or all policies of a role or user together, allow everything
// without a condition.
func admin(r *run, a []value) value {
	held, why := r.held(a[0])
	if why != nil {
		return unknown(*why)
	}
	all := boolean(true)
	for i := range boundless {
		truth, reasons := held.alwaysAllow(&boundless[i])
		switch truth {
		case iam.No:
			return boolean(false)
		case iam.Maybe:
			all = merge(all, unknown(reasons...))
		}
	}
	if all.kind == kindBool {
		r.showGrant(held, &boundless[0])
	}
	return all
}

// access lists what the actions that a pattern stands for do: list, read, write, permissions,
// tagging.
func access(a value) value {
	name, ok := a.literal()
	if !ok {
		return unknownAction(a)
	}
	names := map[iam.AccessLevel]string{iam.AccessList: "list", iam.AccessRead: "read", iam.AccessWrite: "write", iam.AccessPermissions: "permissions", iam.AccessTagging: "tagging"}
	var found [iam.AccessTagging + 1]bool
	for _, action := range iam.Actions(name) {
		if int(action.Access) < len(found) {
			found[action.Access] = true
		}
	}
	list := value{kind: kindList}
	for level := iam.AccessList; level <= iam.AccessTagging; level++ {
		if found[level] {
			list.items = append(list.items, item{value: text(names[level])})
		}
	}
	return list
}

func unknownAction(a value) value {
	if a.kind == kindText {
		return unknown(a.hole())
	}
	return unknown(cloud.Because(cloud.Unresolvable, "action", "it is no text"))
}
