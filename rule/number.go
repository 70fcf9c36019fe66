package rule

import (
	"cmp"
	"math"
	"strconv"
)

// maxWhole bounds the whole numbers an expression may compute: results of larger ones would
// overflow. Properties are far below.
const maxWhole = 1 << 62

// compareNumbers compares two numbers, whole ones exactly. ok is false when one is not a number.
func compareNumbers(a, b value) (c int, ok bool) {
	if a.kind == kindInt && b.kind == kindInt {
		return cmp.Compare(a.i, b.i), true
	}
	x, okX := a.number()
	y, okY := b.number()
	return cmp.Compare(x, y), okX && okY
}

// arithmetic works on numbers; two whole numbers give a whole number.
func arithmetic(whole func(x, y int64) int64, f func(x, y float64) float64) func([]value) value {
	return func(a []value) value {
		x, okX := a[0].number()
		y, okY := a[1].number()
		if !okX || !okY {
			return failed("a number is needed here: write default(property, value) for one that may not be set")
		}
		z := f(x, y)
		if a[0].kind == kindInt && a[1].kind == kindInt {
			if math.Abs(z) > maxWhole {
				return failed("the number is too large")
			}
			return integer(whole(a[0].i, a[1].i))
		}
		if math.IsNaN(z) {
			return failed("the result is not a number")
		}
		return double(z)
	}
}

func divide(a []value) value {
	if a[0].kind == kindInt && a[1].kind == kindInt && a[1].i == 0 {
		return failed("division by zero")
	}
	return arithmetic(func(x, y int64) int64 { return x / y }, func(x, y float64) float64 { return x / y })(a)
}

func modulo(a []value) value {
	if a[0].kind != kindInt || a[1].kind != kindInt || a[1].i == 0 {
		return failed("% needs two whole numbers, the second not zero")
	}
	return integer(a[0].i % a[1].i)
}

func minus(v value) value {
	switch {
	case v.kind == kindInt && v.i != math.MinInt64:
		return integer(-v.i)
	case v.kind == kindDouble:
		return double(-v.f)
	}
	return failed("a number is needed here")
}

func toInt(v value) value {
	switch v.kind {
	case kindInt:
		return v
	case kindDouble:
		if math.Abs(v.f) < maxWhole {
			return integer(int64(v.f))
		}
	case kindText:
		s, ok := v.literal()
		if !ok {
			return unknown(v.hole())
		}
		if i, err := strconv.ParseInt(s, 10, 64); err == nil {
			return integer(i)
		}
	}
	return failed("the value is not a whole number")
}

func toDouble(v value) value {
	if f, ok := v.number(); ok {
		return double(f)
	}
	if v.kind == kindText {
		s, ok := v.literal()
		if !ok {
			return unknown(v.hole())
		}
		if f, err := strconv.ParseFloat(s, 64); err == nil && !math.IsNaN(f) {
			return double(f)
		}
	}
	return failed("the value is not a number")
}
