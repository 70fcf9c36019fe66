// Package entry finds the ways from the internet to functions: through distributions, APIs, function
// URLs, buckets, queues and whatever else calls a function for a stranger; what guards each way; what
// the role of the function can reach behind it; and which few changes would close most of them.
//
// It owns ways, guards, scores and changes, and the words that tell them. It asks a [cloud.Graph] and
// packages iam and iam/reach, and must not know where the graph came from, nor rules and reports.
package entry
