// Package recording keeps the answers that AWS gave over HTTP in one small file, and gives them
// again: tests, bug reports and the demonstration read an account that is not there.
//
// It owns what makes two requests the same question, what of an answer is kept, and the file. It
// knows nothing of the AWS SDK, of services or of what is read from answers: a Recorder and a
// Replay are http.RoundTrippers.
//
// No credential gets into a recording. Of a request is kept what it asks, never its headers; where
// an answer hands out credentials of a role, they are replaced by names that tell the roles apart
// and open nothing. What else an account says about itself is kept as it was said: the recording of
// an account is as confidential as its configuration.
package recording
