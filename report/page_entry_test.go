package report

import (
	"html"
	"strings"
	"testing"

	"github.com/haechi-dev/haechi/diagram"
)

func withPicture(nodes int) Options {
	p := &diagram.Picture{Title: "Ways", Columns: []string{"Internet", "Functions"}, Nodes: []diagram.Node{{ID: "internet", Label: "internet", Kind: "internet"}}}
	for i := range nodes {
		id := strings.Repeat("f", i+1)
		p.Nodes = append(p.Nodes, diagram.Node{ID: id, Label: `<script>"` + id, Kind: "function", State: "open", Band: 1})
		p.Edges = append(p.Edges, diagram.Edge{From: "internet", To: id, State: "open"})
	}
	opt := fixed("en")
	opt.Entry = &Entry{Summary: "1 way </p><script>", Picture: p, Changes: []string{"Close <b>it</b>"}}
	return opt
}

func TestPageShowsThePicture(t *testing.T) {
	got := string(write(t, HTML, orders(t), withPicture(2)))
	for _, want := range []string{`<svg xmlns="http://www.w3.org/2000/svg" class="hp"`, "1 way &lt;/p&gt;&lt;script&gt;", "Close &lt;b&gt;it&lt;/b&gt;", `<details class="picture" open>`} {
		if !strings.Contains(got, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if n := strings.Count(got, "<script"); n != 1 {
		t.Errorf("%d scripts", n)
	}
	policy := html.UnescapeString(between(t, got, `http-equiv="Content-Security-Policy" content="`, `"`))
	if style := between(t, got, "<style>", "</style>"); !strings.Contains(style, ".hp") || !strings.Contains(policy, hash([]byte(style))) {
		t.Error("the policy does not know the style of the picture")
	}
}

func TestPageFoldsLargePictures(t *testing.T) {
	if got := string(write(t, HTML, orders(t), withPicture(maxOpenPicture+1))); !strings.Contains(got, `<details class="picture"><summary>`) {
		t.Error("a large picture is shown without being asked for")
	}
}

func TestPageWithoutPicture(t *testing.T) {
	if got := string(write(t, HTML, orders(t), fixed("en"))); strings.Contains(got, "picture\"") || strings.Contains(got, ".hp{") {
		t.Error("a page without a picture has its section or its style")
	}
}
