//go:build unix

// Command live measures `haechi scan aws` as a whole process: wall time, processor time, peak memory
// and the calls it makes, against those that are necessary. `make bench-live` runs it.
//
//	go run ./internal/bench/live [-many N] [-emulated N]
//
// Of two accounts: one of very many functions whose answers package many makes up, and one in the
// emulator, where other tools can be measured beside.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"github.com/haechi-dev/haechi/internal/bench/many"
	"github.com/haechi-dev/haechi/internal/emulator"
	"github.com/haechi-dev/haechi/internal/faults"
)

func main() {
	binary := flag.String("haechi", "bin/haechi", "the program")
	large := flag.Int("many", 100_000, "functions of the account whose answers are made up; 0 for none")
	emulated := flag.Int("emulated", 2000, "functions of the account in the emulator; 0 for none")
	flag.Parse()
	if err := run(*binary, *large, *emulated); err != nil {
		fmt.Fprintln(os.Stderr, "live:", err)
		os.Exit(1)
	}
}

func run(binary string, large, emulated int) error {
	binary, err := filepath.Abs(binary)
	if err != nil {
		return err
	}
	if _, err := os.Stat(binary); err != nil {
		return fmt.Errorf("%w (run make build)", err)
	}
	dir, err := os.MkdirTemp("", "haechi-live-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	if large > 0 {
		account := &many.Account{Functions: large}
		if err := measured(binary, dir, fmt.Sprintf("%d functions, made up", large), large, account, account.Calls); err != nil {
			return err
		}
	}
	if emulated > 0 {
		return inEmulator(binary, dir, emulated)
	}
	return nil
}

func inEmulator(binary, dir string, functions int) error {
	server, err := emulator.Launch()
	if err != nil {
		return err
	}
	defer func() { _ = server.Close() }()
	const account = "123456789012" // whose resources moto shows to credentials that it does not know
	if _, err := server.Fill(account, "many_functions", fmt.Sprint(functions)); err != nil {
		return err
	}
	proxy := faults.New(server.Endpoint)
	return measured(binary, dir, fmt.Sprintf("%d functions, emulated", functions), functions, proxy, proxy.Calls)
}

// measured scans the account that a handler is, with a snapshot and a report in two forms.
func measured(binary, dir, title string, functions int, account http.Handler, calls func() map[string]int) error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	front := &http.Server{Handler: account, ReadHeaderTimeout: time.Minute}
	go func() { _ = front.Serve(listener) }()
	defer func() { _ = front.Close() }()

	forms := [][]string{{}, {"-o", "json", "--save", filepath.Join(dir, "account.haechi")}}
	if functions > 10_000 { // reading takes minutes: all at once
		forms = forms[1:]
	}
	for _, form := range forms {
		args := append([]string{"scan", "aws", "--services", "lambda,iam,sqs"}, form...)
		spent, err := once(binary, "http://"+listener.Addr().String(), args)
		if err != nil {
			return err
		}
		fmt.Printf("%s: haechi %v\n  %s\n", title, args[1:], spent)
	}
	made := calls()
	for call := range made {
		made[call] /= len(forms)
	}
	compare(made, functions)
	return nil
}

// spent is what one run took.
type spent struct {
	wall, cpu time.Duration
	peak      int64 // bytes
	status    int
}

func (s spent) String() string {
	return fmt.Sprintf("%.1f s wall, %.1f s processor, %.0f MiB peak, exit code %d", s.wall.Seconds(), s.cpu.Seconds(), float64(s.peak)/(1<<20), s.status)
}

// once runs the program. Its report goes where nobody reads it.
func once(binary, endpoint string, args []string) (spent, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Hour)
	defer cancel()
	cmd := exec.CommandContext(ctx, binary, args...)
	cmd.Env = append(os.Environ(), "AWS_ENDPOINT_URL="+endpoint, "AWS_REGION=ap-northeast-2", "AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE",
		"AWS_SECRET_ACCESS_KEY=example", "AWS_CONFIG_FILE="+os.DevNull, "AWS_SHARED_CREDENTIALS_FILE="+os.DevNull, "AWS_EC2_METADATA_DISABLED=true")
	cmd.Stderr = os.Stderr
	start := time.Now()
	err := cmd.Run()
	wall := time.Since(start)
	var failed *exec.ExitError
	if err != nil && !errors.As(err, &failed) {
		return spent{}, err
	}
	if code := cmd.ProcessState.ExitCode(); code < 0 || code == 2 {
		return spent{}, fmt.Errorf("haechi: %w", err)
	}
	usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		return spent{}, errors.New("this system does not tell the peak memory of a process")
	}
	return spent{wall, cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), usage.Maxrss * 1024, cmd.ProcessState.ExitCode()}, nil
}
