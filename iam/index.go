package iam

// index finds the statements of a document that may apply to an action.
type index struct{}

func newIndex(*Document) *index { return &index{} }
