package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestDocumentsAreUpToDate(t *testing.T) {
	documents, err := all()
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range documents {
		got, err := os.ReadFile(filepath.Join("..", "..", "docs", name))
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != want {
			line, is, should := difference(string(got), want)
			t.Errorf("docs/%s is out of date: run go generate ./internal/docs\nline %d is     %q\nand should be %q", name, line, is, should)
		}
	}
}

// difference finds the first line in which two texts differ.
func difference(a, b string) (line int, inA, inB string) {
	for {
		line++
		var moreA, moreB bool
		inA, a, moreA = strings.Cut(a, "\n")
		inB, b, moreB = strings.Cut(b, "\n")
		if inA != inB || !moreA || !moreB {
			return line, inA, inB
		}
	}
}
