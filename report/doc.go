// Package report shows what a scan found: as text for a terminal, as JSON and SARIF for machines,
// and as one HTML file for people who were not there.
//
// It owns the words, the layout and the masking of secrets: what package secret recognises is
// never written in any format. It must not know how resources were read or rules decided; it
// reads nothing but the lines of files around a finding.
package report
