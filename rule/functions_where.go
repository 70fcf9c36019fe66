package rule

import (
	"time"

	"github.com/haechi-dev/haechi/cloud"
)

// whereIs tells the account or the region of a resource. A template that is not bound to one leaves
// a hole, the same for all its resources; what a running account has in no region is in "".
func whereIs(v value, pseudo string) value {
	if m, ok := missing(v); ok {
		place := m.Account
		if pseudo == "AWS::Region" {
			place = m.Region
		}
		if place == "" { // anywhere, or in none
			return v
		}
		return text(place)
	}
	r := resourceOf(v)
	if r == nil {
		return failed("a resource is needed here")
	}
	place := r.Account
	if pseudo == "AWS::Region" {
		place = r.Region
	}
	if place != "" || r.Pos.Origin != nil && r.Pos.Origin.Call != "" {
		return text(place)
	}
	hole := &cloud.Hole{Name: pseudo, Reason: cloud.Because(cloud.AtDeployment, pseudo)}
	return value{kind: kindText, text: cloud.NewParts(r.Pos, cloud.Part{Hole: hole})}
}

// maxDaysAgo bounds how far back a day is looked for: a thousand years.
const maxDaysAgo = 366_000

// daysAgo gives the day that many days before the day of the scan.
func daysAgo(r *run, a []value) value {
	if a[0].kind != kindInt || a[0].i < -maxDaysAgo || a[0].i > maxDaysAgo {
		return failed("a number of days is needed here")
	}
	return text(r.opt.today().AddDate(0, 0, -int(a[0].i)).Format(time.DateOnly))
}
