package aws

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	dynamodbtypes "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/kms"

	"github.com/haechi-dev/haechi/cloud"
)

const tableType = "AWS::DynamoDB::Table"

// dynamodbService reads tables. A copy of a global table is, in its region, a table like others.
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations.html
func dynamodbService(cfg aws.Config) service {
	d := tableReader{dynamodb.NewFromConfig(cfg), kms.NewFromConfig(cfg), &memo[table]{}, &memo[string]{}}
	return service{name: "dynamodb", folds: map[string]string{"AWS::DynamoDB::GlobalTable": tableType}, steps: []step{
		// What a table was imported from is not kept.
		{call: "ListTables", lists: []string{tableType}, run: d.tables, tells: map[string][]string{tableType: {"ImportSourceSpecification", "TableName"}}},
		{call: "DescribeTable", of: tableType, run: d.table, tells: map[string][]string{tableType: {"AttributeDefinitions", "BillingMode", "DeletionProtectionEnabled", "GlobalSecondaryIndexes",
			"KeySchema", "LocalSecondaryIndexes", "OnDemandThroughput", "ProvisionedThroughput", "StreamSpecification", "TableClass", "WarmThroughput"}}},
		{call: "DescribeKey", actions: []string{"dynamodb:DescribeTable", "kms:DescribeKey"}, of: tableType, run: d.encryption, tells: map[string][]string{tableType: {"SSESpecification"}}},
		{call: "DescribeContinuousBackups", of: tableType, run: d.backups, tells: map[string][]string{tableType: {"PointInTimeRecoverySpecification"}}},
		{call: "DescribeTimeToLive", of: tableType, run: d.timeToLive, tells: map[string][]string{tableType: {"TimeToLiveSpecification"}}},
		{call: "GetResourcePolicy", of: tableType, run: d.policy, tells: map[string][]string{tableType: {"ResourcePolicy"}}},
		{call: "DescribeKinesisStreamingDestination", of: tableType, run: d.kinesis, tells: map[string][]string{tableType: {"KinesisStreamSpecification"}}},
		{call: "ListTagsOfResource", of: tableType, run: d.tags, tells: map[string][]string{tableType: {"Tags"}}},
	}}
}

type tableReader struct {
	client    *dynamodb.Client
	keys      *kms.Client
	described *memo[table]  // by name
	ofAWS     *memo[string] // ARN of the key that AWS manages for DynamoDB
}

// table is what two steps tell of one answer.
type table struct {
	shaped     *cloud.Value
	encryption *dynamodbtypes.SSEDescription
}

func (d tableReader) tables(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "ListTables"
	pages := dynamodb.NewListTablesPaginator(dynamodbListTables(d.client.ListTables), &dynamodb.ListTablesInput{Limit: aws.Int32(100)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, name := range page.TableNames {
			pos := cloud.Pos{Origin: p.origin(call)}
			p.add(call, tableType, p.arn("dynamodb", "table/"+name), name, cloud.NewMap(pos).Set("TableName", cloud.NewString(pos, name)))
		}
	}
	return nil, nil
}

func (d tableReader) describe(ctx context.Context, p *place, name string) (table, error) {
	return d.described.get(name, func() (table, error) {
		out, err := d.client.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: &name})
		if err != nil {
			return table{}, err
		}
		if out.Table == nil {
			return table{}, errors.New("the answer describes no table")
		}
		v := p.shape("DescribeTable", out.Table)
		onDemand := out.Table.BillingModeSummary != nil && out.Table.BillingModeSummary.BillingMode == dynamodbtypes.BillingModePayPerRequest
		mode := dynamodbtypes.BillingModeProvisioned
		if onDemand {
			mode = dynamodbtypes.BillingModePayPerRequest
			v.Delete("ProvisionedThroughput")
		}
		v.Set("BillingMode", cloud.NewString(v.Pos, string(mode))).Set("TableClass", v.Path("TableClassSummary", "TableClass"))
		if out.Table.StreamSpecification != nil && !aws.ToBool(out.Table.StreamSpecification.StreamEnabled) {
			v.Delete("StreamSpecification")
		}
		drop(v.Get("StreamSpecification"), "StreamEnabled")
		for _, indexes := range []string{"GlobalSecondaryIndexes", "LocalSecondaryIndexes"} {
			for _, index := range v.Get(indexes).Items() {
				drop(index, "Backfilling", "IndexArn", "IndexSizeBytes", "IndexStatus", "ItemCount")
				if onDemand {
					drop(index, "ProvisionedThroughput")
				}
				throughput(index)
			}
		}
		throughput(v)
		return table{v, out.Table.SSEDescription}, nil
	})
}

func (d tableReader) table(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	one, err := d.describe(ctx, p, r.Name)
	return one.shaped, err
}

// encryption tells the key. AWS writes the ARN of the key that it manages itself where a template
// that wants that one names none.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.howitworks.html
func (d tableReader) encryption(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	one, err := d.describe(ctx, p, r.Name)
	if err != nil || one.encryption == nil || one.encryption.SSEType != dynamodbtypes.SSETypeKms {
		return nil, err
	}
	key := aws.ToString(one.encryption.KMSMasterKeyArn)
	managed, err := d.ofAWS.get("", func() (string, error) {
		out, err := d.keys.DescribeKey(ctx, &kms.DescribeKeyInput{KeyId: aws.String("alias/aws/dynamodb")})
		switch {
		case absent(err, "NotFoundException"):
			return "", nil
		case err != nil || out.KeyMetadata == nil:
			return "", err
		}
		return aws.ToString(out.KeyMetadata.Arn), nil
	})
	if err != nil {
		return nil, err
	}
	pos := cloud.Pos{Origin: p.origin("DescribeTable")}
	v := cloud.NewMap(pos).Set("SSEEnabled", cloud.NewBool(pos, true)).Set("SSEType", cloud.NewString(pos, "KMS"))
	if key != "" && key != managed {
		v.Set("KMSMasterKeyId", cloud.NewString(pos, key))
	}
	return under("SSESpecification", v), nil
}
