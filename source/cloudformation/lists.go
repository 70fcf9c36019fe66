package cloudformation

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// split evaluates Fn::Split. A hole stays whole when its text cannot have the separator in it.
func (s *stack) split(arg *cloud.Value, p cloud.Pos) *cloud.Value {
	if arg.Len() != 2 || !arg.Is(cloud.List) {
		return s.malformed(p, "Fn::Split", "it takes a separator and text", "write !Split [',', text]")
	}
	separator, ok := s.eval(arg.Items()[0]).Scalar()
	if !ok || separator == "" {
		return s.malformed(p, "Fn::Split", "its separator is not text", "write !Split [',', text]")
	}
	return s.splitText(separator, s.eval(arg.Items()[1]), p)
}

func (s *stack) splitText(separator string, v *cloud.Value, p cloud.Pos) *cloud.Value {
	all := parts(v)
	if _, ok := v.Scalar(); !ok && !v.Is(cloud.String) {
		return unknownLike(p, "Fn::Split", v)
	}
	list := cloud.NewList(p)
	var item []cloud.Part
	for _, part := range all {
		if part.Hole != nil {
			if mayContain(part.Hole, separator) {
				return cloud.NewUnknown(p, computed(part.Hole.Reason)).WithRefs(v.Refs()...)
			}
			item = append(item, part)
			continue
		}
		pieces := strings.Split(part.Text, separator)
		if !s.spend(p, len(pieces), len(part.Text)) {
			return tooDeep(p)
		}
		for i, piece := range pieces {
			if i > 0 {
				list.Append(cloud.NewParts(p, item...))
				item = nil
			}
			item = append(item, cloud.Part{Text: piece})
		}
	}
	return list.Append(cloud.NewParts(p, item...))
}

// mayContain reports whether the text of a hole may have a separator in it. Account numbers,
// regions, partitions and the names of resources have none of the usual separators.
func mayContain(h *cloud.Hole, separator string) bool {
	switch h.Name {
	case "AWS::AccountId":
		return strings.Trim(separator, "0123456789") == ""
	case "AWS::Region", "AWS::Partition", "AWS::URLSuffix":
		return !strings.ContainsAny(separator, ",:;|/ ")
	}
	if h.Ref == nil || !strings.ContainsAny(separator, ",:;|/ ") {
		return true
	}
	attribute := h.Ref.Attribute
	return strings.ContainsAny(separator, ":/") &&
		(strings.HasSuffix(attribute, "Arn") || strings.HasSuffix(strings.ToLower(attribute), "url") || strings.Contains(attribute, "Endpoint"))
}

// zones evaluates Fn::GetAZs: which zones an account has is known only to the account.
func (s *stack) zones(arg *cloud.Value, p cloud.Pos) *cloud.Value {
	region, ok := s.eval(arg).Scalar()
	if !ok || region == "" {
		region = s.opt.Region
	}
	what := "Fn::GetAZs"
	if region != "" {
		what += " of " + region
	}
	return cloud.NewUnknown(p, cloud.Because(cloud.AtDeployment, what))
}

// length evaluates Fn::Length of AWS::LanguageExtensions.
func (s *stack) length(arg *cloud.Value, p cloud.Pos) *cloud.Value {
	v := s.eval(arg)
	if !v.Is(cloud.List) {
		if _, unknown := whyUnknown(v); unknown {
			return unknownLike(p, "Fn::Length", v)
		}
		return s.malformed(p, "Fn::Length", "it counts a list, not a "+v.Kind().String(), "")
	}
	for _, item := range v.Items() {
		if why, may := mayVanish(item); may {
			return cloud.NewUnknown(p, why)
		}
	}
	return cloud.NewInt(p, int64(v.Len()))
}

// toJSON evaluates Fn::ToJsonString of AWS::LanguageExtensions. Holes in strings stay holes.
func (s *stack) toJSON(arg *cloud.Value, p cloud.Pos) *cloud.Value {
	v := s.eval(arg)
	if !v.Is(cloud.List) && !v.Is(cloud.Map) {
		if _, unknown := whyUnknown(v); unknown {
			return unknownLike(p, "Fn::ToJsonString", v)
		}
		return s.malformed(p, "Fn::ToJsonString", "it takes a mapping or a list, not a "+v.Kind().String(), "")
	}
	if why, may := holdsVanishing(v); may {
		h := &cloud.Hole{Name: fmt.Sprintf("Fn::ToJsonString at %s", p), Reason: why}
		return cloud.NewParts(p, cloud.Part{Hole: h})
	}
	w := jsonWriter{stack: s, pos: p}
	w.write(v)
	if s.exceeded != nil {
		return tooDeep(p)
	}
	return cloud.NewParts(p, w.parts...).WithRefs(w.refs...)
}

// jsonWriter writes a value as the parts of a JSON text.
type jsonWriter struct {
	stack *stack
	pos   cloud.Pos
	parts []cloud.Part
	refs  []cloud.Reference
}

func (w *jsonWriter) text(s string) {
	if w.stack.spend(w.pos, 0, len(s)) {
		w.parts = append(w.parts, cloud.Part{Text: s})
	}
}

func (w *jsonWriter) write(v *cloud.Value) {
	switch v.Kind() {
	case cloud.List:
		w.text("[")
		for i, item := range v.Items() {
			if i > 0 {
				w.text(",")
			}
			w.write(item)
		}
		w.text("]")
	case cloud.Map:
		w.text("{")
		for i, f := range v.Fields() {
			if i > 0 {
				w.text(",")
			}
			w.text(quoteJSON(f.Key) + ":")
			w.write(f.Value)
		}
		w.text("}")
	case cloud.String:
		w.refs = append(w.refs, v.Refs()...)
		w.text(`"`)
		for _, part := range v.Parts() {
			if part.Hole != nil {
				w.parts = append(w.parts, part)
			} else {
				quoted := quoteJSON(part.Text)
				w.text(quoted[1 : len(quoted)-1])
			}
		}
		w.text(`"`)
	case cloud.Unknown:
		w.parts = append(w.parts, parts(v)...)
	default:
		text, err := v.MarshalJSON()
		if err == nil {
			w.text(string(text))
		}
	}
}

func quoteJSON(text string) string {
	quoted, err := cloud.NewString(cloud.Pos{}, text).MarshalJSON()
	if err != nil {
		return `""`
	}
	return string(quoted)
}

// cidr evaluates Fn::Cidr: count blocks of the given number of host bits at the start of a block.
func (s *stack) cidr(arg *cloud.Value, p cloud.Pos) *cloud.Value {
	const hint = "write !Cidr [block, count, host bits]"
	if arg.Len() != 2 && arg.Len() != 3 {
		return s.malformed(p, "Fn::Cidr", "it takes a block, a count and host bits", hint)
	}
	values := make([]*cloud.Value, arg.Len())
	texts := []string{"", "", ""}
	for i, item := range arg.Items() {
		values[i] = s.eval(item)
		text, ok := values[i].Scalar()
		if !ok {
			return unknownLike(p, "Fn::Cidr", values[i])
		}
		texts[i] = text
	}
	block, err := netip.ParsePrefix(texts[0])
	if err != nil {
		return s.malformed(p, "Fn::Cidr", fmt.Sprintf("%q is not an address block", texts[0]), hint)
	}
	count, err := strconv.Atoi(texts[1])
	if err != nil || count < 1 || count > 256 {
		return s.malformed(p, "Fn::Cidr", fmt.Sprintf("the count %q is not between 1 and 256", texts[1]), hint)
	}
	bits := block.Addr().BitLen() - block.Bits()
	host := 8
	if block.Addr().Is6() {
		host = 64
	}
	if texts[2] != "" {
		if host, err = strconv.Atoi(texts[2]); err != nil {
			return s.malformed(p, "Fn::Cidr", fmt.Sprintf("%q is not a number of bits", texts[2]), hint)
		}
	}
	if host < 1 || host > bits || bits-host < 62 && count > 1<<(bits-host) {
		return s.malformed(p, "Fn::Cidr", fmt.Sprintf("%d blocks of %d host bits do not fit into %s", count, host, block), hint)
	}
	list := cloud.NewList(p)
	for i := range count {
		sub := netip.PrefixFrom(addressAt(block.Masked().Addr(), uint64(i), host), block.Addr().BitLen()-host)
		list.Append(cloud.NewString(p, sub.String()))
	}
	return list
}

// addressAt adds i blocks of 2^host addresses to an address.
func addressAt(a netip.Addr, i uint64, host int) netip.Addr {
	bytes := a.As16()
	high, low := binary.BigEndian.Uint64(bytes[:8]), binary.BigEndian.Uint64(bytes[8:])
	if host >= 64 {
		high += i << (host - 64)
	} else {
		sum := low + i<<host
		if sum < low {
			high++
		}
		if host > 0 {
			high += i >> (64 - host)
		}
		low = sum
	}
	binary.BigEndian.PutUint64(bytes[:8], high)
	binary.BigEndian.PutUint64(bytes[8:], low)
	sum := netip.AddrFrom16(bytes)
	if a.Is4() {
		return sum.Unmap()
	}
	return sum
}
