package reach

import (
	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/iam"
)

// Path is a shortest way from one to another.
type Path struct {
	From, To string // names; To is "admin" for everything
	Steps    []Step // none: From is, or may do, what was asked about from the start
	// Certain says that every step is allowed for sure. Why says otherwise what it depends on.
	Certain bool
	Why     []cloud.Reason
	// Incomplete says that a limit ended the search or that not everything was read: there is no path
	// here, and perhaps one beyond.
	Incomplete bool
}

// Step is one technique used.
type Step struct {
	From, To string // who acts, and whose powers they have then
	// Technique is the ID of the technique; "access" when the step reaches a resource.
	Technique string
	How       string // continues a sentence that starts with From
	Via       string // the existing resource that is used, or ""
	Needs     []Need
	Certain   bool
}

// Need is one request that is allowed.
type Need struct {
	Action, Resource string
	// Service is the service that makes the request, or "" for the one who acts.
	Service string
	// By are the statements that allow it.
	By []iam.Place
}

// path puts steps together.
func pathOf(from *state, to string, steps []*step, end answer) *Path {
	p := &Path{From: from.name, To: to, Certain: end.truth == iam.Yes, Why: end.why}
	for _, st := range steps {
		s := Step{From: st.from.name, To: st.to.name, Technique: st.technique.ID, How: st.technique.How, Via: st.via, Needs: st.needs, Certain: st.truth == iam.Yes}
		if !s.Certain {
			p.Certain = false
			p.Why = addReason(p.Why, st.why...)
		}
		p.Steps = append(p.Steps, s)
	}
	return p
}
