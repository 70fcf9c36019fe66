package iam

// Request is one request as AWS sees it. Texts may hold holes in the form of Text.
type Request struct {
	Principal Principal
	Action    string // service:Action, in any case
	// Resource is an ARN, or "*" (or "") for an action that has no resource.
	Resource string
	// ResourceAccount owns the resource. When "" it is the account in the ARN, and for an ARN
	// without one that of the principal.
	ResourceAccount string
	// Context holds the values of condition keys; keys have no case. What follows from the
	// principal and the resource (aws:PrincipalArn, aws:username, aws:ResourceAccount …) need not
	// be given, but wins when it is.
	Context map[string][]string
	// Open says that Context is not the whole context: a condition on a key that is neither given
	// nor derived is unknown, where otherwise the key is absent.
	Open bool
}

// Policies are all policies that matter for a request.
type Policies struct {
	Identity []*Document
	Boundary []*Document // none means no boundary
	Session  []*Document // none means no session policies
	Resource *Document   // the bucket, key, trust … policy of the resource, or nil
	// SCP are the service control policies of the principal's account, a list for each level of the
	// organisation: root, organisational units, account. Every level must allow.
	SCP [][]*Document
	// RCP are the resource control policies of the resource's account, level by level. Only what
	// they deny matters: RCPFullAWSAccess is attached to every level and cannot be detached.
	RCP      [][]*Document
	Endpoint []*Document // policies of the VPC endpoint that the request goes through
}

// PolicyKind is the part a document plays in a decision.
type PolicyKind uint8

// The kinds of policies.
const (
	IdentityPolicy PolicyKind = iota
	BoundaryPolicy
	SessionPolicy
	ResourcePolicy
	ServiceControlPolicy
	ResourceControlPolicy
	EndpointPolicy
)

func (k PolicyKind) String() string {
	return [...]string{"identity policy", "permissions boundary", "session policy", "resource policy", "SCP", "RCP", "VPC endpoint policy"}[k]
}
