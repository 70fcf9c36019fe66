package emulator

import (
	"bufio"
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// Server is a running emulator.
type Server struct {
	// Endpoint is its address, "http://127.0.0.1:34567", good as an endpoint of every service. S3
	// needs path style.
	Endpoint string

	process  *exec.Cmd
	lifeline io.WriteCloser // the server ends when this is closed, also by our death
	command  sync.Mutex     // one command at a time, each with its answer
	answers  chan []byte    // closed when the server ends
	errors   *tail
	exited   chan struct{}
	accounts atomic.Int64

	filling sync.Mutex
	shared  map[string]func() filled
}

// Start gives the server of this test binary, started by the first test that asks. It ends with
// the test binary. Tests share it and do not see each other when each takes its own Account.
func Start(tb testing.TB) *Server {
	tb.Helper()
	s, err := shared()
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

var shared = sync.OnceValues(Launch)

//go:embed server.py
var program string

// startWithin is long because the first start after an installation compiles what it imports.
const startWithin = time.Minute

// Launch starts a server that nobody else uses, for what is no test or measures the server itself.
func Launch() (*Server, error) {
	python, err := findPython()
	if err != nil {
		return nil, err
	}
	s := &Server{errors: &tail{limit: 8 << 10}, answers: make(chan []byte, 1), exited: make(chan struct{})}
	s.process = exec.Command(python, "-c", program)
	s.process.Env = environment()
	s.process.Stderr = s.errors
	lifeline, err := s.process.StdinPipe()
	if err != nil {
		return nil, err
	}
	s.lifeline = lifeline
	output, err := s.process.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := s.process.Start(); err != nil {
		return nil, fmt.Errorf("emulator: %w", err)
	}
	go s.listen(output)
	select {
	case address := <-s.answers:
		s.Endpoint = string(address)
	case <-time.After(startWithin):
	}
	if u, err := url.Parse(s.Endpoint); err != nil || u.Port() == "" {
		_ = s.Close()
		return nil, fmt.Errorf("emulator: %s did not say where it listens: %s", python, s.errors.String())
	}
	return s, nil
}

// listen takes what the server answers until it ends.
func (s *Server) listen(output io.Reader) {
	lines := bufio.NewScanner(output)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		s.answers <- bytes.Clone(lines.Bytes())
	}
	close(s.answers)
	_ = s.process.Wait()
	close(s.exited)
}

// Close ends the server and waits for that.
func (s *Server) Close() error {
	err := s.lifeline.Close()
	select {
	case <-s.exited:
		return err
	case <-time.After(5 * time.Second):
		return errors.Join(err, s.process.Process.Kill())
	}
}

// PID is the process of the server, for measurements.
func (s *Server) PID() int { return s.process.Process.Pid }

// Account gives the id of an account that nobody has used yet.
func (s *Server) Account() string {
	return fmt.Sprintf("%012d", 100_000_000_000+s.accounts.Add(1))
}

// environment is ours, less what would lead the server elsewhere: credentials, profiles, proxies
// and settings of moto.
func environment() []string {
	var env []string
	for _, entry := range os.Environ() {
		name, _, _ := strings.Cut(strings.ToUpper(entry), "=")
		if strings.HasPrefix(name, "AWS_") || strings.HasPrefix(name, "MOTO_") || strings.HasPrefix(name, "PYTHON") || strings.HasPrefix(name, "DOCKER_") || strings.HasSuffix(name, "_PROXY") {
			continue
		}
		env = append(env, entry)
	}
	// moto would run what is sent to functions in containers; nothing listens there.
	return append(env, "DOCKER_HOST=tcp://127.0.0.1:1", "MOTO_IAM_LOAD_MANAGED_POLICIES=true", "AWS_EC2_METADATA_DISABLED=true", "PYTHONIOENCODING=utf-8")
}

// tail keeps the last of what was written: an error message is at the end.
type tail struct {
	mu    sync.Mutex
	limit int
	kept  []byte
}

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.kept = append(t.kept, p...)
	if extra := len(t.kept) - t.limit; extra > 0 {
		t.kept = append(t.kept[:0], t.kept[extra:]...)
	}
	return len(p), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(bytes.TrimSpace(t.kept))
}
