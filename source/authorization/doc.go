// Package authorization reads the users, groups, roles and policies of an account from what
// `aws iam get-account-authorization-details` prints.
//
// It owns that format and turns it into resources of the CloudFormation types of IAM. It must not
// know what will be asked about them.
package authorization
