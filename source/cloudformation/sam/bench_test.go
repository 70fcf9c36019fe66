package sam_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/source/cloudformation/sam"
	"github.com/haechi-dev/haechi/source/cloudformation/syntax"
)

func BenchmarkTransformFunction(b *testing.B) {
	template := parse(b, mail)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := sam.Transform(template, sam.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkTransformCorpus transforms every valid input of the corpus once.
func BenchmarkTransformCorpus(b *testing.B) {
	inputs, err := filepath.Glob(filepath.Join(corpus(b), "input", "*.yaml"))
	if err != nil {
		b.Fatal(err)
	}
	var templates []*cloud.Value
	for _, input := range inputs {
		text, err := os.ReadFile(input)
		if err != nil {
			b.Fatal(err)
		}
		if template, err := syntax.Parse(&cloud.Origin{File: input}, text); err == nil && !strings.Contains(input, "error_") {
			templates = append(templates, template)
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		for _, template := range templates {
			_, _ = sam.Transform(template, sam.Options{}) // some need parameters
		}
	}
}
