package emulator

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os/exec"
	"path/filepath"
	"testing"
)

// Fixture fills an account by a script of fixtures/ and gives the JSON that the script prints.
func (s *Server) Fixture(tb testing.TB, account, name string, args ...string) json.RawMessage {
	tb.Helper()
	out, err := s.Fill(account, name, args...)
	if err != nil {
		tb.Fatal(err)
	}
	return out
}

// Fill is Fixture for what is no test.
func (s *Server) Fill(account, name string, args ...string) (json.RawMessage, error) {
	python, err := findPython()
	if err != nil {
		return nil, err
	}
	root, err := findRoot()
	if err != nil {
		return nil, err
	}
	script := filepath.Join(root, "internal", "emulator", "fixtures", name+".py")
	var out, problems bytes.Buffer
	run := exec.Command(python, append([]string{script}, args...)...)
	run.Env = append(environment(), "HAECHI_ENDPOINT="+s.Endpoint, "HAECHI_ACCOUNT="+account, "PYTHONDONTWRITEBYTECODE=1")
	run.Stdout, run.Stderr = &out, &problems
	if err := run.Run(); err != nil {
		return nil, fmt.Errorf("fixture %s: %w\n%s", name, err, bytes.TrimSpace(problems.Bytes()))
	}
	summary := bytes.TrimSpace(out.Bytes())
	if !json.Valid(summary) {
		return nil, fmt.Errorf("fixture %s did not print JSON: %.200s", name, summary)
	}
	return summary, nil
}
