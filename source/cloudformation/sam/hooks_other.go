package sam

func translateStateMachine(m *macro) ([]*resource, error) { return nil, errNotYet }
func translateWebSocketAPI(m *macro) ([]*resource, error) { return nil, errNotYet }
