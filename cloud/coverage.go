package cloud

// Coverage is what the reading of something running asked for and what it got: a report of a live
// account opens with it. A template has none.
type Coverage struct {
	Calls   []Calls   // in order of account, region and operation
	Skipped []Skipped // what was not asked for at all
	// Partial says why the reading ended before it was done, or is "".
	Partial string
	// Missing are the IAM actions that were denied, sorted: "lambda:GetPolicy". A policy that
	// allows them, too, would have sufficed.
	Missing []string
}

// Calls counts the calls of one operation in one place.
type Calls struct {
	Account, Region string
	Operation       string // "lambda:ListFunctions"
	Made            int    // calls that were answered or failed, without repetitions
	Retried         int    // repetitions, after throttling or an error of the service
	Denied          int    // calls that the credentials do not allow
	Failed          int    // calls that failed otherwise: not supported, cut, garbage, no time left
	// Error is the first error of those denied or failed, without anything that changes between
	// two runs, or "".
	Error string
}

// Skipped is a region or an account that was left out.
type Skipped struct {
	Account, Region string
	Why             string
}

// Complete reports whether everything that was wanted was read.
func (c *Coverage) Complete() bool {
	if c == nil {
		return true
	}
	for i := range c.Calls {
		if c.Calls[i].Denied+c.Calls[i].Failed > 0 {
			return false
		}
	}
	return c.Partial == "" && len(c.Skipped) == 0
}

// Total adds up the calls.
func (c *Coverage) Total() (t Calls) {
	if c == nil {
		return t
	}
	for _, n := range c.Calls {
		t.Made += n.Made
		t.Retried += n.Retried
		t.Denied += n.Denied
		t.Failed += n.Failed
	}
	return t
}
