package emulator

import (
	"encoding/json"
	"path/filepath"
	"testing"
)

// Ask asks by boto3, the client of somebody else, and gives what that understood: a list with all
// pages of each answer as one, or the error. A question is "ap-northeast-2/lambda:list_functions",
// with JSON after a space for its arguments; "http://…" is where those after it are asked.
func Ask(tb testing.TB, endpoint, account string, questions ...string) json.RawMessage {
	tb.Helper()
	root, err := findRoot()
	if err != nil {
		tb.Fatal(err)
	}
	return Script(tb, endpoint, account, filepath.Join(root, "internal", "emulator", "ask.py"), questions...)
}
