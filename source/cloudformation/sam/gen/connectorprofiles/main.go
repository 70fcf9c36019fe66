// Command connectorprofiles writes the connector profiles of the AWS SAM translator, the
// permissions each pair of resource types gets, as the compact file that package sam embeds.
//
// The profiles are data of the Python package aws-sam-translator (licence Apache-2.0). Its wheel
// is the input:
//
//	pip download --no-deps aws-sam-translator==1.110.0
//	go run ./gen/connectorprofiles aws_sam_translator-1.110.0-py3-none-any.whl > connector_profiles.json
package main

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
)

const (
	packageName = "aws-sam-translator"
	licence     = "Apache-2.0"
	profiles    = "samtranslator/model/connector_profiles/profiles.json"
	maxBytes    = 4 << 20
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: connectorprofiles WHEEL > connector_profiles.json")
		os.Exit(2)
	}
	out, err := generate(os.Args[1])
	if err == nil {
		_, err = os.Stdout.Write(out)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "connectorprofiles:", err)
		os.Exit(1)
	}
}

func generate(wheel string) ([]byte, error) {
	archive, err := zip.OpenReader(wheel)
	if err != nil {
		return nil, err
	}
	defer archive.Close()
	version, err := packageVersion(&archive.Reader)
	if err != nil {
		return nil, err
	}
	data, err := read(&archive.Reader, profiles)
	if err != nil {
		return nil, err
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, data); err != nil {
		return nil, fmt.Errorf("%s: %w", profiles, err)
	}
	return fmt.Appendf(nil, "{\"Source\":%q,\"Licence\":%q,\n\"Profiles\":%s}\n",
		packageName+" "+version+", "+profiles, licence, compact.Bytes()), nil
}

// packageVersion finds the version in the wheel's metadata, and refuses another package or licence.
func packageVersion(archive *zip.Reader) (string, error) {
	for _, f := range archive.File {
		if !strings.HasSuffix(f.Name, ".dist-info/METADATA") {
			continue
		}
		text, err := read(archive, f.Name)
		if err != nil {
			return "", err
		}
		fields := map[string]string{}
		for line := range strings.Lines(string(text)) {
			name, value, ok := strings.Cut(strings.TrimSpace(line), ": ")
			if !ok {
				break
			}
			fields[name] = value
		}
		if fields["Name"] != packageName {
			return "", fmt.Errorf("the wheel holds %q, not %s", fields["Name"], packageName)
		}
		if !strings.HasPrefix(fields["License"], "Apache License 2.0") {
			return "", fmt.Errorf("the package is licensed %q, not %s", fields["License"], licence)
		}
		return fields["Version"], nil
	}
	return "", fmt.Errorf("no metadata in the wheel")
}

func read(archive *zip.Reader, name string) ([]byte, error) {
	f, err := archive.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxBytes+1))
	if err == nil && len(data) > maxBytes {
		err = fmt.Errorf("%s has more than %d bytes", name, maxBytes)
	}
	return data, err
}
