package main

import (
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/haechi-dev/haechi/rule"
)

// checkRows are the rows of our list of checks that other tools make, and what we would add.
const checkRows = 127

//go:embed checks.yaml
var checksFile []byte

// check is a row: the rules that answer it, or the reason why none does, or both.
type check struct {
	Check string   `yaml:"check"`
	Rules []string `yaml:"rules"`
	Note  string   `yaml:"note"`
	row   int
}

type checkGroup struct {
	name   string
	checks []check
}

// readChecks reads the rows in their order and refuses a list with a gap, a row that says nothing and
// a rule that does not exist.
func readChecks(file []byte, builtin []*rule.Rule) ([]checkGroup, error) {
	var doc yaml.Node
	if err := yaml.Unmarshal(file, &doc); err != nil {
		return nil, err
	}
	if len(doc.Content) == 0 || doc.Content[0].Kind != yaml.MappingNode {
		return nil, fmt.Errorf("checks: groups of rows are expected")
	}
	var groups []checkGroup
	next := 1
	for i, root := 0, doc.Content[0]; i+1 < len(root.Content); i += 2 {
		g := checkGroup{name: root.Content[i].Value}
		rows := root.Content[i+1]
		for j := 0; j+1 < len(rows.Content); j += 2 {
			var c check
			if err := rows.Content[j+1].Decode(&c); err != nil {
				return nil, fmt.Errorf("checks: row %s: %w", rows.Content[j].Value, err)
			}
			var err error
			if c.row, err = strconv.Atoi(rows.Content[j].Value); err != nil || c.row != next {
				return nil, fmt.Errorf("checks: row %s stands where row %d is expected", rows.Content[j].Value, next)
			}
			next++
			if err := c.complete(builtin); err != nil {
				return nil, err
			}
			g.checks = append(g.checks, c)
		}
		groups = append(groups, g)
	}
	if next != checkRows+1 {
		return nil, fmt.Errorf("checks: the last row is %d, not %d", next-1, checkRows)
	}
	return groups, nil
}

func (c *check) complete(builtin []*rule.Rule) error {
	if c.Check == "" || len(c.Rules) == 0 && c.Note == "" {
		return fmt.Errorf("checks: row %d names neither rules nor a reason", c.row)
	}
	for _, id := range c.Rules {
		if !slices.ContainsFunc(builtin, func(r *rule.Rule) bool { return r.ID == id }) {
			return fmt.Errorf("checks: row %d names the rule %s, which does not exist", c.row, id)
		}
	}
	return nil
}

// checksDocument says of each check which rules make it, or why none does.
func checksDocument(groups []checkGroup, builtin []*rule.Rule) string {
	var b strings.Builder
	b.WriteString("# Checks\n\n" + generated)
	b.WriteString(`
What tools for serverless systems look for (rows 1 to 100), what we think is missing there (101 to 127), and the rules that
answer it here. Where there is none, or it asks for less, the reason stands beside it; a check comes back when somebody shows a
situation in which it is right and useful.
`)
	named := map[string]bool{}
	for _, g := range groups {
		fmt.Fprintf(&b, "\n## %s\n\n| row | check | rules | why so |\n|---|---|---|---|\n", strings.ToUpper(g.name[:1])+g.name[1:])
		for _, c := range g.checks {
			var links []string
			for _, id := range c.Rules {
				named[id] = true
				links = append(links, "["+strings.TrimPrefix(id, "aws-")+"](rule-reference.md#"+id+")")
			}
			if len(links) == 0 {
				links = []string{"none"}
			}
			fmt.Fprintf(&b, "| %d | %s | %s | %s |\n", c.row, c.Check, strings.Join(links, ", "), c.Note)
		}
	}
	b.WriteString("\n## Rules that no row asks for\n\n")
	for _, r := range builtin {
		if !named[r.ID] {
			fmt.Fprintf(&b, "- [%s](rule-reference.md#%s): %s\n", strings.TrimPrefix(r.ID, "aws-"), r.ID, r.Title.EN)
		}
	}
	return b.String()
}
