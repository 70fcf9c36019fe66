package emulator

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

// Fixture fills an account and gives the JSON that says what it holds now. Its name is that of a
// script: of fixtures/, which makes resources as anybody would, by requests; or of inside/, which
// makes thousands in a second inside the server.
func (s *Server) Fixture(tb testing.TB, account, name string, args ...string) json.RawMessage {
	tb.Helper()
	out, err := s.Fill(account, name, args...)
	if err != nil {
		tb.Fatal(err)
	}
	return out
}

// Shared gives an account that a fixture filled once for all tests of the package that only read it.
func (s *Server) Shared(tb testing.TB, name string, args ...string) (account string, made json.RawMessage) {
	tb.Helper()
	key := fmt.Sprint(name, args)
	s.filling.Lock()
	once, found := s.shared[key]
	if !found {
		once = sync.OnceValue(func() filled {
			account := s.Account()
			made, err := s.Fill(account, name, args...)
			return filled{account, made, err}
		})
		if s.shared == nil {
			s.shared = map[string]func() filled{}
		}
		s.shared[key] = once
	}
	s.filling.Unlock()
	got := once()
	if got.err != nil {
		tb.Fatal(got.err)
	}
	return got.account, got.made
}

type filled struct {
	account string
	made    json.RawMessage
	err     error
}

// Fill is Fixture for what is no test.
func (s *Server) Fill(account, name string, args ...string) (json.RawMessage, error) {
	root, err := findRoot()
	if err != nil {
		return nil, err
	}
	here := filepath.Join(root, "internal", "emulator")
	var out json.RawMessage
	if inside := filepath.Join(here, "inside", name+".py"); exists(inside) {
		out, err = s.fillInside(inside, append([]string{account}, args...))
	} else {
		out, err = run(s.Endpoint, account, filepath.Join(here, "fixtures", name+".py"), args)
	}
	if err != nil {
		return nil, fmt.Errorf("fixture %s: %w", name, err)
	}
	return out, nil
}

// Script runs a Python script of a test: one that asks by boto3, as somebody else would. It finds
// the module account of fixtures/, whose clients call the endpoint, and prints JSON.
func Script(tb testing.TB, endpoint, account, script string, args ...string) json.RawMessage {
	tb.Helper()
	out, err := run(endpoint, account, script, args)
	if err != nil {
		tb.Fatal(err)
	}
	return out
}

func run(endpoint, account, script string, args []string) (json.RawMessage, error) {
	python, err := findPython()
	if err != nil {
		return nil, err
	}
	root, err := findRoot()
	if err != nil {
		return nil, err
	}
	var out, problems bytes.Buffer
	run := exec.Command(python, append([]string{script}, args...)...)
	run.Env = append(environment(), "HAECHI_ENDPOINT="+endpoint, "HAECHI_ACCOUNT="+account,
		"PYTHONDONTWRITEBYTECODE=1", "PYTHONPATH="+filepath.Join(root, "internal", "emulator", "fixtures"))
	run.Stdout, run.Stderr = &out, &problems
	if err := run.Run(); err != nil {
		return nil, fmt.Errorf("%w\n%s", err, bytes.TrimSpace(problems.Bytes()))
	}
	summary := bytes.TrimSpace(out.Bytes())
	if !json.Valid(summary) {
		return nil, fmt.Errorf("it did not print JSON: %.200s", summary)
	}
	return summary, nil
}

func (s *Server) fillInside(script string, args []string) (json.RawMessage, error) {
	command, err := json.Marshal(map[string]any{"script": script, "arguments": args})
	if err != nil {
		return nil, err
	}
	s.command.Lock()
	defer s.command.Unlock()
	if _, err := s.lifeline.Write(append(command, '\n')); err != nil {
		return nil, err
	}
	line, alive := <-s.answers
	if !alive {
		return nil, fmt.Errorf("the server has ended: %s", s.errors)
	}
	var answer struct {
		Done  json.RawMessage
		Error string
	}
	if err := json.Unmarshal(line, &answer); err != nil {
		return nil, err
	}
	if answer.Error != "" {
		return nil, errors.New(answer.Error)
	}
	return answer.Done, nil
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}
