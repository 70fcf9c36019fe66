package cli

import (
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"
)

// maxInput bounds a file that is named on the command line, in bytes: what parses it may have a
// smaller limit of its own.
const maxInput = 16 << 20

// maxBulk bounds a file that programs write and that may be large: logs, the policies of an
// account.
const maxBulk = 512 << 20

// readInput reads a file that is named on the command line, or standard input for "-". It may be a
// pipe, as of <(command), but it must end.
func readInput(name string) ([]byte, error) { return readUpTo(name, maxInput) }

func readUpTo(name string, limit int) ([]byte, error) {
	f := os.Stdin
	if name != "-" {
		var err error
		if f, err = os.Open(name); err != nil {
			return nil, err
		}
		defer func() { _ = f.Close() }() // it was only read
	}
	return readAll(f, name, limit)
}

// readAll reads what is not longer than the limit.
func readAll(r io.Reader, name string, limit int) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(r, int64(limit)+1))
	if err == nil && len(text) > limit {
		return nil, fmt.Errorf("%s has more than %d bytes, the limit", name, limit)
	}
	return text, err
}

// atLeastOne refuses a command line without arguments and says what is missing.
func atLeastOne(what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			return fmt.Errorf("%s needs %s (see %s --help)", cmd.CommandPath(), what, cmd.CommandPath())
		}
		return nil
	}
}
