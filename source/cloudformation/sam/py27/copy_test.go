package py27

import (
	"testing"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/source/cloudformation/syntax"
)

// A copy in place must do to the order of dictionaries what a deep copy does, however often.
func TestRecopyIsDeepCopyInPlace(t *testing.T) {
	for _, c := range load(t).Trees {
		v, err := syntax.Parse(&cloud.Origin{}, []byte(c.Input))
		if err != nil {
			t.Fatal(err)
		}
		copied, inPlace, settled := FromCloud(v), FromCloud(v), FromCloud(v)
		for range 4 {
			copied = copied.DeepCopy()
			inPlace.Recopy()
			settled.Settle()
			if want := copied.String(); inPlace.String() != want || settled.String() != want {
				t.Fatalf("copy\n%s\nin place\n%s\nsettled\n%s", want, inPlace, settled)
			}
		}
	}
}

func TestCloneKeepsTheHistory(t *testing.T) {
	for i, c := range load(t).Tables {
		d := dictOf()
		for _, op := range c.Ops {
			for _, key := range op[1:] {
				d.Set(key, NewInt(cloud.Pos{}, 1))
			}
		}
		clone := d.Clone()
		for _, v := range []*Value{d, clone} {
			v.Set("one more", NewInt(cloud.Pos{}, 1))
			if len(c.Keys) > 0 {
				v.Delete(c.Keys[0])
			}
		}
		if d.String() != clone.String() {
			t.Fatalf("history %d: %s became %s", i, d, clone)
		}
	}
}
