// Package scan is the library's front door: it reads sources, asks the rules, and returns one
// [finding.Report].
//
// It owns the pipeline (find, read, judge, gather) and its concurrency. It must not know how a
// report is shown, and it prints nothing.
package scan
