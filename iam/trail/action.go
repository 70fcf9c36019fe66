package trail

import (
	_ "embed"
	"encoding/json"
	"slices"
	"strings"
	"sync"

	"github.com/haechi-dev/haechi/iam"
)

//go:embed events.json
var embedded []byte // set by the compiler and never assigned

// mapping is the embedded data.
type mapping struct {
	Services   map[string]string            // source without .amazonaws.com → prefix of actions
	Nothing    []string                     // sources whose events need no permission
	Events     map[string]string            // event → actions, divided by spaces
	Verbs      map[string]map[string]string // of services whose actions are the methods of HTTP
	Parameters map[string][]string          // name in the format of an ARN → request parameters
}

var theMapping = sync.OnceValue(func() *mapping {
	m := &mapping{}
	if err := json.Unmarshal(embedded, m); err != nil {
		panic("the embedded mapping of events: " + err.Error()) // a test reads it
	}
	return m
})

// Actions returns the actions that an event needs, in the spelling of the Service Authorization
// Reference. There are none for an event that needs none; known is false for an event of which
// neither is known, and the action is then a guess from its name.
func Actions(source, name string) (actions []string, known bool) {
	m := theMapping()
	prefix := strings.TrimSuffix(source, ".amazonaws.com")
	if slices.Contains(m.Nothing, prefix) {
		return nil, true
	}
	if p, ok := m.Services[prefix]; ok {
		prefix = p
	}
	for _, name := range []string{name, withoutVersion(name)} {
		event := prefix + ":" + name
		if needed, ok := m.Events[event]; ok {
			return strings.Fields(needed), true
		}
		if a := iam.LookupAction(event); a != nil {
			return []string{a.String()}, true
		}
		if verb := m.verb(prefix, name); verb != "" {
			return []string{prefix + ":" + verb}, true
		}
	}
	return []string{prefix + ":" + withoutVersion(name)}, false
}

// verb finds the longest beginning of an event's name that tells the method.
func (m *mapping) verb(prefix, name string) (verb string) {
	longest := 0
	for start, v := range m.Verbs[prefix] {
		if strings.HasPrefix(name, start) && len(start) > longest {
			longest, verb = len(start), v
		}
	}
	return verb
}

// withoutVersion takes away the version of an API: Invoke20150331, GetFunction20150331v2,
// CreateDistribution2020_05_31.
func withoutVersion(name string) string {
	end := len(name)
	if i := strings.LastIndexByte(name, 'v'); i > 0 && isDigits(name[i+1:]) && isDigits(name[i-1:i]) {
		end = i
	}
	for _, n := range []int{8, 10} {
		if end < n {
			continue
		}
		date := name[end-n : end]
		if strings.HasPrefix(date, "20") && isDigits(strings.ReplaceAll(date, "_", "")) && len(strings.ReplaceAll(date, "_", "")) == 8 {
			return name[:end-n]
		}
	}
	return name
}

func isDigits(text string) bool { return text != "" && strings.Trim(text, "0123456789") == "" }
