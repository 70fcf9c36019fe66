package cli

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/schema"
)

// columnsFile names by resource type the properties that an inventory shows, as paths.
//
//go:embed columns.json
var columnsFile []byte

var chosenColumns = sync.OnceValues(func() (map[string][]string, error) {
	var all map[string][]string
	if err := json.Unmarshal(columnsFile, &all); err != nil {
		return nil, fmt.Errorf("columns.json: %w", err)
	}
	return all, nil
})

// maxColumns is how many properties are shown of a type for which nobody chose any.
const maxColumns = 4

// columnsOf are the properties shown of a type: those chosen, or else those that must be there and
// are no structures, and those that are numbers, switches or short texts.
func columnsOf(typ string) ([]string, error) {
	chosen, err := chosenColumns()
	if err != nil {
		return nil, err
	}
	if columns, ok := chosen[typ]; ok {
		return columns, nil
	}
	s := schema.Lookup(typ)
	if s == nil {
		return nil, nil
	}
	var all []string
	for name, p := range s.Properties {
		if k := p.Type.Kind; (k == schema.String || k == schema.Integer || k == schema.Number || k == schema.Boolean) && !p.Deprecated && !strings.HasSuffix(name, "Name") {
			all = append(all, name)
		}
	}
	slices.SortFunc(all, func(a, b string) int {
		if x, y := s.Properties[a].Required, s.Properties[b].Required; x != y {
			if x {
				return -1
			}
			return 1
		}
		return strings.Compare(a, b)
	})
	return all[:min(len(all), maxColumns)], nil
}

// at follows a path of keys and places in lists.
func at(v *cloud.Value, path string) *cloud.Value {
	for _, step := range strings.Split(path, ".") {
		if v.Is(cloud.Unknown) {
			return v
		}
		if i, err := strconv.Atoi(step); err == nil {
			if i >= v.Len() || !v.Is(cloud.List) {
				return nil
			}
			v = v.Items()[i]
			continue
		}
		v = v.Get(step)
	}
	return v
}

// heading is the last name of a path: "Enabled" of "TracingConfiguration.Enabled" says too little,
// so that one that says nothing by itself takes the name before it along.
func heading(path string) string {
	steps := strings.Split(path, ".")
	last := steps[len(steps)-1]
	if len(steps) > 1 && slices.Contains([]string{"Enabled", "Status", "Types", "Type", "Arn"}, last) {
		return steps[len(steps)-2] + "." + last
	}
	return last
}
