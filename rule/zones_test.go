package rule

import (
	"testing"

	"github.com/haechi-dev/haechi/cloud"
)

func TestZonesOfAListDiffer(t *testing.T) {
	item := func(name string) value {
		h := &cloud.Hole{Name: name, Reason: cloud.Because(cloud.AtDeployment, "Fn::GetAZs")}
		return value{kind: kindText, text: cloud.NewParts(cloud.Pos{}, cloud.Part{Hole: h})}
	}
	first := item("item 0 of Fn::GetAZs")
	for _, c := range []struct {
		other string
		want  string
	}{
		{"item 0 of Fn::GetAZs", "true"},
		{"item 1 of Fn::GetAZs", "false"},
		{"item 1 of Zones", "unknown"},
		{"Zone", "unknown"},
	} {
		if got := verdictOf(equal(first, item(c.other))); got != c.want {
			t.Errorf("%s == %s is %s, want %s", "item 0 of Fn::GetAZs", c.other, got, c.want)
		}
	}
}
