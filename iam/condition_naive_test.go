package iam_test

import (
	"encoding/json"
	"math/big"
	"math/rand/v2"
	"net"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/haechi-dev/haechi/iam"
)

// The naive reading of the page of the condition operators, with nothing of package iam: numbers as
// fractions, addresses by package net, patterns as regular expressions.

var naiveVariable = regexp.MustCompile(`\$\{([^}]*)\}`)

// naivePattern writes a value of a policy as a regular expression. Wildcards count only where the
// operator has them; a variable without value, or with several, matches nothing.
func naivePattern(value string, context map[string][]string, variables, wildcards bool, one, many string) (string, bool) {
	quote := func(text string) string {
		text = regexp.QuoteMeta(text)
		if wildcards {
			text = strings.NewReplacer(`\*`, many, `\?`, one).Replace(text)
		}
		return text
	}
	if !variables {
		return quote(value), true
	}
	var b strings.Builder
	for {
		at := naiveVariable.FindStringSubmatchIndex(value)
		if at == nil {
			return b.String() + quote(value), true
		}
		b.WriteString(quote(value[:at[0]]))
		inner := value[at[2]:at[3]]
		value = value[at[1]:]
		if inner == "*" || inner == "?" || inner == "$" {
			b.WriteString(regexp.QuoteMeta(inner))
			continue
		}
		key, fallback, hasFallback := strings.Cut(inner, ",")
		values := naiveKey(context, strings.TrimSpace(key))
		switch {
		case len(values) == 1:
			b.WriteString(regexp.QuoteMeta(values[0]))
		case len(values) == 0 && hasFallback:
			b.WriteString(regexp.QuoteMeta(strings.Trim(strings.TrimSpace(fallback), "'")))
		default:
			return "", false
		}
	}
}

func naiveKey(context map[string][]string, key string) []string {
	for k, values := range context {
		if strings.EqualFold(k, key) {
			return values
		}
	}
	return nil
}

// naiveHit holds one value of a request against one of a policy. ok says whether they can be compared.
func naiveHit(base, want, have string, context map[string][]string, version string) (hit, ok bool) {
	variables := version == "2012-10-17"
	match := func(fold, wildcards bool) bool {
		p, known := naivePattern(want, context, variables, wildcards, "(?s:.)", "(?s:.*)")
		if fold {
			p = "(?i)" + p
		}
		return known && regexp.MustCompile("^"+p+"$").MatchString(have)
	}
	switch base {
	case "StringEquals":
		return match(false, false), true
	case "StringEqualsIgnoreCase":
		return match(true, false), true
	case "StringLike":
		return match(false, true), true
	case "BinaryEquals":
		return want == have, true
	case "ArnEquals", "ArnLike":
		if want == "*" {
			return true, true
		}
		texts := strings.SplitN(have, ":", 6)
		p, known := naivePattern(want, context, variables, true, "\x01", "\x02") // wildcards later, so that values keep their colons
		if !known || len(texts) < 6 || texts[0] != "arn" || strings.Count(want, ":") < 5 {
			return false, true
		}
		for i, part := range strings.SplitN(p, ":", 6) {
			part = strings.NewReplacer("\x01", "(?s:.)", "\x02", "(?s:.*)").Replace(part)
			if !regexp.MustCompile("^" + part + "$").MatchString(texts[i]) {
				return false, true
			}
		}
		return true, true
	case "Bool":
		if variables {
			p, known := naivePattern(want, context, true, false, "", "")
			if !known {
				return false, true
			}
			want = p
		}
		truth := func(s string) bool { return strings.EqualFold(s, "true") || strings.EqualFold(s, "false") }
		return strings.EqualFold(want, have) && truth(want), truth(want) && truth(have)
	case "IpAddress":
		ip := net.ParseIP(have)
		_, block, err := net.ParseCIDR(want)
		if err != nil {
			single := net.ParseIP(want)
			return ip != nil && single != nil && single.Equal(ip), ip != nil && single != nil
		}
		return ip != nil && block.Contains(ip), ip != nil
	}
	order, ok := 0, true
	if strings.HasPrefix(base, "Numeric") {
		number := func(s string) *big.Rat {
			if !regexp.MustCompile(`^[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?$`).MatchString(s) {
				ok = false
				return new(big.Rat)
			}
			r, _ := new(big.Rat).SetString(s)
			return r
		}
		order = number(have).Cmp(number(want))
		base = strings.TrimPrefix(base, "Numeric")
	} else {
		moment := func(s string) time.Time {
			if n, err := strconv.ParseInt(s, 10, 64); err == nil {
				return time.Unix(n, 0)
			}
			for _, form := range []string{"2006-01-02T15:04:05Z07:00", "2006-01-02T15:04Z07:00", "2006-01-02", "2006-01"} {
				if t, err := time.Parse(form, s); err == nil {
					return t
				}
			}
			ok = false
			return time.Time{}
		}
		order = moment(have).Compare(moment(want))
		base = strings.TrimPrefix(base, "Date")
	}
	return map[string]bool{"Equals": order == 0, "LessThan": order < 0, "LessThanEquals": order <= 0, "GreaterThan": order > 0, "GreaterThanEquals": order >= 0}[base] && ok, ok
}

// naiveHolds is one condition of any operator.
func naiveHolds(operator, key string, wanted []string, context map[string][]string, version string) bool {
	set := ""
	if before, after, found := strings.Cut(operator, ":"); found {
		set, operator = before, after
	}
	base, ifExists := strings.CutSuffix(operator, "IfExists")
	values := naiveKey(context, key)
	if base == "Null" {
		return slices.ContainsFunc(wanted, func(w string) bool { return strings.EqualFold(w, strconv.FormatBool(len(values) == 0)) })
	}
	negated := strings.Contains(base, "Not")
	base = strings.Replace(base, "Not", "", 1)
	one := func(have string) bool {
		any, all := false, true
		for _, want := range wanted {
			hit, ok := naiveHit(base, want, have, context, version)
			any, all = any || hit, all && ok
		}
		if negated {
			return !any && all
		}
		return any
	}
	switch {
	case set == "ForAllValues":
		return strings.Join(values, "") == "" || !slices.ContainsFunc(values, func(v string) bool { return !one(v) })
	case len(values) == 0 && ifExists:
		return true
	case set == "ForAnyValue":
		return slices.ContainsFunc(values, one)
	case len(values) == 0:
		return negated
	}
	return len(values) == 1 && one(values[0])
}

// operatorValues are values that operators tell apart, with mistakes among them.
var operatorValues = map[string][]string{
	"String":  {"a", "A", "b", "ab", "a*", "*", "?", "a?", "", "${l}", "${l}*", "${L, 'ab'}", "${m,'a'}", "a${*}", "${?}", "${$}{l}", "${n}", "*b*a*", "값", "?값*"},
	"Numeric": {"1", "1.0", "2", "-1", "1e0", "0.5", ".5", "10", "x", "", "0x1", "${l}", "9007199254740993", "9007199254740992", "1_0", "Inf", "+2", "1."},
	"Date":    {"2026-01-01T00:00:00Z", "2026-01-01", "2026-01", "1767225600", "2026-01-01T01:00:00+01:00", "2026-01-01T00:00Z", "2025-12-31T23:59:59Z", "2026-01-01T00:00:00.5Z", "never", "", "${l}", "0"},
	"Bool":    {"true", "false", "True", "FALSE", "yes", "", "${l}", "1"},
	"Binary":  {"QQ==", "Qg==", "qq==", "", "*", "${l}"},
	"Ip":      {"10.0.0.0/8", "10.1.2.3", "10.1.2.3/32", "0.0.0.0/0", "2001:db8::/32", "2001:db8::1", "::/0", "10.1.0.0/33", "x", "", "10.1.2.3/24", "192.168.1.1"},
	"Arn": {"arn:aws:s3:::b", "arn:aws:s3:::b/*", "arn:aws:s3:::*", "arn:*:s3:*:*:b", "arn:aws:iam::111111111111:role/a", "arn:aws:iam::*:role/?", "arn:aws:iam:*:role/a", "*", "b", "", "arn:aws:iam::111111111111:user/${l}", "arn:aws:s3:::b/k:l", "arn:aws:s3:::B",
		"arn:aws:s?:::*"},
}

func TestOperatorsAgainstNaive(t *testing.T) {
	families := map[string][]string{
		"String":  {"StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", "StringLike", "StringNotLike"},
		"Numeric": {"NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericLessThanEquals", "NumericGreaterThan", "NumericGreaterThanEquals"},
		"Date":    {"DateEquals", "DateNotEquals", "DateLessThan", "DateLessThanEquals", "DateGreaterThan", "DateGreaterThanEquals"},
		"Bool":    {"Bool"}, "Binary": {"BinaryEquals"}, "Ip": {"IpAddress", "NotIpAddress"}, "Arn": {"ArnEquals", "ArnNotEquals", "ArnLike", "ArnNotLike"},
	}
	names := []string{"Arn", "Binary", "Bool", "Date", "Ip", "Numeric", "String"}
	r := rand.New(rand.NewPCG(61, 62))
	counts := map[string]int{}
	who, err := iam.ParsePrincipal(user)
	if err != nil {
		t.Fatal(err)
	}
	for range rounds(30_000) {
		family := names[r.IntN(len(names))]
		values := operatorValues[family]
		several := func(most int) (all []string) {
			for range r.IntN(most + 1) {
				all = append(all, values[r.IntN(len(values))])
			}
			return all
		}
		operator := pickOf(r, "", "", "ForAllValues:", "ForAnyValue:") + pickOf(r, families[family]...) + pickOf(r, "", "", "IfExists")
		if r.IntN(20) == 0 {
			operator, values = "Null", []string{"true", "false", "TRUE", "x"}
		}
		wanted := append([]string{}, several(3)...)
		context := map[string][]string{}
		values = operatorValues[family]
		if r.IntN(5) > 0 {
			context["k"] = append([]string{values[r.IntN(len(values))]}, several(r.IntN(2)*2)...)
		}
		for _, key := range []string{"l", "M"} {
			if r.IntN(3) > 0 {
				context[key] = []string{pickOf(r, "a", "b", "*", "?", "true", "1", "a:b")}
			}
		}
		if r.IntN(6) == 0 {
			context["l"] = []string{"a", "b"}
		}
		version := pickOf(r, "2012-10-17", "2012-10-17", "2008-10-17")
		text, err := json.Marshal(map[string]any{"Version": version, "Statement": tree{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": tree{operator: tree{"K": wanted}}}})
		if err != nil {
			t.Fatal(err)
		}
		got := iam.Decide(&iam.Request{Principal: who, Action: "s3:GetObject", Resource: "arn:aws:s3:::b/k", Context: context}, &iam.Policies{Identity: []*iam.Document{document(t, string(text))}})
		want := map[bool]iam.Result{true: iam.ResultAllow, false: iam.ResultImplicitDeny}[naiveHolds(operator, "K", wanted, context, version)]
		counts[family+" "+want.String()]++
		if got.Result != want {
			t.Errorf("%s\nwith %q: got %v, want %v", text, context, got.Result, want)
		}
	}
	for _, family := range names {
		if counts[family+" allow"] < 100 || counts[family+" implicit-deny"] < 100 {
			t.Errorf("%v: the test says little of %s", counts, family)
		}
	}
}
