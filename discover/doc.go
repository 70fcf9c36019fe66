// Package discover finds the files a scan should read.
//
// It owns walking a folder: what git ignores and what no template lives in (node_modules, build
// outputs) is left out, symbolic links are followed once at most, and a cloud assembly is one
// find. It asks the caller what a template looks like; it must not know how one is read.
package discover
