// Package sam turns a SAM template into the CloudFormation template that the
// AWS::Serverless-2016-10-31 transform of CloudFormation makes of it
// (https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/).
//
// It owns what the transform owns: Globals, the AWS::Serverless types and their events, the
// resources these become, their logical ids, and the messages of invalid templates. Whatever is
// generated keeps the position of the line it was generated from. Intrinsic functions stay as they
// are, except where the transform itself resolves a parameter; what they mean is the business of
// package cloudformation, which must not be imported here, and rules are nobody's business here.
package sam

//go:generate python3 internal/gen/gen.py
