package schema

// reader walks over encoded schemas. After any read past the end, or of nonsense, bad is set and
// every further read gives nothing.
type reader struct {
	db    *DB
	data  string
	at    int
	owner string // the resource type, for the names of objects
	bad   bool
}

func (r *reader) byte() byte {
	if r.bad || r.at < 0 || r.at >= len(r.data) {
		r.bad = true
		return 0
	}
	r.at++
	return r.data[r.at-1]
}

func (r *reader) u32() uint32 {
	if r.bad || r.at+4 > len(r.data) {
		r.bad = true
		return 0
	}
	r.at += 4
	return numbers(r.data[r.at-4:]).get(0)
}

// uvarint reads a number of at most 28 bits, low bits first, seven to a byte.
func (r *reader) uvarint() int {
	n := 0
	for shift := 0; shift < 28; shift += 7 {
		b := r.byte()
		n |= int(b&0x7f) << shift
		if b < 0x80 {
			return n
		}
	}
	r.bad = true
	return 0
}

// count reads a number of things of at least one byte each.
func (r *reader) count() int {
	n := r.uvarint()
	if n > len(r.data)-r.at {
		r.bad = true
		return 0
	}
	return n
}

func (r *reader) text() string {
	s, ok := r.db.strings.get(r.uvarint())
	if !ok {
		r.bad = true
	}
	return s
}

func (r *reader) texts() []string {
	n := r.count()
	if n == 0 {
		return nil
	}
	all := make([]string, n)
	for i := range all {
		all[i] = r.text()
	}
	return all
}

func (r *reader) properties() map[string]*Property {
	n := r.count()
	all := make(map[string]*Property, n)
	block := make([]Property, n)
	for i := range block {
		p, name := &block[i], r.text()
		flags := r.byte()
		p.Required, p.Deprecated = flags&FlagRequired != 0, flags&FlagDeprecated != 0
		p.Type = r.typ(0)
		if flags&FlagDefault != 0 {
			p.Default = r.text()
		}
		if flags&FlagNames != 0 {
			p.Names = make([]Reference, r.count())
			for i := range p.Names {
				p.Names[i] = Reference{r.text(), r.text()}
			}
		}
		if flags&FlagTemplate != 0 {
			p.Template = r.text()
		}
		if r.bad {
			return nil
		}
		all[name] = p
	}
	return all
}

func (r *reader) typ(depth int) Type {
	code := r.byte()
	if code == KindTag {
		return Type{Kind: ObjectKind, Name: Tag}
	}
	t := Type{Kind: Kind(code &^ HasValues)}
	if t.Kind < String || t.Kind > Union || depth > maxDepth {
		r.bad = true
	}
	if r.bad {
		return Type{}
	}
	switch t.Kind {
	case List, Map:
		elem := r.typ(depth + 1)
		t.Elem = &elem
	case ObjectKind:
		t.Name = r.owner + "." + r.text()
	case Union:
		t.Of = make([]Type, r.count())
		for i := range t.Of {
			t.Of[i] = r.typ(depth + 1)
		}
	}
	if code&HasValues != 0 {
		t.Values = r.texts()
	}
	return t
}
