package finding

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
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
		if n := seen[f.Fingerprint]; n > 0 { // equal items, told apart by their number only
			f.Fingerprint = digest(f.Fingerprint, strconv.Itoa(n))
		}
		seen[fingerprint(r.ID, res, source, result.Item)]++
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
	return digest(ruleID, place, res.Type, id, canonical(item))
}

func evidenceHash(evidence []rule.Read) string {
	parts := make([]string, 0, 3*len(evidence))
	for _, e := range evidence {
		parts = append(parts, e.Resource.ID, e.Path, canonical(e.Value))
	}
	return digest(parts...)
}

// canonical is the JSON of a value with its keys in order; "" for no value.
func canonical(v *cloud.Value) string {
	if v == nil {
		return ""
	}
	text, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(err)
	}
	var tree any
	if err := json.Unmarshal(text, &tree); err != nil {
		return string(text)
	}
	text, err = json.Marshal(tree) // maps are written in order of their keys
	if err != nil {
		return fmt.Sprint(err)
	}
	return string(text)
}

// digest hashes texts so that no two lists of texts are taken for each other.
func digest(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		write(h, p)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

func write(h hash.Hash, s string) { _, _ = fmt.Fprintf(h, "%d:%s", len(s), s) }
