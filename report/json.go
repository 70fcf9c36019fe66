package report

import (
	"encoding/json"
	"io"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/finding"
	"github.com/haechi-dev/haechi/rule"
)

// FormatVersion is the version of the JSON report. It changes when a reader of the version before
// would misunderstand; new fields alone do not change it. docs/report-schema.json describes it.
const FormatVersion = 1

const (
	maxEvidence = 64       // pieces of evidence of one finding
	maxValue    = 4 << 10  // bytes of one value
	maxValues   = 16 << 10 // bytes of all values of one finding
)

type jsonReport struct {
	Format        string          `json:"format"`
	FormatVersion int             `json:"formatVersion"`
	Tool          jsonTool        `json:"tool"`
	Language      string          `json:"language"`
	Date          string          `json:"date,omitempty"`
	Summary       jsonSummary     `json:"summary"`
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
	On        string              `json:"on"`
	Severity  rule.Severity       `json:"severity"`
	Checklist rule.Checklist      `json:"checklist"`
	Title     string              `json:"title"`
	Why       string              `json:"why"`
	Fix       string              `json:"fix"`
	Maps      map[string][]string `json:"maps,omitempty"`
}

// JSON writes the report for machines. docs/report-schema.json describes it.
func JSON(w io.Writer, r *finding.Report, opt Options) error {
	v, err := newView(r, opt)
	if err != nil {
		return err
	}
	return encode(w, v.json())
}

func encode(w io.Writer, tree any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(tree)
}

func (v *view) json() *jsonReport {
	out := &jsonReport{
		Format: "haechi-report", FormatVersion: FormatVersion, Tool: jsonTool{"haechi", v.opt.version()}, Language: v.lang.Code,
		Checklist: []jsonChecklist{}, Findings: []jsonFinding{}, Problems: []jsonProblem{}, Sources: []jsonSource{}, Rules: []jsonRule{},
	}
	if !v.opt.Today.IsZero() {
		out.Date = v.opt.Today.Format("2006-01-02")
	}
	out.Summary = jsonSummary{
		Verdicts: jsonCount(v.Count()), Failures: map[string]int{}, Sources: len(v.Sources), Resources: v.resources(),
		Rules: len(v.rules), Problems: len(v.Problems),
	}
	for severity, n := range v.severities() {
		out.Summary.Failures[rule.Severity(severity).String()] = n
	}
	for _, l := range v.checklist() {
		out.Checklist = append(out.Checklist, jsonChecklist{l.ID(), v.text(l.Title()), l.state(), jsonCount(l.Count)})
	}
	for i := range v.Findings {
		out.Findings = append(out.Findings, v.jsonFinding(&v.Findings[i]))
	}
	for _, p := range v.Problems {
		out.Problems = append(out.Problems, jsonProblem{jsonPlace(p.Pos), v.problem(p), v.secrets.hide(p.Hint)})
	}
	for _, s := range v.Sources {
		one := jsonSource{slashed(s.Path), s.Kind, []string{}, s.Resources}
		for _, f := range s.Files {
			one.Files = append(one.Files, slashed(f))
		}
		out.Sources = append(out.Sources, one)
	}
	for _, r := range v.rules {
		one := jsonRule{r.ID, r.On, r.Severity, r.Checklist, v.text(r.Title), v.text(r.Why), v.text(r.Fix), nil}
		for _, m := range r.Maps {
			if one.Maps == nil {
				one.Maps = map[string][]string{}
			}
			one.Maps[m.Framework] = append([]string{}, m.Controls...)
		}
		out.Rules = append(out.Rules, one)
	}
	return out
}

func (v *view) jsonFinding(f *finding.Finding) jsonFinding {
	out := jsonFinding{
		Rule: f.Rule.ID, Severity: f.Rule.Severity, Checklist: f.Rule.Checklist, Verdict: f.Verdict,
		Resource: v.jsonResource(f.Resource), Location: jsonPlace(f.Pos), Property: f.Path,
		Title:    v.text(f.Rule.Title),
		Evidence: []jsonEvidence{}, Reasons: []jsonReason{}, Fingerprint: f.Fingerprint, EvidenceHash: f.EvidenceHash,
	}
	if f.Verdict != rule.Pass {
		out.Why, out.Fix = v.text(f.Rule.Why), v.text(f.Rule.Fix)
	}
	room := maxValues
	for i, e := range f.Evidence {
		if i == maxEvidence {
			out.EvidenceLeftOut = len(f.Evidence) - i
			break
		}
		one := v.jsonEvidence(e)
		if room -= len(one.Value); room < 0 {
			one.LeftOut, one.Value = len(one.Value), nil
		}
		out.Evidence = append(out.Evidence, one)
	}
	for _, r := range f.Reasons {
		one := jsonReason{r.Code, []string{}, v.reason(r)}
		for _, arg := range r.Args {
			one.Args = append(one.Args, v.secrets.hide(arg))
		}
		out.Reasons = append(out.Reasons, one)
	}
	return out
}

func (v *view) jsonResource(r *cloud.Resource) jsonResource {
	arn, _ := r.ARN.Canonical()
	return jsonResource{r.ID, r.Type, r.Name, v.secrets.hide(arn), r.Path, r.Condition, r.Generated, r.Account, r.Region}
}

func (v *view) jsonEvidence(e rule.Read) jsonEvidence {
	out := jsonEvidence{Path: e.Path, Location: jsonPlace(e.Pos)}
	if e.Resource != nil {
		out.Resource = e.Resource.ID
	}
	if e.Value == nil {
		return out
	}
	text, err := v.secrets.value(lastName(e.Path), e.Value, 0).MarshalJSON()
	switch {
	case err != nil:
		out.LeftOut = 1
	case len(text) > maxValue:
		out.LeftOut = len(text)
	default:
		out.Value = text
	}
	return out
}

func jsonPlace(p cloud.Pos) *jsonLocation {
	if p.IsZero() {
		return nil
	}
	l := &jsonLocation{File: slashed(p.File()), Line: p.Line, Column: p.Column, EndLine: p.EndLine, EndColumn: p.EndColumn}
	if l.File == "" {
		l.Call = p.Origin.Call
	}
	return l
}

// problem says what is wrong, with its cause, without secrets.
func (v *view) problem(p *cloud.Error) string {
	return v.secrets.hide((&cloud.Error{What: p.What, Err: p.Err}).Error())
}
