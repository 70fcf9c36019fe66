// Package schema owns the published schema of each resource type: which properties it has, of
// which types, what Ref and Fn::GetAtt give, and what its ARN is made of.
//
//	r := schema.Lookup("AWS::SQS::Queue")
//	r.Properties["VisibilityTimeout"].Type.Kind // schema.Integer
//	r.Ref                         // QueueUrl: what Ref gives
//	r.Attributes["QueueUrl"].Template           // https://sqs.${Region}.${URLSuffix}/${Account}/${QueueName}
//	r.ARN                                       // arn:${Partition}:sqs:${Region}:${Account}:${QueueName}
//
// It must not know where a resource came from, nor the language rules are written in: the types
// for that are made of these schemas by package celtype.
//
// # The data
//
// The schemas are those of the npm package @aws-cdk/aws-service-spec (Apache-2.0, Copyright
// Amazon.com, Inc. or its affiliates), from which AWS generates its CDK; internal/gen downloads a
// pinned version, corrects what it says about Ref and ARNs where the CloudFormation reference says
// otherwise, and writes cloudformation.bin. The file is part of the program. It is not compressed:
// every string is written once and the strings of the answers are pieces of it, so that opening it
// costs a tenth of a millisecond and a type some microseconds, when it is first asked for.
//
// The first line is Magic and the source with its licence. Then, numbers in little-endian order:
//
//	uint32 ×4      how many strings, resource types, object types; bytes of string text
//	uint32 ×(n+1)  where each string starts in the text, and where the last ends
//	uint32 ×n      where each resource type starts in the bodies, sorted by name
//	uint32 ×n      where each object type starts in the bodies, those of a resource type together
//	bytes          the text of the strings
//	bytes          the bodies
//
// In the bodies a number is a varint, a string the number of a string, and a list its length and
// its items.
//
//	resource  name, number of the first object, how many objects, ARN, tags property,
//	          list of primary identifiers, properties, attributes (both as lists of property)
//	object    name, list of property
//	property  name, flags, type, and by the flags: default, list of (type, property), template
//	type      kind, and by the kind: element type; object name; list of types; and by the bit
//	          HasValues: list of values
package schema
