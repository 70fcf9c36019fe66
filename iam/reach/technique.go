package reach

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
)

//go:embed techniques.json
var embedded []byte // set by the compiler and never assigned

// Technique is one way by which a principal gets the powers of another, or more of its own.
type Technique struct {
	// ID is that of the path at https://pathfinding.cloud, or starts with "x-" for one of ours.
	ID string
	// How continues a sentence that starts with the principal: "assumes the role".
	How   string
	needs []need
	// passes are the services that can get the role passed: any of them does.
	passes []string
	gain   gain
	grow   grow
	when   string // a condition on the target: see conditions
}

// need is an action on one or more resources. All of them must be allowed.
type need struct {
	action string
	on     []string
}

// gain says whose powers a technique brings.
type gain string

const (
	gainSelf gain = "self"
	gainRole gain = "role"
	gainUser gain = "user"
)

// grow says which powers are added to those on the way.
type grow string

const (
	growNot    grow = ""
	growAdd    grow = "add"     // an inline policy of the attacker's choice
	growAttach grow = "attach"  // an existing policy of the attacker's choice
	growPolicy grow = "policy"  // an attached policy gets the text of the attacker's choice
	growSwitch grow = "version" // an attached policy gets the text of one of its other versions
	growJoin   grow = "join"    // the policies of a group
	growFree   grow = "unbound" // the permissions boundary goes away
)

// existing is a kind of resource that is there already and that runs as a role.
type existing struct {
	Type    string   `json:"type"`
	Role    []string `json:"role"`    // path of the property that names the role
	Profile []string `json:"profile"` // path of the property that names an instance profile
	ARN     string   `json:"arn"`     // for types whose ARN a template does not tell
}

// table is the embedded data.
type table struct {
	New        map[string]string   `json:"new"`
	Existing   map[string]existing `json:"existing"`
	Techniques []*Technique        `json:"-"`
}

var theTable = sync.OnceValue(func() *table {
	t, err := readTable(embedded)
	if err != nil {
		panic("the embedded table of techniques: " + err.Error()) // a test reads it
	}
	return t
})

// Techniques returns all techniques in the order in which they are preferred.
func Techniques() []Technique {
	all := make([]Technique, 0, len(theTable().Techniques))
	for _, t := range theTable().Techniques {
		all = append(all, *t)
	}
	return all
}

// Needs returns the actions that the technique needs, in order.
func (t Technique) Needs() []string {
	var all []string
	for _, n := range t.needs {
		all = append(all, n.action)
	}
	return all
}

// fixed are the names of resources that are neither new nor among the existing ones that run as a role.
var fixed = []string{"role", "user", "group", "self-role", "self-user", "own-policy", "own-group", "its-policy", "*"}

// conditions are the names that "if" can have.
var conditions = []string{"", "keys-left", "no-keys-left", "password", "no-password", "instance-profile", "cluster", "invoked"}

func readTable(text []byte) (*table, error) {
	var raw struct {
		table
		Techniques []struct {
			ID, How string
			Needs   []string
			Passes  []string
			Gain    gain
			Grow    grow
			If      string
		}
	}
	if err := json.Unmarshal(text, &raw); err != nil {
		return nil, err
	}
	t := &raw.table
	for _, r := range raw.Techniques {
		one := &Technique{ID: r.ID, How: r.How, passes: r.Passes, gain: r.Gain, grow: r.Grow, when: r.If}
		for _, text := range r.Needs {
			action, on, ok := strings.Cut(text, " on ")
			if !ok {
				return nil, fmt.Errorf("%s: need %q is not ACTION on RESOURCE", r.ID, text)
			}
			one.needs = append(one.needs, need{action, strings.Split(on, ",")})
		}
		if err := t.check(one); err != nil {
			return nil, fmt.Errorf("%s: %w", r.ID, err)
		}
		t.Techniques = append(t.Techniques, one)
	}
	return t, nil
}

func (t *table) check(one *Technique) error {
	if one.ID == "" || one.How == "" || len(one.needs) == 0 {
		return fmt.Errorf("id, how and needs must be there")
	}
	if !slices.Contains([]gain{gainSelf, gainRole, gainUser}, one.gain) {
		return fmt.Errorf("gain %q", one.gain)
	}
	if !slices.Contains([]grow{growNot, growAdd, growAttach, growPolicy, growSwitch, growJoin, growFree}, one.grow) {
		return fmt.Errorf("grow %q", one.grow)
	}
	if !slices.Contains(conditions, one.when) {
		return fmt.Errorf("if %q", one.when)
	}
	for _, n := range one.needs {
		for _, on := range n.on {
			_, isNew := t.New[on]
			_, isExisting := t.Existing[on]
			if !isNew && !isExisting && !slices.Contains(fixed, on) {
				return fmt.Errorf("resource %q", on)
			}
		}
	}
	return nil
}
