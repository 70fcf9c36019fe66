package iam

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
	"time"
)

// TestQuacky compares NewAccess with the labels of the Quacky benchmarks: EC2 policies, mutants of
// them, and whether the one allows something the other does not.
func TestQuacky(t *testing.T) {
	root := os.Getenv("HAECHI_CORPUS")
	if root == "" {
		root = "../../shared/corpus"
	}
	dir := filepath.Join(root, "iam", "quacky")
	f, err := os.Open(filepath.Join(dir, "ec2.csv"))
	if err != nil {
		t.Skip("the corpus is not there: ", err)
	}
	defer func() { _ = f.Close() }()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	read := func(name string) *Document {
		name = strings.TrimPrefix(strings.TrimPrefix(name, "/samples/"), "mutations/ec2/")
		for _, folder := range []string{"", "mutations", "mutations/ec2", "ec2"} {
			text, err := os.ReadFile(filepath.Join(dir, folder, name))
			if err != nil {
				continue
			}
			d, err := ParseJSON(name, text)
			if err != nil {
				t.Fatal(err)
			}
			return d
		}
		return nil
	}
	agree, differ, unknown, missing, explained := 0, 0, 0, 0, 0
	var times []time.Duration
	for _, row := range rows[1:] {
		a, b := read(row[0]), read(row[1])
		if a == nil || b == nil {
			missing++
			continue
		}
		for i, label := range []string{row[2], row[9]} {
			from, to := b, a // P1 allows something that P2 does not
			if i == 1 {
				from, to = a, b
			}
			start := time.Now()
			got := NewAccess([]*Document{from}, []*Document{to})
			times = append(times, time.Since(start))
			switch {
			case got.Verdict == Maybe:
				unknown++
			case (got.Verdict == Yes) == (label == "SAT"):
				agree++
			default:
				family := strings.Split(strings.TrimPrefix(row[0], "/samples/ec2/"), "/policy")[0] + ": " + got.Verdict.String() + " for " + label
				if mislabelled[family] != "" {
					explained++
				} else {
					differ++
					t.Errorf("%s and %s, direction %d: %s, %+v", row[0], row[1], i, family, got.Witness)
				}
			}
		}
	}
	if len(times) == 0 {
		t.Fatalf("no policy of %d pairs was found", len(rows)-1)
	}
	sort.Slice(times, func(i, j int) bool { return times[i] < times[j] })
	t.Logf("%d questions: %d agree, %d differ for a reason, %d differ without, %d unknown, %d pairs missing; median %s, worst %s",
		len(times), agree, explained, differ, unknown, missing, times[len(times)/2], times[len(times)-1])
	if unknown > 0 {
		t.Errorf("%d questions are unknown", unknown)
	}
}

// mislabelled are the families of pairs whose label is not what AWS does, with the reason.
var mislabelled = map[string]string{
	"exp_single/ec2_require_mfa_session_token: no for SAT":  "the statements of both policies are identical",
	"exp_single/ec2_allow_ebs_volume_owners: yes for UNSAT": "the mutants have no Version, so that ${aws:username} is literal text in them",
	"exp_single/ec2_terminate_instance_ip: yes for UNSAT":   "the mutant allows ec2:* without a condition, the policy one action",
	"exp_single/ec2_validate_attach_volume: yes for UNSAT":  "the mutant allows volumes without the tag that the policy asks for",
}
