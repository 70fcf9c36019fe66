package cloudformation

import (
	"errors"
	"path/filepath"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/source/cloudformation/syntax"
)

// maxAssemblies bounds how many assemblies one folder may nest.
const maxAssemblies = 100

// ReadAssembly reads a cloud assembly of the CDK (a cdk.out folder): the templates of the stacks
// that its manifest.json lists, and those of its nested assemblies (stages). It returns the
// documents it could read also together with an error, which joins one *cloud.Error for each
// template that cannot be read.
func ReadAssembly(dir string, opt Options) ([]*Document, error) {
	a := assemblies{opt: opt, seen: map[string]bool{}}
	a.read(dir)
	return a.documents, errors.Join(a.errors...)
}

type assemblies struct {
	opt       Options
	seen      map[string]bool
	documents []*Document
	errors    []error
}

func (a *assemblies) read(dir string) {
	real, err := filepath.EvalSymlinks(dir)
	if err != nil {
		a.errors = append(a.errors, fileError(dir, err))
		return
	}
	path := filepath.Join(dir, "manifest.json")
	if a.seen[real] {
		return
	}
	if len(a.seen) >= maxAssemblies {
		a.errors = append(a.errors, &cloud.Error{Pos: at(path), What: "too many nested assemblies"})
		return
	}
	a.seen[real] = true
	manifest, err := parseManifest(path)
	if err != nil {
		a.errors = append(a.errors, err)
		return
	}
	for _, f := range manifest.Get("artifacts").Fields() {
		properties := f.Value.Get("properties")
		switch f.Value.Get("type").Str() {
		case "aws:cloudformation:stack":
			a.stack(dir, f, properties)
		case "cdk:cloud-assembly":
			if nested, ok := a.within(dir, f, properties.Get("directoryName").Str()); ok {
				a.read(nested)
			}
		}
	}
}

func parseManifest(path string) (*cloud.Value, error) {
	text, err := readFile(path)
	if err != nil {
		return nil, err
	}
	manifest, err := syntax.Parse(&cloud.Origin{File: path}, text)
	if err != nil {
		return nil, err
	}
	if !manifest.Get("artifacts").Is(cloud.Map) {
		return nil, &cloud.Error{Pos: manifest.Pos, What: "the manifest lists no artifacts", Hint: "is this a cdk.out folder? run cdk synth"}
	}
	return manifest, nil
}

// stack reads the template of one artifact with what the manifest knows of its deployment.
func (a *assemblies) stack(dir string, f cloud.Field, properties *cloud.Value) {
	file, ok := a.within(dir, f, properties.Get("templateFile").Str())
	if !ok {
		return
	}
	opt := a.opt
	account, region := environment(f.Value.Get("environment").Str())
	if opt.Account == "" {
		opt.Account = account
	}
	if region != "" {
		opt.Region = region // the stack is bound to it, whatever else is scanned
	}
	if passed := properties.Get("parameters"); passed.Len() > 0 {
		opt.Parameters = map[string]string{}
		for _, p := range passed.Fields() {
			if text, ok := p.Value.Scalar(); ok {
				opt.Parameters[p.Key] = text
			}
		}
		for name, text := range a.opt.Parameters {
			opt.Parameters[name] = text
		}
	}
	doc, err := Read(file, opt)
	if err != nil {
		a.errors = append(a.errors, err)
		return
	}
	doc.Kind = CDK
	namePaths(doc.Graph, metadataOf(dir, f.Value))
	a.documents = append(a.documents, doc)
}

// metadataOf gives what an assembly says of the constructs of a stack, by path. Newer versions of
// the CDK keep it in a file beside the manifest.
func metadataOf(dir string, artifact *cloud.Value) []cloud.Field {
	all := artifact.Get("metadata").Fields()
	file := filepath.FromSlash(artifact.Get("additionalMetadataFile").Str())
	if !filepath.IsLocal(file) {
		return all
	}
	path := filepath.Join(dir, file)
	text, err := readFile(path)
	if err != nil {
		return all // it only adds names
	}
	more, err := syntax.Parse(&cloud.Origin{File: path}, text)
	if err != nil {
		return all
	}
	return append(all[:len(all):len(all)], more.Fields()...)
}

// namePaths sets the construct path of resources whose template does not tell it: the CDK can be
// told to leave aws:cdk:path out.
func namePaths(g *cloud.Graph, metadata []cloud.Field) {
	for _, f := range metadata {
		for _, entry := range f.Value.Items() {
			if entry.Get("type").Str() != "aws:cdk:logicalId" {
				continue
			}
			if r := g.Resource(entry.Get("data").Str()); r != nil && r.Path == "" {
				r.Path = strings.TrimPrefix(f.Key, "/")
			}
		}
	}
}

// within gives the path of what an artifact names inside the assembly's folder. What lies outside
// of it is none of the assembly's.
func (a *assemblies) within(dir string, artifact cloud.Field, name string) (path string, ok bool) {
	local := filepath.FromSlash(name)
	if filepath.IsLocal(local) {
		return filepath.Join(dir, local), true
	}
	what := "artifact " + artifact.Key + " names no file"
	if name != "" {
		what = "artifact " + artifact.Key + " names " + name + ", which is outside of the assembly"
	}
	a.errors = append(a.errors, &cloud.Error{Pos: artifact.KeyPos, What: what, Hint: "run cdk synth again"})
	return "", false
}

// environment splits "aws://account/region"; what is not known yet is written unknown-account,
// unknown-region.
func environment(uri string) (account, region string) {
	account, region, _ = strings.Cut(strings.TrimPrefix(uri, "aws://"), "/")
	if account == "unknown-account" {
		account = ""
	}
	if region == "unknown-region" {
		region = ""
	}
	return account, region
}
