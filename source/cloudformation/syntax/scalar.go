package syntax

import (
	"math/big"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/haechi-dev/haechi/cloud"
)

// scalar gives an untagged or !!tagged scalar its value. Plain scalars are resolved by YAML 1.1
// (https://yaml.org/type/), as the parsers of CloudFormation and of the AWS tools do: yes and on
// are booleans, 010 is eight. Dates stay text: a policy version 2012-10-17 is meant as text.
func (b *builder) scalar(n *yaml.Node, p cloud.Pos) (*cloud.Value, error) {
	quoted := n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) != 0
	if n.Style&yaml.TaggedStyle != 0 || strings.HasPrefix(n.Tag, "tag:") {
		return b.tagged(n, p)
	}
	if quoted {
		return cloud.NewString(p, n.Value), nil
	}
	return plain(n.Value, p), nil
}

func (b *builder) tagged(n *yaml.Node, p cloud.Pos) (*cloud.Value, error) {
	mistake := func() error {
		return &cloud.Error{Pos: p, What: "tag " + n.ShortTag() + " does not fit " + strconv.Quote(n.Value)}
	}
	v := plain(n.Value, p)
	switch n.ShortTag() {
	case "!!str", "!!binary", "!!timestamp", "!":
		return cloud.NewString(p, n.Value), nil
	case "!!null":
		return cloud.NewNull(p), nil
	case "!!bool":
		if !v.Is(cloud.Bool) {
			return nil, mistake()
		}
		return v, nil
	case "!!int", "!!float":
		if !v.Is(cloud.Number) {
			return nil, mistake()
		}
		return v, nil
	}
	return nil, &cloud.Error{Pos: p, What: "unknown tag " + n.ShortTag(), Hint: "templates use plain values and the short forms of intrinsic functions"}
}

func plain(s string, p cloud.Pos) *cloud.Value {
	switch s {
	case "", "~", "null", "Null", "NULL":
		return cloud.NewNull(p)
	case "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON":
		return cloud.NewBool(p, true)
	case "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF":
		return cloud.NewBool(p, false)
	}
	if c := s[0]; c >= '0' && c <= '9' || c == '-' || c == '+' || c == '.' {
		if text, ok := integer(s); ok {
			return cloud.NewNumber(p, text)
		}
		if text, ok := float(s); ok {
			return cloud.NewNumber(p, text)
		}
	}
	return cloud.NewString(p, s)
}

// integer resolves https://yaml.org/type/int.html and returns the decimal spelling.
func integer(s string) (text string, ok bool) {
	sign, digits := "", s
	if s[0] == '-' || s[0] == '+' {
		sign, digits = strings.TrimPrefix(s[:1], "+"), s[1:]
	}
	if digits == "" || digits[0] < '0' || digits[0] > '9' || len(digits) > 400 {
		return "", false
	}
	if strings.Contains(digits, ":") {
		return sexagesimal(sign, digits)
	}
	base, body := 10, strings.ReplaceAll(digits, "_", "")
	switch {
	case strings.HasPrefix(digits, "0b"):
		base, body = 2, body[2:]
	case strings.HasPrefix(digits, "0x"):
		base, body = 16, body[2:]
	case len(body) > 1 && body[0] == '0':
		base, body = 8, body[1:]
	}
	n, ok := new(big.Int).SetString(body, base)
	if !ok || body == "" || body[0] == '-' || body[0] == '+' {
		return "", false
	}
	if n.Sign() == 0 {
		sign = ""
	}
	return sign + n.String(), true
}

// sexagesimal reads base-60 numbers such as 1:30, which YAML 1.1 takes for 90.
func sexagesimal(sign, digits string) (string, bool) {
	parts := strings.Split(strings.ReplaceAll(digits, "_", ""), ":")
	if parts[0] == "" || parts[0][0] == '0' {
		return "", false
	}
	total := new(big.Int)
	for i, part := range parts {
		n, err := strconv.ParseUint(part, 10, 31)
		if err != nil || i > 0 && (n > 59 || len(part) > 2) {
			return "", false
		}
		total.Mul(total, big.NewInt(60)).Add(total, new(big.Int).SetUint64(n))
	}
	return sign + total.String(), true
}

// float resolves https://yaml.org/type/float.html: it needs a point, and an exponent needs a sign.
// The special values stay text, because JSON has none of them.
func float(s string) (text string, ok bool) {
	body := strings.ReplaceAll(s, "_", "")
	mantissa, exponent, hasExponent := strings.Cut(strings.ToLower(strings.TrimLeft(body, "+-")), "e")
	whole, fraction, hasPoint := strings.Cut(mantissa, ".")
	if !hasPoint || whole == "" && fraction == "" || !allDigits(whole) || !allDigits(fraction) {
		return "", false
	}
	if hasExponent && (len(exponent) < 2 || exponent[0] != '+' && exponent[0] != '-' || !allDigits(exponent[1:])) {
		return "", false
	}
	f, err := strconv.ParseFloat(body, 64)
	if err != nil {
		return "", false
	}
	text = strconv.FormatFloat(f, 'g', -1, 64)
	if !strings.ContainsAny(text, ".e") {
		text += ".0"
	}
	return text, true
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}
