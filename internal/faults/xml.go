package faults

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"slices"
)

// element is a piece of XML as it was written, prefixes and all. An element without a name is text.
type element struct {
	name     string
	attrs    []xml.Attr
	children []*element
	text     string
}

func parseXML(body []byte) (*element, error) {
	decoder := xml.NewDecoder(bytes.NewReader(body))
	root := &element{}
	open := []*element{root}
	for {
		token, err := decoder.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		top := open[len(open)-1]
		switch t := token.(type) {
		case xml.StartElement:
			e := &element{name: full(t.Name), attrs: slices.Clone(t.Attr)}
			top.children = append(top.children, e)
			open = append(open, e)
		case xml.EndElement:
			if len(open) == 1 || full(t.Name) != top.name {
				return nil, errors.New("elements end that did not begin")
			}
			open = open[:len(open)-1]
		case xml.CharData:
			top.children = append(top.children, &element{text: string(t)})
		}
	}
	for _, e := range root.children {
		if e.name != "" && len(open) == 1 {
			return e, nil
		}
	}
	return nil, errors.New("no XML")
}

func full(name xml.Name) string {
	if name.Space != "" {
		return name.Space + ":" + name.Local
	}
	return name.Local
}

func (e *element) write(b *bytes.Buffer) {
	if e.name == "" {
		_ = xml.EscapeText(b, []byte(e.text))
		return
	}
	b.WriteString("<" + e.name)
	for _, a := range e.attrs {
		b.WriteString(" " + full(a.Name) + `="`)
		_ = xml.EscapeText(b, []byte(a.Value))
		b.WriteByte('"')
	}
	b.WriteByte('>')
	for _, c := range e.children {
		c.write(b)
	}
	b.WriteString("</" + e.name + ">")
}

func (e *element) child(name string) *element {
	if e == nil {
		return nil
	}
	for _, c := range e.children {
		if c.name == name {
			return c
		}
	}
	return nil
}

func (e *element) at(path []string) *element {
	for _, name := range path {
		e = e.child(name)
	}
	return e
}

func (e *element) content() (text string) {
	if e != nil {
		for _, c := range e.children {
			text += c.text
		}
	}
	return text
}

// set gives a child its text, or takes it away.
func (e *element) set(name, text string) {
	e.children = slices.DeleteFunc(e.children, func(c *element) bool { return c.name == name })
	if text != "" {
		e.children = append(e.children, &element{name: name, children: []*element{{text: text}}})
	}
}

// xmlPage is an answer in XML.
type xmlPage struct {
	root, result *element
	page         *page
	lists        []xmlList
	total        int
}

// xmlList is a list of an answer: the element it is in, and what that holds.
type xmlList struct {
	in                   *element
	before, items, after []*element
}

func newXML(body []byte, p *page) (paged, error) {
	root, err := parseXML(body)
	if err != nil {
		return nil, err
	}
	x := &xmlPage{root: root, result: root, page: p}
	if p.Wrapper != "" && root.name != p.Wrapper {
		if x.result = root.child(p.Wrapper); x.result == nil {
			return nil, errors.New("no " + p.Wrapper)
		}
	}
	for _, l := range p.Lists {
		found := xmlList{in: x.result.at(l.Path)}
		name := l.Item
		if name == "" {
			last := len(l.Path) - 1
			found.in, name = x.result.at(l.Path[:last]), l.Path[last]
		}
		if found.in == nil {
			continue
		}
		for _, c := range found.in.children {
			switch {
			case c.name == name:
				found.items = append(found.items, c)
			case len(found.items) == 0:
				found.before = append(found.before, c)
			default:
				found.after = append(found.after, c)
			}
		}
		x.lists = append(x.lists, found)
		x.total += len(found.items)
	}
	return x, nil
}

func (x *xmlPage) length() int { return x.total }

func (x *xmlPage) keep(from, to int) {
	for _, l := range x.lists {
		kept := l.items[clamp(from, len(l.items)):clamp(to, len(l.items))]
		from, to = from-len(l.items), to-len(l.items)
		l.in.children = slices.Concat(l.before, kept, l.after)
	}
}

func (x *xmlPage) token() string { return x.result.at(x.page.Out).content() }

func (x *xmlPage) setToken(token string) {
	set := func(path []string, text string) {
		if in := x.result.at(path[:len(path)-1]); in != nil {
			in.set(path[len(path)-1], text)
		}
	}
	set(x.page.Out, token)
	if len(x.page.More) > 0 {
		set(x.page.More, map[bool]string{true: "true", false: "false"}[token != ""])
	}
}

func (x *xmlPage) bytes() ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(xml.Header)
	x.root.write(&b)
	return b.Bytes(), nil
}
