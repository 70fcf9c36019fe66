package rule

import (
	"io/fs"
	"path"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// LoadFacts reads the tables of a folder: each .yaml file is one table, a mapping, by the file's
// name without extension.
func LoadFacts(fsys fs.FS, dir, display string) (map[string]*cloud.Value, error) {
	tables := map[string]*cloud.Value{}
	names, err := fs.Glob(fsys, path.Join(dir, "*.yaml"))
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		text, err := readFile(fsys, name)
		if err != nil {
			return nil, &cloud.Error{Pos: inFile(display + name), What: "cannot read", Err: err}
		}
		d := &decoder{origin: &cloud.Origin{File: display + name}}
		root := d.document(text)
		if root != nil {
			tables[strings.TrimSuffix(path.Base(name), ".yaml")] = d.given(root, 0)
		}
		if len(d.mistakes) > 0 {
			return nil, d.mistakes[0]
		}
	}
	return tables, nil
}
