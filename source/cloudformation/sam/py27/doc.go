// Package py27 holds values as a Python 2.7 program would have held them.
//
// The SAM transform names a deployment of a REST API after the SHA-1 of the printed form of its
// OpenAPI document, and that form dates from the days when the service ran on Python 2.7: the
// order of a dictionary's entries is the order of its hash table (which depends on the history of
// insertions, deletions and copies), text from the template is printed with a u in front of the
// quote and text from the service without. Whoever wants the same logical ids as the service has
// to keep the document in this shape from the template to the hash.
//
// The package owns the values, their order, their printed and their JSON form. It must not know
// what an API is.
//
// Sources: Objects/dictobject.c and Objects/stringobject.c of CPython 2.7.18.
package py27
