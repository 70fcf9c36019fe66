package rule

import (
	"regexp"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// pseudoParameters are the forms of the pseudo parameters that are the same for all resources.
// None of them holds anything but letters, digits and dashes, so none spans two parts of an ARN
// (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html).
func pseudoParameter(name string) (form string, ok bool) {
	switch name {
	case "AWS::AccountId":
		return "[0-9]{12}", true
	case "AWS::Region":
		return "[a-z]+-[a-z0-9-]+", true
	case "AWS::Partition":
		return "aws[a-z0-9-]*", true
	}
	return "", false
}

// never reports that a text with pseudo parameters cannot become the literal, because an account
// number, a region or a partition does not look like what stands in its place.
func never(s *cloud.Value, literal string) bool {
	var b strings.Builder
	known := false
	for _, p := range s.Parts() {
		switch form, ok := "", false; {
		case p.Hole == nil:
			b.WriteString(regexp.QuoteMeta(p.Text))
		default:
			if form, ok = pseudoParameter(p.Hole.Name); !ok {
				form = "(?s:.*)"
			}
			b.WriteString(form)
			known = known || ok
		}
	}
	if !known {
		return false
	}
	re, err := regexp.Compile("^(?:" + b.String() + ")$")
	return err == nil && !re.MatchString(literal)
}

// splits reports whether no filling of the hole can hold a separator, or a part of one that the
// text beside it completes.
func splits(h *cloud.Hole, separator string) bool {
	_, ok := pseudoParameter(h.Name)
	return ok && separator != "" && strings.IndexFunc(separator, func(r rune) bool {
		return r == '-' || '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || r >= 0x80
	}) < 0
}
