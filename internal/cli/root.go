package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"

	"github.com/spf13/cobra"
)

// Exit codes.
const (
	exitOK       = 0
	exitFindings = 1
	exitError    = 2
	// exitIncomplete is for a reading with gaps, where --strict asks for none.
	exitIncomplete = 3
)

// exit is an error that only sets the exit code: what there was to say has been said.
type exit int

func (e exit) Error() string { return fmt.Sprintf("exit %d", int(e)) }

// Streams are where a command reads and writes.
type Streams struct {
	Out, Err io.Writer
	Getenv   func(string) string
}

// Main runs the program with the process's arguments and returns its exit code.
func Main() int {
	collectLate()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	return Run(ctx, os.Args[1:], Streams{Out: os.Stdout, Err: os.Stderr, Getenv: os.Getenv})
}

// Run runs one command line and returns its exit code.
func Run(ctx context.Context, args []string, s Streams) int {
	root := newRoot(s)
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	var code exit
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &code):
		return int(code)
	}
	_, _ = fmt.Fprintln(s.Err, "haechi: "+strings.TrimPrefix(err.Error(), "haechi: ")) // nowhere else to say it
	return exitError
}

func newRoot(s Streams) *cobra.Command {
	root := &cobra.Command{
		Use:   "haechi",
		Short: "The security system of a serverless estate",
		Long: `Haechi reads SAM, CloudFormation and CDK templates into one model and judges them by rules:
pass, fail, or unknown with the reason. Every finding shows the line, why it matters and the fix.`,
		SilenceUsage:  true,
		SilenceErrors: true,
		Args:          cobra.NoArgs,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetOut(s.Out)
	root.SetErr(s.Err)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return fmt.Errorf("%w (see %s --help)", err, cmd.CommandPath())
	})
	root.AddCommand(newScan(s), newDemo(s), newDiff(s), newInventory(s), newRules(s), newExplain(s), newSAM(s), newIAM(s), newEntry(s), newGraph(s), newVersion(s))
	return root
}

// language is the language of texts: what the flag says, else that of the environment.
func language(flag string, getenv func(string) string) (string, error) {
	switch flag {
	case "en", "ko":
		return flag, nil
	case "":
	default:
		return "", fmt.Errorf("language %q is neither en nor ko", flag)
	}
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := getenv(name); v != "" {
			if strings.HasPrefix(v, "ko") {
				return "ko", nil
			}
			return "en", nil
		}
	}
	return "en", nil
}

// isTerminal reports whether a stream is a terminal.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
