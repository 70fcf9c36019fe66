package talks

import (
	_ "embed"
	"encoding/json"
	"strings"
	"sync"
)

//go:embed edges.json
var edgesJSON []byte

// edges are what AWS documents that each kind of edge needs.
type edges struct {
	Sources, Destinations                []edge
	Tracing, VPC, Brokers, Logs, Durable edge
	Words                                []word
	Settings                             []string
}

// edge is what one kind of edge needs.
type edge struct {
	Type, Service string
	Actions       []string // on the resource
	Any           []string // on any resource: they name none, or Lambda's documentation says so
	Below         string   // what of it they are on, too; with Deeper, what those are on
	Deeper        []string // what a consumer of its own would need
	VPC           bool     // Lambda makes network interfaces
	See           string
}

// word is what a part of the name of a variable says about its value.
type word struct {
	Service string
	With    []string // services that are meant as likely
	Words   []string
	ARN     string // what stands before the name; "" where a name is not enough
	After   string // what stands after it
}

var table = sync.OnceValue(func() *edges {
	e := &edges{}
	if err := json.Unmarshal(edgesJSON, e); err != nil {
		panic("iam/talks: edges.json: " + err.Error()) // a test reads it
	}
	return e
})

// wordsOf splits the name of a variable: TABLE_NAME, tableName, orders-table.
func wordsOf(name string) (all []string) {
	start := 0
	flush := func(end int) {
		if start < end {
			all = append(all, strings.ToUpper(name[start:end]))
		}
	}
	for i := range len(name) {
		switch c := name[i]; {
		case c == '_' || c == '-' || c == '.':
			flush(i)
			start = i + 1
		case i > 0 && c >= 'A' && c <= 'Z' && name[i-1] >= 'a' && name[i-1] <= 'z':
			flush(i)
			start = i
		}
	}
	flush(len(name))
	return all
}

// said finds what the name of a variable says, nil for nothing.
func (e *edges) said(name string) (all []word) {
	for _, part := range wordsOf(name) {
		for _, w := range e.Words {
			for _, text := range w.Words {
				if text == part || text+"S" == part {
					all = append(all, w)
				}
			}
		}
	}
	return all
}

// setting reports whether the name of a variable says that its value is the name of nothing.
func (e *edges) setting(name string) bool {
	for _, part := range wordsOf(name) {
		for _, text := range e.Settings {
			if text == part || text == strings.TrimRight(part, "0123456789") {
				return true
			}
		}
	}
	return strings.EqualFold(name, "NODE_ENV") || strings.EqualFold(name, "PYTHONPATH")
}
