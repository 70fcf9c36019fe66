package sam

import (
	"regexp"
	"sort"
	"strconv"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// wholeDynamicReference is a whole text that names a value kept elsewhere
// (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html).
var wholeDynamicReference = regexp.MustCompile(`^\{\{resolve:[a-z-]+:.+\}\}\n?$`)

// substituteDefinition replaces the intrinsic functions and dynamic references in a definition by
// variables: a definition is a text for CloudFormation, in which functions do not work but
// variables do. It returns the definition to write and what the variables stand for.
func substituteDefinition(definition *cloud.Value) (written, substitutions *cloud.Value) {
	substitutions = cloud.NewMap(definition.Pos)
	return substituteChildren(definition, substitutions), substitutions
}

func substituteChildren(v, substitutions *cloud.Value) *cloud.Value {
	replace := func(item *cloud.Value) *cloud.Value {
		if !isIntrinsic(item) && !wholeDynamicReference.MatchString(item.Str()) {
			return substituteChildren(item, substitutions)
		}
		name := "definition_substitution_" + strconv.Itoa(substitutions.Len()+1)
		substitutions.Set(name, item)
		return cloud.NewString(item.Pos, "${"+name+"}")
	}
	switch v.Kind() {
	case cloud.Map:
		m := cloud.NewMap(v.Pos)
		for _, f := range sortedFields(v) { // variables are numbered in the order of the text
			m.SetAt(f.Key, f.KeyPos, replace(f.Value))
		}
		return m
	case cloud.List:
		l := cloud.NewList(v.Pos)
		for _, item := range v.Items() {
			l.Append(replace(item))
		}
		return l
	}
	return v
}

// definitionString makes the Fn::Join of the lines of the definition's JSON, keys sorted and
// indented by four. Every line has the position of what it says.
// It returns nil when the text is too long.
func definitionString(definition *cloud.Value) *cloud.Value {
	w := definitionWriter{lines: cloud.NewList(definition.Pos)}
	w.value(definition, "")
	w.endLine()
	if w.length > maxDefinition {
		return nil
	}
	return at(definition.Pos).object("Fn::Join", at(definition.Pos).list("\n", w.lines))
}

// maxDefinition bounds the text of a definition. Step Functions takes a mebibyte
// (https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html); the indentation adds to it.
const maxDefinition = 16 << 20

type definitionWriter struct {
	lines  *cloud.Value
	length int
	line   strings.Builder
	pos    cloud.Pos // of what the current line says
}

func (w *definitionWriter) endLine() {
	if w.length += w.line.Len(); w.length > maxDefinition {
		w.line.Reset()
		return
	}
	w.lines.Append(cloud.NewString(w.pos, w.line.String()))
	w.line.Reset()
}

// value writes v into the current line and, when it has several lines, leaves the last one open.
func (w *definitionWriter) value(v *cloud.Value, indent string) {
	if w.line.Len() == 0 {
		w.pos = v.Pos
	}
	switch v.Kind() {
	case cloud.Map:
		w.enclosed('{', '}', v, indent, func(f cloud.Field) {
			w.pos = f.KeyPos
			writeASCII(&w.line, f.Key)
			w.line.WriteString(": ")
			w.value(f.Value, indent+"    ")
		})
	case cloud.List:
		w.enclosed('[', ']', v, indent, func(f cloud.Field) {
			w.pos = f.Value.Pos
			w.value(f.Value, indent+"    ")
		})
	default:
		writeCanonical(&w.line, v)
	}
}

func (w *definitionWriter) enclosed(open, closing byte, v *cloud.Value, indent string, item func(cloud.Field)) {
	w.line.WriteByte(open)
	items := sortedFields(v)
	for i, f := range items {
		w.endLine()
		w.line.WriteString(indent + "    ")
		item(f)
		if i < len(items)-1 {
			w.line.WriteByte(',')
		}
	}
	if len(items) > 0 {
		w.endLine()
		w.pos = v.Pos
		w.line.WriteString(indent)
	}
	w.line.WriteByte(closing)
}

// sortedFields gives the entries of a map by key, or the items of a list in order.
func sortedFields(v *cloud.Value) []cloud.Field {
	var all []cloud.Field
	for _, item := range v.Items() {
		all = append(all, cloud.Field{Value: item})
	}
	all = append(all, v.Fields()...)
	if v.Is(cloud.Map) {
		sort.Slice(all, func(i, j int) bool { return all[i].Key < all[j].Key })
	}
	return all
}
