package cli

import (
	"sync"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/entry"
	"github.com/haechi-dev/haechi/finding"
	"github.com/haechi-dev/haechi/report"
)

// entrySection gathers, while templates are judged, what the page says of the ways into their functions.
type entrySection struct {
	mu    sync.Mutex
	found map[string]*entry.Result
}

func (e *entrySection) keep(path string, g *cloud.Graph) {
	result := entry.Find(g)
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.found == nil {
		e.found = map[string]*entry.Result{}
	}
	e.found[path] = result
}

// mostInPage is how many things a column of the page's picture may have.
const mostInPage = 30

// section is what the page shows, or nil when there is no way into any function.
func (e *entrySection) section(r *finding.Report, words *entry.Words) (*report.Entry, error) {
	var all []entry.Named
	for _, source := range r.Sources { // nested templates are judged as part of theirs
		if result := e.found[source.Path]; result != nil && len(result.Ways) > 0 {
			all = append(all, entry.Named{Source: source.Path, Result: result})
		}
	}
	if len(all) == 0 {
		return nil, nil
	}
	picture, err := entry.Picture(all, words, entry.PictureOptions{Reached: true, Most: mostInPage})
	if err != nil {
		return nil, err
	}
	return &report.Entry{Summary: words.Summary(all), Picture: picture, Changes: words.Breaking(all)}, nil
}
