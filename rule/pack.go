package rule

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	expr "google.golang.org/genproto/googleapis/api/expr/v1alpha1"
	"google.golang.org/protobuf/proto"

	"github.com/haechi-dev/haechi/cloud"
)

// A pack is a set of rules that is quick to load: metadata as one JSON text, and behind it the
// type-checked expressions, each decoded when its rule is first asked. Reading and checking the
// rule files themselves takes longer than scanning a template.
//
// Layout: the length of the JSON text in 4 bytes, little endian; the JSON text, a list of packed;
// the expressions as protocol buffers (cel.expr.CheckedExpr).

// packed is a rule in a pack.
type packed struct {
	ID              string
	On              []string
	Severity        Severity
	Checklist       Checklist
	Title, Why, Fix Text
	FixSet          json.RawMessage `json:",omitempty"`
	Maps            []Mapping       `json:",omitempty"`
	File            string
	Line, Column    int32
	Text            [4]string   // when, each, require, at
	At              [4][2]int32 // line and column of each
	Code            []code      // of each type in On
}

// code is where the expressions of a rule stand behind the JSON text, as they were checked for one
// type. Types for which they are the same share them.
type code struct {
	From int
	Size [4]int // bytes of each expression
}

// stored are the encoded expressions of a rule for one type.
type stored struct {
	data []byte
	size [4]int
}

func (s *stored) decode() (all [4]*ast.AST, err error) {
	data := s.data
	for i, n := range s.size {
		if n == 0 {
			continue
		}
		var checked expr.CheckedExpr
		if err := proto.Unmarshal(data[:n], &checked); err != nil {
			return all, fmt.Errorf("the pack of rules is damaged: %w", err)
		}
		if all[i], err = ast.ToAST(&checked); err != nil {
			return all, fmt.Errorf("the pack of rules is damaged: %w", err)
		}
		data = data[n:]
	}
	return all, nil
}

// Pack encodes rules, which must compile. The tests of the rules are left out.
func Pack(rules []*Rule) ([]byte, error) {
	var blob []byte
	list := make([]packed, 0, len(rules))
	for _, r := range rules {
		p := packed{ID: r.ID, On: r.On, Severity: r.Severity, Checklist: r.Checklist, Title: r.Title, Why: r.Why, Fix: r.Fix,
			Maps: r.Maps, File: r.Pos.File(), Line: r.Pos.Line, Column: r.Pos.Column}
		if r.FixSet != nil {
			set, err := json.Marshal(r.FixSet)
			if err != nil {
				return nil, err
			}
			p.FixSet = set
		}
		for i, e := range r.expressions() {
			p.Text[i], p.At[i] = e.text, [2]int32{e.pos.Line, e.pos.Column}
		}
		own := len(blob)
		for i := range r.On {
			text, size, err := r.encode(i)
			if err != nil {
				return nil, err
			}
			at := bytes.Index(blob[own:], text)
			if at < 0 {
				at = len(blob) - own
				blob = append(blob, text...)
			}
			p.Code = append(p.Code, code{own + at, size})
		}
		list = append(list, p)
	}
	text, err := json.Marshal(list)
	if err != nil {
		return nil, err
	}
	out := binary.LittleEndian.AppendUint32(nil, uint32(len(text)))
	return append(append(out, text...), blob...), nil
}

// encode encodes the expressions as checked for the i-th type.
func (r *Rule) encode(i int) (text []byte, size [4]int, err error) {
	checked, err := r.checked(i)
	if err != nil {
		return nil, size, err
	}
	for i, one := range checked {
		if one == nil {
			continue
		}
		encoded, err := encode(one)
		if err != nil {
			return nil, size, err
		}
		size[i], text = len(encoded), append(text, encoded...)
	}
	return text, size, nil
}

func encode(checked *ast.AST) ([]byte, error) {
	message, err := ast.ToProto(checked)
	if err != nil {
		return nil, err
	}
	message.SourceInfo = nil // positions are for mistakes, and there are none
	for id, ref := range message.ReferenceMap {
		if ref.Value == nil {
			delete(message.ReferenceMap, id)
		}
	}
	read := typed(checked)
	for id := range message.TypeMap {
		if !read[id] {
			delete(message.TypeMap, id)
		}
	}
	return proto.MarshalOptions{Deterministic: true}.Marshal(message)
}

// typed are the expressions whose types the evaluator asks for: those that read a property.
func typed(checked *ast.AST) map[int64]bool {
	read := map[int64]bool{}
	ast.PreOrderVisit(checked.Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		if e.Kind() == ast.SelectKind || e.Kind() == ast.CallKind && e.AsCall().FunctionName() == operators.Index {
			read[e.ID()] = true
		}
	}))
	return read
}

// Unpack decodes what Pack made.
func Unpack(data []byte) ([]*Rule, error) {
	damaged := errors.New("the pack of rules is damaged")
	if len(data) < 4 {
		return nil, damaged
	}
	n := int(binary.LittleEndian.Uint32(data))
	if n > len(data)-4 {
		return nil, damaged
	}
	var list []packed
	if err := json.Unmarshal(data[4:4+n], &list); err != nil {
		return nil, fmt.Errorf("%w: %w", damaged, err)
	}
	blob := data[4+n:]
	rules := make([]*Rule, 0, len(list))
	for i := range list {
		p := &list[i]
		if len(p.Code) != len(p.On) {
			return nil, damaged
		}
		r := p.rule()
		for i, c := range p.Code {
			if i > 0 && c == p.Code[0] {
				r.stored = append(r.stored, r.stored[0])
				continue
			}
			end := c.From
			for _, size := range c.Size {
				if size < 0 || end < 0 || size > len(blob)-end {
					return nil, damaged
				}
				end += size
			}
			r.stored = append(r.stored, &stored{blob[c.From:end], c.Size})
		}
		r.prepare()
		rules = append(rules, r)
	}
	return rules, nil
}

func (p *packed) rule() *Rule {
	origin := &cloud.Origin{File: p.File}
	at := func(line, column int32) cloud.Pos {
		return cloud.Pos{Origin: origin, Line: line, Column: column, EndLine: line, EndColumn: column + 1}
	}
	r := &Rule{ID: p.ID, On: p.On, Severity: p.Severity, Checklist: p.Checklist, Title: p.Title, Why: p.Why, Fix: p.Fix,
		Maps: p.Maps, Pos: at(p.Line, p.Column)}
	for i, e := range r.expressions() {
		e.text, e.pos = p.Text[i], at(p.At[i][0], p.At[i][1])
	}
	return r
}
