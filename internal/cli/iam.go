package cli

import "github.com/spf13/cobra"

func newIAM(s Streams) *cobra.Command {
	cmd := &cobra.Command{Use: "iam", Short: "Answer questions about AWS policies", Args: cobra.NoArgs,
		Long: `Iam answers questions about AWS policies, offline and exactly: is this request allowed, by which statement,
and why did each other grant not count.`,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(newIAMDecide(s), newIAMNewAccess(s), newIAMCan(s), newIAMPublic(s), newIAMRedundant(s), newIAMPaths(s), newIAMShrink(s), newIAMValidate(s), newIAMActions(s))
	return cmd
}
