// Package iam reads AWS policies and answers questions about them: is this request allowed, by
// which statement, and why did each other grant not count.
//
// It owns policy documents with positions, globs, conditions and AWS's evaluation logic
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html).
// It is offline and exact: what a template leaves open (a [cloud.Hole], an unknown) is a constant
// that equals nothing but itself, and makes an answer unknown only where the answer depends on it.
//
// It must not know where a policy came from, nor rules, reports and the command line. It imports
// cloud, schema and the standard library only.
package iam
