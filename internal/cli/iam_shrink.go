package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/haechi-dev/haechi/iam"
	"github.com/haechi-dev/haechi/iam/trail"
)

func newIAMShrink(s Streams) *cobra.Command {
	var policy, used, principal string
	var asJSON bool
	var from templateFlags
	cmd := &cobra.Command{Use: "shrink --policy P.json|--template TEMPLATE [--used USED.json|TRAIL]", Short: "The smallest policy that still allows what is used", Args: flagsOnly,
		Long: `Shrink prints the smallest readable policy that allows every used request that the policy allows, and nothing that
it does not allow: names that are made anew each time become wildcards, several objects of a folder the folder, and
never more than the policy has. Conditions, and everything that denies, stay. That the result allows nothing new is
proved, and every used request is decided again.

USED is a list of {"action", "resource", "context", "principal"}, an object {"s3:GetObject": ["arn:aws:s3:::b/k"]},
or the logs of CloudTrail: a file, packed or not, or a folder of them.

With --template, wildcards become what the template says that the function talks to: what its environment names, what it
polls, where its failures go, tracing, its VPC, its log group. The policies are those of the role, also of one that SAM
generates, or --policy. Resources become those of the template, with intrinsic functions; wildcards in the actions on
an event source become the actions that AWS documents for it; other actions stay unless --used tells more. Where the
template does not tell all, a wildcard stays, and why is said. Names that stand in the code only are not seen.

The policy goes to standard output, what there is to say about it to standard error.
Exit code: 0 shrunk and proved, 2 error, 3 the proof reached a limit.`,
		Example: "  haechi iam shrink --policy p.json --used used.json\n  haechi iam shrink --policy p.json --used cloudtrail/ --principal orders-role > smaller.json\n  haechi iam shrink --template template.yaml --function Orders\n  haechi iam shrink --template template.yaml --role OrdersRole --used cloudtrail/",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if from.given() {
				return shrinkByTemplate(cmd.Context(), s, from, policy, used, principal, asJSON)
			}
			documents, err := readPolicy(policy, "--policy")
			if err != nil {
				return err
			}
			if len(documents) != 1 {
				return fmt.Errorf("%s holds %d policies: shrink them one by one", policy, len(documents))
			}
			uses, notes, err := readUsed(used, principal)
			if err != nil {
				return err
			}
			shrunk, err := iam.Shrink(documents[0], uses)
			if err != nil {
				return err
			}
			return printShrunk(s, shrunk, notes, asJSON)
		}}
	cmd.Flags().StringVar(&policy, "policy", "", "the policy")
	cmd.Flags().StringVar(&used, "used", "", "what is used: a JSON file, or CloudTrail logs in a file or folder")
	cmd.Flags().StringVar(&principal, "principal", "", "take only what this user or role did from the logs (ARN or name)")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON: the policy, the proof, what was set aside")
	from.register(cmd.Flags())
	return cmd
}

// readUsed reads used requests from a file of them, or from logs, with what is to be said about these.
func readUsed(name, principal string) (uses []iam.Use, notes []string, err error) {
	if name == "" {
		return nil, nil, errors.New("--used is missing (a JSON file, or CloudTrail logs)")
	}
	log := &trail.Log{Principal: principal}
	if name != "-" {
		info, err := os.Stat(name)
		if err != nil {
			return nil, nil, fmt.Errorf("cannot read what is used: %w", err)
		}
		if info.IsDir() {
			if err := readLogs(log, name); err != nil {
				return nil, nil, err
			}
			return usesOfLog(log)
		}
	}
	text, err := readUpTo(name, maxBulk)
	if err != nil {
		return nil, nil, fmt.Errorf("cannot read what is used: %w", err)
	}
	logErr := log.Read(bytes.NewReader(text))
	switch {
	case logErr == nil && (log.Events > 0 || principal != ""):
		return usesOfLog(log)
	case logErr == nil: // an empty list
		return log.Uses, nil, nil
	case !errors.Is(logErr, trail.ErrNotLog):
		return nil, nil, fmt.Errorf("%s: %w", name, logErr)
	case principal != "":
		return nil, nil, fmt.Errorf("%s: %w (--principal is for logs)", name, trail.ErrNotLog)
	}
	uses, err = iam.ParseUses(name, text)
	return uses, nil, err
}

// usesOfLog gives the requests of a log with what is to be said about it. That somebody did nothing
// at all is rather a mistake in the name.
func usesOfLog(log *trail.Log) ([]iam.Use, []string, error) {
	if log.Principal != "" && log.Events == 0 {
		return nil, nil, fmt.Errorf("the logs have no event of %q (--principal takes the ARN or the name of a user or role)", log.Principal)
	}
	return log.Uses, logNotes(log), nil
}

// readLogs reads every log below a folder. Files that are no logs (digests, licences) are left out
// unless there is nothing else.
func readLogs(log *trail.Log, folder string) error {
	read := 0
	var first error
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() || !isLogName(path) {
			return err
		}
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer func() { _ = f.Close() }() // only read
		switch err := log.Read(f); {
		case err == nil:
			read++
		case first == nil:
			first = fmt.Errorf("%s: %w", path, err)
		}
		return nil
	})
	switch {
	case err != nil:
		return fmt.Errorf("cannot read what is used: %w", err)
	case read == 0 && first != nil:
		return first
	case read == 0:
		return fmt.Errorf("no CloudTrail log found in %s (a log is a .json or .json.gz file)", folder)
	}
	return nil
}

func isLogName(path string) bool {
	name := strings.TrimSuffix(path, ".gz")
	return strings.HasSuffix(name, ".json") || strings.HasSuffix(name, ".jsonl")
}

func logNotes(log *trail.Log) (notes []string) {
	notes = append(notes, fmt.Sprintf("%d events, %d of them denied, %d different requests", log.Events, log.Denied, len(log.Uses)))
	for _, event := range slices.Sorted(maps.Keys(log.Unknown)) {
		notes = append(notes, fmt.Sprintf("not known which action it needs: %s (%d times)", event, log.Unknown[event]))
	}
	return notes
}

type shrunkJSON struct {
	Policy    json.RawMessage `json:"policy"`
	NewAccess jsonAnswer      `json:"newAccess"`
	Used      int             `json:"used"`
	Refused   []useJSON       `json:"refused"`
	Unused    []string        `json:"unused"`
	Notes     []string        `json:"notes,omitempty"`
}

type useJSON struct {
	Action    string `json:"action"`
	Resource  string `json:"resource,omitempty"`
	Principal string `json:"principal,omitempty"`
}

func printShrunk(s Streams, shrunk *iam.Shrunk, notes []string, asJSON bool) error {
	policy, err := shrunk.Source.MarshalJSON()
	if err != nil {
		return err
	}
	if asJSON {
		out := shrunkJSON{Policy: policy, NewAccess: answerOf(shrunk.NewAccess), Used: shrunk.Kept, Refused: []useJSON{}, Unused: append([]string{}, shrunk.Unused...), Notes: notes}
		for _, u := range shrunk.Refused {
			out.Refused = append(out.Refused, useJSON{u.Action, u.Resource, u.Principal})
		}
		err = printJSON(s, out)
	} else {
		err = printShrunkText(s, shrunk, policy, notes, true)
	}
	if err == nil && shrunk.NewAccess.Verdict != iam.No {
		return exit(exitUnknown)
	}
	return err
}

// maxRefused is the number of refused requests that the text shows.
const maxRefused = 10

// stays counts requests.
func stays(n int) string {
	if n == 1 {
		return "1 used request stays"
	}
	return fmt.Sprintf("%d used requests stay", n)
}

func printShrunkText(s Streams, shrunk *iam.Shrunk, policy []byte, notes []string, usesKnown bool) error {
	var b bytes.Buffer
	if err := json.Indent(&b, policy, "", "  "); err != nil {
		return err
	}
	b.WriteByte('\n')
	if _, err := s.Out.Write(b.Bytes()); err != nil {
		return err
	}
	say := func(format string, args ...any) { _, _ = fmt.Fprintf(s.Err, format+"\n", args...) }
	for _, note := range notes {
		say("%s", note)
	}
	if usesKnown {
		say("%s allowed", stays(shrunk.Kept))
	}
	for i, u := range shrunk.Refused {
		if i == maxRefused {
			say("and %d more", len(shrunk.Refused)-i)
			break
		}
		say("the policy does not allow it: %s", strings.TrimSpace(u.Action+" "+u.Resource))
	}
	if len(shrunk.Unused) > 0 {
		say("not used: %s", strings.Join(shrunk.Unused, ", "))
	}
	if len(shrunk.Document.Statements) == 0 {
		say("nothing is left: IAM takes no policy without statements, so delete the policy")
	}
	if shrunk.NewAccess.Verdict == iam.No {
		say("proved: nothing is allowed that was not")
		return nil
	}
	for _, why := range shrunk.NewAccess.Why {
		say("not proved that nothing is allowed that was not: %s", why)
	}
	return nil
}
