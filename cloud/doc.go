// Package cloud is the model every source is read into and every rule is judged on.
//
// It owns three ideas:
//
//   - [Value], a property tree in which every node knows where it was written and may be
//     unknown with a [Reason], and whose strings may have holes;
//   - [Resource], one thing in a cloud, with its properties in its provider's published schema;
//   - [Graph], the resources, the references between them, and what was not read.
//
// It must not know where a resource came from (a template, an API, an event) nor what will be
// asked of it (a rule, a report). It imports the standard library only.
package cloud
