package reach

import (
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/iam"
)

// Options say what a graph does not: the policies of the organisation.
type Options struct {
	// SCP and RCP are lists for each level of the organisation, as in [iam.Policies].
	SCP, RCP [][]*iam.Document
}

// Map is who can become whom and who can reach what. It is not safe for use by several goroutines
// at once: it remembers what it was asked.
type Map struct {
	// Problems are policies that could not be read. What they say counts as unknown.
	Problems []*cloud.Error

	graph                      *cloud.Graph
	opt                        Options
	partition, region, account string

	principals []*principal
	byID       map[string]*principal
	groups     []*group
	managed    map[string]*managed
	aws        map[string]*iam.Document
	all        *iam.Document                     // allows everything
	delegates  map[string]*iam.Document          // by account, see delegating
	filled     map[string]string                 // ARNs of what nobody declares, see undeclared
	policies   map[*cloud.Resource]*iam.Document // of resources, once read

	states  map[string]*state
	limited bool // there may be more states
	trust   map[string]answer
	admins  map[*state]answer
}

// New reads the principals and policies of a graph.
func New(g *cloud.Graph, opt Options) *Map {
	m := &Map{graph: g, opt: opt, byID: map[string]*principal{}, managed: map[string]*managed{}, aws: map[string]*iam.Document{},
		delegates: map[string]*iam.Document{}, filled: map[string]string{}, policies: map[*cloud.Resource]*iam.Document{},
		states: map[string]*state{}, trust: map[string]answer{}, admins: map[*state]answer{}}
	m.all, _ = iam.ParseJSON("", []byte(everything)) // a test reads it
	m.place()
	m.collect()
	return m
}

// Full reports whether there were more states than a map keeps. Then its answers may depend on
// what it was asked before.
func (m *Map) Full() bool { return m.limited }

// place finds out where the resources of the graph are, from what their ARNs say.
func (m *Map) place() {
	m.partition, m.region, m.account = "aws", "\x00AWS::Region\x00", "\x00AWS::AccountId\x00"
	var partition, region, account bool
	for _, r := range m.graph.All() {
		part := segments(iam.Text(r.ARN))
		if len(part) < 6 || part[0] != "arn" {
			continue
		}
		if !partition && part[1] != "" && !strings.Contains(part[1], "\x00") {
			partition, m.partition = true, part[1]
		}
		if !region && part[3] != "" {
			region, m.region = true, part[3]
		}
		if !account && part[4] != "" {
			account, m.account = true, part[4]
		}
	}
}
