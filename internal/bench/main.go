//go:build unix

// Command bench measures the program as a whole process: wall time, processor time and peak
// memory, over one small template and over a folder of real ones. `make bench` runs it.
//
// When cfn-lint is installed it is measured on the same small template in the same run, because
// figures of one machine say little about another.
package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

const small = `AWSTemplateFormatVersion: "2010-09-09"
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Runtime: python3.13, Timeout: 30}}
Resources:
  Hello:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/
      Handler: app.handler
      Policies: [{DynamoDBReadPolicy: {TableName: !Ref Table}}]
      Events:
        Get: {Type: Api, Properties: {Path: /hello, Method: get}}
        Work: {Type: SQS, Properties: {Queue: !GetAtt Queue.Arn}}
  Table: {Type: AWS::Serverless::SimpleTable}
  Queue: {Type: AWS::SQS::Queue, Properties: {VisibilityTimeout: 180}}
`

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run() error {
	binary, err := filepath.Abs("bin/haechi")
	if err != nil {
		return err
	}
	info, err := os.Stat(binary)
	if err != nil {
		return fmt.Errorf("%w (run make build)", err)
	}
	dir, err := os.MkdirTemp("", "haechi-bench-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	template := filepath.Join(dir, "template.yaml")
	if err := os.WriteFile(template, []byte(small), 0o600); err != nil {
		return err
	}
	fmt.Printf("binary: %.1f MB\n", float64(info.Size())/1e6)
	one, err := repeat(21, binary, "scan", template)
	if err != nil {
		return err
	}
	fmt.Printf("one small SAM template: %s\n", one)
	if lint, err := exec.LookPath("cfn-lint"); err == nil {
		other, err := repeat(3, lint, template)
		if err != nil {
			return err
		}
		fmt.Printf("cfn-lint on it: %s (%.0f times the wall time)\n", other, float64(other.wall)/float64(one.wall))
	}
	return corpus(binary)
}

// corpus scans the SAM and CloudFormation templates of published patterns.
func corpus(binary string) error {
	root := os.Getenv("HAECHI_CORPUS")
	patterns := filepath.Join(root, "serverless-patterns")
	if _, err := os.Stat(patterns); root == "" || err != nil {
		fmt.Println("serverless-patterns: not measured, HAECHI_CORPUS has none")
		return nil
	}
	templates := 0
	err := filepath.WalkDir(patterns, func(name string, d fs.DirEntry, err error) error {
		if ext := filepath.Ext(name); err == nil && !d.IsDir() && slices.Contains([]string{".yaml", ".yml", ".json", ".template"}, ext) {
			templates++
		}
		return err
	})
	if err != nil {
		return err
	}
	m, err := repeat(5, binary, "scan", patterns)
	if err != nil {
		return err
	}
	fmt.Printf("serverless-patterns, %d files: %s, %.2f ms of processor time a file\n", templates, m, float64(m.cpu.Microseconds())/1000/float64(templates))
	return nil
}

// figures are medians of several runs.
type figures struct {
	runs      int
	wall, cpu time.Duration
	peak      int64 // bytes
}

func (f figures) String() string {
	return fmt.Sprintf("%.0f ms wall, %.0f ms processor, %.0f MiB peak (median of %d)",
		float64(f.wall.Microseconds())/1000, float64(f.cpu.Microseconds())/1000, float64(f.peak)/(1<<20), f.runs)
}

func repeat(runs int, name string, args ...string) (figures, error) {
	var walls, cpus []time.Duration
	var peaks []int64
	for range runs {
		cmd := exec.Command(name, args...)
		start := time.Now()
		out, err := cmd.CombinedOutput()
		wall := time.Since(start)
		var failed *exec.ExitError
		if err != nil && !errors.As(err, &failed) {
			return figures{}, err
		}
		if cmd.ProcessState.ExitCode() == 2 && strings.Contains(name, "haechi") {
			return figures{}, fmt.Errorf("%s %s: %s", name, strings.Join(args, " "), out)
		}
		usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
		if !ok {
			return figures{}, errors.New("this system does not tell the peak memory of a process")
		}
		walls = append(walls, wall)
		cpus = append(cpus, cmd.ProcessState.UserTime()+cmd.ProcessState.SystemTime())
		peaks = append(peaks, usage.Maxrss*1024)
	}
	slices.Sort(walls)
	slices.Sort(cpus)
	slices.Sort(peaks)
	return figures{runs, walls[runs/2], cpus[runs/2], peaks[runs/2]}, nil
}
