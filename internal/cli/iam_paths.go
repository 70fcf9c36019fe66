package cli

import (
	"context"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/haechi-dev/haechi/iam"
	"github.com/haechi-dev/haechi/iam/reach"
	"github.com/haechi-dev/haechi/scan"
)

type pathsFlags struct {
	from, to, region, account, paramsFile string
	params, scps                          []string
	asJSON                                bool
	aws                                   awsFlags
}

func newIAMPaths(s Streams) *cobra.Command {
	var f pathsFlags
	cmd := &cobra.Command{Use: "paths [aws|PATH...]", Short: "Who can become whom, and who can reach what",
		Long: `Paths reads the roles, users, groups and policies of the templates below each PATH (the present folder when none
is given), of an account when PATH is a snapshot or what "aws iam get-account-authorization-details" printed, or of the
running account when the argument is aws. It shows a shortest way by which somebody gets the powers of somebody else, of an administrator, or access to a resource: every
step with the requests it needs and the statements that allow them.

FROM is a user or role, or a function or another resource that runs as a role (by logical name, name or ARN), or somebody
from elsewhere (an ARN or account number). TO is the like, any other resource, or admin. Without FROM, everybody
who is no administrator is asked about.

Of a running account are read, beside these, what runs as a role and, unless TO is admin, what has a policy of its own: buckets,
queues, topics, secrets, keys, tables, streams and repositories. --regions says where.

` + exitCodesOfQuestions,
		Example: "  haechi iam paths --to admin\n  haechi iam paths template.yaml --from DeployRole --to OrdersTable --json\n  haechi iam paths . --from 111122223333 --scp organisation.json\n  haechi iam paths aws --regions ap-northeast-2,us-east-1",
		RunE:    func(cmd *cobra.Command, args []string) error { return runPaths(cmd.Context(), s, f, args) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.from, "from", "", "who: a user, a role, what runs as a role, or somebody from elsewhere")
	flags.StringVar(&f.to, "to", reach.Admin, "to whom or what: a user, a role, a resource, or admin")
	flags.StringArrayVar(&f.scps, "scp", nil, "file with a service control policy; each file is one level of the organisation (may be repeated)")
	flags.StringArrayVar(&f.params, "param", nil, "value of a template parameter, as Name=Value (may be repeated)")
	flags.StringVar(&f.paramsFile, "params", "", "file with values of template parameters")
	flags.StringVar(&f.region, "region", "", "region the templates will be deployed to")
	flags.StringVar(&f.account, "account", "", "number of the account the templates will be deployed to")
	flags.BoolVar(&f.asJSON, "json", false, "print JSON")
	f.aws.register(cmd)
	return cmd
}

func runPaths(ctx context.Context, s Streams, f pathsFlags, paths []string) error {
	opt := scan.Options{Region: f.region, Account: f.account}
	var err error
	if opt.Parameters, err = parameters(f.paramsFile, f.params); err != nil {
		return err
	}
	var limits reach.Options
	for _, file := range f.scps {
		level, err := readPolicy(file, "--scp")
		if err != nil {
			return err
		}
		limits.SCP = append(limits.SCP, level)
	}
	estates, err := readEstates(ctx, s, paths, opt, &liveAccount{f.aws, reach.Needs(f.to)})
	if err != nil {
		return err
	}
	found, err := findPaths(s, estates, limits, f)
	if err != nil {
		return err
	}
	return printPaths(s, found, f.asJSON)
}

// foundPath is a path with the template it was found in.
type foundPath struct {
	source string
	*reach.Path
}

// findPaths asks every estate in which both ends are declared.
func findPaths(s Streams, estates []estate, limits reach.Options, f pathsFlags) (all []foundPath, err error) {
	asked := false
	for _, d := range estates {
		m := reach.New(d.graph, limits)
		tellProblems(s, m.Problems)
		from := []string{f.from}
		if f.from == "" {
			if from, err = others(m); err != nil {
				return nil, err
			}
		}
		var open *reach.Path
		for _, who := range from {
			p, findErr := m.Find(who, f.to)
			if findErr != nil {
				err = fmt.Errorf("%s: %w", d.path, findErr)
				break
			}
			asked = true
			switch {
			case p == nil:
			case f.from == "" && p.Incomplete: // said once
				open = p
			case f.from != "" || len(p.Steps) > 0 || p.From != p.To: // everybody else is asked about
				all = append(all, foundPath{d.name(), p})
			}
		}
		asked = asked || len(from) == 0
		why := m.Unread()
		if open != nil {
			why = open.Why
		}
		if len(why) > 0 && !slices.ContainsFunc(all, func(p foundPath) bool { return p.source == d.name() }) {
			who := f.from
			if who == "" {
				who = "somebody"
			}
			all = append(all, foundPath{d.name(), &reach.Path{From: who, To: f.to, Incomplete: true, Why: why}})
		}
	}
	if !asked {
		return nil, err
	}
	return all, nil
}

// others are the principals that are no administrators.
func others(m *reach.Map) (names []string, err error) {
	for _, name := range m.Principals() {
		is, err := m.IsAdmin(name)
		if err != nil {
			return nil, err
		}
		if is != iam.Yes {
			names = append(names, name)
		}
	}
	return names, nil
}
