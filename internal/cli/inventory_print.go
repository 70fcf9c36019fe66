package cli

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/report"
	"github.com/haechi-dev/haechi/rule"
)

// inventoryWords are the words of tables and notes in both languages.
var inventoryWords = map[string]rule.Text{
	"name":     {EN: "NAME", KO: "이름"},
	"account":  {EN: "ACCOUNT", KO: "계정"},
	"region":   {EN: "REGION", KO: "리전"},
	"place":    {EN: "PLACE", KO: "위치"},
	"total":    {EN: "%d resources of %d types", KO: "리소스 %d개, 유형 %d개"},
	"same":     {EN: "%d resources", KO: "리소스 %d개"},
	"one":      {EN: "1 resource", KO: "리소스 1개"},
	"may":      {EN: "Not known whether it holds (%d):", KO: "조건에 맞는지 알 수 없음 (%d):"},
	"meaning":  {EN: "The expression means nothing for (left out):", KO: "조건식이 뜻을 갖지 않는 유형 (제외):"},
	"unread":   {EN: "Not read, so there may be more:", KO: "읽지 못해 더 있을 수 있음:"},
	"anything": {EN: "any type", KO: "모든 유형"},
}

func (i *inventory) say(key string, args ...any) string {
	text := inventoryWords[key].In(i.lang)
	if len(args) > 0 {
		return fmt.Sprintf(text, args...)
	}
	return text
}

// cellColumns is how wide a cell of a table is at most.
const cellColumns = 48

// writeTables writes a table for each type.
func writeTables(w io.Writer, i *inventory) error {
	out := bufio.NewWriter(w)
	types := 0
	for from := 0; from < len(i.rows); types++ {
		to := from
		for to < len(i.rows) && i.rows[to].Type == i.rows[from].Type {
			to++
		}
		if err := i.table(out, i.rows[from:to]); err != nil {
			return err
		}
		from = to
	}
	total := i.say("total", len(i.rows), types)
	switch {
	case len(i.rows) == 1:
		total = i.say("one")
	case types == 1:
		total = i.say("same", len(i.rows))
	}
	_, _ = fmt.Fprintln(out, total) // Flush gives the first error
	if err := i.notes(out); err != nil {
		return err
	}
	return out.Flush()
}

func (i *inventory) table(out io.Writer, rows []row) error {
	columns, err := columnsOf(rows[0].Type)
	if err != nil {
		return err
	}
	lines := [][]string{{i.say("name"), i.say("account"), i.say("region"), i.say("place")}}
	for _, c := range columns {
		lines[0] = append(lines[0], heading(c))
	}
	for _, r := range rows {
		place := r.source
		if r.Pos.File() != "" {
			place = filepath.ToSlash(r.Pos.String())
		}
		if !i.places {
			place = ""
		}
		cells := []string{r.Label(), r.Account, r.Region, place}
		for _, c := range columns {
			cells = append(cells, cell(at(r.Properties, c)))
		}
		lines = append(lines, cells)
	}
	_, _ = fmt.Fprintf(out, "%s (%d)\n", report.Clean(rows[0].Type), len(rows))
	writeColumns(out, lines)
	_, _ = fmt.Fprintln(out)
	return nil
}

// writeColumns aligns lines. A column with nothing below its heading is left out.
func writeColumns(out io.Writer, lines [][]string) {
	widths := make([]int, len(lines[0]))
	used := make([]bool, len(lines[0]))
	for n, line := range lines {
		for k := range line {
			line[k] = report.Clip(report.Clean(line[k]), cellColumns)
			widths[k] = max(widths[k], report.Columns(line[k]))
			used[k] = used[k] || n > 0 && line[k] != ""
		}
	}
	for _, line := range lines {
		text := " "
		for k, c := range line {
			if used[k] {
				text += " " + report.Pad(c, widths[k]) + " "
			}
		}
		_, _ = fmt.Fprintln(out, strings.TrimRight(text, " "))
	}
}

// cell is a value in a table: "?" when it is not known.
func cell(v *cloud.Value) string {
	switch v.Kind() {
	case cloud.Absent, cloud.Null:
		return ""
	case cloud.Unknown:
		return "?"
	case cloud.List:
		var all []string
		for _, item := range v.Items() {
			if item.Is(cloud.List) || item.Is(cloud.Map) {
				return asJSON(v)
			}
			all = append(all, cell(item))
		}
		return strings.Join(all, ", ")
	case cloud.Map:
		return asJSON(v)
	}
	if text, ok := v.Scalar(); ok {
		return text
	}
	text, _ := v.Canonical()
	return text
}

func asJSON(v *cloud.Value) string {
	text, err := v.MarshalJSON()
	if err != nil {
		return "?"
	}
	return string(text)
}

// notes says what the list does not: what is not known, and what was not read.
func (i *inventory) notes(w io.Writer) error {
	out := bufio.NewWriter(w)
	line := func(format string, args ...any) { _, _ = fmt.Fprintf(out, format+"\n", args...) }
	if len(i.unknown) > 0 {
		line("\n%s", i.say("may", len(i.unknown)))
		for _, r := range i.unknown {
			var why []string
			for _, one := range r.why {
				why = append(why, report.Reason(i.lang, one))
			}
			line("  ? %s: %s", report.Clean(resourceName(r.Type, r.Label(), r.ID, r.Region)), report.Clean(strings.Join(why, "; ")))
		}
	}
	if len(i.skipped) > 0 {
		line("\n%s", i.say("meaning"))
		for _, s := range i.skipped {
			line("  - %s (%d): %s", s.typ, s.n, report.Clean(s.err.What))
		}
	}
	if len(i.unread) > 0 {
		line("\n%s", i.say("unread"))
		for _, u := range i.unread {
			typ := u.typ
			if typ == cloud.AnyType {
				typ = i.say("anything")
			}
			line("  ? %s: %s", report.Clean(typ), report.Clean(report.Reason(i.lang, u.why)))
		}
	}
	return out.Flush()
}

// writeCSV writes a line for each resource; the properties of a type only when there is but one.
func writeCSV(w io.Writer, i *inventory) error {
	header := []string{"type", "name", "id", "account", "region", "source"}
	var columns []string
	if len(i.rows) > 0 && i.rows[0].Type == i.rows[len(i.rows)-1].Type {
		var err error
		if columns, err = columnsOf(i.rows[0].Type); err != nil {
			return err
		}
	}
	out := csv.NewWriter(w)
	_ = out.Write(append(header, columns...)) // Error gives the first error
	for _, r := range i.rows {
		line := []string{r.Type, r.Name, r.ID, r.Account, r.Region, r.source}
		for _, c := range columns {
			line = append(line, cell(at(r.Properties, c)))
		}
		for k := range line {
			line[k] = inert(line[k])
		}
		_ = out.Write(line)
	}
	out.Flush()
	return out.Error()
}

// inert keeps a spreadsheet from taking a text for a formula
// (https://owasp.org/www-community/attacks/CSV_Injection).
func inert(text string) string {
	if text == "" || !strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(text)[0]) {
		return text
	}
	if _, err := strconv.ParseFloat(text, 64); err == nil {
		return text
	}
	return "'" + text
}

type jsonInventory struct {
	Format        string          `json:"format"`
	FormatVersion int             `json:"formatVersion"`
	Resources     []jsonRow       `json:"resources"`
	Unknown       []jsonRow       `json:"unknown"`
	LeftOut       []jsonSkipped   `json:"leftOut"`
	Unread        []jsonUnreadRow `json:"unread"`
}

type jsonRow struct {
	jsonDiffResource
	ARN        string       `json:"arn,omitempty"`
	Location   string       `json:"location,omitempty"`
	Properties *cloud.Value `json:"properties,omitempty"`
	Why        []string     `json:"why,omitempty"`
}

type jsonSkipped struct {
	Type  string `json:"type"`
	Count int    `json:"count"`
	Why   string `json:"why"`
}

type jsonUnreadRow struct {
	Source string `json:"source,omitempty"`
	Type   string `json:"type"`
	Why    string `json:"why"`
}

func writeInventoryJSON(w io.Writer, i *inventory) error {
	out := jsonInventory{Format: "haechi-inventory", FormatVersion: 1, Resources: i.jsonRows(i.rows), Unknown: i.jsonRows(i.unknown), LeftOut: []jsonSkipped{}, Unread: []jsonUnreadRow{}}
	for _, s := range i.skipped {
		out.LeftOut = append(out.LeftOut, jsonSkipped{s.typ, s.n, s.err.What})
	}
	for _, u := range i.unread {
		out.Unread = append(out.Unread, jsonUnreadRow{u.source, u.typ, report.Reason(i.lang, u.why)})
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}

func (i *inventory) jsonRows(rows []row) []jsonRow {
	out := []jsonRow{}
	for _, r := range rows {
		arn, _ := r.ARN.Canonical()
		j := jsonRow{jsonDiffResource: jsonDiffResource{ID: r.ID, Type: r.Type, Name: r.Name, Source: r.source, Account: r.Account, Region: r.Region}, ARN: arn, Properties: r.Properties}
		if !r.Pos.IsZero() {
			j.Location = filepath.ToSlash(r.Pos.String())
		}
		for _, why := range r.why {
			j.Why = append(j.Why, report.Reason(i.lang, why))
		}
		out = append(out, j)
	}
	return out
}
