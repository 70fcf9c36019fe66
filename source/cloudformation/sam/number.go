package sam

import (
	"math"
	"strconv"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// integer reads a whole number the lenient way of the service: text with digits counts, fractions are
// cut off. Maps pass as they are, being intrinsic functions. What is not a number gives nil.
func integer(v *cloud.Value) *cloud.Value {
	switch v.Kind() {
	case cloud.Map:
		return v
	case cloud.Bool:
		if b, _ := v.Bool(); b {
			return at(v.Pos).number(1)
		}
		return at(v.Pos).number(0)
	case cloud.Number:
		if isInteger(v) {
			return v
		}
		if f, ok := v.Number(); ok && math.Abs(f) < 1<<62 {
			return at(v.Pos).number(int64(f))
		}
	case cloud.String:
		if n, err := strconv.ParseInt(strings.TrimSpace(v.Str()), 10, 64); err == nil {
			return at(v.Pos).number(n)
		}
	}
	return nil
}

// decimal reads a number with a fraction, as lenient as integer.
func decimal(v *cloud.Value) *cloud.Value {
	switch v.Kind() {
	case cloud.Map:
		return v
	case cloud.Bool, cloud.Number:
		if f, ok := v.Number(); ok {
			return cloud.NewNumber(v.Pos, canonicalNumber(strconv.FormatFloat(f, 'e', -1, 64)))
		}
		return integer(v)
	case cloud.String:
		if f, err := strconv.ParseFloat(strings.TrimSpace(v.Str()), 64); err == nil && !math.IsInf(f, 0) && !math.IsNaN(f) {
			return cloud.NewNumber(v.Pos, canonicalNumber(strconv.FormatFloat(f, 'e', -1, 64)))
		}
	}
	return nil
}
