package main

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"sort"
	"strings"

	"github.com/haechi-dev/haechi/iam/internal/format"
)

// managedPolicy is the newest version of a policy that AWS manages.
type managedPolicy struct {
	name, path, version, date string
	document                  []byte
}

func readManaged(files map[string][]byte) ([]managedPolicy, error) {
	var all map[string]struct {
		ARN      string
		Latest   string `json:"latestVersionId"`
		Versions map[string]struct {
			Created  string `json:"createdDate"`
			Document json.RawMessage
		}
	}
	for _, text := range files {
		if err := json.Unmarshal(text, &all); err != nil {
			return nil, err
		}
	}
	var policies []managedPolicy
	for name, p := range all {
		path, ok := strings.CutPrefix(p.ARN, "arn:aws:iam::aws:policy/")
		path, ends := strings.CutSuffix(path, name)
		newest, known := p.Versions[p.Latest]
		if !ok || !ends || !known || len(newest.Created) < len("2006-01-02") {
			return nil, fmt.Errorf("managed policy %s (%s) has no version %s", name, p.ARN, p.Latest)
		}
		var compact bytes.Buffer
		if err := json.Compact(&compact, newest.Document); err != nil {
			return nil, fmt.Errorf("managed policy %s: %w", name, err)
		}
		policies = append(policies, managedPolicy{name, path, p.Latest, newest.Created[:10], compact.Bytes()})
	}
	sort.Slice(policies, func(i, j int) bool {
		return strings.ToLower(policies[i].name) < strings.ToLower(policies[j].name)
	})
	return policies, nil
}

// blockSize is how much text is compressed at once: more compresses better, and takes longer to
// open for the one policy that is asked for.
const blockSize = 16 << 10

// encodeManaged writes the format that package format describes.
func encodeManaged(source string, policies []managedPolicy) ([]byte, error) {
	var entries, blocks, block bytes.Buffer
	entryStarts, blockStarts := []uint32{0}, []uint32{0}
	finish := func() error {
		w, err := flate.NewWriter(&blocks, flate.BestCompression)
		if err != nil {
			return err
		}
		if _, err := w.Write(block.Bytes()); err != nil {
			return err
		}
		block.Reset()
		if err := w.Close(); err != nil {
			return err
		}
		blockStarts = append(blockStarts, uint32(blocks.Len()))
		return nil
	}
	for _, p := range policies {
		fmt.Fprintf(&entries, "%s\t%s\t%s\t%s\t%d\t%d\t%d", p.name, p.path, p.version, p.date, len(blockStarts)-1, block.Len(), len(p.document))
		entryStarts = append(entryStarts, uint32(entries.Len()))
		block.Write(p.document)
		if block.Len() >= blockSize {
			if err := finish(); err != nil {
				return nil, err
			}
		}
	}
	if err := finish(); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	out.WriteString(format.ManagedMagic + source + "\n")
	for _, numbers := range [][]uint32{{uint32(len(policies)), uint32(len(blockStarts) - 1)}, entryStarts, blockStarts} {
		for _, n := range numbers {
			out.Write(binary.LittleEndian.AppendUint32(nil, n))
		}
	}
	out.Write(entries.Bytes())
	out.Write(blocks.Bytes())
	return out.Bytes(), nil
}
