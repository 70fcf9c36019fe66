package syntax

import "github.com/haechi-dev/haechi/cloud"

// parseJSON reads JSON text. A key that stands twice has its last value, as for CloudFormation.
func parseJSON(origin *cloud.Origin, text []byte) (*cloud.Value, error) {
	v, _, err := cloud.ParseJSON(origin, text, cloud.JSONLimits{Bytes: MaxBytes, Depth: MaxDepth, Nodes: MaxNodes})
	return v, err
}
