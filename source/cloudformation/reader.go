package cloudformation

import (
	"fmt"
	"slices"

	"github.com/haechi-dev/haechi/cloud"
)

// Limits of what one root template may become. CloudFormation itself allows 500 resources and
// 1 MB a template; these are far above and only keep a hostile template harmless.
const (
	maxDepth  = 3000     // nested evaluations, across references between resources and conditions
	maxValues = 1 << 20  // values made by evaluation and by loops
	maxText   = 64 << 20 // bytes of text made by evaluation
	maxStacks = 200      // nested stacks, counted as often as they are used
	maxFiles  = 1000
)

// reader is what all stacks below one root template share.
type reader struct {
	opt      Options
	graph    *cloud.Graph
	problems []*cloud.Error
	seen     map[string]bool // problems that were noted, by text
	files    []string
	loaded   map[string]loaded // by cleaned path
	depth    int
	values   int
	text     int
	stacks   int
	first    string             // the first file that was read
	boundary string             // where all files must lie, once there is a second
	hidden   []*declared        // nested stacks whose templates are not read
	exports  map[string]*export // by name, once asked
	exceeded *cloud.Error       // the limit that was passed; everything evaluates to unknown from then on
}

func newReader(opt Options) *reader {
	return &reader{opt: opt, graph: cloud.NewGraph(), seen: map[string]bool{}, loaded: map[string]loaded{}}
}

// problem notes a mistake that touches one place only.
func (r *reader) problem(p cloud.Pos, what, hint string) {
	r.report(&cloud.Error{Pos: p, What: what, Hint: hint})
}

func (r *reader) report(e *cloud.Error) {
	if text := e.Error(); !r.seen[text] {
		r.seen[text] = true
		r.problems = append(r.problems, e)
	}
}

// spend counts values and bytes of text that evaluation makes at a position. It reports whether
// evaluation may go on.
func (r *reader) spend(p cloud.Pos, values, text int) bool {
	r.values += values
	r.text += text
	if r.exceeded != nil {
		return false
	}
	switch {
	case r.values > maxValues:
		r.exceed(p, fmt.Sprintf("evaluation makes more than %d values", maxValues))
	case r.text > maxText:
		r.exceed(p, fmt.Sprintf("evaluation makes more than %d MiB of text", maxText>>20))
	}
	return r.exceeded == nil
}

func (r *reader) exceed(p cloud.Pos, what string) {
	if r.exceeded == nil {
		r.exceeded = &cloud.Error{Pos: p, What: what, Hint: "look for values or loops that multiply each other"}
	}
}

// enter counts a nested evaluation and reports whether it may go deeper; leave must follow.
func (r *reader) enter() bool { r.depth++; return r.depth <= maxDepth && r.exceeded == nil }
func (r *reader) leave()      { r.depth-- }

func (r *reader) note(file string) {
	if !slices.Contains(r.files, file) {
		r.files = append(r.files, file)
	}
}

// tooDeep is what stands for a value that lies too deep to be evaluated.
func tooDeep(p cloud.Pos) *cloud.Value {
	return cloud.NewUnknown(p, cloud.Because(cloud.Unresolvable, "value", "it is nested too deeply"))
}
