package sam

type deployments struct{}

func (t *translation) addDeployments()                                {}
func (m *macro) expandPolicyTemplates() error                         { return nil }
func (m *macro) locateApplication() error                             { return nil }
func resolveApplications(t *translation) error                        { return nil }
func defaultManagedPolicies() map[string]string                       { return nil }
func translateFunction(m *macro) ([]*resource, error)                 { return nil, errNotYet }
func translateLayer(m *macro) ([]*resource, error)                    { return nil, errNotYet }
func translateTable(m *macro) ([]*resource, error)                    { return nil, errNotYet }
func translateApplication(m *macro) ([]*resource, error)              { return nil, errNotYet }
func translateCapacityProvider(m *macro) ([]*resource, error)         { return nil, errNotYet }
func linkBucket(e *event) error                                       { return nil }
func translateBucketEvent(e *event, to target) ([]*resource, error)   { return nil, errNotYet }
func linkUserPool(e *event) error                                     { return nil }
func translateUserPoolEvent(e *event, to target) ([]*resource, error) { return nil, errNotYet }
func translateTopicEvent(e *event, to target) ([]*resource, error)    { return nil, errNotYet }
func translateSchedule(e *event, to target) ([]*resource, error)      { return nil, errNotYet }
func translateScheduler(e *event, to target) ([]*resource, error)     { return nil, errNotYet }
func translateRule(e *event, to target) ([]*resource, error)          { return nil, errNotYet }
func translateLogs(e *event, to target) ([]*resource, error)          { return nil, errNotYet }
func translateIoTRule(e *event, to target) ([]*resource, error)       { return nil, errNotYet }
func translateAlexaSkill(e *event, to target) ([]*resource, error)    { return nil, errNotYet }
func translateStream(e *event, to target) ([]*resource, error)        { return nil, errNotYet }
