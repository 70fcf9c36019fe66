package aws

import "time"

// Hasty waits hardly at all between two attempts.
func Hasty(opt Options) Options {
	opt.longestWait = time.Millisecond
	return opt
}
