package cli_test

import (
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/haechi-dev/haechi/internal/cli"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"haechi": func() { os.Exit(cli.Main()) }})
}

// TestScripts runs the command lines in testdata, one story each.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "testdata", Setup: func(env *testscript.Env) error {
		env.Setenv("LANG", "en_US.UTF-8")
		return nil
	}})
}
