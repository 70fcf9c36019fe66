package iam

import (
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// evaluation is one request being held against policies.
type evaluation struct {
	req              *Request
	policies         *Policies
	action, resource subject
	resolvedHole     bool        // the variables resolved last have holes in their values
	bounded          bool        // the principal has a permissions boundary
	asked            [4]askedKey // the condition keys looked up last
	turn             uint8       // which of them is the oldest
	typed            *readValue  // the value of the request read last
	room             []Piece     // for the pieces resolved last
	// why collects what the answers Maybe depend on.
	why []cloud.Reason
}

// askedKey is a condition key and what the request says of it.
type askedKey struct {
	key    string
	values []string
	known  Truth
}

func newEvaluation(req *Request, p *Policies) evaluation {
	e := evaluation{req: req, policies: p}
	e.action = newSubject(lowerText(req.Action))
	resource := req.Resource
	if resource == "" {
		resource = "*"
	}
	e.resource = newSubject(resource)
	return e
}

// lowerText is strings.ToLower without its walk for texts that are lower case already.
func lowerText(s string) string {
	for i := range len(s) {
		if c := s[i]; c >= 'A' && c <= 'Z' || c >= 0x80 {
			if hasHole(s) {
				return foldText(s)
			}
			return strings.ToLower(s)
		}
	}
	return s
}

// because notes a reason once.
func (e *evaluation) because(reasons ...cloud.Reason) Truth {
	for _, r := range reasons {
		known := false
		for _, have := range e.why {
			known = known || have.Equal(r)
		}
		if !known {
			e.why = append(e.why, r)
		}
	}
	return Maybe
}

// noting notes for the answer Maybe the hole that the pattern or the text has.
func (e *evaluation) noting(t Truth, p *Pattern, text string) Truth {
	if t != Maybe {
		return t
	}
	if h := p.FirstHole(); h != nil {
		return e.because(h.Reason)
	}
	if hasHole(text) {
		return e.because(cloud.Because(cloud.AtDeployment, holeName(text)))
	}
	return t
}

// resolve puts the values of policy variables in their places. The answer is No when a variable
// has no value or several, so that the pattern matches nothing
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html).
func (e *evaluation) resolve(f *form) (pieces []Piece, segments [][]Piece, known Truth) {
	e.resolvedHole = false
	if !hasVariable(f.pieces) {
		return f.pieces, f.segments, Yes
	}
	e.room = e.room[:0]
	if pieces, known = e.resolved(f.pieces); known != Yes || f.segments == nil {
		return pieces, nil, known
	}
	segments = make([][]Piece, len(f.segments))
	for i, segment := range f.segments {
		segments[i], _ = e.resolved(segment)
	}
	return pieces, segments, Yes
}

func hasVariable(pieces []Piece) bool {
	for i := range pieces {
		if pieces[i].Kind == Variable {
			return true
		}
	}
	return false
}

func (e *evaluation) resolvePieces(pieces []Piece) ([]Piece, Truth) {
	e.room = nil
	return e.resolved(pieces)
}

// resolved is resolvePieces in the room at hand.
func (e *evaluation) resolved(pieces []Piece) ([]Piece, Truth) {
	if !hasVariable(pieces) {
		return pieces, Yes
	}
	start, all := len(e.room), e.room
	for _, p := range pieces {
		if p.Kind != Variable {
			all = append(all, p)
			continue
		}
		values, known := e.context(p.Text)
		switch {
		case known == Maybe:
			return nil, e.because(cloud.Because(cloud.NotInSource, "the condition key "+p.Text))
		case len(values) == 1:
			e.resolvedHole = e.resolvedHole || hasHole(values[0])
			all = append(all, Piece{Kind: Literal, Text: values[0], Escaped: true})
		case len(values) == 0 && p.Default != nil:
			all = append(all, Piece{Kind: Literal, Text: *p.Default, Escaped: true})
		default:
			return nil, No
		}
	}
	e.room = all
	return all[start:len(all):len(all)], Yes
}

// context returns the values of a condition key: Yes when it is there, No when it is absent,
// Maybe when that is not known.
func (e *evaluation) context(key string) ([]string, Truth) {
	for i := range e.asked {
		if a := &e.asked[i]; a.key == key && key != "" {
			return a.values, a.known
		}
	}
	a := &e.asked[e.turn]
	e.turn = (e.turn + 1) % uint8(len(e.asked))
	a.values, a.known = e.lookup(key)
	a.key = key
	return a.values, a.known
}

// spells reports whether pieces, wildcards being characters, may spell a text. It is wrong only where
// a value is not known or has a hole.
func (e *evaluation) spells(pieces []Piece, text string) bool {
	for i := range pieces {
		value, known := e.spelling(&pieces[i])
		if known == Maybe {
			return true
		}
		var ok bool
		if text, ok = strings.CutPrefix(text, value); !ok || known == No {
			return false
		}
	}
	return text == ""
}

// spelling is the text of a piece, wildcards being characters: Maybe when it is not known or has a
// hole, No for a variable without value or with several.
func (e *evaluation) spelling(p *Piece) (string, Truth) {
	if p.Kind != Variable {
		return p.Text, Yes
	}
	values, known := e.context(p.Text)
	switch {
	case known == Maybe || len(values) == 1 && hasHole(values[0]):
		return "", Maybe
	case len(values) == 1:
		return values[0], Yes
	case len(values) == 0 && p.Default != nil:
		return *p.Default, Yes
	}
	return "", No
}

// starts reports whether a text can begin as pieces do, up to their first wildcard, and end as they
// do: quickly, and for most that do not match. Neither has holes.
func (e *evaluation) starts(f *form, text string) bool {
	rest := text
	for i := len(f.pieces) - 1; i >= 0 && !f.short; i-- {
		value, known := e.spelling(&f.pieces[i])
		if known == Maybe || f.pieces[i].Kind != Literal && f.pieces[i].Kind != Variable {
			break
		}
		var ok bool
		if rest, ok = strings.CutSuffix(rest, value); !ok || known == No {
			return false
		}
	}
	for i := range f.pieces {
		value, known := e.spelling(&f.pieces[i])
		if known == Maybe || f.pieces[i].Kind != Literal && f.pieces[i].Kind != Variable {
			return true
		}
		var ok bool
		if text, ok = strings.CutPrefix(text, value); !ok || known == No {
			return false
		}
	}
	return text == "" || f.short
}

func (e *evaluation) lookup(key string) ([]string, Truth) {
	values, ok := e.req.Context[key]
	if !ok {
		for k, v := range e.req.Context {
			if len(k) == len(key) && strings.EqualFold(k, key) {
				values, ok = v, true
				break
			}
		}
	}
	if !ok {
		var value string
		if value, ok = e.derived(key); ok {
			return []string{value}, Yes
		}
	}
	switch {
	case len(values) > 0:
		return values, Yes
	case !ok && e.req.Open:
		return nil, Maybe
	}
	return nil, No
}

// derived gives the keys that every request of such a principal to such a resource has
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html).
func (e *evaluation) derived(key string) (string, bool) {
	if len(key) < 5 || !strings.EqualFold(key[:4], "aws:") {
		return "", false
	}
	p := &e.req.Principal
	switch lowerText(key[4:]) {
	case "principalarn":
		switch p.Kind {
		case Role, RoleSession:
			return p.Behind, true
		case User, Root, FederatedSession:
			return p.Name, true
		}
	case "principalaccount":
		return p.Account, p.signed()
	case "principaltype":
		kind := [...]string{"Anonymous", "User", "AssumedRole", "AssumedRole", "FederatedUser", "Account", "", ""}[p.Kind]
		return kind, kind != ""
	case "username":
		if p.Kind == User {
			return p.Name[strings.LastIndexByte(p.Name, '/')+1:], true
		}
	case "principalisawsservice":
		if p.Kind == Service {
			return "true", true
		}
		return "false", p.signed()
	case "principalservicename":
		return p.Name, p.Kind == Service
	case "resourceaccount":
		account := e.resourceAccount()
		return account, account != "" && e.resource.isARN()
	}
	return "", false
}

// resourceAccount is the account that owns the resource, as far as the request tells.
func (e *evaluation) resourceAccount() string {
	if e.req.ResourceAccount != "" {
		return e.req.ResourceAccount
	}
	if e.resource.isARN() {
		if account := e.resource.segment(4); account != "" && account != "aws" {
			return account
		}
	}
	return e.req.Principal.Account
}
