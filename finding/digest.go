package finding

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/haechi-dev/haechi/cloud"
)

// digest gathers texts and property trees so that no two lists of them are taken for each other,
// and hashes them. A tree counts without its positions and without the order of its keys.
type digest struct{ said []byte }

// idle are digests to be used again: there are two for every finding.
var idle = sync.Pool{New: func() any { return new(digest) }}

func newDigest() *digest { return idle.Get().(*digest) }

// Digest is the first half of a SHA-256 hash.
type Digest [16]byte

// String gives 32 hexadecimal digits.
func (d Digest) String() string { return hex.EncodeToString(d[:]) }

// MarshalText is String, for encoders.
func (d Digest) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, d[:]), nil }

// sum gives the hash. The digest is not used any more.
func (d *digest) sum() Digest {
	hash := sha256.Sum256(d.said)
	if cap(d.said) <= 64<<10 {
		d.said = d.said[:0]
		idle.Put(d)
	}
	return Digest(hash[:16])
}

func (d *digest) text(s string) {
	d.said = strconv.AppendInt(d.said, int64(len(s)), 10)
	d.said = append(append(d.said, ':'), s...)
}

func (d *digest) value(v *cloud.Value) {
	d.text(v.Kind().String())
	switch v.Kind() {
	case cloud.Bool, cloud.Number:
		s, _ := v.Scalar()
		d.text(s)
	case cloud.String:
		d.text(withoutPlaces(v))
	case cloud.Unknown:
		why, _ := v.Reason()
		d.text(why.String())
	case cloud.List:
		d.text(strconv.Itoa(v.Len()))
		for _, item := range v.Items() {
			d.value(item)
		}
	case cloud.Map:
		fields := append(make([]cloud.Field, 0, 16), v.Fields()...)
		slices.SortFunc(fields, func(a, b cloud.Field) int { return strings.Compare(a.Key, b.Key) })
		d.text(strconv.Itoa(len(fields)))
		for _, f := range fields {
			d.text(f.Key)
			d.value(f.Value)
		}
	}
}

// withoutPlaces is the text of a string, holes by their names or, where a name says only where the
// hole stands, by what is not known.
func withoutPlaces(v *cloud.Value) string {
	parts := v.Parts()
	if !slices.ContainsFunc(parts, func(p cloud.Part) bool { return p.Hole != nil && p.Hole.Placed }) {
		s, _ := v.Canonical()
		return s
	}
	var b strings.Builder
	for _, p := range parts {
		switch {
		case p.Hole == nil:
			b.WriteString(p.Text)
		case p.Hole.Placed:
			b.WriteString("${" + p.Hole.Reason.String() + "}")
		default:
			b.WriteString("${" + p.Hole.Name + "}")
		}
	}
	return b.String()
}
