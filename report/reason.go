package report

import "github.com/haechi-dev/haechi/cloud"

// Reason says in a language why something is unknown: "ko", or English.
func Reason(lang string, why cloud.Reason) string {
	l, err := inLanguage(lang)
	if err != nil {
		return why.String()
	}
	return clean(l.reason(why))
}
