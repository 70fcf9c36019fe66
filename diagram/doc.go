// Package diagram draws things that lead to other things, in columns from left to right: as SVG that
// needs nothing else and follows the light or dark colours of its reader, as DOT, and as JSON.
//
// It owns the layout and the drawing. It must not know what the things are: whoever makes a [Picture]
// gives it words, kinds and states. It imports the standard library only.
package diagram
