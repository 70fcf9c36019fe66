package report

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"strings"

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

// JSON writes the report for machines. docs/report-schema.json describes it.
func JSON(w io.Writer, r *finding.Report, opt Options) error {
	v, err := newView(r, opt)
	if err != nil {
		return err
	}
	var frame bytes.Buffer
	if err := encode(&frame, v.json()); err != nil {
		return err
	}
	before, after, _ := bytes.Cut(frame.Bytes(), []byte(noFindings))
	return v.jsonFindings(w, before, after)
}

// noFindings is where the findings go. No text can contain it, because its quotes are escaped.
const noFindings = `"findings": []`

// jsonFindings writes the findings one by one, each on a line: together with the texts they are
// made of they would take several times the memory of the scan, and indented twice the time.
func (v *view) jsonFindings(w io.Writer, before, after []byte) error {
	out := bufio.NewWriterSize(w, 64<<10)
	_, _ = out.Write(before) // Flush gives the first error of a write
	_, _ = out.WriteString(strings.TrimSuffix(noFindings, "]"))
	separator := "\n    "
	var one bytes.Buffer
	enc := json.NewEncoder(&one)
	enc.SetEscapeHTML(false)
	for i := range v.Findings {
		one.Reset()
		if err := enc.Encode(v.jsonFinding(&v.Findings[i])); err != nil {
			return err
		}
		_, _ = out.WriteString(separator)
		if _, err := out.Write(bytes.TrimSuffix(one.Bytes(), []byte("\n"))); err != nil {
			return err
		}
		separator = ",\n    "
	}
	if len(v.Findings) > 0 {
		_, _ = out.WriteString("\n  ")
	}
	_, _ = out.WriteString("]")
	_, _ = out.Write(after)
	return out.Flush()
}

func encode(w io.Writer, tree any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(tree)
}

// json is the report without its findings.
func (v *view) json() *jsonReport {
	out := &jsonReport{
		Format: "haechi-report", FormatVersion: FormatVersion, Tool: jsonTool{"haechi", v.opt.version()}, Language: v.lang.Code,
		Checklist: []jsonChecklist{}, Findings: []jsonFinding{}, Problems: []jsonProblem{}, Sources: []jsonSource{}, Rules: []jsonRule{},
	}
	if !v.opt.Today.IsZero() {
		out.Date = v.opt.Today.Format("2006-01-02")
	}
	out.Coverage = v.jsonCoverage()
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
	for _, p := range v.Problems {
		out.Problems = append(out.Problems, jsonProblem{jsonPlace(p.Pos), v.problem(p), v.hint(p)})
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
		Evidence: []jsonEvidence{}, Reasons: []jsonReason{}, Fingerprint: f.Fingerprint.String(), EvidenceHash: f.EvidenceHash().String(),
	}
	if f.Verdict != rule.Pass {
		out.Why, out.Fix = v.text(f.Rule.Why), v.text(f.Rule.Fix)
	}
	room := maxValues
	evidence := f.Evidence()
	for i, e := range evidence {
		if i == maxEvidence {
			out.EvidenceLeftOut = len(evidence) - i
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
	text, err := v.secrets.value(evidenceName(e), e.Value, 0).MarshalJSON()
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
	return v.secrets.hide((&cloud.Error{What: v.lang.problem(p)}).Error())
}

// hint says what to do about a problem, or "".
func (v *view) hint(p *cloud.Error) string { return v.secrets.hide(v.lang.mistake(p.Hint)) }
