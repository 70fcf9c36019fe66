package rule

import (
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
	ID, On          string
	Severity        Severity
	Checklist       Checklist
	Title, Why, Fix Text
	FixSet          json.RawMessage `json:",omitempty"`
	Maps            []Mapping       `json:",omitempty"`
	File            string
	Line, Column    int32
	Text            [4]string   // when, each, require, at
	At              [4][2]int32 // line and column of each
	From            int         // offset of the first expression behind the JSON text
	Size            [4]int      // bytes of each expression
}

// stored are the encoded expressions of a rule.
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
			Maps: r.Maps, File: r.Pos.File(), Line: r.Pos.Line, Column: r.Pos.Column, From: len(blob)}
		if r.FixSet != nil {
			set, err := json.Marshal(r.FixSet)
			if err != nil {
				return nil, err
			}
			p.FixSet = set
		}
		checked, err := r.checked()
		if err != nil {
			return nil, err
		}
		for i, e := range r.expressions() {
			p.Text[i], p.At[i] = e.text, [2]int32{e.pos.Line, e.pos.Column}
			if checked[i] == nil {
				continue
			}
			code, err := encode(checked[i])
			if err != nil {
				return nil, err
			}
			p.Size[i] = len(code)
			blob = append(blob, code...)
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
		end := p.From
		for _, size := range p.Size {
			if size < 0 || end < 0 || size > len(blob)-end {
				return nil, damaged
			}
			end += size
		}
		rules = append(rules, p.rule(blob[p.From:end]))
	}
	return rules, nil
}

func (p *packed) rule(code []byte) *Rule {
	origin := &cloud.Origin{File: p.File}
	at := func(line, column int32) cloud.Pos {
		return cloud.Pos{Origin: origin, Line: line, Column: column, EndLine: line, EndColumn: column + 1}
	}
	r := &Rule{ID: p.ID, On: p.On, Severity: p.Severity, Checklist: p.Checklist, Title: p.Title, Why: p.Why, Fix: p.Fix,
		Maps: p.Maps, Pos: at(p.Line, p.Column), stored: &stored{code, p.Size}}
	for i, e := range r.expressions() {
		e.text, e.pos = p.Text[i], at(p.At[i][0], p.At[i][1])
	}
	r.prepare()
	return r
}
