// Package aws reads a running account into the model, with read-only calls, one file per service.
//
// Each operation of the API is a [step], written down as data: what it is about, what it lists,
// which properties it tells, which IAM actions it needs. From that the package knows which calls
// the chosen rules need, which policy suffices for them ([Policy]), and what is unknown when a
// call is denied or fails: exactly what the step would have told.
//
// The package owns the calls, their pace and the shape of their answers: CloudFormation's schema.
// It must not know rules, nor who asks. It is the only one that imports the SDK of AWS.
package aws
