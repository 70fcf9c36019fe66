package report

import (
	"bufio"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"html/template"
	"io"
	"sync"

	"github.com/haechi-dev/haechi/finding"
)

//go:embed page
var pageFiles embed.FS

// pageParts are the pieces of the page, read and parsed with the first HTML report.
type pageParts struct {
	template *template.Template
	style    template.CSS
	script   template.JS
}

var loadPage = sync.OnceValues(func() (*pageParts, error) {
	style, err := pageFiles.ReadFile("page/style.css")
	if err != nil {
		return nil, err
	}
	script, err := pageFiles.ReadFile("page/script.js")
	if err != nil {
		return nil, err
	}
	t, err := template.ParseFS(pageFiles, "page/report.html")
	if err != nil {
		return nil, err
	}
	return &pageParts{t, template.CSS(style), template.JS(script)}, nil
})

// policy lets the page run its own script and style, known by their hashes, and load nothing. Should
// anything ever slip through the escaping, the browser will not run it.
func policy(style template.CSS, script template.JS) string {
	return "default-src 'none'; style-src '" + hash([]byte(style)) + "'; script-src '" + hash([]byte(script)) + "'; base-uri 'none'; form-action 'none'"
}

// hash is the name of inline content in a policy, https://www.w3.org/TR/CSP3/#grammardef-hash-source.
func hash(content []byte) string {
	sum := sha256.Sum256(content)
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// HTML writes the report as one page that needs nothing else and asks for nothing.
func HTML(w io.Writer, r *finding.Report, opt Options) error {
	v, err := newView(r, opt)
	if err != nil {
		return err
	}
	parts, err := loadPage()
	if err != nil {
		return err
	}
	p := v.page()
	p.Style, p.Script = parts.style, parts.script
	if err := v.entry(p); err != nil {
		return err
	}
	p.Policy = policy(p.Style, p.Script)
	b := bufio.NewWriterSize(w, 64<<10)
	if err := parts.template.Execute(b, p); err != nil {
		return err
	}
	return b.Flush()
}
