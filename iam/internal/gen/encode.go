package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"sort"
	"strings"

	"github.com/haechi-dev/haechi/iam/internal/format"
)

// encodeActions writes the format that package format describes.
func encodeActions(source string, services map[string]*service) []byte {
	// First with a table that collects the strings, then with one in which those that are used
	// most have the smallest numbers, which take the fewest bytes.
	collecting := &interner{index: map[string]int{}}
	writeServices(collecting, services)
	texts := collecting.byUse()
	b := writeServices(texts, services)

	var text bytes.Buffer
	starts := []uint32{0}
	for _, s := range texts.all {
		text.WriteString(s)
		starts = append(starts, uint32(text.Len()))
	}
	var out bytes.Buffer
	out.WriteString(format.ActionsMagic + source + "\n")
	put := func(numbers ...uint32) {
		for _, n := range numbers {
			out.Write(binary.LittleEndian.AppendUint32(nil, n))
		}
	}
	put(uint32(len(texts.all)), uint32(len(b.starts)), uint32(text.Len()))
	put(starts...)
	put(b.starts...)
	out.Write(text.Bytes())
	out.Write(b.Bytes())
	return out.Bytes()
}

// bodies are the encoded services, and where each starts.
type bodies struct {
	bytes.Buffer
	*interner
	starts []uint32
}

func writeServices(texts *interner, services map[string]*service) *bodies {
	b := &bodies{interner: texts}
	for _, prefix := range sortedKeys(services) {
		b.starts = append(b.starts, uint32(b.Len()))
		b.service(services[prefix])
	}
	return b
}

func (b *bodies) service(s *service) {
	b.text(s.Prefix)
	b.text(s.Name)
	var flags byte
	if s.actions {
		flags |= format.FlagService
	}
	if s.rcp {
		flags |= format.FlagRCP
	}
	b.WriteByte(flags)
	b.number(len(s.Keys))
	keys := map[string]int{}
	for i, k := range s.Keys {
		keys[k.Name] = i
		b.text(k.Name)
		b.WriteByte(keyType(k.Type))
	}
	// The lists of condition keys of a service repeat, and so do the lists of resource types with
	// them. Each is written once.
	lists, sets := &lists{index: map[string]int{}}, &lists{index: map[string]int{}}
	types := map[string]int{}
	var typeBodies, actions bodies
	typeBodies.interner, actions.interner = b.interner, b.interner
	for i, t := range s.Types {
		types[strings.ToLower(t.Name)] = i
		typeBodies.text(t.Name)
		typeBodies.arn(s.Prefix, t.ARN)
		typeBodies.number(lists.add(keyList(keys, t.Keys)))
	}
	for _, a := range s.Actions {
		var set bodies
		set.number(len(a.Resources))
		for _, r := range a.Resources {
			i, ok := types[strings.ToLower(r.Name)]
			if !ok {
				panic(s.Prefix + ":" + a.Name + " is for the resource type " + r.Name + ", which is not known")
			}
			n := i << 1
			if r.Required {
				n |= 1
			}
			set.number(n)
			set.number(lists.add(keyList(keys, r.Keys)))
		}
		actions.words(a.Name)
		actions.WriteByte(accessLevel(a.Level) | flagged(len(a.Dependent) > 0, format.FlagDependent))
		actions.number(sets.add(set.Bytes()))
		actions.number(lists.add(keyList(keys, a.Keys)))
		if len(a.Dependent) > 0 {
			actions.number(len(a.Dependent))
			for _, d := range a.Dependent {
				actions.text(d)
			}
		}
	}
	b.lists(lists)
	b.number(len(s.Types))
	b.Write(typeBodies.Bytes())
	b.lists(sets)
	b.number(len(s.Actions))
	b.Write(actions.Bytes())
}

func flagged(set bool, f byte) byte {
	if set {
		return f
	}
	return 0
}

func keyList(keys map[string]int, names []string) []byte {
	var b bodies
	b.number(len(names))
	for _, name := range names {
		i, ok := keys[name]
		if !ok {
			for have := range keys {
				if strings.EqualFold(have, name) {
					i, ok = keys[have], true
				}
			}
		}
		if !ok {
			panic("condition key " + name + " is not in the list of its service")
		}
		b.number(i)
	}
	return b.Bytes()
}

// arn writes the beginning that most ARN formats have as one byte.
func (b *bodies) arn(prefix, arn string) {
	for i, form := range format.ARNForms() {
		if rest, ok := strings.CutPrefix(arn, strings.ReplaceAll(form, "*", prefix)); ok {
			b.WriteByte(byte(i))
			b.text(rest)
			return
		}
	}
	panic("no form fits " + arn) // the last form is empty
}

// words writes a name as the words it is made of: names of actions share few words.
func (b *bodies) words(name string) {
	var words []string
	for rest := name; rest != ""; {
		n := 1
		for n < len(rest) && !boundary(rest, n) {
			n++
		}
		words = append(words, rest[:n])
		rest = rest[n:]
	}
	b.number(len(words))
	for _, w := range words {
		b.text(w)
	}
}

// boundary reports whether a word of a name in camel case starts at i.
func boundary(s string, i int) bool {
	upper := func(c byte) bool { return 'A' <= c && c <= 'Z' }
	switch {
	case !upper(s[i]):
		return false
	case !upper(s[i-1]):
		return true
	}
	return i+1 < len(s) && !upper(s[i+1])
}

func accessLevel(s string) byte {
	switch s {
	case "List":
		return format.List
	case "Read":
		return format.Read
	case "Write":
		return format.Write
	case "Permissions management, Write":
		return format.PermissionsManagement
	case "Tagging, Write":
		return format.Tagging
	}
	panic("access level " + s)
}

func keyType(s string) byte {
	single, multi := strings.CutPrefix(s, "ArrayOf")
	types := map[string]byte{"String": format.String, "ARN": format.ARN, "Bool": format.Bool,
		"Date": format.Date, "Numeric": format.Numeric, "IPAddress": format.IPAddress, "Binary": format.Binary}
	t, ok := types[single]
	if !ok {
		panic(fmt.Sprintf("type %q of a condition key", s))
	}
	if multi {
		t |= format.MultiValued
	}
	return t
}

func (b *bodies) number(n int) { b.Write(binary.AppendUvarint(nil, uint64(n))) }

func (b *bodies) text(s string) { b.number(b.intern(s)) }

func (b *bodies) lists(l *lists) {
	b.number(len(l.all))
	for _, item := range l.all {
		b.WriteString(item)
	}
}

// lists numbers encoded lists.
type lists struct {
	all   []string
	index map[string]int
}

func (l *lists) add(encoded []byte) int {
	i, known := l.index[string(encoded)]
	if !known {
		i = len(l.all)
		l.index[string(encoded)] = i
		l.all = append(l.all, string(encoded))
	}
	return i
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
