// Command pack writes the built-in rules, checked, into the file that the program embeds.
// `go generate ./rules` runs it; a test fails when the file is out of date.
package main

import (
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
	return os.WriteFile("builtin.pack", data, 0o644)
}
