//go:build unix

package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// functionsPage is how many functions AWS tells in one answer.
const functionsPage = 50

// compare prints the calls made and how many were necessary: one for each function or queue and
// operation that only tells of one, every page of a listing once.
func compare(made map[string]int, functions int) {
	total, needed := 0, 0
	for _, call := range slices.Sorted(maps.Keys(made)) {
		least := min(made[call], functions)
		switch {
		case strings.HasSuffix(call, "ListFunctions"):
			// It is asked for functions and for versions; one listing would tell both.
			least = min((made[call]+1)/2, (functions+functionsPage-1)/functionsPage)
		}
		total += made[call]
		needed += least
		fmt.Printf("  %7d %-45s %7d necessary\n", made[call], call, least)
	}
	fmt.Printf("  %7d calls, %d necessary: %.2f times\n", total, needed, float64(total)/float64(needed))
}
