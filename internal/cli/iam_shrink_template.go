package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/pflag"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/finding"
	"github.com/haechi-dev/haechi/iam"
	"github.com/haechi-dev/haechi/iam/talks"
	"github.com/haechi-dev/haechi/scan"
)

// templateFlags say which role of which template.
type templateFlags struct {
	template, role, function    string
	region, account, paramsFile string
	params                      []string
}

func (f *templateFlags) register(flags *pflag.FlagSet) {
	flags.StringVar(&f.template, "template", "", "the template that says what the function talks to")
	flags.StringVar(&f.role, "role", "", "the role whose policies are narrowed (logical id, name or ARN)")
	flags.StringVar(&f.function, "function", "", "the function whose role it is")
	flags.StringArrayVar(&f.params, "param", nil, "value of a template parameter, as Name=Value (may be repeated)")
	flags.StringVar(&f.paramsFile, "params", "", "file with values of template parameters")
	flags.StringVar(&f.region, "region", "", "region the template will be deployed to")
	flags.StringVar(&f.account, "account", "", "number of the account the template will be deployed to")
}

func (f *templateFlags) given() bool { return f.template != "" || f.role != "" || f.function != "" }

// narrowed is what shrinkByTemplate prints.
type narrowed struct {
	*iam.Narrowed
	role     *cloud.Resource
	policy   *cloud.Value // with intrinsic functions
	replaces []string
	keeps    []string
	settings []string
	used     bool
}

func shrinkByTemplate(ctx context.Context, s Streams, f templateFlags, policy, used, principal string, asJSON bool) error {
	template, role, err := readRole(ctx, s, f)
	if err != nil {
		return err
	}
	var policies []talks.Policy
	if policy != "" {
		documents, err := readPolicy(policy, "--policy")
		if err != nil {
			return err
		}
		policies = append(policies, talks.Policy{Name: policy, Document: documents[0]})
	} else if policies, err = template.Policies(role); err != nil {
		return err
	}
	if len(policies) == 0 {
		return fmt.Errorf("%s has no policies", role.Name)
	}
	var uses []iam.Use
	var notes []string
	if used != "" {
		if uses, notes, err = readUsed(used, principal); err != nil {
			return err
		}
		uses = append([]iam.Use{}, uses...) // that nothing is used is known, too
	}
	around, settings := template.Surroundings(role)
	out := narrowed{role: role, settings: settings, used: used != ""}
	if out.Narrowed, err = out.narrow(policies, around, uses); err != nil {
		return err
	}
	if out.policy, err = template.Write(out.Source); err != nil {
		return err
	}
	return printNarrowed(s, out, notes, asJSON)
}

// narrow narrows the policies together, but for managed ones that stay as they are.
func (out *narrowed) narrow(policies []talks.Policy, around *iam.Surroundings, uses []iam.Use) (*iam.Narrowed, error) {
	documents := func() (all []*iam.Document) {
		for _, p := range policies {
			all = append(all, p.Document)
		}
		return all
	}
	n, err := iam.Narrow(documents(), around, uses)
	if err != nil {
		return nil, err
	}
	var rest []talks.Policy
	for i, p := range policies {
		if p.Managed && n.Same[i] {
			out.keeps = append(out.keeps, p.Name)
		} else {
			rest = append(rest, p)
			out.replaces = append(out.replaces, p.Name)
		}
	}
	if len(rest) == len(policies) || len(rest) == 0 {
		return n, nil
	}
	changes := n.Changes
	policies = rest
	if n, err = iam.Narrow(documents(), around, uses); err == nil {
		n.Changes = changes
	}
	return n, err
}

// readRole reads the template and finds the role in it.
func readRole(ctx context.Context, s Streams, f templateFlags) (*talks.Template, *cloud.Resource, error) {
	switch {
	case f.template == "":
		return nil, nil, errors.New("--template is missing (the template that declares the role)")
	case f.role == "" && f.function == "":
		return nil, nil, errors.New("--role or --function is missing")
	case f.role != "" && f.function != "":
		return nil, nil, errors.New("--role and --function: one is enough")
	}
	opt := scan.Options{Region: f.region, Account: f.account}
	var err error
	if opt.Parameters, err = parameters(f.paramsFile, f.params); err != nil {
		return nil, nil, err
	}
	documents, problems, err := scan.Read(ctx, []string{f.template}, opt)
	if errors.Is(err, scan.ErrNothingRead) {
		return nil, nil, nothingRead(s, &finding.Report{Problems: problems}, []string{f.template})
	}
	if err != nil {
		return nil, nil, err
	}
	tellProblems(s, problems)
	var missing error
	var template *talks.Template
	var found *cloud.Resource
	where := ""
	for _, d := range documents {
		role, err := (*cloud.Resource)(nil), error(nil)
		if f.role != "" {
			role, err = talks.Role(d.Graph, f.role)
		} else {
			role, err = talks.RoleOf(d.Graph, f.function)
		}
		var place *cloud.Error
		switch {
		case err == nil && found != nil:
			return nil, nil, fmt.Errorf("%s and %s both have it: name one of them with --template", where, d.Path)
		case err == nil:
			template, found, where = talks.NewTemplate(d.Graph, d.Parameters, d.Template), role, d.Path
		case errors.As(err, &place):
			missing = err
		case missing == nil:
			missing = fmt.Errorf("%s: %w", d.Path, err)
		}
	}
	if found == nil {
		return nil, nil, missing
	}
	return template, found, nil
}

type narrowedJSON struct {
	shrunkJSON
	Perhaps  int          `json:"perhaps"`
	Role     string       `json:"role"`
	Replaces []string     `json:"replaces"`
	Keeps    []string     `json:"keeps"`
	Changes  []changeJSON `json:"changes"`
	Settings []string     `json:"settings"`
}

type changeJSON struct {
	File     string            `json:"file,omitempty"`
	Line     int32             `json:"line,omitempty"`
	Column   int32             `json:"column,omitempty"`
	SID      string            `json:"sid,omitempty"`
	Action   string            `json:"action"`
	Resource string            `json:"resource,omitempty"`
	Stays    bool              `json:"stays"`
	Why      string            `json:"why,omitempty"`
	Becomes  []changedPartJSON `json:"becomes,omitempty"`
	Lost     []string          `json:"lost,omitempty"`
}

type changedPartJSON struct {
	Actions   []string `json:"actions,omitempty"`
	Resources []string `json:"resources"`
	Why       string   `json:"why"`
}

func printNarrowed(s Streams, n narrowed, notes []string, asJSON bool) error {
	policy, err := n.policy.MarshalJSON()
	if err != nil {
		return err
	}
	if !asJSON {
		if err := printShrunkText(s, &n.Shrunk, policy, append(notes, n.notes()...), n.used); err != nil || n.NewAccess.Verdict == iam.No {
			return err
		}
		return exit(exitUnknown)
	}
	out := narrowedJSON{Perhaps: n.Perhaps, Role: n.role.Name, Replaces: append([]string{}, n.replaces...), Keeps: append([]string{}, n.keeps...), Changes: []changeJSON{}, Settings: append([]string{}, n.settings...)}
	out.shrunkJSON = shrunkJSON{Policy: policy, NewAccess: answerOf(n.NewAccess), Used: n.Kept, Refused: []useJSON{}, Unused: append([]string{}, n.Unused...), Notes: notes}
	for _, u := range n.Refused {
		out.Refused = append(out.Refused, useJSON{u.Action, u.Resource, u.Principal})
	}
	for _, c := range n.Changes {
		pos := c.Statement.Pos
		change := changeJSON{pos.File(), pos.Line, pos.Column, c.Statement.SID, c.Action, c.Resource, c.Stays(), c.Why, nil, c.Lost}
		for _, p := range c.Parts {
			change.Becomes = append(change.Becomes, changedPartJSON(p))
		}
		out.Changes = append(out.Changes, change)
	}
	if err := printJSON(s, out); err != nil || n.NewAccess.Verdict == iam.No {
		return err
	}
	return exit(exitUnknown)
}

// notes say what became of every wildcard, and what was not looked at.
func (n *narrowed) notes() (all []string) {
	for _, c := range n.Changes {
		all = append(all, changeNotes(c)...)
	}
	if len(n.replaces) > 0 {
		all = append(all, "the policy takes the place of "+strings.Join(n.replaces, ", "))
	}
	if len(n.replaces) == 0 {
		all = append(all, "nothing becomes narrower; the policy is what these say together: "+strings.Join(n.keeps, ", "))
	} else if len(n.keeps) > 0 {
		all = append(all, "these stay attached as they are: "+strings.Join(n.keeps, ", "))
	}
	if len(n.settings) > 0 {
		all = append(all, "taken for settings, not for names of resources: "+strings.Join(n.settings, ", "))
	}
	if n.Perhaps > 0 {
		all = append(all, stays(n.Perhaps)+" allowed if the names are those that the template gives")
	}
	return all
}

// maxLost is the number of lost actions that the text shows.
const maxLost = 3

// changeNotes say what became of one wildcard, a line for each part that is left.
func changeNotes(c iam.Change) (all []string) {
	line := fmt.Sprintf("%s: %s", c.Statement.Pos, c.Action)
	if c.Resource != "" {
		line += " on " + c.Resource
	}
	if c.Stays() {
		return []string{line + " stays: " + c.Why}
	}
	if len(c.Parts) == 1 {
		all = append(all, line+" becomes "+partNote(c.Parts[0]))
	} else {
		all = append(all, line+" becomes")
		for _, p := range c.Parts {
			all = append(all, "  "+partNote(p))
		}
	}
	switch n := len(c.Lost); {
	case n > maxLost:
		all = append(all, fmt.Sprintf("  and no longer %s and %d others, for which no resource can be named", strings.Join(c.Lost[:maxLost], ", "), n-maxLost))
	case n > 0:
		all = append(all, "  and no longer "+strings.Join(c.Lost, ", ")+", for which no resource can be named")
	}
	return all
}

func partNote(p iam.ChangedPart) string {
	resources := strings.Join(p.Resources, ", ")
	switch {
	case p.Actions == nil:
		return resources + " (" + p.Why + ")"
	case resources == "*":
		return strings.Join(p.Actions, ", ") + " (" + p.Why + ")"
	}
	return strings.Join(p.Actions, ", ") + " on " + resources + " (" + p.Why + ")"
}
