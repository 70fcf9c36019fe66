package cloudformation

import (
	"fmt"

	"github.com/haechi-dev/haechi/cloud"
)

// findInMap evaluates Fn::FindInMap, with the DefaultValue of AWS::LanguageExtensions
// (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-findinmap-enhancements.html).
// When a key is not known, the value is known only where every key gives the same.
func (s *stack) findInMap(arg *cloud.Value, p cloud.Pos) *cloud.Value {
	items := arg.Items()
	if len(items) != 3 && len(items) != 4 {
		return s.malformed(p, "Fn::FindInMap", "it takes a mapping's name and two keys", "write !FindInMap [Mapping, key, key]")
	}
	var byDefault *cloud.Value
	if len(items) == 4 {
		byDefault = items[3].Get("DefaultValue")
	}
	steps := []*cloud.Value{s.eval(items[0]), s.eval(items[1]), s.eval(items[2])}
	for _, step := range steps {
		if _, ok := step.Scalar(); !ok && !step.Is(cloud.String) && !step.Is(cloud.Unknown) {
			return s.malformed(p, "Fn::FindInMap", "a key is a "+step.Kind().String()+", not text", "write !FindInMap [Mapping, key, key]")
		}
	}
	found, missing := reachable(s.section("Mappings"), steps)
	if missing && byDefault != nil {
		found = append(found, s.eval(byDefault))
	}
	if len(found) == 0 {
		if s.incomplete != nil {
			return cloud.NewUnknown(p, *s.incomplete)
		}
		return s.malformed(p, "Fn::FindInMap", fmt.Sprintf("there is no %s", keyPath(steps)), "add it to Mappings, or write a default with AWS::LanguageExtensions")
	}
	for _, other := range found[1:] {
		if !same(found[0], other) {
			return unknownLike(p, "Fn::FindInMap", steps...)
		}
	}
	if !s.spend(p, 1+found[0].Len(), 0) {
		return tooDeep(p)
	}
	return s.eval(found[0]).At(p)
}

// reachable lists the values that the keys may lead to, and tells whether they may lead nowhere.
func reachable(from *cloud.Value, steps []*cloud.Value) (found []*cloud.Value, missing bool) {
	level := []*cloud.Value{from}
	for _, step := range steps {
		var next []*cloud.Value
		key, known := step.Scalar()
		for _, v := range level {
			if known {
				if below := v.Get(key); below != nil {
					next = append(next, below)
				} else {
					missing = true
				}
				continue
			}
			missing = true
			for _, f := range v.Fields() {
				if hole := cloud.MayEqual(cloud.NewString(f.KeyPos, f.Key), step); hole != nil || step.Is(cloud.Unknown) {
					next = append(next, f.Value)
				}
			}
		}
		level = next
	}
	return level, missing
}

func keyPath(steps []*cloud.Value) string {
	path := ""
	for i, step := range steps {
		if i > 0 {
			path += "."
		}
		text, ok := step.Scalar()
		if !ok {
			text, _ = step.Canonical()
		}
		path += text
	}
	return path
}
