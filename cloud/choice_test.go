package cloud

import "testing"

func TestChoiceIsUnknown(t *testing.T) {
	then := NewInt(Pos{}, 1)
	v := NewChoice(Pos{}, "IsProd", then, nil)
	condition, a, b, ok := v.At(Pos{}).WithRefs(Reference{Resource: "Q"}).Choice()
	if !ok || condition != "IsProd" || a != then || b != nil {
		t.Errorf("Choice gives %q, %v, %v, %v", condition, a, b, ok)
	}
	if why, unknown := v.Reason(); !unknown || !why.Equal(Because(UnknownCondition, "IsProd")) || v.Known() {
		t.Errorf("a choice is not unknown: %v, %v", why, unknown)
	}
	for _, v := range []*Value{nil, then, NewUnknown(Pos{}, Because(UnknownCondition, "IsProd"))} {
		if _, _, _, ok := v.Choice(); ok {
			t.Errorf("%v is a choice", v)
		}
	}
}
