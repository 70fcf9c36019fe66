// Package cli is the command line of haechi, one file for each command.
//
// It owns flags, exit codes and where output goes. It must not hold any logic of a scan: what a
// command does is done by the packages of the library, which know nothing of the command line.
package cli
