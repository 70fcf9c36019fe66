package report

import "github.com/haechi-dev/haechi/cloud"

// Drift is what somebody changed by hand since templates were deployed, in the language of the report.
type Drift struct {
	Title, Summary string
	Kinds          []DriftKind
	Notes          []string // what was not compared
}

// DriftKind is one way to differ from a template.
type DriftKind struct {
	ID    string // "changed"
	Title string // "Changed by hand"
	Rows  []DriftRow
}

// DriftRow is a resource that differs.
type DriftRow struct {
	ID, Type, Name  string // of the running resource, or of the declared one
	Stack, Template string
	Pos             cloud.Pos // in the template, when it is declared there
	Changes         []DriftChange
}

// DriftChange is a property that differs.
type DriftChange struct {
	Path, Template, Live string // the values as they are shown
	Pos                  cloud.Pos
}
