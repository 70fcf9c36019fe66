package cli

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/haechi-dev/haechi/entry"
	"github.com/haechi-dev/haechi/report"
)

func newGraph(s Streams) *cobra.Command {
	var f entryFlags
	cmd := &cobra.Command{
		Use:   "graph [aws|PATH...]",
		Short: "Draw entry points, functions, roles and data",
		Long: `Graph draws what leads to what: the internet and the entry points, functions, the roles they run as, and the
data that these can reach. Lines from the internet have the state of the worst way they are part of: open,
perhaps open, or guarded. SVG needs nothing else and follows the colours of its reader; DOT is for Graphviz.

It reads templates below each PATH (the present folder when none is given), snapshots, or the running
account when the argument is aws. Columns with more than --fold things are folded, and the picture says so.`,
		Example: "  haechi graph -o svg --output-file estate.svg\n  haechi graph template.yaml -o dot | dot -Tpng -o estate.png\n  haechi graph . --entry --focus OrdersTable -o svg --output-file orders.svg",
		RunE:    func(cmd *cobra.Command, args []string) error { return runGraph(cmd.Context(), s, f, args) },
	}
	f.register(cmd, "svg", "dot", "svg", "json")
	cmd.Flags().StringVar(&f.focus, "focus", "", "show only what leads to this resource or comes from it, by logical id, name or ARN")
	cmd.Flags().BoolVar(&f.reached, "entry", false, "show only what the internet reaches")
	return cmd
}

func runGraph(ctx context.Context, s Streams, f entryFlags, paths []string) error {
	if pictures[f.output] == nil {
		return fmt.Errorf("output %q is none of dot, svg, json", f.output)
	}
	words, err := entryWords(f.lang, s)
	if err != nil {
		return err
	}
	all, err := findEntries(ctx, s, f, paths)
	if err != nil {
		return err
	}
	picture, err := entry.Picture(all, words, entry.PictureOptions{Reached: f.reached, Focus: f.focus, Most: f.most})
	if err != nil {
		return err
	}
	return writeReport(s, f.outputFile, func(w io.Writer) error { return pictures[f.output](w, picture.Shown(report.Clean)) })
}
