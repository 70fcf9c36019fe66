// Package drift tells how a running account differs from the templates that it was made from: what
// somebody changed by hand.
//
// It owns which running resource is which of a template (by the tags of CloudFormation, by names and
// ARNs) and what counts as the same value to a service. It must not know how templates or accounts
// are read, nor how differences are shown. What is unknown on either side is never a difference.
package drift
