package diagram

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
)

// random is a picture of six bands with edges forward, some of them over several bands.
func random(seed uint64, nodes int) *Picture {
	r := rand.New(rand.NewPCG(seed, 7))
	p := &Picture{Title: "그림 <&\">", Columns: []string{"a", "b", "c", "d", "e", "f"}, Notes: []string{"a note"}, Legend: []Legend{{"open", "열림"}}}
	for i := range nodes {
		p.Nodes = append(p.Nodes, Node{ID: fmt.Sprint(i), Label: "이름 " + strings.Repeat("long", r.IntN(20)), Detail: "d<", Kind: "function", Band: r.IntN(6), Weight: r.IntN(9)})
	}
	for range nodes * 2 {
		a, b := r.IntN(nodes), r.IntN(nodes)
		if p.Nodes[a].Band > p.Nodes[b].Band || p.Nodes[a].Band == p.Nodes[b].Band && a >= b {
			a, b = b, a
		}
		if a != b {
			p.Edges = append(p.Edges, Edge{From: p.Nodes[a].ID, To: p.Nodes[b].ID, State: states[r.IntN(len(states))]})
		}
	}
	return p
}

func TestNothingOverlaps(t *testing.T) {
	for seed := range uint64(60) {
		p := random(seed, 5+int(seed)*2)
		d := draw(p)
		placed := 0
		for k, layer := range d.layers {
			for i, one := range layer {
				if one.node == nil {
					continue
				}
				placed++
				if y := one.y - one.height/2; y < -0.01 || one.y+one.height/2 > d.layout.height+0.01 {
					t.Fatalf("seed %d: %s is outside", seed, one.node.ID)
				}
				if d.x[k]+d.widths[k] > d.width {
					t.Fatalf("seed %d: column %d is outside", seed, k)
				}
				if i > 0 && one.y-one.height/2 < layer[i-1].y+layer[i-1].height/2-0.01 {
					t.Fatalf("seed %d: layer %d: %d and %d overlap", seed, k, i-1, i)
				}
			}
		}
		if placed != len(p.Nodes) {
			t.Fatalf("seed %d: %d of %d nodes have a place", seed, placed, len(p.Nodes))
		}
		for _, l := range d.lines {
			for i := 1; i < len(l.places); i++ {
				if l.places[i].layer != l.places[i-1].layer+1 {
					t.Fatalf("seed %d: a line jumps from layer %d to %d", seed, l.places[i-1].layer, l.places[i].layer)
				}
			}
		}
	}
}

func TestBandsStandInOrder(t *testing.T) {
	p := random(3, 40)
	d := draw(p)
	for _, layer := range d.layers {
		for _, one := range layer {
			if one.node == nil {
				continue
			}
			if one.layer < d.bands[one.node.Band] || one.node.Band+1 < len(d.bands) && one.layer >= d.bands[one.node.Band+1] {
				t.Errorf("%s of band %d is in layer %d; the bands begin at %v", one.node.ID, one.node.Band, one.layer, d.bands)
			}
		}
	}
}

func TestSortingLeavesNoMoreCrossings(t *testing.T) {
	better := 0
	for seed := range uint64(20) {
		l := arrange(random(seed, 40))
		after := l.crossings()
		for _, layer := range l.layers {
			r := rand.New(rand.NewPCG(seed, 1))
			r.Shuffle(len(layer), func(i, j int) { layer[i], layer[j] = layer[j], layer[i] })
		}
		if l.crossings() > after {
			better++
		}
	}
	if better < 18 {
		t.Errorf("only %d of 20 pictures have fewer crossings than at random", better)
	}
}

func TestCrossingsAreCounted(t *testing.T) {
	a, b, c, d := &place{}, &place{}, &place{layer: 1}, &place{layer: 1}
	link(a, d)
	link(b, c)
	l := &layout{layers: [][]*place{{a, b}, {c, d}}}
	if n := l.crossings(); n != 1 {
		t.Errorf("%d crossings, want 1", n)
	}
}

func TestSVGIsWellFormedAndLoadsNothing(t *testing.T) {
	for seed := range uint64(10) {
		var b bytes.Buffer
		if err := SVG(&b, random(seed, 30)); err != nil {
			t.Fatal(err)
		}
		text := b.String()
		dec := xml.NewDecoder(strings.NewReader(text))
		for {
			token, err := dec.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			if start, ok := token.(xml.StartElement); ok {
				for _, a := range start.Attr {
					if strings.HasPrefix(a.Name.Local, "on") || a.Name.Local == "href" || a.Name.Local == "style" {
						t.Errorf("<%s %s> runs or loads something", start.Name.Local, a.Name.Local)
					}
				}
			}
		}
		if rest := strings.Replace(text, `xmlns="http://www.w3.org/2000/svg"`, "", 1); strings.Contains(rest, "http") || strings.Contains(rest, "url(") || strings.Contains(rest, "@import") {
			t.Error("the picture asks for something")
		}
	}
}

func TestSamePictureEachTime(t *testing.T) {
	var first, again bytes.Buffer
	if err := SVG(&first, random(5, 60)); err != nil {
		t.Fatal(err)
	}
	if err := SVG(&again, random(5, 60)); err != nil {
		t.Fatal(err)
	}
	if first.String() != again.String() {
		t.Error("the same picture looks different")
	}
}

func TestFoldKeepsWhatIsHeavyAndEveryEdge(t *testing.T) {
	p := random(4, 300)
	folded, counts := p.Fold(20, func(kind string, n int) string { return fmt.Sprint(n, " ", kind) })
	total, folds := 0, 0
	for _, n := range folded.Nodes {
		total += max(n.Count, 1)
		folds += n.Count
	}
	if total != 300 {
		t.Errorf("%d things are left of 300", total)
	}
	sum := 0
	for _, n := range counts {
		sum += n
	}
	if sum != folds {
		t.Errorf("%d things are said to be folded, %d are", sum, folds)
	}
	for band, n := range folded.sizes() {
		if n > 20 {
			t.Errorf("band %d has %d nodes", band, n)
		}
	}
	ids := map[string]bool{}
	for _, n := range folded.Nodes {
		ids[n.ID] = true
	}
	for _, e := range folded.Edges {
		if !ids[e.From] || !ids[e.To] {
			t.Errorf("an edge from %s to %s leads nowhere", e.From, e.To)
		}
	}
	if same, none := random(4, 30).Fold(40, nil); len(none) != 0 || len(same.Nodes) != 30 {
		t.Error("a small picture is folded")
	}
}

func TestAround(t *testing.T) {
	p := &Picture{Nodes: []Node{{ID: "a"}, {ID: "b", Band: 1}, {ID: "c", Band: 2}, {ID: "x"}, {ID: "y", Band: 2}},
		Edges: []Edge{{From: "a", To: "b"}, {From: "b", To: "c"}, {From: "x", To: "y"}, {From: "a", To: "y"}}}
	got := p.Around("b")
	if len(got.Nodes) != 3 || len(got.Edges) != 2 {
		t.Errorf("%+v", got)
	}
}

func TestFit(t *testing.T) {
	for _, test := range []struct {
		text  string
		limit float64
	}{{"OrdersProcessingFunctionRole", 120}, {"주문을 처리하는 함수의 실행 역할", 120}, {"short", 120}, {"", 10}} {
		got := fit(test.text, 13, test.limit)
		if width(got, 13) > test.limit {
			t.Errorf("%q is %v wide, at most %v fit", got, width(got, 13), test.limit)
		}
		if width(test.text, 13) <= test.limit && got != test.text {
			t.Errorf("%q fits and was cut to %q", test.text, got)
		}
	}
}

func TestDOTQuotes(t *testing.T) {
	var b bytes.Buffer
	p := &Picture{Title: `a "b" \`, Nodes: []Node{{ID: "n\n", Label: `"x"`, Detail: "d"}}}
	if err := DOT(&b, p); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`label="a \"b\" \\"`, `"n\n" [label="\"x\"\nd"`} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %s in\n%s", want, b.String())
		}
	}
}
