// Package talks answers what a function talks to, as far as its template says: what its
// environment names, what it polls, where its failures go, and what Lambda itself does in its name.
//
// It owns the reading of these edges from a graph (edges.json says what each needs, and which words
// name what in a variable), the policies of a role as they are written, and the way back from texts with
// holes to intrinsic functions. It must not know how a policy is narrowed, which is package iam's,
// nor the command line.
package talks
