package cli

import (
	"fmt"
	"io"
	"os"
)

// maxInput bounds a file that is named on the command line, in bytes: what parses it may have a
// smaller limit of its own.
const maxInput = 16 << 20

// readInput reads a file that is named on the command line. It may be a pipe, as of <(command),
// but it must end.
func readInput(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // it was only read
	text, err := io.ReadAll(io.LimitReader(f, maxInput+1))
	if err == nil && len(text) > maxInput {
		return nil, fmt.Errorf("%s has more than %d bytes, the limit", name, maxInput)
	}
	return text, err
}
