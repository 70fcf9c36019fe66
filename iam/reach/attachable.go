package reach

import (
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/iam"
)

// attachable is a policy that an attacker may attach.
type attachable struct {
	arn string
	doc *iam.Document
}

// bindAttachable multiplies bindings by the policies worth trying. That is AdministratorAccess, and
// where a policy says which policies may be attached, those it names and those of the graph.
func (m *Map) bindAttachable(s *state, all []*binding) (bound []*binding) {
	for _, b := range all {
		for _, a := range m.attachables(s) {
			next := *b
			next.attach = a
			bound = append(bound, &next)
		}
	}
	return bound
}

// bindVersions multiplies bindings by the other versions of the policy. Where these are not known,
// one may allow everything.
func (m *Map) bindVersions(all []*binding) (bound []*binding) {
	for _, b := range all {
		versions := b.policy.versions
		if versions == nil {
			versions = []*iam.Document{m.all}
		}
		for i, doc := range versions {
			next := *b
			next.version, next.number = doc, i
			bound = append(bound, &next)
		}
	}
	return bound
}

// maxAttachable bounds the policies tried.
const maxAttachable = 24

func (m *Map) attachables(s *state) []*attachable {
	if s.attachables != nil {
		return s.attachables
	}
	prefix := "arn:" + m.partition + ":iam::aws:policy/"
	all := []*attachable{{prefix + "AdministratorAccess", m.all}}
	if names, limited := m.policyARNs(s); limited {
		for _, id := range sortedKeys(m.managed) {
			all = append(all, &attachable{m.managed[id].arn, m.managed[id].doc})
		}
		for _, arn := range append(names, prefix+"IAMFullAccess", prefix+"PowerUserAccess") {
			known := slices.ContainsFunc(all, func(a *attachable) bool { return a.arn == arn })
			if doc := m.awsManaged(cloud.NewString(cloud.Pos{}, arn)); doc != nil && !known {
				all = append(all, &attachable{arn, doc})
			}
		}
	}
	s.attachables = all[:min(len(all), maxAttachable)]
	return s.attachables
}

// policyARNs are the ARNs in conditions about the policy that is attached, and whether there is such
// a condition at all.
func (m *Map) policyARNs(s *state) (names []string, limited bool) {
	for _, doc := range m.documents(s) {
		for _, st := range doc.Statements {
			for _, c := range st.Condition {
				if !strings.EqualFold(c.Key, "iam:PolicyARN") {
					continue
				}
				limited = true
				for i := range c.Values {
					if c.Values[i].Constant() && !strings.ContainsAny(c.Values[i].Text, "*?") {
						names = append(names, c.Values[i].Text)
					}
				}
			}
		}
	}
	return names, limited
}

// addTags puts the tags of a resource into the context of a request, where they are known.
func addTags(context map[string][]string, r *cloud.Resource, prefixes ...string) {
	for _, tag := range r.Properties.Get("Tags").Items() {
		key, ok := tag.Get("Key").Text()
		if value := tag.Get("Value"); ok && value.Is(cloud.String) {
			for _, prefix := range prefixes {
				context[prefix+key] = []string{iam.Text(value)}
			}
		}
	}
}
