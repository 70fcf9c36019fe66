// Command haechi is the security system of a serverless estate: see haechi --help.
package main

import (
	"os"

	"github.com/haechi-dev/haechi/internal/cli"
)

func main() { os.Exit(cli.Main()) }
