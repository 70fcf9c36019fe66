// Package reach answers who can become whom and who can reach what: the graph of privilege
// escalation of an account or of what a template declares.
//
// It owns the table of techniques (techniques.json) and the search through the states that
// principals can bring themselves into: becoming another principal, running code as a role,
// growing a policy. Every step is a concrete decision of package iam with one consistent set of
// resources, so boundaries, explicit denies, SCPs and conditions close what they close. What is
// not known does not close a path and does not open one either: the path is there perhaps, with
// the reason.
//
// It must not know where the graph came from, nor rules, reports and the command line.
package reach
