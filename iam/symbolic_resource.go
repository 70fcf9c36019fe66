package iam

import (
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/iam/internal/globset"
)

// resourceSpace finds the classes of ARNs segment by segment: wildcards do not leave their
// segment, so an ARN matches a pattern when each segment does, and the classes of a whole ARN are
// the combinations of the classes of its segments.
type resourceSpace struct {
	patterns  [][]string // of each pattern, the glob of each of the six segments
	globs     [6][]string
	at        [][6]int // of each pattern, where its globs are in globs
	classes   [6][]globset.Class
	formatted map[formatKey][]globset.Class
	kinds     map[int][]alikeARNs  // by the number of a class
	found     map[formatKey]string // by the number of a class and a format of ARNs
	budget    *int
	kept      *kept
	account   string // that owns all resources, "" for any
}

type formatKey struct {
	number int // of a segment, or of a class
	glob   string
}

// Wildcards that are characters stand in globs as letters nobody uses.
const (
	literalStar = '\ue02a'
	literalAny  = '\ue03f'
)

var (
	toGlob   = strings.NewReplacer("*", string(literalStar), "?", string(literalAny))
	toText   = strings.NewReplacer(string(literalStar), "*", string(literalAny), "?")
	filled   = strings.NewReplacer("?*", "x", "*", "x", "?", "x") // a text for a glob, mostly
	shortest = strings.NewReplacer("*", "", "?", "x")             // the shortest text of a glob
)

// glob writes pieces for package globset; variables have their values by then.
func glob(pieces []Piece) string {
	var b strings.Builder
	for _, p := range pieces {
		switch p.Kind {
		case Star:
			b.WriteByte('*')
		case AnyChar:
			b.WriteByte('?')
		case Hole:
			b.WriteString(string(holeMark) + p.Hole.Name + string(holeMark))
		default:
			b.WriteString(literalGlob(p.Text))
		}
	}
	return b.String()
}

func literalGlob(text string) string {
	if !strings.ContainsAny(text, "*?") {
		return text
	}
	return toGlob.Replace(text)
}

// fromGlob turns a witness of package globset into a text again.
func fromGlob(text string) string {
	if !strings.ContainsRune(text, '\ue02a') && !strings.ContainsRune(text, '\ue03f') {
		return text
	}
	return toText.Replace(text)
}

// addResources finds the classes of resources.
func (q *question) addResources(statements []*Statement) (full bool) {
	c := q.bindResources(statements)
	texts, ok := q.space.resources.all()
	for _, text := range append([]string{"*"}, texts...) {
		c.add(choice{texts: []string{text}})
	}
	return q.setDimension(dimensionResource, c) || !ok
}

// bindResources gives the space its patterns of resources, and the rows their atoms.
func (q *question) bindResources(statements []*Statement) *classifier {
	c := &classifier{}
	req := &Request{Context: q.space.fixed}
	e := newEvaluation(req, nil)
	r := &resourceSpace{formatted: map[formatKey][]globset.Class{}, budget: q.space.budget, kept: q.space.kept, account: q.space.limit.account}
	for i, s := range statements {
		patterns, negate := s.Resource, false
		if s.NotResource != nil {
			patterns, negate = s.NotResource, true
		}
		if patterns == nil && (s.Principal != nil || s.NotPrincipal != nil || s.Action == nil && s.NotAction == nil) {
			continue // the resource that the policy is attached to, or nothing is known
		}
		q.bind(i, dimensionResource, len(c.atoms))
		c.atoms = append(c.atoms, func(candidate choice) Truth {
			result := No
			for i := range patterns {
				if result = result.Or(patterns[i].Match(candidate.texts[0], req)); result == Yes {
					break
				}
			}
			return negated(result, negate)
		})
		for j := range patterns {
			r.add(&patterns[j], &e)
		}
	}
	q.space.resources = r
	return c
}

// add notes a pattern. Those that are no ARNs but "*" match only what they spell, which no
// resource is called.
func (r *resourceSpace) add(p *Pattern, e *evaluation) {
	segments := p.form.segments
	if !p.Constant() {
		var known Truth
		if _, segments, known = e.resolve(&p.form); known == No {
			return
		}
	}
	if segments == nil {
		if p.form.holes {
			r.addSegments(headless(p.form.pieces))
		}
		return
	}
	r.addSegments(segments)
	if shifted := p.form.shifted(segments); shifted != nil {
		r.addSegments(shifted)
	}
}

// headless are the segments of a pattern that begins with a hole, mostly the ARN of something that
// the template declares: of such an ARN only the end is known.
func headless(pieces []Piece) [][]Piece {
	star := Piece{Kind: Star, Text: "*"}
	last := 0
	for i, p := range pieces {
		if p.Kind == Hole {
			last = i + 1
		}
	}
	end := append([]Piece{star}, pieces[last:]...)
	return [][]Piece{{{Kind: Literal, Text: "arn"}}, {star}, {star}, {star}, {star}, end}
}

func (r *resourceSpace) addSegments(segments [][]Piece) {
	var at [6]int
	all := make([]string, 6)
	for i := range 6 {
		all[i] = glob(segments[i])
		at[i] = indexOf(&r.globs[i], all[i])
	}
	r.patterns = append(r.patterns, all)
	r.at = append(r.at, at)
}

func indexOf(list *[]string, s string) int {
	for i, have := range *list {
		if have == s {
			return i
		}
	}
	*list = append(*list, s)
	return len(*list) - 1
}

// plainSegments are the texts a witness has in a segment when nothing speaks against them, the
// plainest first.
var plainSegments = [6][]string{{"arn"}, {"aws", "aws-cn", "aws-us-gov"}, nil,
	{"us-east-1", "eu-central-1", "us-west-2", "eu-west-1", "ap-northeast-2", "ap-southeast-1", "sa-east-1", "ca-central-1", "us-gov-west-1", "cn-north-1"},
	{"111122223333", "444455556666"}, nil}

// plainText is the plainest text of a segment that a glob matches, or "".
func plainText(segment int, glob string) string {
	for _, text := range plainSegments[segment] {
		if globset.Match(glob, text) {
			return text
		}
	}
	return ""
}

// all lists an ARN of every class.
func (r *resourceSpace) all() (texts []string, ok bool) {
	ok = true
	for i := range r.classes {
		if i == 0 {
			r.classes[0] = []globset.Class{r.classOf(0, "arn")}
			continue
		}
		classes, complete := r.kept.partition(r.globs[i], globset.Options{Budget: r.budget})
		r.classes[i], ok = r.prefer(i, classes), ok && complete
	}
	found, complete := r.walk(func(i int) []globset.Class { return r.classes[i] }, nil)
	for _, f := range found {
		texts = append(texts, fromGlob(f.text))
	}
	return texts, ok && complete
}

func (r *resourceSpace) classOf(i int, text string) globset.Class {
	member := globset.NewSet(len(r.globs[i]))
	for g, pattern := range r.globs[i] {
		if globset.Match(pattern, text) {
			member.Add(g)
		}
	}
	return globset.Class{Member: member, Witness: text}
}

// prefer writes a plain text as the witness of the class it belongs to.
func (r *resourceSpace) prefer(i int, classes []globset.Class) []globset.Class {
	for _, text := range slices.Backward(plainSegments[i]) {
		plain := r.classOf(i, text)
		for j := range classes {
			if classes[j].Member.Equal(plain.Member) {
				classes[j].Witness = plain.Witness
			}
		}
	}
	return classes
}

// partial is the beginning of an ARN and the patterns that it can still match.
type partial struct {
	alive globset.Set
	text  string
}

// walk combines the classes of the segments. Beginnings that leave the same patterns alive are one.
func (r *resourceSpace) walk(classes func(segment int) []globset.Class, keep func(segment int, c *globset.Class) bool) (found []partial, ok bool) {
	alive := globset.NewSet(len(r.patterns))
	for i := range r.patterns {
		alive.Add(i)
	}
	found = []partial{{alive: alive}}
	for i := range 6 {
		var next []partial
		seen := map[string]bool{}
		for _, p := range found {
			for _, c := range classes(i) {
				if keep != nil && !keep(i, &c) {
					continue
				}
				rest := globset.NewSet(len(r.patterns))
				for j := range r.patterns {
					if p.alive.Has(j) && c.Member.Has(r.at[j][i]) {
						rest.Add(j)
					}
				}
				k := rest.Key()
				if seen[k] {
					continue
				}
				seen[k] = true
				if len(next) == maxClasses {
					return found, false
				}
				text := p.text + c.Witness
				if i < 5 {
					text += ":"
				}
				next = append(next, partial{rest, text})
			}
		}
		found = next
	}
	return found, true
}

// realizable reports whether an action of a class can name a resource of a class. A class that is
// not chosen (-1) is any.
func (s *space) realizable(action, resource int) bool {
	actions := s.dimensions[dimensionAction].choices[max(action, 0)].texts
	for _, name := range actions {
		if s.realizeAction(name, resource) != "" {
			return true
		}
	}
	return false
}

func (s *space) realizeAction(name string, resource int) string {
	if s.spelled {
		return s.dimensions[dimensionResource].choices[max(resource, 0)].texts[0]
	}
	known := LookupAction(name)
	c := choice{texts: []string{"*"}}
	if resource >= 0 {
		c = s.dimensions[dimensionResource].choices[resource]
	}
	text := c.texts[0]
	switch {
	case known == nil:
		return text
	case !known.Scopable() || resource < 0 && s.dimensions[dimensionResource].atoms == 0:
		for _, t := range c.texts {
			if t == "*" {
				return t
			}
		}
		if known.Scopable() && resource < 0 {
			return text
		}
		if resource < 0 {
			return "*"
		}
		return ""
	}
	for _, t := range known.ordinary() {
		if s.limit.types != nil && !s.limit.types(t.Type) {
			continue
		}
		if found := s.resources.named(t.Type.ARN, resource, c); found != "" {
			return found
		}
	}
	return ""
}

// named finds an ARN of a format in a class of resources. Thousands of actions share the formats.
func (r *resourceSpace) named(format string, resource int, c choice) string {
	k := formatKey{resource, format}
	found, known := r.found[k]
	if !known {
		for one := range strings.SplitSeq(format, ", ") { // a few types have two
			if found = r.inFormat(one, resource, c); found != "" {
				break
			}
		}
		if r.found == nil {
			r.found = map[formatKey]string{}
		}
		r.found[k] = found
	}
	return found
}

// alikeARNs are ARNs of a class of resources that match the same patterns. A class has several when the
// statements have several patterns each, for then it does not matter which of them matches.
type alikeARNs struct {
	want  globset.Set
	texts []string
}

// maxAlike is how many of them are tried for one format.
const maxAlike = 256

// kindsOf groups the ARNs of a class.
func (r *resourceSpace) kindsOf(resource int, c choice) []alikeARNs {
	if all, known := r.kinds[resource]; known {
		return all
	}
	var all []alikeARNs
	at := map[string]int{}
	for _, text := range c.texts {
		want := r.membership(text)
		k := want.Key()
		if i, known := at[k]; known {
			all[i].texts = append(all[i].texts, text)
			continue
		}
		at[k] = len(all)
		all = append(all, alikeARNs{want, []string{text}})
	}
	if r.kinds == nil {
		r.kinds = map[int][]alikeARNs{}
	}
	r.kinds[resource] = all
	return all
}

// inFormat finds an ARN of a format in a class of resources.
func (r *resourceSpace) inFormat(format string, resource int, c choice) string {
	segments := formatIn(format, r.account)
	if segments == nil {
		return ""
	}
	if resource < 0 {
		return r.inKind(segments, nil, c)
	}
	tried := 0
	for _, k := range r.kindsOf(resource, c) {
		if !r.compatible(segments, k.want) {
			continue
		}
		if tried++; r.budget != nil {
			*r.budget -= 64 + 16*len(r.patterns)
			if tried > maxAlike {
				*r.budget = 0
			}
			if *r.budget <= 0 {
				return "" // the question ends without an answer
			}
		}
		if text := r.inKind(segments, k.want, choice{texts: k.texts}); text != "" {
			return text
		}
	}
	return ""
}

// compatible reports whether an ARN of a format can match all patterns that are wanted, as far as
// segments without wildcards tell.
func (r *resourceSpace) compatible(format []string, want globset.Set) bool {
	for i, p := range r.patterns {
		if !want.Has(i) {
			continue
		}
		for j := range 5 {
			if p[j] != format[j] && !globset.Match(p[j], format[j]) && !globset.Match(format[j], p[j]) && !strings.ContainsAny(p[j], "*?") {
				return false
			}
			if !strings.ContainsAny(format[j], "*?") && !globset.Match(p[j], format[j]) {
				return false
			}
		}
		if !ends(p[5], format[5]) {
			return false
		}
	}
	return true
}

// ends reports whether a text can begin and end as two globs do.
func ends(a, b string) bool {
	headA, headB := a[:len(a)-len(strings.TrimLeftFunc(a, isPlain))], b[:len(b)-len(strings.TrimLeftFunc(b, isPlain))]
	tailA, tailB := a[len(strings.TrimRightFunc(a, isPlain)):], b[len(strings.TrimRightFunc(b, isPlain)):]
	return (strings.HasPrefix(headA, headB) || strings.HasPrefix(headB, headA)) &&
		(strings.HasSuffix(tailA, tailB) || strings.HasSuffix(tailB, tailA))
}

func isPlain(r rune) bool { return r != '*' && r != '?' }

// inKind finds an ARN of a format that matches the patterns that are wanted and no others.
func (r *resourceSpace) inKind(segments []string, want globset.Set, c choice) string {
	if text := r.guess(segments, want, c); text != "" {
		return fromGlob(text)
	}
	if want != nil {
		if text, decided := r.aim(segments, want, c); decided {
			return fromGlob(text)
		}
	}
	last := make([]int, 6)
	classes := func(i int) []globset.Class {
		list, n := r.withFormat(i, segments[i])
		last[i] = n
		return list
	}
	found, _ := r.walk(classes, func(i int, c *globset.Class) bool { return c.Member.Has(last[i]) })
	for _, f := range found {
		if isBucket(segments) && strings.Contains(f.text, "/") {
			continue
		}
		if want == nil || f.alive.Equal(want) {
			return fromGlob(f.text)
		}
	}
	return ""
}

// isBucket reports whether a format is that of a bucket: with a slash it would be an object's.
func isBucket(format []string) bool { return format[2] == "s3" && format[5] == "?*" }

// guess tries the ARNs at hand before all are searched: those known to be of the class, those that
// spell the format, and those that spell one of the patterns.
func (r *resourceSpace) guess(format []string, want globset.Set, c choice) string {
	fits := func(text string) bool {
		parts := strings.SplitN(text, ":", 6)
		if len(parts) < 6 {
			return false
		}
		for i := range 6 {
			if !globset.Match(format[i], parts[i]) {
				return false
			}
		}
		if isBucket(format) && strings.Contains(parts[5], "/") {
			return false
		}
		return want == nil || r.membership(fromGlob(text)).Equal(want)
	}
	for _, text := range c.texts {
		if fits(literalGlob(text)) {
			return literalGlob(text)
		}
	}
	spell := func(globs []string) string {
		parts := make([]string, 6)
		for i, g := range globs {
			if parts[i] = plainText(i, g); parts[i] == "" || !strings.ContainsAny(g, "*?") {
				parts[i] = filled.Replace(g)
			}
		}
		return strings.Join(parts, ":")
	}
	if text := spell(format); fits(text) {
		return text
	}
	for i, p := range r.patterns {
		if want != nil && !want.Has(i) {
			continue
		}
		mixed := append([]string(nil), p...)
		for j := range 5 {
			if mixed[j] == "*" {
				mixed[j] = format[j]
			}
		}
		for _, last := range []string{p[5], format[5]} {
			mixed[5] = last
			if text := spell(mixed); fits(text) {
				return text
			}
		}
	}
	return ""
}

// punctuation is what names have only where they must.
const punctuation = " -._/:"

// aim keeps the first five segments of an ARN of the class, but for what the format spells, and
// searches the sixth. It is not decided when these five do not do; then all are tried.
func (r *resourceSpace) aim(format []string, want globset.Set, c choice) (text string, decided bool) {
	for _, known := range c.texts {
		parts := strings.SplitN(literalGlob(known), ":", 6)
		if len(parts) < 6 {
			continue
		}
		for i := range 5 {
			if !strings.ContainsAny(format[i], "*?") {
				parts[i] = format[i]
			}
		}
		head := strings.Join(parts[:5], ":") + ":"
		must, mustNot, fits := []string{format[5]}, []string(nil), true
		if isBucket(format) {
			mustNot = append(mustNot, "*/*")
		}
		for i := range 5 {
			fits = fits && globset.Match(format[i], parts[i])
		}
		for i, p := range r.patterns {
			matches := true
			for j := range 5 {
				matches = matches && globset.Match(p[j], parts[j])
			}
			switch {
			case want.Has(i) && !matches:
				fits = false
			case want.Has(i):
				must = append(must, p[5])
			case matches:
				mustNot = append(mustNot, p[5])
			}
		}
		if !fits {
			continue
		}
		last, ok, complete := globset.Find(must, mustNot, globset.Options{Budget: r.budget, Plain: true, Avoid: punctuation})
		if ok {
			return head + last, true
		}
		if complete && r.headsAlike(parts[:5], want) {
			return "", true
		}
	}
	return "", false
}

// headsAlike reports whether no other five segments would leave fewer patterns to avoid: those
// that are not wanted and match here match everything there.
func (r *resourceSpace) headsAlike(parts []string, want globset.Set) bool {
	for i, p := range r.patterns {
		if want.Has(i) {
			continue
		}
		matches, open := true, true
		for j := range 5 {
			matches = matches && globset.Match(p[j], parts[j])
			open = open && (p[j] == "*" || p[j] == parts[j])
		}
		if matches && !open {
			return false
		}
	}
	return true
}

// membership tells which patterns an ARN matches.
func (r *resourceSpace) membership(arn string) globset.Set {
	member := globset.NewSet(len(r.patterns))
	parts := strings.SplitN(literalGlob(arn), ":", 6)
	if len(parts) < 6 {
		return member
	}
next:
	for i, p := range r.patterns {
		for j := range 6 {
			if !globset.Match(p[j], parts[j]) {
				continue next
			}
		}
		member.Add(i)
	}
	return member
}

// withFormat are the classes of a segment when a format is one more glob, and its number.
func (r *resourceSpace) withFormat(i int, format string) ([]globset.Class, int) {
	n := len(r.globs[i])
	k := formatKey{i, format}
	if list, known := r.formatted[k]; known {
		return list, n
	}
	globs := append(r.globs[i][:n:n], format)
	list, _ := r.kept.partition(globs, globset.Options{Budget: r.budget})
	for _, plain := range slices.Backward(plainSegments[i]) {
		if !globset.Match(format, plain) {
			continue
		}
		member := globset.NewSet(n + 1)
		for g, pattern := range globs {
			if globset.Match(pattern, plain) {
				member.Add(g)
			}
		}
		for j := range list {
			if list[j].Member.Equal(member) {
				list[j].Witness = plain
			}
		}
	}
	r.formatted[k] = list
	return list, n
}

// formatIn are the segments of a format in an account.
func formatIn(format, account string) []string {
	all := formatGlobs(format)
	if all != nil && account != "" && globset.Match(all[4], account) {
		all[4] = account
	}
	return all
}

// formatGlobs are the segments of the format of an ARN with a star where it leaves something open,
// which stands for at least one letter, but for the account.
func formatGlobs(format string) []string {
	var b strings.Builder
	for {
		before, rest, open := strings.Cut(format, "${")
		b.WriteString(literalGlob(before))
		if !open {
			break
		}
		name, after, _ := strings.Cut(rest, "}")
		if name != "Account" { // what AWS gives to all belongs to none: public images and parameters
			b.WriteByte('?')
		}
		b.WriteByte('*')
		format = after
	}
	parts := strings.SplitN(b.String(), ":", 6)
	if len(parts) < 6 {
		return nil
	}
	return parts
}
