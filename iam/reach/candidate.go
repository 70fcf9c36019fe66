package reach

import (
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/iam"
	"github.com/haechi-dev/haechi/iam/internal/globset"
)

// outcome is the answer to all needs on one resource that an attacker makes up.
type outcome struct {
	truth iam.Truth
	needs []Need
	why   answer
}

// made finds a name under which the attacker may do all the actions with a new resource. The
// names tried are one from every class of names that the policies tell apart, so that a policy
// that allows team-* to be created and all but *-prod to be invoked is understood.
func (m *Map) made(s *state, name, template string, actions []string) outcome {
	best := m.tryName(s, m.fill(template, m.region, s.who.Account, "haechi"), actions)
	if best.truth == iam.Yes || !m.grants(s, actions) {
		return best
	}
	for _, arn := range m.candidates(s, template, actions) {
		o := m.tryName(s, arn, actions)
		if o.truth == iam.Yes {
			return o
		}
		if best.truth == iam.No {
			best = o
		}
	}
	return best
}

func (m *Map) tryName(s *state, arn string, actions []string) outcome {
	o := outcome{truth: iam.Yes}
	for _, action := range actions {
		a := m.may(s, action, arn, m.contextOf(action, s, nil), nil)
		o.truth = o.truth.And(a.truth)
		if o.truth == iam.No {
			return outcome{}
		}
		o.needs = append(o.needs, Need{Action: action, Resource: Show(arn), By: a.by})
		o.why.why = addReason(o.why.why, a.why...)
	}
	return o
}

// grants reports whether the identity policies allow each action for anything at all.
func (m *Map) grants(s *state, actions []string) bool {
	for _, action := range actions {
		found := false
		for _, h := range s.identity {
			for _, st := range h.doc.Statements {
				found = found || st.Effect != iam.Deny && about(st, action)
			}
		}
		if !found {
			return false
		}
	}
	return true
}

// about reports whether a statement may say something about an action.
func about(st *iam.Statement, action string) bool {
	if st.NotAction != nil {
		return !slices.ContainsFunc(st.NotAction, func(p iam.Pattern) bool { return p.Match(action, nil) == iam.Yes })
	}
	return st.Action == nil || slices.ContainsFunc(st.Action, func(p iam.Pattern) bool { return p.Match(action, nil) != iam.No })
}

// Bounds of the search for a name.
const (
	maxGlobs      = 40
	maxCandidates = 64
)

// candidates returns one resource for each class of resources that fit the template and that the
// policies tell apart.
func (m *Map) candidates(s *state, template string, actions []string) (all []string) {
	code := &holeCode{}
	globs, texts := m.templates(s, template, actions, code)
	templates := len(globs)
	for _, text := range texts {
		if len(globs) < maxGlobs && !slices.Contains(globs, text) {
			globs = append(globs, text)
		}
	}
	classes, _ := globset.Partition(globs, globset.Options{Avoid: ":/"})
	for _, c := range classes {
		for i := range templates {
			if c.Member.Has(i) && len(all) < maxCandidates {
				if arn := code.decode(c.Witness); fits(arn, actions) {
					all = append(all, arn)
				}
				break
			}
		}
	}
	return all
}

// fits reports whether an ARN has the format of what the actions work on: a star of the template
// does not know that names have no colons.
func fits(arn string, actions []string) bool {
	known := false
	for _, name := range actions {
		a := iam.LookupAction(name)
		if a == nil {
			continue
		}
		known = known || a.Scopable()
		if worksOn(a, arn) {
			return true
		}
	}
	return !known
}

// templates returns the template for every region and account that the policies name beside those
// of the graph, and the globs of the policies.
func (m *Map) templates(s *state, template string, actions []string, code *holeCode) (templates, globs []string) {
	regions, accounts := []string{m.region}, []string{s.who.Account}
	for _, doc := range m.documents(s) {
		for _, st := range doc.Statements {
			if !slices.ContainsFunc(actions, func(a string) bool { return about(st, a) }) {
				continue
			}
			for _, p := range append(slices.Clip(st.Resource), st.NotResource...) {
				glob, ok := code.glob(&p, s)
				if !ok {
					continue
				}
				globs = append(globs, glob)
				if part := strings.SplitN(glob, ":", 6); len(part) == 6 {
					regions = appendLiteral(regions, code.decode(part[3]))
					accounts = appendLiteral(accounts, code.decode(part[4]))
				}
			}
		}
	}
	for _, region := range regions[:min(len(regions), 4)] {
		for _, account := range accounts[:min(len(accounts), 3)] {
			templates = append(templates, code.encode(m.fill(template, region, account, "?*")))
		}
	}
	return slices.Compact(templates), globs
}

// commonRegions stand for a region that a policy names by a glob.
var commonRegions = []string{"us-east-1", "us-west-2", "eu-west-1", "eu-central-1", "ap-northeast-2", "ap-southeast-1", "ca-central-1", "sa-east-1", "us-gov-west-1", "cn-north-1"}

func appendLiteral(all []string, text string) []string {
	if strings.ContainsAny(text, "*?") {
		p := iam.ResourcePattern(text)
		i := slices.IndexFunc(commonRegions, func(r string) bool { return p.Match(r, nil) == iam.Yes })
		if text == "*" || i < 0 {
			return all
		}
		text = commonRegions[i]
	}
	if text == "" || slices.Contains(all, text) {
		return all
	}
	return append(all, text)
}

func (m *Map) documents(s *state) (all []*iam.Document) {
	for _, h := range append(slices.Clip(s.identity), s.boundary...) {
		all = append(all, h.doc)
	}
	for _, level := range m.opt.SCP {
		all = append(all, level...)
	}
	return all
}

// fill completes a template of the table; name takes the place of what the attacker chooses.
func (m *Map) fill(template, region, account, name string) string {
	return strings.NewReplacer("${Partition}", m.partition, "${Region}", region, "${Account}", account, "?*", name).Replace(template)
}

// holeCode writes each hole as a letter of its own, so that package globset can handle it.
type holeCode struct{ names []string }

// firstHole is the first letter of Unicode's private use area, which no ARN has.
const firstHole = '\ue000'

func (c *holeCode) letter(name string) string {
	i := slices.Index(c.names, name)
	if i < 0 {
		i = len(c.names)
		c.names = append(c.names, name)
	}
	return string(firstHole + rune(i))
}

func (c *holeCode) encode(text string) string {
	parts := strings.Split(text, "\x00")
	for i := 1; i < len(parts); i += 2 {
		parts[i] = c.letter(parts[i])
	}
	return strings.Join(parts, "")
}

func (c *holeCode) decode(text string) string {
	var b strings.Builder
	for _, r := range text {
		if i := int(r - firstHole); i >= 0 && i < len(c.names) {
			b.WriteString("\x00" + c.names[i] + "\x00")
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// glob writes a pattern for package globset; ok is false when it depends on more than the state.
func (c *holeCode) glob(p *iam.Pattern, s *state) (text string, ok bool) {
	var b strings.Builder
	for _, piece := range p.Pieces {
		switch piece.Kind {
		case iam.Hole:
			b.WriteString(c.letter(piece.Hole.Name))
		case iam.Variable:
			switch {
			case strings.EqualFold(piece.Text, "aws:username") && s.who.Kind == iam.User:
				b.WriteString(c.encode(s.who.Name[strings.LastIndexByte(s.who.Name, '/')+1:]))
			case strings.EqualFold(piece.Text, "aws:PrincipalAccount"):
				b.WriteString(c.encode(s.who.Account))
			default:
				return "", false
			}
		default:
			if piece.Escaped && strings.ContainsAny(piece.Text, "*?") {
				return "", false
			}
			b.WriteString(piece.Text)
		}
	}
	return b.String(), true
}
