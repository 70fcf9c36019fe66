package iam

// Truth is an answer that may depend on what a template leaves open.
type Truth uint8

// The three answers.
const (
	No Truth = iota
	Yes
	Maybe
)

func (t Truth) String() string { return [...]string{"no", "yes", "maybe"}[t] }

// And is Yes when both are, No when one is.
func (t Truth) And(o Truth) Truth {
	switch {
	case t == No || o == No:
		return No
	case t == Yes && o == Yes:
		return Yes
	}
	return Maybe
}

// Or is Yes when one is, No when both are.
func (t Truth) Or(o Truth) Truth {
	switch {
	case t == Yes || o == Yes:
		return Yes
	case t == No && o == No:
		return No
	}
	return Maybe
}

// Not turns Yes and No around.
func (t Truth) Not() Truth {
	switch t {
	case No:
		return Yes
	case Yes:
		return No
	}
	return Maybe
}

func truth(b bool) Truth {
	if b {
		return Yes
	}
	return No
}
