package main

import (
	"bytes"
	"encoding/binary"
	"sort"
	"strings"

	"github.com/haechi-dev/haechi/schema"
)

// encode writes the format that package schema documents.
func encode(source string, resources []*resource) []byte {
	// First with a table that collects the strings, then with one in which those that are used
	// most have the smallest numbers, which take the fewest bytes.
	collecting := &interner{index: map[string]int{}}
	writeBodies(collecting, resources)
	strings := collecting.byUse()
	bodies := writeBodies(strings, resources)

	var text bytes.Buffer
	offsets := []uint32{0}
	for _, s := range strings.all {
		text.WriteString(s)
		offsets = append(offsets, uint32(text.Len()))
	}
	var out bytes.Buffer
	out.WriteString(schema.Magic + source + "\n")
	put := func(numbers ...uint32) {
		for _, n := range numbers {
			out.Write(binary.LittleEndian.AppendUint32(nil, n))
		}
	}
	put(uint32(len(strings.all)), uint32(len(bodies.resources)), uint32(len(bodies.objects)), uint32(text.Len()))
	put(offsets...)
	put(bodies.resources...)
	put(bodies.objects...)
	out.Write(text.Bytes())
	out.Write(bodies.Bytes())
	return out.Bytes()
}

// bodies are the encoded types, and where each starts.
type bodies struct {
	bytes.Buffer
	*interner
	resources, objects []uint32
}

func writeBodies(strings *interner, resources []*resource) *bodies {
	b := &bodies{interner: strings}
	for _, r := range resources {
		names := sortedKeys(r.objects)
		first := len(b.objects)
		for _, name := range names {
			b.objects = append(b.objects, uint32(b.Len()))
			b.text(name)
			b.properties(r.objects[name])
		}
		b.resources = append(b.resources, uint32(b.Len()))
		b.text(r.Type)
		b.number(first)
		b.number(len(names))
		b.text(r.ARN)
		b.text(r.Tags)
		b.texts(r.Ref)
		b.properties(r.Properties)
		b.properties(r.Attributes)
	}
	return b
}

func (b *bodies) number(n int) { b.Write(binary.AppendUvarint(nil, uint64(n))) }

func (b *bodies) text(s string) { b.number(b.intern(s)) }

func (b *bodies) texts(all []string) {
	b.number(len(all))
	for _, s := range all {
		b.text(s)
	}
}

func (b *bodies) properties(all map[string]*schema.Property) {
	b.number(len(all))
	for _, name := range sortedKeys(all) {
		p := all[name]
		b.text(name)
		var flags byte
		for flag, set := range map[byte]bool{
			schema.FlagRequired:   p.Required,
			schema.FlagDeprecated: p.Deprecated,
			schema.FlagDefault:    p.Default != "",
			schema.FlagNames:      len(p.Names) > 0,
			schema.FlagTemplate:   p.Template != "",
		} {
			if set {
				flags |= flag
			}
		}
		b.WriteByte(flags)
		b.typ(p.Type)
		if p.Default != "" {
			b.text(p.Default)
		}
		if len(p.Names) > 0 {
			b.number(len(p.Names))
			for _, ref := range p.Names {
				b.text(ref.Type)
				b.text(ref.Property)
			}
		}
		if p.Template != "" {
			b.text(p.Template)
		}
	}
}

func (b *bodies) typ(t schema.Type) {
	if t.Kind == schema.ObjectKind && t.Name == schema.Tag {
		b.WriteByte(schema.KindTag)
		return
	}
	code := byte(t.Kind)
	if len(t.Values) > 0 {
		code |= schema.HasValues
	}
	b.WriteByte(code)
	switch t.Kind {
	case schema.List, schema.Map:
		b.typ(*t.Elem)
	case schema.ObjectKind:
		_, short, _ := strings.Cut(t.Name, ".")
		b.text(short)
	case schema.Union:
		b.number(len(t.Of))
		for _, of := range t.Of {
			b.typ(of)
		}
	}
	if len(t.Values) > 0 {
		b.texts(t.Values)
	}
}

// interner numbers strings.
type interner struct {
	all   []string
	index map[string]int
	uses  []int
}

func (in *interner) intern(s string) int {
	i, known := in.index[s]
	if !known {
		i = len(in.all)
		in.index[s] = i
		in.all, in.uses = append(in.all, s), append(in.uses, 0)
	}
	in.uses[i]++
	return i
}

func (in *interner) byUse() *interner {
	order := append([]string(nil), in.all...)
	sort.Slice(order, func(i, j int) bool {
		if a, b := in.uses[in.index[order[i]]], in.uses[in.index[order[j]]]; a != b {
			return a > b
		}
		return order[i] < order[j]
	})
	sorted := &interner{index: map[string]int{}}
	for _, s := range order {
		sorted.intern(s)
	}
	return sorted
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}
