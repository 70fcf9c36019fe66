package report

import "github.com/haechi-dev/haechi/cloud"

// Reason says in a language why something is not known: "en" or "ko"; anything else is English.
func Reason(lang string, why cloud.Reason) string {
	l, err := inLanguage(lang)
	if err != nil {
		return why.String()
	}
	return l.reason(why)
}

// Clean makes a text of unknown origin safe to show on a terminal: what controls it, hides what
// follows or changes its order is replaced.
func Clean(text string) string { return clean(text) }

// Pad fills a text with spaces up to a number of columns, of which East Asian characters take two.
func Pad(text string, columns int) string { return pad(text, columns) }

// Clip shortens a text that takes more columns than that; … shows it.
func Clip(text string, columns int) string { return clip(text, columns) }

// Columns is how many columns of a terminal a text takes.
func Columns(text string) int { return textWidth(text) }
