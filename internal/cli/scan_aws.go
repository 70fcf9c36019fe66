package cli

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/haechi-dev/haechi/finding"
	"github.com/haechi-dev/haechi/rule"
	"github.com/haechi-dev/haechi/rules"
	"github.com/haechi-dev/haechi/scan"
	"github.com/haechi-dev/haechi/source/aws"
	"github.com/haechi-dev/haechi/source/snapshot"
)

// awsFlags say which account is read, and as whom.
type awsFlags struct {
	regions, services        []string
	profile, roleARN         string
	allRegions, organization bool
	roleName                 string
	save, compare            string
	strict, printPolicy      bool
}

func (f *awsFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringSliceVar(&f.regions, "regions", nil, "regions to read (default that of the profile)")
	flags.BoolVar(&f.allRegions, "all-regions", false, "read every region that the account has enabled")
	flags.StringSliceVar(&f.services, "services", nil, "read these services only, named as in IAM actions: lambda,iam,sqs")
	flags.StringVar(&f.profile, "profile", "", "profile of the AWS configuration")
	flags.StringVar(&f.roleARN, "role-arn", "", "role to assume first")
	flags.BoolVar(&f.organization, "organization", false, "read every account of the organization, assuming --role-name in each")
	flags.StringVar(&f.roleName, "role-name", "", "name of the role to assume in the accounts of the organization")
}

func newScanAWS(s Streams) *cobra.Command {
	var f scanFlags
	var a awsFlags
	cmd := &cobra.Command{
		Use:   "aws",
		Short: "Judge a running AWS account by the rules",
		Long: `Scan aws reads a running account with read-only calls and judges it by the rules that templates are
judged by. What a denied or failed call would have told is unknown, never passed; the report begins
with the calls that were made. Only calls that a chosen rule needs are made.

Exit code: 0 nothing failed at or above the threshold, 1 something did (with --fail-on-drift: or was changed by hand), 2 nothing could be read,
3 something could not be read (with --strict).`,
		Example: "  haechi scan aws\n  haechi scan aws --regions ap-northeast-2,us-east-1 --save account.haechi\n  haechi scan aws --organization --role-name Audit\n  haechi scan aws --compare infra\n  haechi scan aws --print-policy",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if a.printPolicy {
				return printReadPolicy(s, f, a)
			}
			return runScanAWS(cmd.Context(), s, f, a)
		},
	}
	f.register(cmd)
	a.register(cmd)
	cmd.Flags().StringVar(&a.save, "save", "", "write what was read to a snapshot, for later scans without the account")
	cmd.Flags().StringVar(&a.compare, "compare", "", "folder of templates: tell what was changed by hand since it was deployed")
	cmd.Flags().BoolVar(&a.strict, "strict", false, "exit code 3 when something could not be read")
	cmd.Flags().BoolVar(&a.printPolicy, "print-policy", false, "print the read-only policy that the chosen rules need, and read nothing")
	return cmd
}

// chosenNeeds is what the chosen rules ask about.
func chosenNeeds(opt *scan.Options) (aws.Needs, error) {
	if opt.Rules == nil {
		builtin, err := rules.Builtin()
		if err != nil {
			return nil, err
		}
		opt.Rules = builtin
	}
	return rule.Needs(opt.Rules)
}

func printReadPolicy(s Streams, f scanFlags, a awsFlags) error {
	opt, err := scanOptions(f)
	if err != nil {
		return err
	}
	needs, err := chosenNeeds(&opt)
	if err != nil {
		return err
	}
	if err := knownServices(a.services); err != nil {
		return err
	}
	_, err = io.WriteString(s.Out, aws.Policy(aws.Actions(needs, a.services)))
	return err
}

func knownServices(names []string) error {
	for _, name := range names {
		if known := aws.Services(); !slices.Contains(known, name) {
			return fmt.Errorf("--services %q is none of %s", name, strings.Join(known, ", "))
		}
	}
	return nil
}

func (f *awsFlags) options(needs aws.Needs, s Streams) (aws.Options, error) {
	opt := aws.Options{Needs: needs, Regions: f.regions, Services: f.services, Profile: f.profile, RoleARN: f.roleARN,
		AllRegions: f.allRegions, Organization: f.organization, RoleName: f.roleName}
	if err := knownServices(f.services); err != nil {
		return opt, err
	}
	return opt, nil
}

func runScanAWS(ctx context.Context, s Streams, f scanFlags, a awsFlags) error {
	collectOften()
	out, err := newScanOutput(s, f)
	if err != nil {
		return err
	}
	needs, err := chosenNeeds(&out.scan)
	if err != nil {
		return err
	}
	var templates *comparing
	if a.compare != "" {
		if templates, err = out.compareWith(ctx, a.compare); err != nil {
			return err
		}
		templates.needs(needs)
	}
	if err := out.comparable(); err != nil {
		return err
	}
	opt, err := a.options(needs, s)
	if err != nil {
		return err
	}
	taken := time.Now()
	if out.scan.Today.IsZero() {
		out.scan.Today = taken // as for the snapshot, whenever that is judged
	}
	progress, done := awsProgress(s)
	opt.Progress = progress
	account, err := aws.Read(ctx, opt)
	done()
	if err != nil {
		return err
	}
	if a.save != "" {
		kept := &snapshot.Snapshot{Taken: taken, Source: accountSource(account), Graph: account.Graph, Coverage: account.Coverage}
		if err := snapshot.WriteFile(a.save, kept); err != nil {
			return err
		}
	}
	if templates != nil {
		templates.live = account.Graph
	}
	report, err := judgeAccount(context.WithoutCancel(ctx), account, out.scan)
	if err != nil {
		return err
	}
	if err := out.write(report); err != nil {
		return err
	}
	if a.strict && !account.Coverage.Complete() {
		return exit(exitIncomplete)
	}
	return out.gate(report)
}

// accountSource is what the findings about an account are known under, read or from a snapshot.
func accountSource(account *aws.Account) string { return "aws:" + account.ID }

// judgeAccount judges what was read, also when the reading was stopped: the coverage says so.
func judgeAccount(ctx context.Context, account *aws.Account, opt scan.Options) (*finding.Report, error) {
	source := finding.Source{Path: accountSource(account), Kind: "AWS", Resources: len(account.Graph.All())}
	report, err := scan.Graph(ctx, source, account.Graph, opt)
	report.Coverage = account.Coverage
	return report, err
}

// awsProgress shows on a terminal what is being read. The function it returns ends that.
func awsProgress(s Streams) (show func(aws.Progress), done func()) {
	if !isTerminal(s.Err) {
		return nil, func() {}
	}
	var mu sync.Mutex
	reading, ended := map[aws.Progress]bool{}, false
	return func(p aws.Progress) {
			mu.Lock()
			defer mu.Unlock()
			key := aws.Progress{Account: p.Account, Region: p.Region, Service: p.Service}
			if reading[key] = true; p.Done {
				delete(reading, key)
			}
			names := make([]string, 0, len(reading))
			for k := range reading {
				names = append(names, strings.TrimSpace(k.Service+" "+k.Region))
			}
			slices.Sort(names)
			line := fmt.Sprintf("account %s: %d resources; reading %s", p.Account, p.Resources, strings.Join(names, ", "))
			if !ended {
				_, _ = fmt.Fprintf(s.Err, "\r\x1b[K%.100s", line)
			}
		}, func() {
			mu.Lock()
			defer mu.Unlock()
			ended = true
			_, _ = fmt.Fprint(s.Err, "\r\x1b[K")
		}
}
