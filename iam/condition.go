package iam

import (
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// condition reports whether one condition holds for the request.
func (e *evaluation) condition(c *Condition) Truth {
	known := len(e.why)
	return e.settled(known, e.conditionHolds(c))
}

// settled forgets the reasons noted since there were known of them, unless the answer depends on them.
func (e *evaluation) settled(known int, t Truth) Truth {
	if t != Maybe {
		e.why = e.why[:known]
	}
	return t
}

func (e *evaluation) conditionHolds(c *Condition) Truth {
	if len(c.Unknown) > 0 {
		return e.because(c.Unknown...)
	}
	if c.Operator.Base == NoOperator {
		return e.because(c.Operator.isNone())
	}
	values, present := e.context(c.Key)
	if present == Maybe {
		return e.because(cloud.Because(cloud.NotInSource, "the condition key "+c.Key))
	}
	if c.Operator.Base == Null {
		return e.null(c, present == Yes)
	}
	switch c.Operator.Set {
	case ForAllValues:
		return e.forAll(c, values)
	case ForAnyValue:
		return e.forAny(c, values)
	}
	switch {
	case len(values) == 0:
		// A key that is not there equals nothing, so that it is different from everything.
		return truth(c.Operator.IfExists || c.Operator.Base.Negated())
	case len(values) > 1:
		return No // an operator without a set prefix does not take several values
	}
	return e.fits(c, values[0])
}

func (e *evaluation) null(c *Condition, present bool) Truth {
	want := "true"
	if present {
		want = "false"
	}
	any := No
	for i := range c.Values {
		p := &c.Values[i]
		any = any.Or(e.noting(p.equal(want, true, e), p, want))
	}
	return any
}

// forAll holds for a request without values, and for one whose only values are empty: "a null data
// set, such as an empty string"
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html).
func (e *evaluation) forAll(c *Condition, values []string) Truth {
	if strings.Join(values, "") == "" {
		return Yes
	}
	all := Yes
	for _, v := range values {
		if all = all.And(e.fits(c, v)); all == No {
			return No
		}
	}
	return all
}

func (e *evaluation) forAny(c *Condition, values []string) Truth {
	if len(values) == 0 {
		return truth(c.Operator.IfExists)
	}
	any := No
	for _, v := range values {
		if any = any.Or(e.fits(c, v)); any == Yes {
			return Yes
		}
	}
	return any
}

// fits reports whether one value of the request fits: any of the condition's values for a
// positive operator, none of them for a negated one. A value that is no number, date or address
// where the operator needs one fits neither.
func (e *evaluation) fits(c *Condition, value string) Truth {
	base := c.Operator.Base
	any, valid := No, Yes
	if c.many != nil && !hasHole(value) {
		if x := c.many.ready(c); x != nil {
			return x.fits(e, c, value)
		}
	}
	for i := range c.Values {
		p := &c.Values[i]
		t, ok := e.compare(base.Positive(), p, value)
		any = any.Or(e.noting(t, p, value))
		valid = valid.And(ok)
		if any == Yes && !base.Negated() {
			return Yes
		}
	}
	if base.Negated() {
		return any.Not().And(valid)
	}
	return any
}

// compare holds one value of the request against one value of the condition. The second answer
// says whether the two could be compared at all.
func (e *evaluation) compare(base Base, p *Pattern, value string) (t, valid Truth) {
	switch base {
	case StringEquals, BinaryEquals:
		return p.equal(value, false, e), Yes
	case StringEqualsIgnoreCase:
		return p.equal(value, true, e), Yes
	case StringLike:
		s := newSubject(value)
		return p.match(&s, e), Yes
	case ArnEquals, ArnLike:
		return e.compareARN(p, value), Yes
	}
	want := p.form.typed
	if want == nil {
		text, known := e.text(p)
		if known == No {
			return No, Yes // a variable without value
		}
		if known == Maybe || hasHole(text) {
			return Maybe, Maybe
		}
		v := readTyped(base, text)
		want = &v
	}
	if hasHole(value) {
		return Maybe, Maybe
	}
	return compareTyped(base, want, e.typedValue(base, value))
}

// typedValue reads a value of the request. Many conditions in a row are about one value.
func (e *evaluation) typedValue(base Base, value string) *typed {
	if e.typed == nil || e.typed.base != base || e.typed.text != value {
		e.typed = &readValue{base, value, readTyped(base, value)}
	}
	return &e.typed.typed
}

type readValue struct {
	base Base
	text string
	typed
}

// compareARN compares ARNs segment by segment; both operators take wildcards. A lone star stands
// for any ARN; a pattern with fewer than six segments for none.
func (e *evaluation) compareARN(p *Pattern, value string) Truth {
	s := newSubject(value)
	if p.form.short {
		return No
	}
	if p.form.all || p.form.holes || s.holes || !p.form.constant {
		return p.match(&s, e)
	}
	return truth(s.isARN() && p.form.segments != nil).And(p.match(&s, e))
}

// text is the text of a pattern with its variables resolved and its holes marked.
func (e *evaluation) text(p *Pattern) (string, Truth) {
	if p.form.constant {
		return p.plain(), Yes
	}
	pieces, _, known := e.resolve(&p.form)
	if known != Yes {
		return "", known
	}
	var b strings.Builder
	for _, piece := range pieces {
		if piece.Kind == Hole {
			return "", Maybe
		}
		b.WriteString(piece.Text)
	}
	return b.String(), Yes
}
