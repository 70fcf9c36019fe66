package cli

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/schema"
)

// Every column is a property of its type.
func TestColumns(t *testing.T) {
	chosen, err := chosenColumns()
	if err != nil {
		t.Fatal(err)
	}
	for typ, columns := range chosen {
		for _, path := range columns {
			steps := strings.Split(path, ".")
			for i := range steps {
				if _, err := strconv.Atoi(steps[i]); err == nil {
					steps[i] = "*"
				}
			}
			if !schema.HasPath(typ, steps) {
				t.Errorf("%s has no property %s", typ, path)
			}
		}
	}
	if columns, err := columnsOf("AWS::Glue::Job"); err != nil || len(columns) == 0 || !slices.Contains(columns, "Role") {
		t.Errorf("columns of a type for which nobody chose any: %v, %v", columns, err)
	}
}

func TestInert(t *testing.T) {
	for in, want := range map[string]string{"": "", "a": "a", "=1+1": "'=1+1", "-5": "-5", "-5+cmd": "'-5+cmd", "@x": "'@x", "\tx": "'\tx", "＝x": "'＝x"} {
		if got := inert(in); got != want {
			t.Errorf("inert(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestAt(t *testing.T) {
	str := func(s string) *cloud.Value { return cloud.NewString(cloud.Pos{}, s) }
	v := cloud.NewMap(cloud.Pos{}).Set("A", cloud.NewList(cloud.Pos{}, str("x"))).Set("B", cloud.NewUnknown(cloud.Pos{}, cloud.Because(cloud.NotRead)))
	if at(v, "A.0").Str() != "x" || at(v, "A.1") != nil || at(v, "A.B") != nil || !at(v, "B.C.D").Is(cloud.Unknown) {
		t.Error("paths")
	}
}
