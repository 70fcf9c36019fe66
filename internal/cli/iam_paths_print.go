package cli

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/iam"
	"github.com/haechi-dev/haechi/iam/reach"
)

// The JSON of paths.
type (
	pathsJSON struct {
		Verdict string     `json:"verdict"`
		Paths   []pathJSON `json:"paths"`
	}
	pathJSON struct {
		Source  string     `json:"source"`
		From    string     `json:"from"`
		To      string     `json:"to"`
		Certain bool       `json:"certain"`
		Why     []string   `json:"why,omitempty"`
		Steps   []stepJSON `json:"steps"`
	}
	stepJSON struct {
		From      string     `json:"from"`
		To        string     `json:"to"`
		Technique string     `json:"technique"`
		How       string     `json:"how"`
		Via       string     `json:"via,omitempty"`
		Certain   bool       `json:"certain"`
		Needs     []needJSON `json:"needs"`
	}
	needJSON struct {
		Action   string   `json:"action"`
		Resource string   `json:"resource"`
		Service  string   `json:"service,omitempty"`
		By       []byJSON `json:"by"`
	}
	byJSON struct {
		Policy    string `json:"policy"`
		SID       string `json:"sid,omitempty"`
		Statement int    `json:"statement"`
		File      string `json:"file,omitempty"`
		Line      int32  `json:"line,omitempty"`
		Column    int32  `json:"column,omitempty"`
	}
)

func printPaths(s Streams, all []foundPath, asJSON bool) error {
	verdict, code := "no", exitOK
	for _, p := range all {
		if p.Certain {
			verdict, code = "yes", exitFindings
			break
		}
		verdict, code = "unknown", exitUnknown
	}
	var err error
	if asJSON {
		err = writePathsJSON(s, verdict, all)
	} else {
		err = writePathsText(s, all)
	}
	if err != nil || code == exitOK {
		return err
	}
	return exit(code)
}

func writePathsJSON(s Streams, verdict string, all []foundPath) error {
	out := pathsJSON{Verdict: verdict, Paths: []pathJSON{}}
	for _, p := range all {
		one := pathJSON{Source: p.source, From: p.From, To: p.To, Certain: p.Certain, Why: reasonTexts(p.Why), Steps: []stepJSON{}}
		for _, st := range p.Steps {
			step := stepJSON{From: st.From, To: st.To, Technique: st.Technique, How: st.How, Via: st.Via, Certain: st.Certain, Needs: []needJSON{}}
			for _, n := range st.Needs {
				step.Needs = append(step.Needs, needJSON{n.Action, n.Resource, n.Service, statementsJSON(n.By)})
			}
			one.Steps = append(one.Steps, step)
		}
		out.Paths = append(out.Paths, one)
	}
	enc := json.NewEncoder(s.Out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}

func reasonTexts(reasons []cloud.Reason) (all []string) {
	for _, r := range reasons {
		all = append(all, reach.Show(r.String()))
	}
	return all
}

func statementsJSON(places []iam.Place) []byJSON {
	all := []byJSON{}
	for _, p := range places {
		pos := p.Statement.Pos
		all = append(all, byJSON{p.Kind.String(), p.Statement.SID, p.Statement.Index, pos.File(), pos.Line, pos.Column})
	}
	return all
}

func writePathsText(s Streams, all []foundPath) error {
	var b strings.Builder
	if len(all) == 0 {
		b.WriteString("no path\n")
	}
	source := ""
	for _, p := range all {
		if p.source != source {
			source = p.source
			fmt.Fprintln(&b, source)
		}
		writePath(&b, p.Path)
	}
	_, err := fmt.Fprint(s.Out, b.String())
	return err
}

func writePath(b *strings.Builder, p *reach.Path) {
	verb := "reaches"
	if !p.Certain {
		verb = "perhaps reaches"
	}
	switch {
	case p.Incomplete:
		fmt.Fprintf(b, "\n  not known whether %s reaches %s\n", p.From, p.To)
	case len(p.Steps) == 0:
		fmt.Fprintf(b, "\n  %s %s %s as it is\n", p.From, verb, p.To)
	case len(p.Steps) == 1:
		fmt.Fprintf(b, "\n  %s %s %s in one step\n", p.From, verb, p.To)
	default:
		fmt.Fprintf(b, "\n  %s %s %s in %d steps\n", p.From, verb, p.To, len(p.Steps))
	}
	for i, st := range p.Steps {
		fmt.Fprintf(b, "    %d. %s %s", i+1, st.From, st.How)
		if st.To != st.From {
			fmt.Fprintf(b, ": %s", st.To)
		}
		if st.Via != "" {
			fmt.Fprintf(b, ", by way of %s", st.Via)
		}
		fmt.Fprintf(b, " (%s)\n", st.Technique)
		for j, n := range st.Needs {
			if j == maxShown && len(st.Needs) > maxShown+1 {
				fmt.Fprintf(b, "         and %d more\n", len(st.Needs)-maxShown)
				break
			}
			by := ""
			if n.Service != "" {
				by = " by " + n.Service
			}
			fmt.Fprintf(b, "         %s%s on %s\n", n.Action, by, n.Resource)
			for _, place := range n.By {
				fmt.Fprintf(b, "           allowed by %s\n", statementText(place))
			}
		}
	}
	for _, why := range reasonTexts(p.Why) {
		fmt.Fprintf(b, "    not certain: %s\n", why)
	}
}

// maxShown is the number of requests of a step that are shown; JSON has them all.
const maxShown = 6

func statementText(p iam.Place) string {
	text := fmt.Sprintf("statement %d", p.Statement.Index+1)
	if p.Statement.SID != "" {
		text = "statement " + p.Statement.SID
	}
	return fmt.Sprintf("%s of the %s at %s", text, p.Kind, p.Statement.Pos)
}
