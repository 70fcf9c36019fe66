package finding

import (
	"path"
	"strconv"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/rule"
)

// New makes the findings of a rule about a resource from its results. The source is the path of
// the template; only its last two elements count, so that a checkout elsewhere gives the same
// fingerprints.
func New(r *rule.Rule, res *cloud.Resource, source string, results []rule.Result) []Finding {
	return Append(make([]Finding, 0, len(results)), r, res, source, results)
}

// Append appends to a list what New makes.
func Append(to []Finding, r *rule.Rule, res *cloud.Resource, source string, results []rule.Result) []Finding {
	seen := map[Digest]int{}
	for _, result := range results {
		print := fingerprint(r.ID, res, source, result.Item)
		if len(results) > 1 {
			n := seen[print]
			seen[print]++
			if n > 0 { // equal items, told apart by their number only
				print = numbered(print, n)
			}
		}
		to = append(to, Finding{Rule: r, Resource: res, Verdict: result.Verdict, Fingerprint: print, Seen: seenIn(to, res, &result)})
	}
	return to
}

// fingerprint names what is found, not where it stands or what it says today: the rule, the
// resource, and with `each` the content of the item.
func fingerprint(ruleID string, res *cloud.Resource, source string, item *cloud.Value) Digest {
	dir, file := path.Split(strings.ReplaceAll(source, `\`, "/"))
	id := res.ID
	if res.Path != "" {
		id = res.Path // construct paths outlive the hashes in synthesised logical ids
	}
	d := newDigest()
	d.text(ruleID)
	d.text(path.Join(path.Base(strings.TrimSuffix(dir, "/")), file))
	d.text(res.Type)
	d.text(id)
	d.value(item)
	return d.sum()
}

func numbered(fingerprint Digest, n int) Digest {
	d := newDigest()
	d.text(fingerprint.String())
	d.text(strconv.Itoa(n))
	return d.sum()
}
