package iam_test

import (
	"encoding/json"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
)

// The naive evaluator knows nothing of package iam: it reads the line as plain JSON, writes globs
// as regular expressions, holds every statement against the request, and decides by a few
// sentences of AWS's page. It has no holes, no short ARNs, no derived keys.

type tree = map[string]any

func list(v any) []any {
	switch v := v.(type) {
	case nil:
		return nil
	case []any:
		return v
	}
	return []any{v}
}

func texts(v any) (all []string) {
	for _, item := range list(v) {
		all = append(all, item.(string))
	}
	return all
}

var naiveGlobs = map[string]*regexp.Regexp{}

func naiveGlob(pattern, text string) bool {
	glob := naiveGlobs[pattern]
	if glob == nil {
		p := regexp.QuoteMeta(pattern)
		p = strings.ReplaceAll(strings.ReplaceAll(p, `\*`, `(?s:.*)`), `\?`, `(?s:.)`)
		glob = regexp.MustCompile("^" + p + "$")
		naiveGlobs[pattern] = glob
	}
	return glob.MatchString(text)
}

var naiveARNs = map[string]*regexp.Regexp{}

// naiveARN lets a star at the end of a segment run on past the colon; other wildcards stay.
func naiveARN(pattern, text string) bool {
	if pattern == "*" {
		return true
	}
	if strings.Count(text, ":") < 5 {
		return false
	}
	if glob := naiveARNs[pattern]; glob != nil {
		return glob.MatchString(text)
	}
	var b strings.Builder
	segment := 0
	for i, c := range pattern {
		ends := i+1 < len(pattern) && pattern[i+1] == ':'
		switch {
		case c == '*' && (segment == 5 || ends):
			b.WriteString("(?s:.*)")
		case c == '*':
			b.WriteString("[^:]*")
		case c == '?' && segment == 5:
			b.WriteString("(?s:.)")
		case c == '?':
			b.WriteString("[^:]")
		default:
			b.WriteString(regexp.QuoteMeta(string(c)))
		}
		if c == ':' && segment < 5 {
			segment++
		}
	}
	glob := regexp.MustCompile("^" + b.String() + "$")
	naiveARNs[pattern] = glob
	return glob.MatchString(text)
}

func naiveCondition(operator string, wanted []string, have any, present bool) bool {
	set, base, hasSet := strings.Cut(operator, ":")
	if !hasSet {
		set, base = "", operator
	}
	base, ifExists := strings.CutSuffix(base, "IfExists")
	values := texts(have)
	if base == "Null" {
		return slices.Contains(wanted, map[bool]string{true: "false", false: "true"}[present])
	}
	negated := strings.Contains(base, "Not")
	one := func(value string) bool {
		hit := slices.ContainsFunc(wanted, func(w string) bool {
			switch strings.Replace(base, "Not", "", 1) {
			case "StringEquals":
				return w == value
			case "StringLike":
				return naiveGlob(w, value)
			}
			panic(base)
		})
		return hit != negated
	}
	switch {
	case set == "ForAllValues":
		return strings.Join(values, "") == "" || !slices.ContainsFunc(values, func(v string) bool { return !one(v) })
	case !present && ifExists:
		return true
	case set == "ForAnyValue":
		return slices.ContainsFunc(values, one)
	case !present:
		return negated
	}
	return len(values) == 1 && one(values[0])
}

type naive struct {
	principal, action, resource string
	context                     tree
	bounded, session            bool
}

// names tells in which way a principal element names the principal: 3 itself, 2 its role, 1 its account.
func (n *naive) names(element any) (best int) {
	if element == "*" {
		return 3
	}
	account := "none"
	if parts := strings.Split(n.principal, ":"); len(parts) == 6 {
		account = parts[4]
	}
	for kind, names := range element.(tree) {
		for _, name := range texts(names) {
			way := 0
			switch {
			case kind == "Service":
				if name == n.principal {
					way = 3
				}
			case name == "*":
				way = 3
			case name == n.principal && strings.Contains(name, ":user/") && n.session:
				way = 2
			case name == n.principal && !strings.Contains(name, ":role/"):
				way = 3
			case name == n.principal || strings.HasSuffix(name, ":role/app") && strings.Contains(n.principal, ":assumed-role/app/") && strings.Contains(name, account):
				way = 2
			case name == account || name == "arn:aws:iam::"+account+":root":
				way = 1
				if strings.HasSuffix(n.principal, ":root") {
					way = 3
				}
			}
			best = max(best, way)
		}
	}
	return best
}

func (n *naive) applies(s tree, resourcePolicy bool) (way int) {
	match := func(key, not string, hit func(string) bool) bool {
		if v, ok := s[not]; ok {
			return !slices.ContainsFunc(texts(v), hit)
		}
		return slices.ContainsFunc(texts(s[key]), hit)
	}
	if !match("Action", "NotAction", func(p string) bool { return naiveGlob(strings.ToLower(p), strings.ToLower(n.action)) }) ||
		!match("Resource", "NotResource", func(p string) bool { return naiveARN(p, n.resource) }) {
		return 0
	}
	if conditions, ok := s["Condition"].(tree); ok {
		for operator, keys := range conditions {
			for key, wanted := range keys.(tree) {
				have, present := n.context[key]
				if items, isList := have.([]any); isList && len(items) == 0 {
					present = false
				}
				if !naiveCondition(operator, texts(wanted), have, present) {
					return 0
				}
			}
		}
	}
	if !resourcePolicy {
		return 3
	}
	if not, ok := s["NotPrincipal"]; ok {
		if s["Effect"] == "Deny" && n.bounded {
			return 3
		}
		way := n.names(not)
		if way == 3 || way == 2 && !strings.Contains(n.principal, ":assumed-role/") {
			return 0
		}
		return 3
	}
	return n.names(s["Principal"])
}

// judge returns the ways in which documents allow, and whether they deny.
func (n *naive) judge(docs []any, resourcePolicy bool) (ways map[int]bool, denied bool) {
	ways = map[int]bool{}
	for _, d := range docs {
		for _, s := range list(d.(tree)["Statement"]) {
			way := n.applies(s.(tree), resourcePolicy)
			if way == 0 {
				continue
			}
			if s.(tree)["Effect"] == "Deny" {
				denied = true
			}
			if s.(tree)["Effect"] == "Allow" {
				ways[way] = true
			}
		}
	}
	return ways, denied
}

func naiveDecide(line string) string {
	var r tree
	if err := json.Unmarshal([]byte(line), &r); err != nil {
		panic(err)
	}
	text := func(key string) string { s, _ := r[key].(string); return s }
	n := naive{principal: text("principal"), action: text("action"), resource: text("resource")}
	n.context, _ = r["context"].(tree)
	isRoot := strings.HasSuffix(n.principal, ":root")
	signed := strings.HasPrefix(n.principal, "arn:")
	bounds, sessions := list(r["boundaries"]), list(r["sessionPolicies"])
	n.bounded, n.session = signed && !isRoot && len(bounds) > 0, len(sessions) > 0
	identity, deny1 := n.judge(list(r["identityPolicies"]), false)
	bound, deny2 := n.judge(bounds, false)
	session, deny3 := n.judge(sessions, false)
	resource, deny4 := n.judge(list(r["resourcePolicy"]), true)
	if !signed || isRoot {
		identity = map[int]bool{3: isRoot}
		bounds, sessions = nil, nil
	}
	organisation := true
	for _, level := range list(r["scps"]) {
		ways, denied := n.judge(list(level), false)
		if signed {
			organisation = organisation && ways[3]
			deny1 = deny1 || denied
		}
	}
	for _, level := range list(r["rcps"]) {
		_, denied := n.judge(list(level), false)
		deny1 = deny1 || denied
	}
	if deny1 || deny2 || deny3 || deny4 {
		return "explicit-deny"
	}
	limits := (len(bounds) == 0 || bound[3]) && (len(sessions) == 0 || session[3])
	own := identity[3] && limits
	var core bool
	switch {
	case !signed:
		core = resource[3]
	case isRoot && n.action == "sts:AssumeRole":
		core = false
	case strings.Split(n.principal, ":")[4] != text("resourceAccount"):
		core = own && len(resource) > 0
	case strings.HasPrefix(n.action, "kms:") || n.action == "sts:AssumeRole":
		core = resource[3] || resource[2] && limits || own && resource[1]
		if isRoot {
			core = resource[3] || resource[1]
		}
	default:
		core = own || resource[3] || resource[2] && limits
	}
	if core && organisation {
		return "allow"
	}
	return "implicit-deny"
}

// randomRequest writes a line with random policies over small alphabets.
func randomRequest(r *rand.Rand) string {
	pick := func(all ...string) string { return all[r.IntN(len(all))] }
	chance := func(n int) bool { return r.IntN(n) == 0 }
	account := pick("111111111111", "111111111111", "222222222222")
	principal := pick(user, role, session, root, stranger, "*", "sns.amazonaws.com", "arn:aws:iam::222222222222:root", "arn:aws:iam::111111111111:role/app")
	target := [][2]string{{"s3:GetObject", "arn:aws:s3:::b/k"}, {"s3:PutObject", "arn:aws:s3:::b/l"}, {"kms:Decrypt", "arn:aws:kms:eu-west-1:" + account + ":key/k"}, {"sts:AssumeRole", "arn:aws:iam::" + account + ":role/target"}}[r.IntN(4)]
	several := func(make func() string) any {
		if chance(2) {
			return make()
		}
		all := []string{}
		for range r.IntN(4) {
			all = append(all, make())
		}
		return all
	}
	value := func() string { return pick("a", "b", "ab", "a*", "?", "*") }
	statement := func(resourcePolicy bool) tree {
		s := tree{"Effect": pick("Allow", "Allow", "Deny")}
		s[pick("Action", "Action", "Action", "NotAction")] = several(func() string { return pick("*", "s3:*", "S3:get*", "s3:?etObject", "kms:*", "sts:AssumeRole", "ec2:*") })
		s[pick("Resource", "Resource", "Resource", "NotResource")] = several(func() string {
			return pick("*", "arn:aws:s3:::b/*", "arn:*:key/k", "arn:aws:i?m:*:*:role/t*", "arn:aws:k*s:*:key/?", "arn:aws:s3:::*/k", "arn:aws:*:*:*:*k*", "arn:aws:iam::*:role/*", "arn:aws:s3:::b/?")
		})
		if resourcePolicy {
			s[pick("Principal", "Principal", "Principal", "NotPrincipal")] = tree{"AWS": several(func() string {
				return pick(user, "arn:aws:iam::111111111111:role/app", session, root, "111111111111", "222222222222", stranger, "*")
			}), "Service": several(func() string { return pick("sns.amazonaws.com", "sqs.amazonaws.com") })}
		}
		if chance(3) {
			base := pick("StringEquals", "StringNotEquals", "StringLike", "StringNotLike") + pick("", "", "IfExists")
			s["Condition"] = tree{pick("", "", "ForAllValues:", "ForAnyValue:") + base: tree{pick("k", "l"): several(value)}}
			if chance(4) {
				s["Condition"] = tree{"Null": tree{pick("k", "l"): several(func() string { return pick("true", "false") })}}
			}
		}
		return s
	}
	doc := func(resourcePolicy bool) tree {
		statements := []tree{}
		for range 1 + r.IntN(3) {
			statements = append(statements, statement(resourcePolicy))
		}
		if chance(6) { // enough for an index
			for range 12 {
				statements = append(statements, tree{"Effect": "Allow", "Action": []string{"ec2:Run*", "sqs:SendMessage"}, "Resource": "*"})
			}
			r.Shuffle(len(statements), func(i, j int) { statements[i], statements[j] = statements[j], statements[i] })
		}
		return tree{"Version": "2012-10-17", "Statement": statements}
	}
	docs := func(n int) []tree {
		all := []tree{}
		for range n {
			all = append(all, doc(false))
		}
		return all
	}
	req := tree{"principal": principal, "action": target[0], "resource": target[1], "resourceAccount": account}
	context := tree{}
	for _, key := range []string{"k", "l"} {
		if chance(2) {
			context[key] = several(func() string { return pick("a", "b", "ab") })
		}
	}
	req["context"] = context
	for key, odds := range map[string]int{"identityPolicies": 1, "boundaries": 4, "sessionPolicies": 4} {
		if r.IntN(odds) == 0 {
			req[key] = docs(1 + r.IntN(2))
		}
	}
	if chance(2) {
		req["resourcePolicy"] = doc(true)
	}
	if chance(5) {
		req["scps"] = [][]tree{docs(2), docs(1 + r.IntN(2))}
	}
	if chance(8) {
		req["rcps"] = [][]tree{docs(1)}
	}
	line, err := json.Marshal(req)
	if err != nil {
		panic(err)
	}
	return string(line)
}
