package aws

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	eventbridgetypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"github.com/haechi-dev/haechi/cloud"
)

// connections lists how EventBridge signs in elsewhere. The credentials are in Secrets Manager and
// not in the answer.
func (e eventReader) connections(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "ListConnections"
	return nil, pages(func(token *string) ([]eventbridgetypes.Connection, *string, error) {
		out, err := e.client.ListConnections(ctx, &eventbridge.ListConnectionsInput{NextToken: token, Limit: aws.Int32(100)})
		if err != nil {
			return nil, nil, err
		}
		return out.Connections, out.NextToken, nil
	}, func(one *eventbridgetypes.Connection) {
		p.add(call, connectionType, aws.ToString(one.ConnectionArn), aws.ToString(one.Name), p.shape(call, one))
	})
}

func (e eventReader) destinations(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "ListApiDestinations"
	return nil, pages(func(token *string) ([]eventbridgetypes.ApiDestination, *string, error) {
		out, err := e.client.ListApiDestinations(ctx, &eventbridge.ListApiDestinationsInput{NextToken: token, Limit: aws.Int32(100)})
		if err != nil {
			return nil, nil, err
		}
		return out.ApiDestinations, out.NextToken, nil
	}, func(one *eventbridgetypes.ApiDestination) {
		p.add(call, apiDestinationType, aws.ToString(one.ApiDestinationArn), aws.ToString(one.Name), p.shape(call, one))
	})
}

// endpoints lists the global endpoints, which move events to another region.
func (e eventReader) endpoints(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "ListEndpoints"
	return nil, pages(func(token *string) ([]eventbridgetypes.Endpoint, *string, error) {
		out, err := e.client.ListEndpoints(ctx, &eventbridge.ListEndpointsInput{NextToken: token, MaxResults: aws.Int32(100)})
		if err != nil {
			return nil, nil, err
		}
		return out.Endpoints, out.NextToken, nil
	}, func(one *eventbridgetypes.Endpoint) {
		p.add(call, endpointType, aws.ToString(one.Arn), aws.ToString(one.Name), p.shape(call, one))
	})
}
