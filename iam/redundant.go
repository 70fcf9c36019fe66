package iam

// Redundant is something in a document that can go without changing what it allows.
type Redundant struct {
	Statement *Statement
	// Action is the action of the statement that is covered already, or nil for the statement as a
	// whole.
	Action *Pattern
}

// maxRedundant bounds the questions that Redundancies asks, maxRedundantSize their price: each
// looks at the whole document.
const (
	maxRedundant     = 500
	maxRedundantSize = 4_000_000
)

// Redundancies lists statements that never matter (an Allow that others cover, a Deny that denies
// nothing that is allowed) and actions within a statement that others cover. Each can go alone;
// two that cover each other are both listed. It returns false when there were too many to ask.
func Redundancies(document *Document) (all []Redundant, complete bool) {
	questions, size := 0, 0
	for _, s := range document.Statements {
		for _, p := range s.patterns() {
			size += len(p.Text) + 8
		}
	}
	whole := []*Document{document}
	for i, s := range document.Statements {
		if questions++; questions > maxRedundant || questions*size > maxRedundantSize {
			return all, false
		}
		if len(document.Statements) > 1 && changesNothing(whole, document.without(i), s.Effect) {
			all = append(all, Redundant{Statement: s})
			continue
		}
		for j := range s.Action {
			if len(s.Action) == 1 {
				break
			}
			if questions++; questions > maxRedundant || questions*size > maxRedundantSize {
				return all, false
			}
			if changesNothing(whole, document.withoutAction(i, j), s.Effect) {
				all = append(all, Redundant{Statement: s, Action: &s.Action[j]})
			}
		}
	}
	return all, true
}

// changesNothing asks whether a document allows the same when a part of it is gone: without an
// Allow it can only allow less, without a Deny only more.
func changesNothing(whole []*Document, rest *Document, effect Effect) bool {
	if effect == Deny {
		return NewAccess(whole, []*Document{rest}).Verdict == No
	}
	return NewAccess([]*Document{rest}, whole).Verdict == No
}

func (d *Document) without(i int) *Document {
	c := *d
	c.Statements = append(append([]*Statement(nil), d.Statements[:i]...), d.Statements[i+1:]...)
	return &c
}

func (d *Document) withoutAction(i, j int) *Document {
	c := *d
	c.Statements = append([]*Statement(nil), d.Statements...)
	s := *d.Statements[i]
	s.Action = append(append([]Pattern(nil), s.Action[:j]...), s.Action[j+1:]...)
	c.Statements[i] = &s
	return &c
}
