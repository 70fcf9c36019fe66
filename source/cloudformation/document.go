package cloudformation

import (
	"errors"

	"github.com/haechi-dev/haechi/cloud"
)

// Kind is the dialect a template is written in.
type Kind string

// The kinds of template.
const (
	CloudFormation Kind = "CloudFormation"
	SAM            Kind = "SAM"
	CDK            Kind = "CDK"
)

// ErrNotTemplate is wrapped by the error of [Read] for a file that is no template at all.
var ErrNotTemplate = errors.New("not a CloudFormation template")

// Options is what is known about a deployment from outside its template.
type Options struct {
	Parameters map[string]string // values of the root template's parameters; names it does not declare are ignored
	Region     string            // where it will be deployed, or "" when that is not known
	Account    string            // the account's number, or "" when that is not known
}

// Document is what one root template became.
type Document struct {
	Path string
	Kind Kind
	// Graph holds the resources of the template and of the nested templates that were read.
	Graph *cloud.Graph
	// Parameters are what the templates that were read declare as parameters, as schema.Parameter.
	Parameters []*cloud.Resource
	// Outputs are what they give as outputs, as schema.Output.
	Outputs []*cloud.Resource
	// Problems are mistakes that did not prevent reading: each touches one place only.
	Problems []*cloud.Error
	// Files are the templates and included files that were read, the root first.
	Files []string
	// Template is the root template as it was written.
	Template *cloud.Value
}

// Read reads one template file and the local files it nests or includes. An error is a
// *cloud.Error; it wraps [ErrNotTemplate] when the file is no template.
func Read(path string, opt Options) (*Document, error) {
	r := newReader(opt)
	template, err := r.load(path)
	if err != nil {
		return nil, err
	}
	if !isTemplate(template) {
		return nil, &cloud.Error{Pos: template.Pos, What: "file is not a template", Err: ErrNotTemplate,
			Hint: "a template has a Resources section"}
	}
	return r.document(path, template)
}

// document reads a root template that is already parsed.
func (r *reader) document(path string, template *cloud.Value) (*Document, error) {
	root := &stack{reader: r, path: path, params: given(r.opt.Parameters)}
	root.read(template)
	if r.exceeded != nil {
		return nil, r.exceeded
	}
	if root.err != nil {
		return nil, root.err
	}
	return &Document{Path: path, Kind: kindOf(template), Graph: r.graph, Parameters: root.allParameters(map[string]bool{}), Outputs: root.allOutputs(map[string]bool{}), Problems: r.problems, Files: r.files, Template: template}, nil
}

func given(parameters map[string]string) map[string]*cloud.Value {
	values := make(map[string]*cloud.Value, len(parameters))
	for name, text := range parameters {
		values[name] = cloud.NewString(cloud.Pos{}, text)
	}
	return values
}
