package sam

import "errors"

// errNotYet is the answer of parts that are not written.
var errNotYet = errors.New("not written yet")

type apiState struct{}

func addDefaultDefinitions(t *translation) error { return nil }
func addImplicitAPIs(t *translation) error       { return nil }
func matchOpenAPIVersions(t *translation) error  { return nil }

func translateAPI(m *macro) ([]*resource, error)     { return nil, errNotYet }
func translateHTTPAPI(m *macro) ([]*resource, error) { return nil, errNotYet }

func linkAPIEvent(e *event) error                                    { return nil }
func translateAPIEvent(e *event, to target) ([]*resource, error)     { return nil, errNotYet }
func linkHTTPAPIEvent(e *event) error                                { return nil }
func translateHTTPAPIEvent(e *event, to target) ([]*resource, error) { return nil, errNotYet }
