package cli

import (
	"bufio"
	"bytes"
	"encoding/json"
	"path/filepath"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/drift"
	"github.com/haechi-dev/haechi/report"
	"github.com/haechi-dev/haechi/rule"
)

// driftWords are the words of the section in both languages.
var driftWords = map[string]rule.Text{
	"title":       {EN: "Compared with the templates", KO: "템플릿과 비교"},
	"changed":     {EN: "Changed by hand", KO: "직접 변경됨"},
	"undeclared":  {EN: "In a stack, and not in its template", KO: "스택에 있으나 템플릿에 없음"},
	"missing":     {EN: "In a template, and not in the account", KO: "템플릿에 있으나 계정에 없음"},
	"unmanaged":   {EN: "Made by no stack", KO: "어떤 스택에도 속하지 않음"},
	"notdeployed": {EN: "Templates of which nothing was found", KO: "배포된 리소스를 찾지 못한 템플릿"},
	"foreign":     {EN: "Stacks without a template here", KO: "템플릿이 주어지지 않은 스택"},
	"absent":      {EN: "not set", KO: "설정 안 됨"},
	"same":        {EN: "Nothing was changed by hand.", KO: "직접 변경된 것이 없습니다."},
	"summary":     {EN: "Compared: %d; deployments: %d; properties that are not known in the account: %d", KO: "비교한 리소스 %d개, 배포 %d개, 계정에서 값을 알 수 없는 속성 %d개"},
}

// driftText writes the section behind the report.
func driftText(t *tailWriter, r *drift.Result, lang string) error {
	var text bytes.Buffer
	p := &driftPrinter{diffPrinter{bufio.NewWriter(&text), lang}}
	p.line("\n%s", p.word("title"))
	if p.head("changed", len(r.Changed)) {
		for _, c := range r.Changed {
			p.resource("~", c.Live, c.Template, c.Stack)
			for _, one := range c.Changes {
				p.line("      %s: %s → %s%s", report.Clean(one.Path), p.value(one.Template), p.value(one.Live), p.at(one.Pos))
			}
		}
	}
	if p.head("undeclared", len(r.Undeclared)) {
		for _, u := range r.Undeclared {
			p.resource("+", u.Live, u.Template, u.Stack)
		}
	}
	if p.head("missing", len(r.Missing)) {
		for _, m := range r.Missing {
			p.line("  - %s%s", report.Clean(m.Declared.Type+" "+m.Declared.Name), p.at(m.Declared.Pos))
		}
	}
	if p.head("unmanaged", len(r.Unmanaged)) {
		for _, live := range r.Unmanaged {
			p.resource("+", live, "", drift.Stack{})
		}
	}
	if p.head("notdeployed", len(r.NotDeployed)) {
		for _, path := range r.NotDeployed {
			p.line("  ? %s", report.Clean(path))
		}
	}
	if p.head("foreign", len(r.Foreign)) {
		for _, s := range r.Foreign {
			p.line("  ? %s", report.Clean(stackName(s)))
		}
	}
	if r.Same() {
		p.line("\n%s", p.word("same"))
	}
	p.line("\n"+p.word("summary"), r.Compared, len(r.Deployments), r.Unread)
	if err := p.w.Flush(); err != nil {
		return err
	}
	return t.end(text.Bytes())
}

// driftPrinter prints differences as those of two states are printed.
type driftPrinter struct{ diffPrinter }

func (p *driftPrinter) word(key string) string { return driftWords[key].In(p.lang) }

func (p *driftPrinter) head(key string, n int) bool {
	if n > 0 {
		p.line("\n%s (%d)", p.word(key), n)
	}
	return n > 0
}

func (p *driftPrinter) resource(mark string, live *cloud.Resource, template string, s drift.Stack) {
	notes := []string{report.Clean(resourceName(live.Type, live.Label(), live.ID, live.Region))}
	if s.Name != "" {
		notes = append(notes, report.Clean(s.Name))
	}
	if template != "" {
		notes = append(notes, report.Clean(template))
	}
	p.line("  %s %s", mark, strings.Join(notes, "  "))
}

func (p *driftPrinter) value(v *cloud.Value) string {
	if v == nil {
		return p.word("absent")
	}
	return p.diffPrinter.value(v)
}

// at is the place in a template.
func (p *driftPrinter) at(pos cloud.Pos) string {
	if pos.File() == "" {
		return ""
	}
	return "  " + report.Clean(filepath.ToSlash(pos.String()))
}

func stackName(s drift.Stack) string {
	return strings.Trim(s.Name+" ("+strings.Trim(s.Account+" "+s.Region, " ")+")", " ")
}

// jsonDrift is a difference between an account and templates.
type jsonDrift struct {
	Kind     string            `json:"kind"` // "changed", "undeclared", "missing", "unmanaged", "not-deployed", "foreign-stack"
	Template string            `json:"template,omitempty"`
	Stack    string            `json:"stack,omitempty"`
	Declared string            `json:"declared,omitempty"` // logical id
	Location string            `json:"location,omitempty"`
	Resource *jsonDiffResource `json:"resource,omitempty"` // the running one
	Changes  []jsonDriftChange `json:"changes,omitempty"`
}

type jsonDriftChange struct {
	Path     string       `json:"path"`
	Template *cloud.Value `json:"template,omitempty"` // left out where it sets nothing
	Live     *cloud.Value `json:"live,omitempty"`     // left out where nothing is set
	Location string       `json:"location,omitempty"`
}

// driftJSON writes the differences into the report.
func driftJSON(t *tailWriter, r *drift.Result, _ string) error {
	all := []jsonDrift{}
	for _, c := range r.Changed {
		one := jsonDrift{Kind: "changed", Template: c.Template, Stack: c.Stack.Name, Declared: c.Declared.Name, Location: location(c.Declared.Pos), Resource: jsonLive(c.Live)}
		for _, change := range c.Changes {
			one.Changes = append(one.Changes, jsonDriftChange{change.Path, change.Template, change.Live, location(change.Pos)})
		}
		all = append(all, one)
	}
	for _, u := range r.Undeclared {
		all = append(all, jsonDrift{Kind: "undeclared", Template: u.Template, Stack: u.Stack.Name, Declared: u.Logical, Resource: jsonLive(u.Live)})
	}
	for _, m := range r.Missing {
		all = append(all, jsonDrift{Kind: "missing", Template: m.Template, Stack: m.Stack.Name, Declared: m.Declared.Name, Location: location(m.Declared.Pos)})
	}
	for _, live := range r.Unmanaged {
		all = append(all, jsonDrift{Kind: "unmanaged", Resource: jsonLive(live)})
	}
	for _, path := range r.NotDeployed {
		all = append(all, jsonDrift{Kind: "not-deployed", Template: path})
	}
	for _, s := range r.Foreign {
		all = append(all, jsonDrift{Kind: "foreign-stack", Stack: s.Name, Resource: &jsonDiffResource{ID: s.Name, Type: "AWS::CloudFormation::Stack", Name: s.Name, Account: s.Account, Region: s.Region}})
	}
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false)
	enc.SetIndent("  ", "  ")
	if err := enc.Encode(all); err != nil {
		return err
	}
	return t.end(bytes.TrimRight(text.Bytes(), "\n"))
}

func jsonLive(r *cloud.Resource) *jsonDiffResource {
	return &jsonDiffResource{ID: r.ID, Type: r.Type, Name: r.Name, Account: r.Account, Region: r.Region}
}

func location(pos cloud.Pos) string {
	if pos.File() == "" {
		return ""
	}
	return filepath.ToSlash(pos.String())
}
