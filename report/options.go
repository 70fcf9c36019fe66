package report

import (
	"os"
	"time"
)

// Options say how to show a report. The zero value shows it in English without colour.
type Options struct {
	Lang    string // "en" or "ko"; anything else is English
	Color   bool   // colour in text; the caller knows whether it writes to a terminal
	Version string // of haechi
	Width   int    // columns of the terminal, 0 for 100
	Verbose bool   // text lists unknown verdicts and passes one by one
	Today   time.Time

	// ReadFile reads a file for the lines around a finding; nil is os.ReadFile. Its errors only
	// cost the lines.
	ReadFile func(name string) ([]byte, error)

	// Entry is what the page shows of the ways from the internet; nil for nothing.
	Entry *Entry

	// Drift is what the page and SARIF show of differences from templates; nil for nothing.
	Drift *Drift
}

const (
	defaultWidth = 100
	minWidth     = 60
	maxWidth     = 160
)

func (o Options) width() int {
	switch {
	case o.Width <= 0:
		return defaultWidth
	case o.Width < minWidth:
		return minWidth
	case o.Width > maxWidth:
		return maxWidth
	}
	return o.Width
}

func (o Options) readFile(name string) ([]byte, error) {
	if o.ReadFile != nil {
		return o.ReadFile(name)
	}
	return os.ReadFile(name)
}

func (o Options) version() string {
	if o.Version == "" {
		return "dev"
	}
	return o.Version
}
