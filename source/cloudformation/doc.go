// Package cloudformation reads CloudFormation and SAM templates and CDK cloud assemblies into a
// [cloud.Graph].
//
// It owns what a template means: parameters, conditions, mappings, intrinsic functions, language
// extensions, nested stacks, and the identity a declared resource will have. What only the
// deployment knows becomes a hole in a string or an unknown value with its reason, never a guess.
// The SAM transform is in the package sam, the syntax in the package syntax. It must not know
// what is asked of the graph.
package cloudformation
