package py27

import (
	"encoding/json"
	"os"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/source/cloudformation/syntax"
)

// golden holds what the dictionaries of the SAM translator (version 1.110.0) did with random
// histories, texts and trees.
type golden struct {
	Tables []struct {
		Ops  [][]string
		Keys []string
	}
	Texts  []struct{ Text, Unicode, Plain, JSON string }
	Floats []struct{ F, Repr string }
	Trees  []struct{ Input, Str, JSON, Sorted string }
}

func load(t *testing.T) (g golden) {
	t.Helper()
	b, err := os.ReadFile("testdata/golden.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &g); err != nil {
		t.Fatal(err)
	}
	return g
}

func dictOf(keys ...string) *Value {
	d := NewDict(cloud.Pos{})
	for _, key := range keys {
		d.Set(key, NewInt(cloud.Pos{}, 1))
	}
	return d
}

func TestOrderFollowsTheHistory(t *testing.T) {
	for i, c := range load(t).Tables {
		d := dictOf()
		for _, op := range c.Ops {
			switch op[0] {
			case "set":
				d.Set(op[1], NewInt(cloud.Pos{}, 1))
			case "delete":
				d.Delete(op[1])
			case "update":
				d.Update(dictOf(op[1:]...))
			case "copy":
				d = d.Copy()
			case "deepcopy":
				d = d.DeepCopy()
			}
		}
		if diff := cmp.Diff(c.Keys, d.Keys()); diff != "" {
			t.Fatalf("history %d: %s", i, diff)
		}
	}
}

func TestTexts(t *testing.T) {
	for _, c := range load(t).Texts {
		got := [3]string{Unicode(cloud.Pos{}, c.Text).Repr(), Text(cloud.Pos{}, c.Text).Repr(), Text(cloud.Pos{}, c.Text).JSON()}
		if diff := cmp.Diff([3]string{c.Unicode, c.Plain, c.JSON}, got); diff != "" {
			t.Error(diff)
		}
	}
}

func TestFloats(t *testing.T) {
	for _, c := range load(t).Floats {
		f, err := strconv.ParseFloat(c.F, 64)
		if got := reprFloat(f); err != nil || got != c.Repr {
			t.Errorf("repr(%s) = %s, want %s", c.F, got, c.Repr)
		}
	}
}

func TestTrees(t *testing.T) {
	for _, c := range load(t).Trees {
		v, err := syntax.Parse(&cloud.Origin{}, []byte(c.Input))
		if err != nil {
			t.Fatal(err)
		}
		p := FromCloud(v)
		got := [3]string{p.String(), p.JSON(), p.CompactJSON()}
		if diff := cmp.Diff([3]string{c.Str, c.JSON, c.Sorted}, got); diff != "" {
			t.Error(diff)
		}
		if !p.Equal(p.DeepCopy()) || !p.Equal(FromCloud(p.ToCloud())) {
			t.Errorf("%s: a copy is not equal", c.Input)
		}
	}
}

func TestSharedObjectsStayShared(t *testing.T) {
	list := NewList(cloud.Pos{})
	d := NewDict(cloud.Pos{}).Set("a", list).Set("b", list)
	c := d.DeepCopy()
	c.Get("a").Append(NewNone(cloud.Pos{}))
	if c.Get("b").Len() != 1 || list.Len() != 0 {
		t.Error("a deep copy must share what was shared, and nothing with the original")
	}
}
