package aws

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	rdstypes "github.com/aws/aws-sdk-go-v2/service/rds/types"

	"github.com/haechi-dev/haechi/cloud"
)

const (
	dbInstanceType = "AWS::RDS::DBInstance"
	dbClusterType  = "AWS::RDS::DBCluster"
	dbProxyType    = "AWS::RDS::DBProxy"
)

// rdsService reads databases: their listings tell everything. What a database was once restored or
// copied from, and its first password, is only in templates.
// https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_Operations.html
func rdsService(cfg aws.Config) service {
	d := databaseReader{rds.NewFromConfig(cfg)}
	made := []string{"ManageMasterUserPassword", "MasterUserPassword", "MasterUserSecret"}
	return service{name: "rds", steps: []step{
		{call: "DescribeDBInstances", lists: []string{dbInstanceType}, run: d.instances, tells: map[string][]string{dbInstanceType: append([]string{"AllocatedStorage",
			"AssociatedRoles", "AutoMinorVersionUpgrade", "AvailabilityZone", "BackupRetentionPeriod", "BackupTarget", "CACertificateIdentifier", "CharacterSetName",
			"CopyTagsToSnapshot", "CustomIAMInstanceProfile", "DBClusterIdentifier", "DBInstanceClass", "DBInstanceIdentifier", "DBName", "DBParameterGroupName",
			"DBSnapshotIdentifier", "DBSubnetGroupName", "DatabaseInsightsMode", "DedicatedLogVolume", "DeletionProtection", "EnableCloudwatchLogsExports",
			"EnableIAMDatabaseAuthentication", "EnablePerformanceInsights", "Engine", "EngineLifecycleSupport", "EngineVersion", "Iops", "KmsKeyId", "LicenseModel",
			"MasterUsername", "MaxAllocatedStorage", "MonitoringInterval", "MonitoringRoleArn", "MultiAZ", "NcharCharacterSetName", "NetworkType", "OptionGroupName",
			"PerformanceInsightsKMSKeyId", "PerformanceInsightsRetentionPeriod", "Port", "PreferredBackupWindow", "PreferredMaintenanceWindow", "ProcessorFeatures",
			"PromotionTier", "PubliclyAccessible", "ReplicaMode", "SourceDBInstanceIdentifier", "StorageEncrypted", "StorageThroughput", "StorageType", "Tags",
			"TdeCredentialArn", "Timezone", "VPCSecurityGroups"}, made...)}},
		{call: "DescribeDBClusters", lists: []string{dbClusterType}, run: d.clusters, tells: map[string][]string{dbClusterType: append([]string{"AllocatedStorage",
			"AssociatedRoles", "AutoMinorVersionUpgrade", "AvailabilityZones", "BacktrackWindow", "BackupRetentionPeriod", "ClusterScalabilityType", "CopyTagsToSnapshot",
			"DBClusterIdentifier", "DBClusterInstanceClass", "DBClusterParameterGroupName", "DBSubnetGroupName", "DatabaseInsightsMode", "DatabaseName", "DeletionProtection",
			"EnableCloudwatchLogsExports", "EnableHttpEndpoint", "EnableIAMDatabaseAuthentication", "Engine", "EngineLifecycleSupport", "EngineMode", "EngineVersion",
			"GlobalClusterIdentifier", "Iops", "KmsKeyId", "MasterUsername", "MonitoringInterval", "MonitoringRoleArn", "NetworkType", "PerformanceInsightsEnabled",
			"PerformanceInsightsKmsKeyId", "PerformanceInsightsRetentionPeriod", "Port", "PreferredBackupWindow", "PreferredMaintenanceWindow", "PubliclyAccessible",
			"ReplicationSourceIdentifier", "ScalingConfiguration", "ServerlessV2ScalingConfiguration", "SnapshotIdentifier", "SourceDBClusterIdentifier", "StorageEncrypted",
			"StorageType", "Tags", "VpcSecurityGroupIds"}, made...)}},
		{call: "DescribeDBProxies", lists: []string{dbProxyType}, run: d.proxies, tells: map[string][]string{dbProxyType: {"Auth", "DBProxyName", "DebugLogging", "DefaultAuthScheme",
			"EndpointNetworkType", "EngineFamily", "IdleClientTimeout", "RequireTLS", "RoleArn", "TargetConnectionNetworkType", "VpcSecurityGroupIds", "VpcSubnetIds"}}},
		{call: "ListTagsForResource", of: dbProxyType, run: d.tags, tells: map[string][]string{dbProxyType: {"Tags"}}},
	}}
}

type databaseReader struct{ client *rds.Client }

// ofRDS reports whether an engine is one of RDS: its API lists Neptune's and DocumentDB's, too.
func ofRDS(engine *string) bool {
	return aws.ToString(engine) != "neptune" && aws.ToString(engine) != "docdb"
}

func (d databaseReader) instances(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "DescribeDBInstances"
	pages := rds.NewDescribeDBInstancesPaginator(rdsDescribeDBInstances(d.client.DescribeDBInstances), &rds.DescribeDBInstancesInput{MaxRecords: aws.Int32(100)})
	return nil, drain(ctx, pages, func(out *rds.DescribeDBInstancesOutput) []rdstypes.DBInstance { return out.DBInstances }, func(one *rdstypes.DBInstance) {
		if !ofRDS(one.Engine) {
			return
		}
		v := renamed(p.shape(call, one), map[string]string{"CustomIamInstanceProfile": "CustomIAMInstanceProfile", "EnabledCloudwatchLogsExports": "EnableCloudwatchLogsExports",
			"IAMDatabaseAuthenticationEnabled": "EnableIAMDatabaseAuthentication", "PerformanceInsightsEnabled": "EnablePerformanceInsights",
			"ReadReplicaSourceDBInstanceIdentifier": "SourceDBInstanceIdentifier", "TagList": "Tags"})
		v.Set("DBSubnetGroupName", v.Path("DBSubnetGroup", "DBSubnetGroupName"))
		v.Set("DBParameterGroupName", firstOf(column(v.Get("DBParameterGroups"), "DBParameterGroupName"), nil))
		v.Set("OptionGroupName", firstOf(column(v.Get("OptionGroupMemberships"), "OptionGroupName"), nil))
		v.Set("VPCSecurityGroups", column(v.Get("VpcSecurityGroups"), "VpcSecurityGroupId"))
		v.Set("Port", v.Path("Endpoint", "Port"))
		master(v)
		withoutStatus(v.Get("AssociatedRoles"))
		p.add(call, dbInstanceType, aws.ToString(one.DBInstanceArn), aws.ToString(one.DBInstanceIdentifier), v, endpoint(one.Endpoint))
	})
}

func endpoint(e *rdstypes.Endpoint) string {
	if e == nil {
		return ""
	}
	return aws.ToString(e.Address)
}

// master says whether the password of the database's first user is in Secrets Manager.
func master(v *cloud.Value) {
	secret := v.Get("MasterUserSecret")
	if secret == nil {
		return
	}
	drop(secret, "SecretStatus")
	v.Set("ManageMasterUserPassword", cloud.NewBool(v.Pos, true))
}

func withoutStatus(roles *cloud.Value) {
	for _, role := range roles.Items() {
		drop(role, "Status")
	}
}

func (d databaseReader) clusters(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "DescribeDBClusters"
	pages := rds.NewDescribeDBClustersPaginator(rdsDescribeDBClusters(d.client.DescribeDBClusters), &rds.DescribeDBClustersInput{MaxRecords: aws.Int32(100)})
	return nil, drain(ctx, pages, func(out *rds.DescribeDBClustersOutput) []rdstypes.DBCluster { return out.DBClusters }, func(one *rdstypes.DBCluster) {
		if !ofRDS(one.Engine) {
			return
		}
		v := renamed(p.shape(call, one), map[string]string{"DBClusterParameterGroup": "DBClusterParameterGroupName", "DBSubnetGroup": "DBSubnetGroupName",
			"EnabledCloudwatchLogsExports": "EnableCloudwatchLogsExports", "HttpEndpointEnabled": "EnableHttpEndpoint", "IAMDatabaseAuthenticationEnabled": "EnableIAMDatabaseAuthentication",
			"PerformanceInsightsKMSKeyId": "PerformanceInsightsKmsKeyId", "ScalingConfigurationInfo": "ScalingConfiguration", "TagList": "Tags"})
		v.Set("VpcSecurityGroupIds", column(v.Get("VpcSecurityGroups"), "VpcSecurityGroupId"))
		master(v)
		withoutStatus(v.Get("AssociatedRoles"))
		for _, name := range []string{"ScalingConfiguration", "ServerlessV2ScalingConfiguration"} {
			if found := v.Get(name); found != nil {
				v.Set(name, fit(found, dbClusterType, name))
			}
		}
		p.add(call, dbClusterType, aws.ToString(one.DBClusterArn), aws.ToString(one.DBClusterIdentifier), v, aws.ToString(one.Endpoint), aws.ToString(one.ReaderEndpoint))
	})
}

func (d databaseReader) proxies(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "DescribeDBProxies"
	pages := rds.NewDescribeDBProxiesPaginator(rdsDescribeDBProxies(d.client.DescribeDBProxies), &rds.DescribeDBProxiesInput{MaxRecords: aws.Int32(100)})
	return nil, drain(ctx, pages, func(out *rds.DescribeDBProxiesOutput) []rdstypes.DBProxy { return out.DBProxies }, func(one *rdstypes.DBProxy) {
		v := p.shape(call, one)
		v.Set("Auth", fit(v.Get("Auth"), dbProxyType, "Auth"))
		p.add(call, dbProxyType, aws.ToString(one.DBProxyArn), aws.ToString(one.DBProxyName), v, aws.ToString(one.Endpoint))
	})
}

func (d databaseReader) tags(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	out, err := d.client.ListTagsForResource(ctx, &rds.ListTagsForResourceInput{ResourceName: aws.String(r.ID)})
	if err != nil {
		return nil, err
	}
	return under("Tags", p.shape("ListTagsForResource", out.TagList)), nil
}
