package faults

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
)

// cursor is where a page begins: at an item of what the emulator answered to its own token.
type cursor struct {
	answer   int // which answer, as long as it is kept
	upstream string
	offset   int
	real     bool // the empty page before this one has been given
}

const mark = "haechi-page"

func (c cursor) String() string {
	return fmt.Sprintf("%s.%d.%d.%t.%s", mark, c.answer, c.offset, c.real, base64.RawURLEncoding.EncodeToString([]byte(c.upstream)))
}

// parse reads a token of ours; any other is the emulator's.
func parse(token string) cursor {
	parts := strings.Split(token, ".")
	if len(parts) == 5 && parts[0] == mark {
		number, err := strconv.Atoi(parts[1])
		offset, err2 := strconv.Atoi(parts[2])
		upstream, err3 := base64.RawURLEncoding.DecodeString(parts[4])
		if err == nil && err2 == nil && err3 == nil && offset >= 0 {
			return cursor{number, string(upstream), offset, parts[3] == "true"}
		}
	}
	return cursor{upstream: token}
}

// take takes the token out of a request and puts the emulator's in its place.
func (p *page) take(r *http.Request, w wire, body []byte) (c cursor, query string, changed []byte) {
	query = r.URL.RawQuery
	switch {
	case p.At == "querystring":
		values := r.URL.Query()
		c = parse(values.Get(p.In))
		replace(values, p.In, c.upstream)
		query = values.Encode()
	case p.At == "header":
		c = parse(r.Header.Get(p.In))
		r.Header.Set(p.In, c.upstream)
	case w == wireQuery || w == wireEC2:
		form, err := url.ParseQuery(string(body))
		if err != nil || form.Get(p.In) == "" {
			return cursor{}, query, body
		}
		c = parse(form.Get(p.In))
		replace(form, p.In, c.upstream)
		body = []byte(form.Encode())
	default:
		var object map[string]json.RawMessage
		var token string
		if json.Unmarshal(body, &object) != nil || json.Unmarshal(object[p.In], &token) != nil {
			return cursor{}, query, body
		}
		c = parse(token)
		delete(object, p.In)
		if c.upstream != "" {
			object[p.In], _ = json.Marshal(c.upstream)
		}
		body, _ = json.Marshal(object)
	}
	return c, query, body
}

func replace(values url.Values, name, value string) {
	values.Del(name)
	if value != "" {
		values.Set(name, value)
	}
}

// paged is an answer that can be cut into pages, in JSON or XML, again and again.
type paged interface {
	length() int
	keep(from, to int)
	token() string
	setToken(token string)
	bytes() ([]byte, error)
}

// shelf keeps the answers that clients are turning the pages of: asking the emulator for all of
// them at every page would take the square of their number.
type shelf struct {
	mu    sync.Mutex
	last  int
	whole map[int]*book
}

type book struct {
	paged
	header   http.Header
	upstream string // the emulator's own next token
}

const maxBooks = 64

func (s *shelf) take(c cursor) *book { return s.whole[c.answer] }

func (s *shelf) put(b *book) int {
	if s.whole == nil {
		s.whole = map[int]*book{}
	}
	s.last++
	s.whole[s.last] = b
	delete(s.whole, s.last-maxBooks)
	return s.last
}

// turn gives the page of an answer at a cursor; ask gets the answer, unless it is on the shelf.
func (s *shelf) turn(c cursor, call *Call, f *Fault, ask func() answer) answer {
	s.mu.Lock()
	b := s.take(c)
	s.mu.Unlock()
	if b == nil {
		a := ask()
		if a.status != http.StatusOK {
			return a
		}
		whole, err := open(a.body, call)
		if err != nil {
			return a // the emulator does not know the operation and answers something else
		}
		b = &book{whole, a.header.Clone(), whole.token()}
		b.header.Del("X-Amz-Crc32") // of the whole
		s.mu.Lock()
		c.answer = s.put(b)
		s.mu.Unlock()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	from := min(c.offset, b.length())
	to := min(from+f.pages, b.length())
	next := c
	next.offset, next.real = to, false
	switch {
	case f.empty && !c.real && from < to:
		next.offset, next.real, to = from, true, from
	case to == b.length():
		delete(s.whole, c.answer)
		next = cursor{upstream: b.upstream}
	}
	b.keep(from, to)
	if next == (cursor{}) {
		b.setToken("")
	} else {
		b.setToken(next.String())
	}
	body, err := b.bytes()
	if err != nil {
		return unreachable(err)
	}
	return answer{status: http.StatusOK, header: b.header.Clone(), body: body}
}

func open(body []byte, call *Call) (paged, error) {
	if call.wire == wireJSON || call.wire == wireREST {
		return newJSON(body, call.page)
	}
	return newXML(body, call.page)
}

// jsonPage is an answer in JSON.
type jsonPage struct {
	root  map[string]any
	page  *page
	lists [][]any
	total int
}

func newJSON(body []byte, p *page) (paged, error) {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	j := &jsonPage{page: p}
	if err := decoder.Decode(&j.root); err != nil {
		return nil, err
	}
	for _, l := range p.Lists {
		items, _ := j.parent(l.Path)[l.Path[len(l.Path)-1]].([]any)
		j.lists = append(j.lists, items)
		j.total += len(items)
	}
	return j, nil
}

func (j *jsonPage) length() int { return j.total }

func (j *jsonPage) keep(from, to int) {
	for i, l := range j.page.Lists {
		items := j.lists[i]
		if items != nil {
			j.parent(l.Path)[l.Path[len(l.Path)-1]] = items[clamp(from, len(items)):clamp(to, len(items))]
		}
		from, to = from-len(items), to-len(items)
	}
}

func (j *jsonPage) token() string {
	token, _ := j.parent(j.page.Out)[j.page.Out[len(j.page.Out)-1]].(string)
	return token
}

func (j *jsonPage) setToken(token string) {
	if in := j.parent(j.page.Out); in != nil {
		delete(in, j.page.Out[len(j.page.Out)-1])
		if token != "" {
			in[j.page.Out[len(j.page.Out)-1]] = token
		}
	}
	if len(j.page.More) > 0 {
		if in := j.parent(j.page.More); in != nil {
			in[j.page.More[len(j.page.More)-1]] = token != ""
		}
	}
}

func (j *jsonPage) bytes() ([]byte, error) { return json.Marshal(j.root) }

func (j *jsonPage) parent(path []string) map[string]any {
	in := j.root
	for _, name := range path[:len(path)-1] {
		in, _ = in[name].(map[string]any)
	}
	return in
}

func clamp(n, most int) int { return max(0, min(n, most)) }
