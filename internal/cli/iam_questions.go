package cli

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/haechi-dev/haechi/iam"
)

// Exit codes of the questions: 0 is no, 1 is yes, 2 is an error, 3 is unknown.
const exitUnknown = 3

func newIAMNewAccess(s Streams) *cobra.Command {
	var from, to string
	var both, asJSON bool
	cmd := &cobra.Command{Use: "new-access --from OLD.json --to NEW.json", Short: "Does NEW allow something that OLD does not?", Args: flagsOnly,
		Long: `New-access answers whether a policy allows any request that another does not, and shows such a request.
With --both it answers in both directions, and yes means that the policies differ.

` + exitCodesOfQuestions,
		Example: "  haechi iam new-access --from old.json --to new.json --json",
		RunE: func(*cobra.Command, []string) error {
			old, err := readPolicy(from, "--from")
			if err != nil {
				return err
			}
			now, err := readPolicy(to, "--to")
			if err != nil {
				return err
			}
			answers := []directed{{"new", iam.NewAccess(old, now)}}
			if both {
				answers = append(answers, directed{"lost", iam.NewAccess(now, old)})
			}
			for i := range answers {
				answers[i].answer = ofIdentity(answers[i].answer, old, now)
			}
			return printDirections(s, answers, asJSON)
		}}
	cmd.Flags().StringVar(&from, "from", "", "the policy as it was")
	cmd.Flags().StringVar(&to, "to", "", "the policy as it will be")
	cmd.Flags().BoolVar(&both, "both", false, "also ask what OLD allows and NEW does not")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

const exitCodesOfQuestions = "Exit code: 0 no, 1 yes, 2 error, 3 unknown."

func newIAMCan(s Streams) *cobra.Command {
	var file, action, resource string
	var when []string
	var asJSON bool
	cmd := &cobra.Command{Use: "can --policy P.json --action ACTION --resource ARN", Short: "Is any such request allowed?", Args: flagsOnly,
		Long:    "Can answers whether a policy allows any request whose action and resource match patterns, and shows one.\n\n" + exitCodesOfQuestions,
		Example: "  haechi iam can --policy p.json --action 's3:Get*' --resource 'arn:aws:s3:::orders/*'\n  haechi iam can --policy p.json --action 'sqs:*' --when aws:PrincipalTag/team=a",
		RunE: func(*cobra.Command, []string) error {
			documents, err := readPolicy(file, "--policy")
			if err != nil {
				return err
			}
			if action == "" {
				return fmt.Errorf("--action is missing (for example --action 's3:Get*')")
			}
			context, err := iam.ParseWhen(when)
			if err != nil {
				return fmt.Errorf("--when %w", err)
			}
			return printAnswer(s, ofIdentity(iam.Can(documents, action, resource, context), documents), asJSON)
		}}
	cmd.Flags().StringVar(&file, "policy", "", "the policy")
	cmd.Flags().StringVar(&action, "action", "", "action, or a pattern of actions")
	cmd.Flags().StringVar(&resource, "resource", "*", "ARN, or a pattern of ARNs")
	cmd.Flags().StringArrayVar(&when, "when", nil, "KEY=VALUE of the request's context (may be repeated)")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

func newIAMPublic(s Streams) *cobra.Command {
	var file, typ, account string
	var scps, rcps []string
	var asJSON bool
	cmd := &cobra.Command{Use: "public --policy P.json", Short: "Whom outside does a resource policy let in?", Args: flagsOnly,
		Long: `Public answers whether a resource policy lets in anyone at all, and lists everybody outside the account whom it
lets in; among them are the users of the identity providers that the trust policy of a role names. A condition that a
stranger can satisfy (aws:Referer, aws:UserAgent) closes nothing; neither does one on the subject of a token that
everybody can get, as repo:* from GitHub. With --type only the actions on such a resource count, and on what it holds;
with --account only resources of that account.

What a resource control policy of --rcp denies is closed, in the services that RCPs reach. Service control policies of
--scp, each one level of the organisation, bind principals of the organisation only: they close nothing but access of
the kind "organization", and not for the management account. One without an Allow stands beside FullAWSAccess.

` + exitCodesOfQuestions,
		Example: "  haechi iam public --policy bucket-policy.json --type AWS::S3::Bucket --account 111122223333\n  haechi iam public --policy trust.json --type AWS::IAM::Role --json",
		RunE: func(*cobra.Command, []string) error {
			documents, err := readPolicy(file, "--policy")
			if err != nil {
				return err
			}
			if typ != "" && !iam.KnowsType(typ) {
				return fmt.Errorf("--type %q is no type of a resource that has a policy, such as AWS::S3::Bucket", typ)
			}
			if account != "" && (len(account) != 12 || strings.Trim(account, "0123456789") != "") {
				return fmt.Errorf("--account %q is not the number of an account, which has 12 digits", account)
			}
			zone := iam.Zone{Account: account, Type: typ, Sure: account != ""}
			for _, name := range scps {
				all, err := readPolicy(name, "--scp")
				if err != nil {
					return err
				}
				zone.SCP = append(zone.SCP, all...)
			}
			for _, name := range rcps {
				all, err := readPolicy(name, "--rcp")
				if err != nil {
					return err
				}
				zone.RCP = append(zone.RCP, all...)
			}
			anyone, all := iam.Public(documents[0], zone)
			for _, e := range all { // an identity provider where everybody can have an account is anyone, too
				if e.Public && (anyone.Verdict == iam.No || anyone.Verdict == iam.Maybe && e.Answer.Verdict == iam.Yes) {
					anyone = e.Answer
				}
			}
			return printPublic(s, anyone, all, asJSON)
		}}
	cmd.Flags().StringVar(&file, "policy", "", "the resource policy")
	cmd.Flags().StringVar(&typ, "type", "", "type of the resource or of its policy, for example AWS::S3::Bucket")
	cmd.Flags().StringVar(&account, "account", "", "number of the account that owns the resource")
	cmd.Flags().StringArrayVar(&scps, "scp", nil, "file with a service control policy; each file is one level of the organisation (may be repeated)")
	cmd.Flags().StringArrayVar(&rcps, "rcp", nil, "file with a resource control policy that applies to the account (may be repeated)")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

// flagsOnly refuses arguments and says where files go.
func flagsOnly(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return fmt.Errorf("%s takes its files by flags: %s (see %s --help)", cmd.CommandPath(), cmd.Use, cmd.CommandPath())
}

func readPolicy(name, flag string) ([]*iam.Document, error) {
	if name == "" {
		return nil, fmt.Errorf("%s is missing (a file with a policy document, or - for standard input)", flag)
	}
	text, err := readInput(name)
	if err != nil {
		return nil, fmt.Errorf("cannot read the policy: %w", err)
	}
	if name == "-" {
		name = "standard input"
	}
	d, err := iam.ParseJSON(name, text)
	if err != nil {
		return nil, err
	}
	return []*iam.Document{d}, nil
}

// ofIdentity leaves the principal out of the witness when no policy names any: who has an identity
// policy is not said.
func ofIdentity(a iam.Answer, policies ...[]*iam.Document) iam.Answer {
	if a.Witness == nil {
		return a
	}
	for _, documents := range policies {
		for _, d := range documents {
			if slices.ContainsFunc(d.Statements, func(s *iam.Statement) bool { return s.Principal != nil || s.NotPrincipal != nil }) {
				return a
			}
		}
	}
	witness := *a.Witness
	witness.Principal = iam.Principal{}
	a.Witness = &witness
	return a
}

// jsonWitness is a request as people and programs read it.
type jsonWitness struct {
	Principal string              `json:"principal,omitempty"`
	Action    string              `json:"action"`
	Resource  string              `json:"resource"`
	Context   map[string][]string `json:"context,omitempty"`
}

type jsonAnswer struct {
	Direction string       `json:"direction,omitempty"`
	Verdict   string       `json:"verdict"`
	Witness   *jsonWitness `json:"witness,omitempty"`
	Why       []string     `json:"why,omitempty"`
}

func verdictOf(t iam.Truth) string {
	if t == iam.Maybe {
		return "unknown"
	}
	return t.String()
}

func answerOf(a iam.Answer) jsonAnswer {
	out := jsonAnswer{Verdict: verdictOf(a.Verdict)}
	for _, why := range a.Why {
		out.Why = append(out.Why, why.String())
	}
	if w := a.Witness; w != nil {
		out.Witness = &jsonWitness{Principal: w.Principal.Name, Action: w.Action, Resource: w.Resource}
		for key, values := range w.Context {
			if len(values) > 0 {
				if out.Witness.Context == nil {
					out.Witness.Context = map[string][]string{}
				}
				out.Witness.Context[key] = values
			}
		}
	}
	return out
}

func (a jsonAnswer) exit() error {
	switch a.Verdict {
	case "yes":
		return exit(exitFindings)
	case "unknown":
		return exit(exitUnknown)
	}
	return nil
}

func printAnswer(s Streams, a iam.Answer, asJSON bool) error {
	return printDirections(s, []directed{{"", a}}, asJSON)
}

type directed struct {
	direction string
	answer    iam.Answer
}

// printDirections prints one answer, or one for each direction; the exit code is that of the
// first that is yes, else unknown.
func printDirections(s Streams, all []directed, asJSON bool) error {
	answers := make([]jsonAnswer, len(all))
	worst := jsonAnswer{Verdict: "no"}
	for i, d := range all {
		answers[i] = answerOf(d.answer)
		if len(all) > 1 {
			answers[i].Direction = d.direction
		}
		if rank := []string{"no", "unknown", "yes"}; slices.Index(rank, answers[i].Verdict) > slices.Index(rank, worst.Verdict) {
			worst = answers[i]
		}
	}
	if asJSON {
		var out any = answers[0]
		if len(answers) > 1 {
			out = map[string]any{"verdict": worst.Verdict, "witness": worst.Witness, "directions": answers}
		}
		if err := printJSON(s, out); err != nil {
			return err
		}
		return worst.exit()
	}
	for _, a := range answers {
		if err := printText(s, a); err != nil {
			return err
		}
	}
	return worst.exit()
}

func printJSON(s Streams, v any) error {
	e := json.NewEncoder(s.Out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

func printText(s Streams, a jsonAnswer) error {
	var b strings.Builder
	if a.Direction != "" {
		b.WriteString(a.Direction + ": ")
	}
	b.WriteString(a.Verdict + "\n")
	if w := a.Witness; w != nil {
		fmt.Fprintf(&b, "  action    %s\n  resource  %s\n", w.Action, w.Resource)
		if w.Principal != "" {
			fmt.Fprintf(&b, "  principal %s\n", w.Principal)
		}
		keys := make([]string, 0, len(w.Context))
		for key := range w.Context {
			keys = append(keys, key)
		}
		slices.Sort(keys)
		for _, key := range keys {
			fmt.Fprintf(&b, "  when      %s = %s\n", key, strings.Join(w.Context[key], ", "))
		}
	}
	for _, why := range a.Why {
		fmt.Fprintf(&b, "  because   %s\n", why)
	}
	_, err := s.Out.Write([]byte(b.String()))
	return err
}

type jsonExposure struct {
	Principal  string       `json:"principal"`
	Kind       string       `json:"kind"` // public, organization or external
	Verdict    string       `json:"verdict"`
	Witness    *jsonWitness `json:"witness,omitempty"`
	Statements []string     `json:"statements,omitempty"` // file:line:column
	Why        []string     `json:"why,omitempty"`        // of an unknown one
}

func printPublic(s Streams, anyone iam.Answer, all []iam.Exposure, asJSON bool) error {
	a := answerOf(anyone)
	exposures := make([]jsonExposure, 0, len(all))
	for _, e := range all {
		answer := answerOf(e.Answer)
		out := jsonExposure{Principal: e.Principal, Kind: "external", Verdict: answer.Verdict, Witness: answer.Witness, Why: answer.Why}
		switch {
		case e.Public:
			out.Kind = "public"
		case e.Organization:
			out.Kind = "organization"
		}
		for _, st := range e.Statements {
			out.Statements = append(out.Statements, st.Pos.String())
		}
		exposures = append(exposures, out)
	}
	if asJSON {
		err := printJSON(s, struct {
			jsonAnswer
			Findings []jsonExposure `json:"findings"`
		}{a, exposures})
		if err != nil {
			return err
		}
		return a.exit()
	}
	if err := printText(s, a); err != nil {
		return err
	}
	for _, e := range exposures {
		if _, err := fmt.Fprintf(s.Out, "%-12s %s  %s  %s\n", e.Kind, e.Principal, e.Verdict, strings.Join(append(e.Statements, e.Why...), "  ")); err != nil {
			return err
		}
	}
	return a.exit()
}
