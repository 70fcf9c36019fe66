package cli

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/iam"
)

// maxRequestLine bounds a line of requests. The policies of one request have some 100 kB at most.
const maxRequestLine = 16 << 20

func newIAMDecide(s Streams) *cobra.Command {
	var file string
	var explain bool
	cmd := &cobra.Command{Use: "decide --file REQUESTS.jsonl", Short: "Decide requests by AWS's evaluation logic", Args: cobra.NoArgs,
		Long: `Decide reads requests, one JSON object a line, and prints an answer a line. A request has
principal (an ARN, a service, or "*" for nobody who signed), action, resource, context (an object of texts or lists),
principalAccount, resourceAccount, and the policies that matter: identityPolicies, boundaries, sessionPolicies and
endpointPolicies (lists of documents), resourcePolicy (a document), scps and rcps (lists of levels, each a list).

An answer is {"decision": "allow", "by": [...]}: allow, explicit-deny, implicit-deny or unknown, and the statements
it rests on. For a line that is no request it is {"error": "..."}; the others are decided, and the exit code is 2.`,
		Example: `  haechi iam decide --file requests.jsonl
  echo '{"principal": "*", "action": "s3:GetObject", "resource": "arn:aws:s3:::site/index.html"}' | haechi iam decide --file -`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			in := cmd.InOrStdin()
			if file == "" {
				return errors.New("--file is missing (a file of requests, or - for standard input)")
			}
			if file != "-" {
				f, err := os.Open(file)
				if err != nil {
					return fmt.Errorf("cannot read requests: %w", err)
				}
				defer func() { _ = f.Close() }() // only read
				in = f
			}
			return decideAll(s, in, file, explain)
		}}
	cmd.Flags().StringVarP(&file, "file", "f", "", "file with one request a line, or - for standard input")
	cmd.Flags().BoolVar(&explain, "explain", false, "also say why each other statement did not count")
	return cmd
}

func decideAll(s Streams, in io.Reader, name string, explain bool) error {
	if name == "-" {
		name = "standard input"
	}
	lines := bufio.NewScanner(in)
	lines.Buffer(make([]byte, 64<<10), maxRequestLine)
	out := bufio.NewWriter(s.Out)
	answers := json.NewEncoder(out)
	answers.SetEscapeHTML(false)
	bad := false
	n := int32(0)
	for lines.Scan() {
		n++
		line := bytes.TrimSpace(bytes.TrimPrefix(lines.Bytes(), []byte("\ufeff")))
		if len(line) == 0 {
			continue
		}
		a, err := decideLine(name, n, line, explain)
		if err != nil {
			bad = true
			a = answer{Error: err.Error()}
			_, _ = fmt.Fprintln(s.Err, "haechi: "+err.Error())
		}
		if err := answers.Encode(a); err != nil {
			return err
		}
	}
	if err := lines.Err(); err != nil {
		_ = out.Flush() // the first error is the one to tell
		return fmt.Errorf("%s:%d: cannot read the line: %w", name, n+1, err)
	}
	if err := out.Flush(); err != nil {
		return err
	}
	if bad {
		return exit(exitError)
	}
	return nil
}

// answer is one line of the output.
type answer struct {
	Decision string   `json:"decision,omitempty"`
	By       []place  `json:"by,omitzero"`
	More     int      `json:"more,omitempty"` // statements that deny, too
	Missing  []string `json:"missing,omitempty"`
	Why      []string `json:"why,omitempty"`
	Notes    []string `json:"notes,omitempty"`
	Others   []other  `json:"others,omitempty"`
	Error    string   `json:"error,omitempty"`
}

// place names a statement by the field of the request it stands in.
type place struct {
	Policy    string `json:"policy"`
	Level     *int   `json:"level,omitempty"`
	Document  int    `json:"document"`
	Statement int    `json:"statement"`
	SID       string `json:"sid,omitempty"`
	Effect    string `json:"effect"`
	Line      int32  `json:"line"`
	Column    int32  `json:"column"`
}

// other is a statement that did not count.
type other struct {
	place
	Because string `json:"because"`
}

var policyFields = map[iam.PolicyKind]string{
	iam.IdentityPolicy: "identityPolicies", iam.BoundaryPolicy: "boundaries", iam.SessionPolicy: "sessionPolicies", iam.ResourcePolicy: "resourcePolicy",
	iam.ServiceControlPolicy: "scps", iam.ResourceControlPolicy: "rcps", iam.EndpointPolicy: "endpointPolicies",
}

func decideLine(name string, n int32, line []byte, explain bool) (answer, error) {
	req, policies, err := iam.ParseRequest(name, line)
	if err != nil {
		var mistake *cloud.Error
		if errors.As(err, &mistake) && !mistake.Pos.IsZero() {
			mistake.Pos.Line += n - 1
			mistake.Pos.EndLine += n - 1
		}
		return answer{}, err
	}
	d := iam.Decide(req, policies)
	a := answer{Decision: d.Result.String(), By: []place{}, More: d.More, Missing: d.Missing, Notes: d.Notes}
	for _, p := range d.By {
		a.By = append(a.By, placeOf(p, n))
	}
	for _, r := range d.Why {
		a.Why = append(a.Why, r.String())
	}
	if explain {
		for _, o := range iam.Explain(req, policies, d) {
			a.Others = append(a.Others, other{placeOf(o.Place, n), o.Because})
		}
	}
	return a, nil
}

func placeOf(p iam.Place, n int32) place {
	s := p.Statement
	out := place{Policy: policyFields[p.Kind], Document: p.Index, Statement: s.Index, SID: s.SID, Effect: s.Effect.String(), Line: s.Pos.Line + n - 1, Column: s.Pos.Column}
	if p.Kind == iam.ServiceControlPolicy || p.Kind == iam.ResourceControlPolicy {
		out.Level = &p.Level
	}
	return out
}
