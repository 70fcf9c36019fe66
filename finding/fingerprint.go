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
	seen := map[string]int{}
	all := make([]Finding, 0, len(results))
	for _, result := range results {
		f := Finding{
			Rule: r, Resource: res, Verdict: result.Verdict, Pos: result.Pos, Path: result.Path,
			Evidence: result.Evidence, Reasons: result.Reasons,
		}
		f.Fingerprint = fingerprint(r.ID, res, source, result.Item)
		n := seen[f.Fingerprint]
		seen[f.Fingerprint]++
		if n > 0 { // equal items, told apart by their number only
			d := newDigest()
			d.text(f.Fingerprint, strconv.Itoa(n))
			f.Fingerprint = d.sum()
		}
		f.EvidenceHash = evidenceHash(result.Evidence)
		all = append(all, f)
	}
	return all
}

// fingerprint names what is found, not where it stands or what it says today: the rule, the
// resource, and with `each` the content of the item.
func fingerprint(ruleID string, res *cloud.Resource, source string, item *cloud.Value) string {
	dir, file := path.Split(strings.ReplaceAll(source, `\`, "/"))
	place := path.Join(path.Base(strings.TrimSuffix(dir, "/")), file)
	id := res.ID
	if res.Path != "" {
		id = res.Path // construct paths outlive the hashes in synthesised logical ids
	}
	d := newDigest()
	d.text(ruleID, place, res.Type, id)
	d.value(item)
	return d.sum()
}

func evidenceHash(evidence []rule.Read) string {
	d := newDigest()
	for _, e := range evidence {
		d.text(e.Resource.ID, e.Path)
		d.value(e.Value)
	}
	return d.sum()
}
