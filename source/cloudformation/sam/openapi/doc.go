// Package openapi edits the definitions of APIs the way the SAM transform does: Swagger 2 and
// OpenAPI 3 documents of REST APIs ([Swagger]), OpenAPI 3 documents of HTTP APIs ([OpenAPI]).
//
// A document may be written by the user, generated, or both; every part of it may be wrapped in a
// CloudFormation Fn::If, and an edit then applies to both branches. Documents are py27 values,
// because the name of a deployment depends on how Python 2.7 would print the document; edits are
// therefore made in the order in which the service makes them. The service edits a deep copy and
// hands out a deep copy of that. Here the document itself is edited, which takes the time of the
// edit instead of that of the document, and what two copies do to the order of its dictionaries is
// done to them in place. What becomes part of a document is therefore copied into it first.
//
// The package owns the shape of the documents and the amazon extensions of them. It must not know
// the SAM resources whose properties lead to an edit.
package openapi
