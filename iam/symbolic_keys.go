package iam

import (
	"cmp"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/haechi-dev/haechi/iam/internal/globset"
)

// alwaysThere are the condition keys that every request has
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html).
var alwaysThere = []string{"aws:currenttime", "aws:epochtime", "aws:securetransport", "aws:principalarn", "aws:principalaccount",
	"aws:principaltype", "aws:userid", "aws:principalisawsservice", "aws:viaawsservice", "aws:requestedregion", "aws:useragent"}

// addKeys adds a dimension for every condition key.
func (q *question) addKeys(statements []*Statement) (full bool) {
	dimension := map[string]int{}
	var keys []string
	conditions := map[string][]*Condition{}
	for i, s := range statements {
		for j := range s.Condition {
			c := &s.Condition[j]
			key := strings.ToLower(c.Key)
			if _, known := dimension[key]; !known {
				dimension[key] = dimensionKeys + len(keys)
				keys = append(keys, key)
			}
			q.bind(i, dimension[key], len(conditions[key]))
			conditions[key] = append(conditions[key], c)
		}
	}
	for _, key := range keys {
		all := conditions[key]
		_, fixed := q.space.fixed[key]
		keep := !fixed && !slices.ContainsFunc(all, (*Condition).hasVariable)
		if have, known := q.space.kept.keys[key]; keep && known {
			q.space.dimensions = append(q.space.dimensions, have.dimension)
			full = full || have.full
			continue
		}
		c := &classifier{}
		for _, condition := range all {
			c.atoms = append(c.atoms, func(candidate choice) Truth { return q.space.holds(condition, key, candidate.values) })
		}
		list, complete := q.space.candidates(key, all)
		for _, values := range list {
			c.add(choice{values: values})
		}
		one := keptKey{dimensionOf(key, c), c.full || !complete}
		if keep {
			q.space.kept.keys[key] = one
		}
		q.space.dimensions = append(q.space.dimensions, one.dimension)
		full = full || one.full
	}
	return full
}

func (c *Condition) hasVariable() bool {
	return slices.ContainsFunc(c.Values, func(p Pattern) bool { return hasVariable(p.Pieces) })
}

func dimensionOf(key string, c *classifier) dimension {
	return dimension{key: key, atoms: len(c.atoms), choices: c.choices}
}

// holds evaluates one condition for values of its key.
func (s *space) holds(c *Condition, key string, values []string) Truth {
	context := map[string][]string{}
	for k, v := range s.fixed {
		context[k] = v
	}
	if values == nil {
		values = []string{}
	}
	context[key] = values
	e := newEvaluation(&Request{Context: context}, nil)
	return e.condition(c)
}

// candidates lists values of a key, one at least of every class: none, single values, and for set
// operators pairs.
func (s *space) candidates(key string, conditions []*Condition) (list [][]string, complete bool) {
	if fixed, ok := s.fixed[key]; ok {
		return [][]string{fixed}, true
	}
	if !slices.Contains(alwaysThere, key) {
		list = append(list, nil)
	}
	values, complete := s.values(conditions)
	sets := false
	for _, c := range conditions {
		sets = sets || c.Operator.Set != NoSet
	}
	for _, v := range values {
		list = append(list, []string{v})
	}
	if !sets {
		return list, complete
	}
	const most = 40
	for i, a := range values[:min(len(values), most)] {
		for _, b := range values[i+1 : min(len(values), most)] {
			list = append(list, []string{a, b})
		}
	}
	return list, complete && len(values) <= most
}

// values lists single values of a key, one of every class at least.
func (s *space) values(conditions []*Condition) (values []string, complete bool) {
	complete = true
	var globs []string
	arns := &resourceSpace{formatted: map[formatKey][]globset.Class{}, budget: s.budget, kept: newKept()}
	e := newEvaluation(&Request{Context: s.fixed}, nil)
	for _, c := range conditions {
		for i := range c.Values {
			p := &c.Values[i]
			pieces, known := e.resolvePieces(p.form.pieces)
			if known != Yes {
				continue
			}
			text := literalText(literalPieces(pieces))
			switch base := c.Operator.Base.Positive(); base {
			case StringLike:
				globs = append(globs, glob(pieces))
			case ArnEquals, ArnLike:
				arns.add(p, &e)
				globs = append(globs, glob(pieces))
			case StringEqualsIgnoreCase:
				globs = append(globs, literalGlob(text))
				values = append(values, text, strings.ToUpper(text), strings.ToLower(text))
			case NumericEquals, NumericLessThan, NumericLessThanEquals, NumericGreaterThan, NumericGreaterThanEquals:
				values = append(values, around(text)...)
			case DateEquals, DateLessThan, DateLessThanEquals, DateGreaterThan, DateGreaterThanEquals:
				values = append(values, moments(text)...)
			case IPAddress:
				values = append(values, addresses(text)...)
			case Bool:
				values = append(values, "true", "false")
			case BinaryEquals:
				values = append(values, text, "b3RoZXI=")
			case Null:
			default:
				globs = append(globs, literalGlob(text))
			}
		}
	}
	if len(arns.patterns) > 0 {
		texts, ok := arns.all()
		values, complete = append(values, texts...), complete && ok
	}
	classes, ok := globset.Partition(globs, globset.Options{Other: "other", Budget: s.budget})
	for _, c := range classes {
		values = append(values, fromGlob(c.Witness))
	}
	slices.Sort(values)
	values = slices.Compact(values)
	if !slices.ContainsFunc(conditions, func(c *Condition) bool { return c.Operator.Base.Positive().typed() }) {
		slices.SortStableFunc(values, func(a, b string) int { return cmp.Compare(utf8.RuneCountInString(a), utf8.RuneCountInString(b)) })
	}
	if len(values) > 1 && values[0] == "" { // of a class, an empty text is the least telling
		values = append(values[1:], "")
	}
	return values, complete && ok
}

// around are numbers equal to, below and above one.
func around(text string) []string {
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return []string{"0"}
	}
	format := func(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
	return []string{format(f - 1), format(f), format(f + 1)}
}

// moments are times equal to, before and after one.
func moments(text string) []string {
	t, ok := date(text)
	if !ok {
		return []string{"2030-01-01T00:00:00Z"}
	}
	var all []string
	for _, d := range []time.Duration{-time.Second, 0, time.Second} {
		all = append(all, t.Add(d).UTC().Format(time.RFC3339))
	}
	return all
}

// addresses are those at the ends of a network, inside and outside, and some elsewhere.
func addresses(text string) []string {
	all := []string{"203.0.113.77", "2001:db8::77", "10.11.12.13"}
	prefix, err := netip.ParsePrefix(text)
	if err != nil {
		addr, err := netip.ParseAddr(text)
		if err != nil {
			return all
		}
		prefix = netip.PrefixFrom(addr, addr.BitLen())
	}
	first := prefix.Masked().Addr()
	last := lastAddress(prefix.Masked())
	for _, a := range []netip.Addr{first, last, first.Prev(), last.Next()} {
		if a.IsValid() {
			all = append(all, a.String())
		}
	}
	return all
}

func lastAddress(p netip.Prefix) netip.Addr {
	b := p.Addr().AsSlice()
	for i := p.Bits(); i < len(b)*8; i++ {
		b[i/8] |= 1 << (7 - i%8)
	}
	last, _ := netip.AddrFromSlice(b)
	return last
}
