package aws

import (
	"context"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"

	"github.com/haechi-dev/haechi/cloud"
)

const (
	layerType           = "AWS::Lambda::LayerVersion"
	layerPermissionType = "AWS::Lambda::LayerVersionPermission"
)

// lambdaLayers are the layers of the account, every version of them, and who may use each.
type lambdaLayers struct{ lambdaReader }

func (l lambdaLayers) steps() []step {
	return []step{
		{call: "ListLayerVersions", actions: []string{"lambda:ListLayers", "lambda:ListLayerVersions"}, lists: []string{layerType}, run: l.layers,
			tells: map[string][]string{layerType: {"CompatibleArchitectures", "CompatibleRuntimes", "Description", "LayerName", "LicenseInfo"}}},
		{call: "GetLayerVersionPolicy", of: layerType, lists: []string{layerPermissionType}, run: l.permissions,
			tells: map[string][]string{layerPermissionType: {"Action", "LayerVersionArn", "OrganizationId", "Principal"}}},
	}
}

func (l lambdaLayers) layers(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "ListLayerVersions"
	layers := lambda.NewListLayersPaginator(lambdaListLayers(l.client.ListLayers), &lambda.ListLayersInput{})
	for layers.HasMorePages() {
		page, err := layers.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for i := range page.Layers {
			name := aws.ToString(page.Layers[i].LayerName)
			versions := lambda.NewListLayerVersionsPaginator(lambdaListLayerVersions(l.client.ListLayerVersions), &lambda.ListLayerVersionsInput{LayerName: &name})
			for versions.HasMorePages() {
				page, err := versions.NextPage(ctx)
				if err != nil {
					return nil, err
				}
				for j := range page.LayerVersions {
					version := &page.LayerVersions[j]
					v := p.shape(call, version)
					v.Set("LayerName", cloud.NewString(v.Pos, name))
					p.add(call, layerType, aws.ToString(version.LayerVersionArn), name+":"+strconv.FormatInt(version.Version, 10), v)
				}
			}
		}
	}
	return nil, nil
}

// permissions makes of every statement of a version's policy what it was added as.
// https://docs.aws.amazon.com/lambda/latest/api/API_AddLayerVersionPermission.html
func (l lambdaLayers) permissions(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	const call = "GetLayerVersionPolicy"
	layer, text := unqualified(r.ID)
	version, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return nil, err
	}
	out, err := l.client.GetLayerVersionPolicy(ctx, &lambda.GetLayerVersionPolicyInput{LayerName: &layer, VersionNumber: &version})
	switch {
	case absent(err, "ResourceNotFoundException"):
		return nil, nil
	case err != nil:
		return nil, err
	}
	document, err := p.document(call, aws.ToString(out.Policy))
	if err != nil {
		return nil, err
	}
	for i, statement := range listed(document.Get("Statement")) {
		v := cloud.NewMap(statement.Pos)
		v.Set("LayerVersionArn", cloud.NewString(v.Pos, r.ID))
		v.Set("Action", firstOf(statement.Get("Action"), nil))
		v.Set("Principal", layerPrincipal(statement.Get("Principal")))
		if organization := condition(statement, "StringEquals", "aws:PrincipalOrgID"); organization != nil {
			v.Set("OrganizationId", organization)
		}
		p.add(call, layerPermissionType, "", r.ID+"/"+sid(statement, i), v)
	}
	return nil, nil
}

// layerPrincipal is an account or "*", of which the policy makes the ARN of the account's root.
func layerPrincipal(v *cloud.Value) *cloud.Value {
	who := principalOf(v)
	if account := accountOf(who.Str()); account != "" {
		return cloud.NewString(who.Pos, account)
	}
	return who
}
