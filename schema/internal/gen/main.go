// Command gen makes the embedded schemas of package schema out of the npm package that carries
// the CloudFormation specification of the AWS CDK. It needs npm and the network:
//
//	go generate ./schema
//
// It owns the reading of that package, the corrections to it and the writing of our format; what
// the schemas mean is package schema's.
package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
)

// What the schemas are made from. To update: change the version, run go generate, and put the
// checksum that it reports here.
const (
	packageName    = "@aws-cdk/aws-service-spec"
	packageVersion = "0.1.216"
	databaseSHA256 = "3e4003a5a44324bea1841c8f0b7cf7190ee5e66a4cd5c93caad1ad7ad75c4dd2"
	source         = packageName + " " + packageVersion + ", Copyright Amazon.com, Inc. or its affiliates, Apache-2.0"
)

// maxDatabase bounds the uncompressed database (42 MB today).
const maxDatabase = 256 << 20

func main() {
	out := flag.String("o", "cloudformation.bin", "file to write")
	verbose := flag.Bool("v", false, "list the ARN templates with names that no property or attribute has")
	flag.Parse()
	if err := run(*out, *verbose); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run(out string, verbose bool) error {
	database, err := download()
	if err != nil {
		return err
	}
	resources, err := readDatabase(database)
	if err != nil {
		return err
	}
	for _, r := range resources {
		normalise(r)
	}
	if err := correct(resources); err != nil {
		return err
	}
	if verbose {
		for _, r := range resources {
			for _, name := range strayNames(r) {
				fmt.Println(r.Type, r.ARN, name)
			}
		}
	}
	return os.WriteFile(out, encode(source, resources), 0o644)
}

// download fetches the package with npm, which checks the registry's signature of its content,
// and returns its database.
func download() ([]byte, error) {
	dir, err := os.MkdirTemp("", "haechi-schema")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	cmd := exec.Command("npm", "pack", "--silent", packageName+"@"+packageVersion)
	cmd.Dir, cmd.Stderr = dir, os.Stderr
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("npm pack: %w", err)
	}
	archives, err := filepath.Glob(filepath.Join(dir, "*.tgz"))
	if err != nil || len(archives) != 1 {
		return nil, fmt.Errorf("npm pack left %d archives", len(archives))
	}
	archive, err := os.ReadFile(archives[0])
	if err != nil {
		return nil, err
	}
	packed, err := member(archive, "package/db.json.gz")
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(packed)
	if got := hex.EncodeToString(sum[:]); got != databaseSHA256 {
		return nil, fmt.Errorf("the database has the checksum %s, want %s", got, databaseSHA256)
	}
	return gunzip(packed)
}

func member(archive []byte, name string) ([]byte, error) {
	zr, err := gzip.NewReader(bytes.NewReader(archive))
	if err != nil {
		return nil, err
	}
	for tr := tar.NewReader(zr); ; {
		h, err := tr.Next()
		if err != nil {
			return nil, fmt.Errorf("looking for %s: %w", name, err)
		}
		if h.Name == name {
			return io.ReadAll(io.LimitReader(tr, maxDatabase))
		}
	}
}

func gunzip(packed []byte) ([]byte, error) {
	zr, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(io.LimitReader(zr, maxDatabase))
}
