package sam

import (
	"errors"
	"fmt"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// InvalidTemplate is the error of a template that the transform refuses. Each of its errors reads
// like the message of the service and stands at the line to change.
type InvalidTemplate struct {
	Errors []*cloud.Error
}

// Error counts the errors and lists them.
func (e *InvalidTemplate) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Invalid Serverless Application Specification document. Number of errors found: %d.", len(e.Errors))
	for _, one := range e.Errors {
		b.WriteString(" " + one.Error())
	}
	return b.String()
}

// Unwrap gives the single errors to errors.As.
func (e *InvalidTemplate) Unwrap() []error {
	all := make([]error, len(e.Errors))
	for i, one := range e.Errors {
		all[i] = one
	}
	return all
}

// failed notes an error, once for each message.
func (t *translation) failed(err error) {
	var several *InvalidTemplate
	if errors.As(err, &several) {
		for _, one := range several.Errors {
			t.failed(one)
		}
		return
	}
	var one *cloud.Error
	if !errors.As(err, &one) {
		one = &cloud.Error{Pos: t.template.Pos, What: err.Error()}
	}
	if !t.errorSeen[one.What] {
		t.errorSeen[one.What] = true
		t.errors = append(t.errors, one)
	}
}

// documentError is about the structure of the template.
func documentError(p cloud.Pos, format string, args ...any) error {
	return &cloud.Error{Pos: p, What: "Structure of the SAM template is invalid. " + fmt.Sprintf(format, args...)}
}

// resourceError is about one resource.
func resourceError(p cloud.Pos, id, format string, args ...any) error {
	return &cloud.Error{Pos: p, What: fmt.Sprintf("Resource with id [%s] is invalid. ", id) + fmt.Sprintf(format, args...)}
}

// eventError is about one event of a resource.
func eventError(p cloud.Pos, id, format string, args ...any) error {
	return &cloud.Error{Pos: p, What: eventMessage(id, fmt.Sprintf(format, args...))}
}

func eventMessage(id, message string) string {
	return fmt.Sprintf("Event with id [%s] is invalid. ", id) + message
}

// propertyError is about the type of a property; want may be "".
func propertyError(p cloud.Pos, id, property, want string) error {
	return resourceError(p, id, "%s", wrongType("property", property, want))
}

func attributeError(p cloud.Pos, id, attribute, want string) error {
	return resourceError(p, id, "%s", wrongType("attribute", attribute, want))
}

func wrongType(what, name, want string) string {
	if want == "" {
		return fmt.Sprintf("Type of %s '%s' is invalid.", what, name)
	}
	return fmt.Sprintf("%s%s '%s' should be a %s.", strings.ToUpper(what[:1]), what[1:], name, want)
}

func duplicateError(p cloud.Pos, id string, r *resource) error {
	return &cloud.Error{Pos: p, What: fmt.Sprintf("Transforming resource with id [%s] attempts to create a new resource with id [%s] and type %q. "+
		"A resource with that id already exists within this template. Please use a different id for that resource.", id, r.id, r.typ)}
}
