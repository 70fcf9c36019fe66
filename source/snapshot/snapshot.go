// Package snapshot keeps what was read of a running account in a file, and reads it back: the same
// graph, the same ignorance, the same coverage, so that rules answer as they did for the account.
//
// It owns the format, which docs/snapshot.md describes, and its limits. It must not know how an
// account is read, nor what is asked about it. No secret is ever written: what looks like one is
// replaced by a mask of its kind.
package snapshot

import (
	"time"

	"github.com/haechi-dev/haechi/cloud"
)

// Snapshot is what was read of an account, or of several, at a time.
type Snapshot struct {
	Taken time.Time
	// Source is what the findings are known under, e.g. "aws:111122223333": the same as when the
	// account was judged, so that they are the same findings.
	Source   string
	Graph    *cloud.Graph
	Coverage *cloud.Coverage // nil when nobody counted
}

// Version is the version of the format. It changes when a reader of the version before would
// misunderstand; lines and fields that may be ignored alone do not change it.
const Version = 1

// format is what the first line says.
const format = "haechi-snapshot"

// The limits of what Read accepts. A snapshot of 100,000 functions with their roles has some 300 MB
// in 200,000 lines, 6 million values, and compresses to about a thirtieth.
const (
	maxText  = 16 << 30  // bytes of all lines
	maxLine  = 64 << 20  // bytes of one line
	maxLines = 20 << 20  // lines
	maxNodes = 500 << 20 // values of all lines
	maxRatio = 500       // of the text to what it was compressed to, from the first minText bytes on
	minText  = 64 << 20
	maxDepth = 1002 // levels of nesting of a value: one more than package masked leaves
)
