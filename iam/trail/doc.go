// Package trail reads from CloudTrail logs which requests were made, as policies name them.
//
// It owns the mapping from events to actions and resources (events.json). It must not know what
// the requests are wanted for. It reads what it is given and opens no files.
package trail
