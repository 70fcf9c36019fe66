package report

import (
	"io"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/finding"
	"github.com/haechi-dev/haechi/rule"
)

// SARIF writes failures and unknowns as SARIF 2.1.0 with errata 01
// (https://docs.oasis-open.org/sarif/sarif/v2.1.0/), with the properties that code scanning on
// GitHub reads (https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning).
// What passed is left out: code scanning would show it as an alert.
func SARIF(w io.Writer, r *finding.Report, opt Options) error {
	v, err := newView(r, opt)
	if err != nil {
		return err
	}
	s := &sarif{view: v, files: map[string]int{}, rules: map[*rule.Rule]int{}}
	return encode(w, s.log())
}

// sarif is a log being made. Files and rules are referred to by their index.
type sarif struct {
	*view
	artifacts []sarifArtifact
	files     map[string]int
	rules     map[*rule.Rule]int
}

const sarifSchema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

// root is the directory that relative files are relative to.
const root = "%SRCROOT%"

func (s *sarif) log() sarifLog {
	run := sarifRun{
		Tool:       sarifTool{sarifDriver{Name: "haechi", Version: s.opt.version(), URI: "https://github.com/haechi-dev/haechi", Rules: []sarifRule{}}},
		Language:   s.lang.Code,
		ColumnKind: "unicodeCodePoints",
		Bases:      map[string]sarifBase{root: {sarifText{Text: s.lang.say("sarif.root")}}},
		Results:    []sarifResult{},
	}
	for i, r := range s.view.rules {
		s.rules[r] = i
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, s.rule(r))
	}
	s.artifacts = []sarifArtifact{}
	for _, source := range s.Sources {
		for _, f := range source.Files {
			s.artifact(f)
		}
	}
	for i := range s.Findings {
		if f := &s.Findings[i]; f.Verdict == rule.Fail || f.Verdict == rule.Unknown {
			run.Results = append(run.Results, s.result(f))
		}
	}
	s.drift(&run)
	// The run itself was successful; what could not be read is a notification of it.
	invocation := sarifInvocation{Successful: true, Notifications: []sarifNotification{}}
	for _, p := range s.Problems {
		invocation.Notifications = append(invocation.Notifications, s.notification(p))
	}
	run.Invocations = []sarifInvocation{invocation}
	run.Artifacts = s.artifacts
	return sarifLog{Schema: sarifSchema, Version: "2.1.0", Runs: []sarifRun{run}}
}

func (s *sarif) rule(r *rule.Rule) sarifRule {
	why, fix := s.text(r.Why), s.text(r.Fix)
	out := sarifRule{
		ID: r.ID, Name: pascal(r.ID),
		Short:  sarifText{Text: s.text(r.Title)},
		Full:   sarifText{Text: why},
		Help:   sarifText{Text: why + "\n\n" + fix, Markdown: s.help(r)},
		Config: sarifConfig{level(r.Severity)},
		Properties: sarifRuleProperties{
			Precision: "high", Severity: r.Severity.String(), Checklist: r.Checklist.ID(), Resource: r.On,
			SecuritySeverity: securitySeverity(r.Severity), Tags: []string{"security", "serverless", "checklist/" + r.Checklist.ID()},
		},
	}
	for _, m := range r.Maps {
		for _, c := range m.Controls {
			out.Properties.Tags = append(out.Properties.Tags, m.Framework+"/"+c)
		}
	}
	return out
}

func (s *sarif) help(r *rule.Rule) string {
	var b strings.Builder
	b.WriteString("**" + s.lang.say("html.why") + "** " + markdown(s.text(r.Why)))
	b.WriteString("\n\n**" + s.lang.say("html.fix") + "** " + markdown(s.text(r.Fix)))
	if len(r.Maps) > 0 {
		b.WriteString("\n")
	}
	for _, m := range r.Maps {
		b.WriteString("\n- " + markdown(m.Framework+": "+strings.Join(m.Controls, ", ")))
	}
	return b.String()
}

func (s *sarif) result(f *finding.Finding) sarifResult {
	out := sarifResult{
		RuleID: f.Rule.ID, RuleIndex: s.rules[f.Rule], Kind: "fail", Level: level(f.Rule.Severity),
		Locations:    []sarifLocation{s.location(f.Pos, f.Resource)},
		Fingerprints: map[string]string{"haechi/v1": f.Fingerprint.String()},
		Properties: sarifResultProperties{
			EvidenceHash: f.EvidenceHash().String(), Property: f.Path, ResourceType: f.Resource.Type,
			Condition: f.Resource.Condition, ConstructPath: f.Resource.Path, Generated: f.Resource.Generated,
		},
	}
	message := s.text(f.Rule.Title) + ": " + f.Resource.Label() + " (" + f.Resource.Type + ")"
	if c := f.Resource.Condition; c != "" {
		message += ", " + s.lang.say("condition", c)
	}
	out.Message.Text = escapeMessage(s.secrets.hide(message))
	if f.Verdict == rule.Unknown { // "open": evaluation needs more than there was; level must be none
		out.Kind, out.Level = "open", "none"
		for _, r := range f.Reasons {
			out.Message.Text += "\n- " + escapeMessage(s.reason(r))
		}
	}
	for i, e := range elsewhere(f) {
		if i == maxEvidence {
			break
		}
		name := e.Resource.Label()
		if e.Path != "" {
			name += "." + e.Path
		}
		text := escapeMessage(s.secrets.hide(name) + " " + clip(s.value(e), 120))
		if e.Pos.File() == "" {
			out.Message.Text += "\n- " + text
			continue
		}
		l := s.location(e.Pos, e.Resource)
		id := len(out.Related) + 1
		l.ID, l.Message = &id, &sarifText{Text: text}
		out.Related = append(out.Related, l)
		out.Message.Text += "\n- [" + text + "](" + strconv.Itoa(id) + ")"
	}
	return out
}

func (s *sarif) notification(p *cloud.Error) sarifNotification {
	out := sarifNotification{Level: "error", Message: sarifText{Text: escapeMessage(s.problem(p))}}
	if p.Hint != "" {
		out.Message.Text += escapeMessage(" (" + s.hint(p) + ")")
	}
	if p.Pos.File() != "" {
		out.Locations = []sarifLocation{s.location(p.Pos, nil)}
	}
	return out
}

func (s *sarif) location(p cloud.Pos, r *cloud.Resource) sarifLocation {
	var out sarifLocation
	if p.File() != "" {
		index := s.artifact(p.File())
		place := s.artifacts[index].Location
		place.Index = &index
		out.Physical = &sarifPhysical{Artifact: place}
		if p.Line > 0 {
			out.Physical.Region = &sarifRegion{p.Line, p.Column, p.EndLine, p.EndColumn}
		}
	}
	if r != nil {
		out.Logical = []sarifLogical{{Name: r.Name, Full: r.Type + "/" + r.ID, Kind: "resource"}}
	}
	return out
}

// artifact returns the index of a file.
func (s *sarif) artifact(name string) int {
	if i, ok := s.files[name]; ok {
		return i
	}
	i := len(s.artifacts)
	s.files[name] = i
	s.artifacts = append(s.artifacts, sarifArtifact{fileURI(name)})
	return i
}

// fileURI is the address of a file: relative to the root, or absolute as a file URI.
func fileURI(name string) sarifPlace {
	path := filepath.ToSlash(name)
	if filepath.IsAbs(name) {
		if !strings.HasPrefix(path, "/") {
			path = "/" + path // a drive letter
		}
		return sarifPlace{URI: (&url.URL{Scheme: "file", Path: path}).String()}
	}
	// The first segment of a relative reference may hold no colon: url.URL writes ./ before it.
	return sarifPlace{URI: (&url.URL{Path: path}).String(), Base: root}
}

func level(s rule.Severity) string {
	switch {
	case s >= rule.High:
		return "error"
	case s == rule.Medium:
		return "warning"
	}
	return "note"
}

// securitySeverity is the score from which GitHub shows the severity: above 9.0 critical, from
// 7.0 high, from 4.0 medium, below low.
func securitySeverity(s rule.Severity) string {
	return [...]string{rule.Info: "0.1", rule.Low: "2.5", rule.Medium: "5.5", rule.High: "8.0", rule.Critical: "9.5"}[s]
}

// escapeMessage keeps a text from being taken for the embedded links of section 3.11.6.
func escapeMessage(s string) string {
	return strings.NewReplacer(`\`, `\\`, `[`, `\[`, `]`, `\]`).Replace(clean(s))
}

// markdown keeps a text from being taken for markup.
func markdown(s string) string {
	return strings.NewReplacer(`\`, `\\`, "`", "\\`", `*`, `\*`, `_`, `\_`, `[`, `\[`, `]`, `\]`, `<`, `&lt;`, `>`, `&gt;`, `|`, `\|`, `#`, `\#`).Replace(clean(s))
}

// pascal writes a rule's id as the identifier that section 3.49.7 suggests.
func pascal(id string) string {
	var b strings.Builder
	for _, word := range strings.Split(id, "-") {
		if word != "" {
			b.WriteString(strings.ToUpper(word[:1]) + word[1:])
		}
	}
	return b.String()
}
