package iam

import (
	"fmt"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// ParseRequest reads a request and the policies that matter for it from one JSON object:
//
//	principal         ARN, service, account, "*" or "anonymous"; or {"AWS" | "Service" | "Federated": name}
//	action, resource  texts; no resource means "*"
//	context           object of texts or lists of texts
//	principalAccount, resourceAccount
//	identityPolicies, boundaries, sessionPolicies, endpointPolicies   lists of documents
//	resourcePolicy    a document
//	scps, rcps        lists of levels, each a list of documents
//	openContext       true when the context is not the whole context
//
// A document is an object or JSON text. The fields id, name, comment, description and expected are
// ignored; any other is a mistake. Every error is a *cloud.Error.
func ParseRequest(name string, text []byte) (*Request, *Policies, error) {
	v, _, err := cloud.ParseJSON(&cloud.Origin{File: name}, text, jsonLimits)
	if err != nil {
		return nil, nil, err
	}
	if !v.Is(cloud.Map) {
		return nil, nil, &cloud.Error{Pos: v.Pos, What: "a request is an object, not a " + v.Kind().String()}
	}
	r := requestReader{root: v}
	r.fields()
	req := r.request()
	policies := &Policies{
		Identity: r.documents("identityPolicies"),
		Boundary: r.documents("boundaries"),
		Session:  r.documents("sessionPolicies"),
		Endpoint: r.documents("endpointPolicies"),
		SCP:      r.levels("scps"),
		RCP:      r.levels("rcps"),
	}
	switch docs := r.documents("resourcePolicy"); len(docs) {
	case 0:
	case 1:
		policies.Resource = docs[0]
	default:
		r.fail(v.Get("resourcePolicy"), "resourcePolicy is a list of several documents", "a resource has one policy")
	}
	if r.err != nil {
		return nil, nil, r.err
	}
	return req, policies, nil
}

// requestReader keeps the first mistake.
type requestReader struct {
	root *cloud.Value
	err  error
}

func (r *requestReader) fail(v *cloud.Value, what, hint string) {
	if r.err == nil {
		r.err = &cloud.Error{Pos: v.Pos, What: what, Hint: hint}
	}
}

func (r *requestReader) text(key string) string {
	v := r.root.Get(key)
	if v.Is(cloud.Absent) || v.Is(cloud.Null) {
		return ""
	}
	s, ok := v.Scalar()
	if !ok {
		r.fail(v, key+" is a "+v.Kind().String(), "write a text")
	}
	if strings.IndexByte(s, holeMark) >= 0 {
		r.fail(v, key+" holds a NUL character", "")
	}
	return s
}

func (r *requestReader) request() *Request {
	req := &Request{Action: r.text("action"), Resource: r.text("resource"), ResourceAccount: r.text("resourceAccount"), Context: r.context()}
	req.Principal = r.principal()
	if account := r.text("principalAccount"); account != "" && req.Principal.Account == "" && req.Principal.Kind != Anonymous {
		req.Principal.Account = account
	}
	if service, name, ok := strings.Cut(req.Action, ":"); r.err == nil && (!ok || service == "" || name == "") {
		r.fail(r.root, fmt.Sprintf("action %q is not service:Action", req.Action), "")
	}
	req.Open, _ = r.root.Get("openContext").Bool()
	return req
}

func (r *requestReader) principal() Principal {
	v := r.root.Get("principal")
	text, ok := v.Scalar()
	if v.Is(cloud.Map) && v.Len() == 1 {
		f := v.Fields()[0]
		name := f.Value
		if items := name.Items(); len(items) == 1 { // as policies may write it
			name = items[0]
		}
		if text, ok = name.Scalar(); ok && nameKind(f.Key) == NameFederated {
			return federated(text)
		}
		if ok && nameKind(f.Key) == NameService {
			return Principal{Kind: Service, Name: text}
		}
	}
	if !ok {
		r.fail(r.root, "no principal", `write an ARN, a service, or "*" for anonymous`)
		return Principal{}
	}
	p, err := ParsePrincipal(text)
	if err != nil || hasHole(text) {
		r.fail(v, fmt.Sprintf("%q is no principal that makes requests", text), "write the ARN of a user, a role, a session or a root user, a service, or *")
	}
	return p
}

func federated(name string) Principal {
	p := Principal{Kind: Federated, Name: name}
	if s := newSubject(name); s.isARN() {
		p.Account = s.segment(4)
	}
	return p
}

func (r *requestReader) context() map[string][]string {
	v := r.root.Get("context")
	if v.Is(cloud.Absent) || v.Is(cloud.Null) {
		return nil
	}
	if !v.Is(cloud.Map) {
		r.fail(v, "context is a "+v.Kind().String(), `write {"key": "value"}`)
	}
	context := map[string][]string{}
	for _, f := range v.Fields() {
		items := f.Value.Items()
		switch f.Value.Kind() {
		case cloud.Null:
			continue
		case cloud.List:
			context[f.Key] = []string{}
		default:
			items = []*cloud.Value{f.Value}
		}
		for _, item := range items {
			s, ok := item.Scalar()
			if !ok || hasHole(s) {
				r.fail(f.Value, "the value of "+f.Key+" is not a text or a list of texts", "")
			}
			context[f.Key] = append(context[f.Key], s)
		}
	}
	return context
}

func (r *requestReader) documents(key string) []*Document {
	return r.list(r.root.Get(key))
}

func (r *requestReader) list(v *cloud.Value) (docs []*Document) {
	items := v.Items()
	switch v.Kind() {
	case cloud.Absent, cloud.Null:
		return nil
	case cloud.List:
	default:
		items = []*cloud.Value{v}
	}
	for _, item := range items {
		d, err := Parse(item)
		if err != nil {
			if r.err == nil {
				r.err = err
			}
			return nil
		}
		docs = append(docs, d)
	}
	return docs
}

// levels reads a list of lists of documents; a list of documents is one level.
func (r *requestReader) levels(key string) (levels [][]*Document) {
	v := r.root.Get(key)
	items := v.Items()
	if len(items) == 0 {
		return nil
	}
	if !items[0].Is(cloud.List) {
		return [][]*Document{r.list(v)}
	}
	for _, item := range items {
		levels = append(levels, r.list(item))
	}
	return levels
}
