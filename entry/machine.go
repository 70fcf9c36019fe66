package entry

import (
	"regexp"
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/iam"
)

// callKeys are the keys of a definition whose values name what a task calls
// (https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html).
var callKeys = []string{"Resource", "FunctionName", "StateMachineArn", "QueueUrl", "TopicArn", "EventBusName", "StreamName", "TableName"}

// machineFlows are what the definitions of state machines call.
func (f *finder) machineFlows() {
	for _, m := range f.all(machineType) {
		p := m.Properties
		w := definitionWalk{finder: f, machine: m, role: p.Get("RoleArn"), substitutions: p.Get("DefinitionSubstitutions"), seen: map[string]bool{}}
		text := p.Get("DefinitionString")
		switch {
		case set(text).truth != iam.No:
			w.text(text)
		case set(p.Get("DefinitionS3Location")).truth != iam.No && set(p.Get("Definition")).truth == iam.No:
			w.anything(cloud.Because(cloud.NotInSource, "the definition of "+m.Name))
		}
		if why, unknown := w.substitutions.Reason(); unknown {
			w.anything(why)
		}
		w.visit("", p.Get("Definition"), 0)
	}
}

type definitionWalk struct {
	*finder
	machine       *cloud.Resource
	role          *cloud.Value
	substitutions *cloud.Value
	seen          map[string]bool
}

// firstMark is a letter of Unicode's private use area: it stands for a hole while the text is read.
const firstMark = '\ue000'

// text reads a definition in the form of JSON text, in which there may be holes.
func (w *definitionWalk) text(v *cloud.Value) {
	if why, unknown := v.Reason(); unknown {
		w.anything(why)
		return
	}
	var b strings.Builder
	var holes []cloud.Part
	for _, p := range v.Parts() {
		if p.Hole != nil {
			b.WriteRune(firstMark + rune(len(holes)))
			holes = append(holes, p)
			continue
		}
		b.WriteString(p.Text)
	}
	parsed, _, err := cloud.ParseJSON(v.Pos.Origin, []byte(b.String()), cloud.JSONLimits{Bytes: 1 << 20, Depth: 64, Nodes: 1 << 16})
	if err != nil {
		for _, fn := range w.referred(v) {
			w.call(called{function: fn}, nil)
		}
		w.anything(cloud.Because(cloud.Unresolvable, "the definition of "+w.machine.Name, err.Error()))
		return
	}
	w.visit("", withHoles(parsed, holes), 0)
	for _, fn := range w.referred(v) { // resolved to an ARN of which only the reference is left
		w.call(called{function: fn}, nil)
	}
}

// withHoles puts holes back into the strings of a tree.
func withHoles(v *cloud.Value, holes []cloud.Part) *cloud.Value {
	switch v.Kind() {
	case cloud.String:
		text := v.Str()
		if len(holes) == 0 || !strings.ContainsFunc(text, func(r rune) bool { return r >= firstMark && int(r-firstMark) < len(holes) }) {
			return v
		}
		var parts []cloud.Part
		var plain strings.Builder
		flush := func() {
			if plain.Len() > 0 {
				parts = append(parts, cloud.Part{Text: plain.String()})
				plain.Reset()
			}
		}
		for _, r := range text {
			if i := int(r - firstMark); i >= 0 && i < len(holes) {
				flush()
				parts = append(parts, holes[i])
				continue
			}
			plain.WriteRune(r)
		}
		flush()
		return cloud.NewParts(v.Pos, parts...)
	case cloud.List:
		list := cloud.NewList(v.Pos)
		for _, item := range v.Items() {
			list.Append(withHoles(item, holes))
		}
		return list
	case cloud.Map:
		m := cloud.NewMap(v.Pos)
		for _, field := range v.Fields() {
			m.SetAt(field.Key, field.KeyPos, withHoles(field.Value, holes))
		}
		return m
	}
	return v
}

// referred are the functions that a value refers to.
func (w *definitionWalk) referred(v *cloud.Value) (all []*cloud.Resource) {
	for _, ref := range v.Refs() {
		switch r := w.graph.Resource(ref.Resource); {
		case r == nil:
		case r.Type == functionType:
			all = append(all, r)
		case r.Type == aliasType || r.Type == versionType:
			if fn, _ := w.graph.TargetRead(functionType, r.Properties.Get("FunctionName")); fn != nil {
				all = append(all, fn)
			}
		}
	}
	return all
}

func (w *definitionWalk) visit(key string, v *cloud.Value, depth int) {
	if v == nil || depth > 64 {
		return
	}
	if why, unknown := v.Reason(); unknown {
		w.anything(why)
		return
	}
	for _, item := range v.Items() {
		w.visit(key, item, depth+1)
	}
	for _, field := range v.Fields() {
		w.visit(field.Key, field.Value, depth+1)
	}
	if !v.Is(cloud.String) {
		return
	}
	plain, dynamic := strings.CutSuffix(key, ".$")
	if !slices.Contains(callKeys, plain) {
		return
	}
	if text := v.Str(); dynamic || strings.HasPrefix(strings.TrimSpace(text), "{%") {
		if plain == "FunctionName" {
			w.anything(cloud.Because(cloud.NotChecked, "which function "+w.machine.Name+" calls: its input says"))
		}
		return
	}
	w.names(plain, w.substituted(v))
}

// names follows a value that names what a task calls.
func (w *definitionWalk) names(key string, v *cloud.Value) {
	if strings.HasPrefix(v.Str(), "arn:aws:states:::") {
		return // an integration; its parameters name what it calls
	}
	if why, unknown := v.Reason(); unknown {
		w.anything(why)
		return
	}
	if key == "Resource" || key == "FunctionName" {
		to, why := w.function(v)
		if to.function != nil {
			w.call(to, nil)
			return
		}
		if why != nil && key == "FunctionName" {
			w.anything(*why)
			return
		}
	}
	types := map[string]string{"StateMachineArn": machineType, "QueueUrl": queueType, "TopicArn": topicType, "EventBusName": busType,
		"StreamName": "AWS::Kinesis::Stream", "TableName": "AWS::DynamoDB::Table"}
	if typ := types[key]; typ != "" {
		for _, r := range w.resources(v, typ) {
			if r.Resource != w.machine && !w.seen[r.ID] {
				w.seen[r.ID] = true
				next := flow{to: r.Resource, why: r.why}
				w.held(&next, w.puts(w.role, r.Resource), r.Resource)
				w.flows[w.machine.ID] = append(w.flows[w.machine.ID], next)
			}
		}
	}
}

var substitution = regexp.MustCompile(`\$\{[A-Za-z0-9_.-]+\}`)

// substituted puts DefinitionSubstitutions in their places
// (https://docs.aws.amazon.com/step-functions/latest/dg/concepts-cloudformation-substitutions.html).
func (w *definitionWalk) substituted(v *cloud.Value) *cloud.Value {
	if !w.substitutions.Is(cloud.Map) {
		return v
	}
	var parts []cloud.Part
	refs := slices.Clone(v.OwnRefs())
	changed := false
	for _, p := range v.Parts() {
		if p.Hole != nil {
			parts = append(parts, p)
			continue
		}
		at := 0
		for _, found := range substitution.FindAllStringIndex(p.Text, -1) {
			with := w.substitutions.Get(p.Text[found[0]+2 : found[1]-1])
			if with == nil {
				continue
			}
			if with.Is(cloud.Unknown) {
				return with
			}
			changed = true
			parts = append(parts, cloud.Part{Text: p.Text[at:found[0]]})
			if text, ok := with.Scalar(); ok {
				parts = append(parts, cloud.Part{Text: text})
			} else {
				parts = append(parts, with.Parts()...)
			}
			refs = append(refs, with.OwnRefs()...)
			at = found[1]
		}
		parts = append(parts, cloud.Part{Text: p.Text[at:]})
	}
	if !changed {
		return v
	}
	parts = slices.DeleteFunc(parts, func(p cloud.Part) bool { return p.Hole == nil && p.Text == "" })
	return cloud.NewParts(v.Pos, parts...).WithRefs(refs...)
}

func (w *definitionWalk) call(to called, why []cloud.Reason) {
	key := to.function.ID
	if len(why) == 0 && w.seen["perhaps "+key] && !w.seen[key] { // now it is certain
		w.flows[w.machine.ID] = slices.DeleteFunc(w.flows[w.machine.ID], func(next flow) bool { return next.call.function == to.function })
	}
	if w.seen[key] || len(why) > 0 && w.seen["perhaps "+key] {
		return
	}
	if w.seen["perhaps "+key] = true; len(why) == 0 {
		w.seen[key] = true
	}
	next := flow{call: to, why: why}
	w.held(&next, w.may(w.role, to.function, "lambda:InvokeFunction"), to.function)
	w.flows[w.machine.ID] = append(w.flows[w.machine.ID], next)
}

// held makes a flow as certain as it is that the role of the machine lets it go there.
func (w *definitionWalk) held(next *flow, may verdict, to *cloud.Resource) {
	switch may.truth {
	case iam.No:
		shut := say("shut.role", w.roleName(w.role), to.Name)
		next.step = &Step{Kind: "trigger", Name: w.machine.Name, Resource: w.machine, Pos: w.machine.Pos, Certainty: Closed, Shut: &shut}
	case iam.Maybe:
		next.why = slices.Concat(next.why, may.why)
	}
}

// anything notes that the machine may call any function that its role lets it call.
func (w *definitionWalk) anything(why cloud.Reason) {
	for _, fn := range w.functions {
		if w.may(w.role, fn, "lambda:InvokeFunction").truth != iam.No {
			w.call(called{function: fn}, []cloud.Reason{why})
		}
	}
	for _, r := range w.graph.All() {
		if carries(r.Type) && r != w.machine && !w.seen[r.ID] && w.puts(w.role, r).truth != iam.No {
			w.seen[r.ID] = true
			w.flows[w.machine.ID] = append(w.flows[w.machine.ID], flow{to: r, why: []cloud.Reason{why}})
		}
	}
}
