package cloudformation

import (
	"strings"
	"testing"
)

// What is not certainly a circle is none.
func TestCircles(t *testing.T) {
	tests := []struct {
		name, resources string
		circles         int
	}{
		{"through Sub, GetAtt and DependsOn", "A: {Type: T::T::T, Properties: {X: !Sub 'a ${B.Arn}'}}, B: {Type: T::T::T, Properties: {X: [!GetAtt C.Arn]}}, C: {Type: T::T::T, DependsOn: A}", 1},
		{"two", "A: {Type: T::T::T, DependsOn: A}, B: {Type: T::T::T, Properties: {X: {'Fn::GetAtt': [C, Arn]}}}, C: {Type: T::T::T, DependsOn: [B]}", 2},
		{"a diamond", "A: {Type: T::T::T, DependsOn: [B, C]}, B: {Type: T::T::T, DependsOn: D}, C: {Type: T::T::T, DependsOn: D}, D: {Type: T::T::T}", 0},
		{"a variable of the text's own", "A: {Type: T::T::T, Properties: {X: !Sub ['${A} ${!A}', {A: x}]}}", 0},
		{"a branch that is not taken", "A: {Type: T::T::T, Properties: {X: !If [No, !Ref A, 1]}}", 0},
		{"a branch that is taken", "A: {Type: T::T::T, Properties: {X: !If [No, 1, !Ref A]}}", 1},
		{"a branch that may be taken", "A: {Type: T::T::T, Properties: {X: !If [Perhaps, !Ref A, 1]}}", 0},
		{"a resource that is not there", "A: {Type: T::T::T, DependsOn: B}, B: {Type: T::T::T, Condition: No, DependsOn: A}", 0},
		{"metadata", "A: {Type: T::T::T, Metadata: {X: !Ref A}}", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			doc, err := Read(write(t, "template.yaml", `
Parameters: {P: {Type: String}}
Conditions: {No: !Equals [a, b], Perhaps: !Equals [!Ref P, x]}
Resources: {`+tt.resources+"}"), Options{})
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Count(strings.Join(problems(doc), "\n"), "depend"); got != tt.circles {
				t.Errorf("%d circles, want %d: %q", got, tt.circles, problems(doc))
			}
		})
	}
}
