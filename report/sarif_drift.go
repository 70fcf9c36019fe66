package report

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/rule"
)

// driftRule is the id of the rule under which SARIF shows a kind of difference.
func driftRule(kind string) string { return "haechi-drift-" + kind }

// driftSeverity: what nobody declared may be meant so.
func driftSeverity(kind string) rule.Severity {
	if kind == "unmanaged" {
		return rule.Info
	}
	return rule.Medium
}

// drift adds a result for each difference to the run, and a rule for each kind.
func (s *sarif) drift(run *sarifRun) {
	d := s.opt.Drift
	if d == nil {
		return
	}
	for _, k := range d.Kinds {
		if len(k.Rows) == 0 {
			continue
		}
		severity, title := driftSeverity(k.ID), sarifText{Text: s.secrets.hide(k.Title)}
		index := len(run.Tool.Driver.Rules)
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRule{
			ID: driftRule(k.ID), Name: pascal(driftRule(k.ID)), Short: title, Full: sarifText{Text: d.Title + ": " + k.Title}, Help: sarifText{Text: d.Title + ": " + k.Title},
			Config: sarifConfig{level(severity)},
			Properties: sarifRuleProperties{Tags: []string{"drift", "serverless"}, Precision: "high", Severity: severity.String(),
				SecuritySeverity: securitySeverity(severity), Checklist: "delivery", Resource: []string{}},
		})
		for _, row := range k.Rows {
			changes := row.Changes
			if len(changes) == 0 {
				changes = []DriftChange{{}}
			}
			for _, c := range changes {
				result := s.driftResult(k, row, c)
				result.RuleIndex, result.Level = index, level(severity)
				run.Results = append(run.Results, result)
			}
		}
	}
}

func (s *sarif) driftResult(k DriftKind, row DriftRow, c DriftChange) sarifResult {
	pos := c.Pos
	if pos.File() == "" {
		pos = row.Pos
	}
	if pos.File() == "" && row.Template != "" {
		pos = cloud.Pos{Origin: &cloud.Origin{File: row.Template}}
	}
	message := k.Title + ": " + row.Name + " (" + row.Type + ")"
	if c.Path != "" {
		message += ", " + c.Path + ": " + c.Template + " → " + c.Live
	}
	if row.Stack != "" {
		message += ", " + row.Stack
	}
	return sarifResult{
		RuleID: driftRule(k.ID), Kind: "fail", Message: sarifText{Text: escapeMessage(s.secrets.hide(message))},
		Locations:    []sarifLocation{s.location(pos, &cloud.Resource{ID: row.ID, Type: row.Type, Name: row.Name})},
		Fingerprints: map[string]string{"haechi/v1": driftFingerprint(k.ID, row.ID, row.Template, c.Path)},
		Properties:   sarifResultProperties{EvidenceHash: driftFingerprint(c.Template, c.Live), ResourceType: row.Type, Property: c.Path},
	}
}

// driftFingerprint is the same for a difference in every run, wherever it stands in the template.
func driftFingerprint(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:16])
}
