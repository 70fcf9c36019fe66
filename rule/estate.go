package rule

import (
	"slices"
	"sync"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/iam/reach"
)

// estate is the resources of a graph with the strangers of its account. All roles and users of a
// graph share one: what one of them can do, another finds known.
type estate struct {
	graph *cloud.Graph
	err   error

	mu    sync.Mutex
	paths *reach.Map
}

type estateKey struct{}

func newEstate(all []*cloud.Resource, unread []cloud.Unread, where home) *estate {
	e := &estate{graph: cloud.NewGraph()}
	for _, mark := range unread {
		e.graph.Mark(mark)
	}
	for _, res := range append(slices.Clip(all), where.strangers()...) {
		if err := e.graph.Add(res); err != nil {
			return &estate{err: err}
		}
	}
	return e
}

func (e *estate) escalate(who string) escalation {
	if e.err != nil {
		return escalation{err: e.err}
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	shared := e.paths != nil
	if !shared {
		e.paths = reach.New(e.graph, reach.Options{})
	}
	path, err := e.paths.Find(who, reach.Admin)
	if shared && e.paths.Full() { // the answer must not depend on what was asked before
		e.paths = reach.New(e.graph, reach.Options{})
		path, err = e.paths.Find(who, reach.Admin)
	}
	return escalation{path, err}
}
