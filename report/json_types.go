package report

import (
	"encoding/json"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/rule"
)

// The JSON report; docs/report-schema.json says what the fields mean.

type jsonReport struct {
	Format        string          `json:"format"`
	FormatVersion int             `json:"formatVersion"`
	Tool          jsonTool        `json:"tool"`
	Language      string          `json:"language"`
	Date          string          `json:"date,omitempty"`
	Summary       jsonSummary     `json:"summary"`
	Coverage      *jsonCoverage   `json:"coverage,omitempty"`
	Checklist     []jsonChecklist `json:"checklist"`
	Findings      []jsonFinding   `json:"findings"`
	Problems      []jsonProblem   `json:"problems"`
	Sources       []jsonSource    `json:"sources"`
	Rules         []jsonRule      `json:"rules"`
}

type jsonTool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

type jsonCount struct {
	Pass    int `json:"pass"`
	Fail    int `json:"fail"`
	Unknown int `json:"unknown"`
	Advice  int `json:"advice"`
}

type jsonSummary struct {
	Verdicts  jsonCount      `json:"verdicts"`
	Failures  map[string]int `json:"failures"`
	Sources   int            `json:"sources"`
	Resources int            `json:"resources"`
	Rules     int            `json:"rules"`
	Problems  int            `json:"problems"`
}

type jsonChecklist struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	State string `json:"state"`
	jsonCount
}

type jsonFinding struct {
	Rule            string         `json:"rule"`
	Severity        rule.Severity  `json:"severity"`
	Checklist       rule.Checklist `json:"checklist"`
	Verdict         rule.Verdict   `json:"verdict"`
	Resource        jsonResource   `json:"resource"`
	Location        *jsonLocation  `json:"location,omitempty"`
	Property        string         `json:"property,omitempty"`
	Title           string         `json:"title"`
	Why             string         `json:"why,omitempty"` // a pass has neither
	Fix             string         `json:"fix,omitempty"`
	Evidence        []jsonEvidence `json:"evidence"`
	EvidenceLeftOut int            `json:"evidenceLeftOut,omitempty"`
	Reasons         []jsonReason   `json:"reasons"`
	Fingerprint     string         `json:"fingerprint"`
	EvidenceHash    string         `json:"evidenceHash"`
}

type jsonResource struct {
	ID        string `json:"id"`
	Type      string `json:"type"`
	Name      string `json:"name"`
	ARN       string `json:"arn,omitempty"`
	Path      string `json:"path,omitempty"`
	Condition string `json:"condition,omitempty"`
	Generated string `json:"generatedFrom,omitempty"`
	Account   string `json:"account,omitempty"`
	Region    string `json:"region,omitempty"`
}

type jsonLocation struct {
	File      string `json:"file,omitempty"`
	Call      string `json:"call,omitempty"`
	Line      int32  `json:"line,omitempty"`
	Column    int32  `json:"column,omitempty"`
	EndLine   int32  `json:"endLine,omitempty"`
	EndColumn int32  `json:"endColumn,omitempty"`
}

type jsonEvidence struct {
	Resource string          `json:"resource"`
	Path     string          `json:"path"`
	Value    json.RawMessage `json:"value,omitempty"` // left out when the property is not set
	LeftOut  int             `json:"valueLeftOut,omitempty"`
	Location *jsonLocation   `json:"location,omitempty"`
}

type jsonReason struct {
	Code cloud.ReasonCode `json:"code"`
	Args []string         `json:"args"`
	Text string           `json:"text"`
}

type jsonProblem struct {
	Location *jsonLocation `json:"location,omitempty"`
	What     string        `json:"what"`
	Hint     string        `json:"hint,omitempty"`
}

type jsonSource struct {
	Path      string   `json:"path"`
	Kind      string   `json:"kind"`
	Files     []string `json:"files"`
	Resources int      `json:"resources"`
}

type jsonRule struct {
	ID        string              `json:"id"`
	On        []string            `json:"on"`
	Severity  rule.Severity       `json:"severity"`
	Checklist rule.Checklist      `json:"checklist"`
	Title     string              `json:"title"`
	Why       string              `json:"why"`
	Fix       string              `json:"fix"`
	Maps      map[string][]string `json:"maps,omitempty"`
}
