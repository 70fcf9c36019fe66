// Package repository holds tests about the repository itself: how packages are documented, which
// may import which, what the module depends on, and what no file may contain.
//
// It owns no code of the product and nothing may import it.
package repository
