package report

import "github.com/haechi-dev/haechi/rule"

// paint colours text for a terminal, or leaves it.
type paint bool

// The colours are the sixteen of every terminal, so that its own theme decides what they are.
const (
	bold    = "1"
	dim     = "2"
	red     = "31"
	green   = "32"
	yellow  = "33"
	blue    = "34"
	magenta = "35"
	cyan    = "36"
)

func (p paint) in(style, s string) string {
	if !bool(p) || s == "" {
		return s
	}
	return "\x1b[" + style + "m" + s + "\x1b[0m"
}

func severityStyle(s rule.Severity) string {
	switch s {
	case rule.Critical:
		return "1;" + magenta
	case rule.High:
		return "1;" + red
	case rule.Medium:
		return "1;" + yellow
	case rule.Low:
		return "1;" + blue
	}
	return "1;" + cyan
}

func stateStyle(state string) string {
	switch state {
	case "fail":
		return red
	case "pass":
		return green
	case "unknown":
		return yellow
	}
	return dim
}

func stateMark(state string) string {
	switch state {
	case "fail":
		return "✗"
	case "pass":
		return "✓"
	case "unknown":
		return "?"
	}
	return "·"
}
