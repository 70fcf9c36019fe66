package aws

import (
	"reflect"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/haechi-dev/haechi/cloud"
)

// shape turns an answer of the SDK into a value: structures into maps with the names of their
// fields, which are mostly those of CloudFormation. What the service left out is left out, and so
// are empty lists, texts and maps.
func (p *place) shape(call string, answer any) *cloud.Value {
	s := shaper{pos: cloud.Pos{Origin: p.origin(call)}}
	if v := s.value("", reflect.ValueOf(answer)); v != nil {
		return v
	}
	return cloud.NewMap(s.pos)
}

type shaper struct{ pos cloud.Pos }

var timeType = reflect.TypeFor[time.Time]()

// value shapes a value that stands under a name; nil when there is nothing.
func (s shaper) value(name string, v reflect.Value) *cloud.Value {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return nil
		}
		return s.value(name, v.Elem())
	case reflect.Struct:
		if v.Type() == timeType {
			return cloud.NewString(s.pos, v.Interface().(time.Time).UTC().Format(time.RFC3339))
		}
		return s.fields(v)
	case reflect.Slice:
		return s.items(name, v)
	case reflect.Map:
		return s.entries(v)
	case reflect.String:
		if v.Len() == 0 {
			return nil
		}
		return cloud.NewString(s.pos, v.String())
	case reflect.Bool:
		return cloud.NewBool(s.pos, v.Bool())
	case reflect.Int, reflect.Int32, reflect.Int64:
		return cloud.NewInt(s.pos, v.Int())
	case reflect.Float32, reflect.Float64:
		return cloud.NewNumber(s.pos, strconv.FormatFloat(v.Float(), 'g', -1, 64))
	}
	return nil
}

func (s shaper) fields(v reflect.Value) *cloud.Value {
	m := cloud.NewMap(s.pos)
	for i := range v.NumField() {
		field := v.Type().Field(i)
		if !field.IsExported() || field.Name == "ResultMetadata" {
			continue
		}
		if item := s.value(field.Name, v.Field(i)); item != nil {
			m.Set(field.Name, item)
		}
	}
	return m
}

func (s shaper) items(name string, v reflect.Value) *cloud.Value {
	if v.Len() == 0 {
		return nil
	}
	if v.Type().Elem().Kind() == reflect.Uint8 {
		if text := v.Bytes(); utf8.Valid(text) {
			return cloud.NewString(s.pos, string(text))
		}
		return nil
	}
	list := cloud.NewList(s.pos)
	for i := range v.Len() {
		if item := s.value(name, v.Index(i)); item != nil {
			list.Append(item)
		}
	}
	return list
}

func (s shaper) entries(v reflect.Value) *cloud.Value {
	if v.Len() == 0 {
		return nil
	}
	m := cloud.NewMap(s.pos)
	for _, key := range sortedKeys(v) {
		if item := s.value(key, v.MapIndex(reflect.ValueOf(key).Convert(v.Type().Key()))); item != nil {
			m.Set(key, item)
		}
	}
	return m
}

func sortedKeys(v reflect.Value) []string {
	keys := make([]string, 0, v.Len())
	for _, key := range v.MapKeys() {
		keys = append(keys, key.String())
	}
	slices.Sort(keys)
	return keys
}
