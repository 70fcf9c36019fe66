package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/finding"
	"github.com/haechi-dev/haechi/scan"
	"github.com/haechi-dev/haechi/source/authorization"
	"github.com/haechi-dev/haechi/source/aws"
	"github.com/haechi-dev/haechi/source/snapshot"
)

// estate is what a question is about: a template, or what was read of an account.
type estate struct {
	path     string // as the user wrote it
	graph    *cloud.Graph
	account  bool // it was read of an account
	snapshot *snapshot.Snapshot
}

// name is the path as it is printed on every system.
func (e estate) name() string { return filepath.ToSlash(e.path) }

// readEstates reads what is named on a command line: files and folders with templates, snapshots,
// what "aws iam get-account-authorization-details" printed, and the running account where the word
// aws stands. Without a name it is the present folder. What could not be read beside something that
// could is told on the error stream.
func readEstates(ctx context.Context, s Streams, paths []string, opt scan.Options, live *liveAccount) ([]estate, error) {
	if len(paths) == 0 {
		paths = []string{"."}
	}
	var running []estate
	if i := slices.Index(paths, liveWord); i >= 0 {
		account, err := live.read(ctx, s)
		if err != nil {
			return nil, err
		}
		running = append(running, account)
		paths = slices.DeleteFunc(slices.Clone(paths), func(path string) bool { return path == liveWord })
	}
	estates, paths, err := readAccounts(paths)
	estates = append(running, estates...)
	if err != nil || len(paths) == 0 {
		return estates, err
	}
	documents, problems, err := scan.Read(ctx, paths, opt)
	if errors.Is(err, scan.ErrNothingRead) && len(estates) == 0 {
		return nil, nothingRead(s, &finding.Report{Problems: problems}, paths)
	}
	if err != nil && !errors.Is(err, scan.ErrNothingRead) {
		return nil, err
	}
	tellProblems(s, problems)
	for _, d := range documents {
		estates = append(estates, estate{path: d.Path, graph: d.Graph})
	}
	return estates, nil
}

// liveWord stands for the running account where a file or folder may be named. A file of that name
// is ./aws.
const liveWord = "aws"

// liveAccount says how a running account is read, and what is wanted of it.
type liveAccount struct {
	flags awsFlags
	needs aws.Needs
}

func (l *liveAccount) read(ctx context.Context, s Streams) (estate, error) {
	opt, err := l.flags.options(l.needs, s)
	if err != nil {
		return estate{}, err
	}
	progress, done := awsProgress(s)
	opt.Progress = progress
	account, err := aws.Read(ctx, opt)
	done()
	if err != nil {
		return estate{}, err
	}
	if !account.Coverage.Complete() {
		t := account.Coverage.Total()
		_, _ = fmt.Fprintf(s.Err, "not everything could be read: %d of %d calls were denied or failed\n", t.Denied+t.Failed, t.Made)
	}
	return estate{path: accountSource(account), graph: account.Graph, account: true}, nil
}

// readAccounts reads those of the paths that are of an account, and returns the others.
func readAccounts(paths []string) (estates []estate, others []string, err error) {
	for _, path := range paths {
		info, err := os.Stat(path)
		if err != nil || !info.Mode().IsRegular() {
			others = append(others, path)
			continue
		}
		if isSnapshot(path) {
			kept, err := snapshot.ReadFile(path)
			if err != nil {
				return nil, nil, err
			}
			estates = append(estates, estate{path: path, graph: kept.Graph, account: true, snapshot: kept})
			continue
		}
		text, err := readUpTo(path, maxBulk)
		if err != nil {
			return nil, nil, fmt.Errorf("cannot read %s: %w", path, err)
		}
		if !authorization.Sniff(text) {
			others = append(others, path)
			continue
		}
		g, err := authorization.Parse(path, text)
		if err != nil {
			return nil, nil, err
		}
		estates = append(estates, estate{path: path, graph: g, account: true})
	}
	return estates, others, nil
}

// sniffLength is how much of a file tells what it is.
const sniffLength = 4096

// isSnapshot reports whether a file is a snapshot by its beginning.
func isSnapshot(name string) bool {
	if info, err := os.Stat(name); err != nil || !info.Mode().IsRegular() {
		return false
	}
	f, err := os.Open(name)
	if err != nil {
		return false
	}
	defer func() { _ = f.Close() }() // it was only read
	beginning := make([]byte, sniffLength)
	n, _ := io.ReadFull(f, beginning) // a short file is shorter
	return snapshot.Sniff(beginning[:n])
}

func tellProblems(s Streams, problems []*cloud.Error) {
	for _, p := range problems {
		_, _ = fmt.Fprintln(s.Err, p.Error())
	}
}
