// Command pack writes the built-in rules, checked, and the tables into the files that the program
// embeds. `go generate ./rules` runs it; a test fails when a file is out of date.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/haechi-dev/haechi/rule"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "pack:", err)
		os.Exit(1)
	}
}

func run() error {
	all, mistakes := rule.Load(os.DirFS("."), "aws", "rules/")
	if len(mistakes) > 0 {
		return mistakes[0]
	}
	data, err := rule.Pack(all)
	if err != nil {
		return err
	}
	if err := os.WriteFile("builtin.pack", data, 0o644); err != nil {
		return err
	}
	facts, err := rule.LoadFacts(os.DirFS("."), "facts", "rules/")
	if err != nil {
		return err
	}
	if data, err = json.Marshal(facts); err != nil { // in the order of the tables' names
		return err
	}
	return os.WriteFile("facts.json", append(data, '\n'), 0o644)
}
