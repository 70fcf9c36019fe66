// Package rule loads, compiles, evaluates and tests rules.
//
// It owns the rule file (YAML: metadata, expressions, texts in two languages, tests) and the
// rule language: CEL, type-checked against the published schema of the resource a rule is on,
// and evaluated in three-valued logic over [cloud.Value] trees. An answer that depends on
// something unknown is unknown and carries the reason; what an expression read is recorded, so
// that a failed rule can show its evidence.
//
// Parsing and type checking are cel-go's. The evaluator is ours, because cel-go's cannot carry
// reasons and positions, decide texts with holes, or keep a filtered list exact when one of its
// items is not known. What policies say is asked of package iam. docs/rules.md documents the
// language.
//
// The package must not know where a resource came from, nor how a result is reported.
package rule
