package emulator

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
)

// findPython is the interpreter of the virtual environment that moto is installed in.
func findPython() (string, error) {
	dir := os.Getenv("HAECHI_MOTO")
	if dir == "" {
		root, err := findRoot()
		if err != nil {
			return "", err
		}
		dir = filepath.Join(root, ".venv")
	}
	python := filepath.Join(dir, "bin", "python")
	if runtime.GOOS == "windows" {
		python = filepath.Join(dir, "Scripts", "python.exe")
	}
	if _, err := os.Stat(python); err != nil {
		return "", fmt.Errorf("the emulator of AWS is not in %s: `make test` (or `make emulator`) installs it there, "+
			"and HAECHI_MOTO names the folder when it is elsewhere: %w", dir, err)
	}
	return python, nil
}

// findRoot looks upwards from where the test runs for the folder of the repository.
func findRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "internal", "emulator", "server.py")); err == nil {
			return dir, nil
		}
		above := filepath.Dir(dir)
		if above == dir {
			return "", errors.New("emulator: not inside the repository")
		}
		dir = above
	}
}
