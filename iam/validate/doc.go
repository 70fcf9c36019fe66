// Package validate reports the mistakes in a policy document that AWS IAM Access Analyzer's
// ValidatePolicy reports, under AWS's codes
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html),
// offline and with the place of each.
//
//	findings, err := validate.JSON("policy.json", text, validate.Options{Type: validate.Identity})
//
// It owns the checks: a table for each topic, each row with its code, what it means, what to do,
// and a small function. It works on the tree of the document, so that it sees what a reader of
// policies would refuse. What a template leaves open is never a mistake: unknown is not wrong.
//
// It must not know how policies are evaluated, nor templates, reports and the command line.
package validate
