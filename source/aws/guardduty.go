package aws

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/guardduty"
	guarddutytypes "github.com/aws/aws-sdk-go-v2/service/guardduty/types"

	"github.com/haechi-dev/haechi/cloud"
)

const detectorType = "AWS::GuardDuty::Detector"

// guarddutyService reads the detectors: none or one in a region. Where GuardDuty was never enabled,
// the listing is empty.
// https://docs.aws.amazon.com/guardduty/latest/APIReference/API_Operations.html
func guarddutyService(cfg aws.Config) service {
	g := guarddutyReader{guardduty.NewFromConfig(cfg)}
	return service{name: "guardduty", steps: []step{
		{call: "ListDetectors", lists: []string{detectorType}, run: g.detectors},
		{call: "GetDetector", of: detectorType, run: g.detector,
			tells: map[string][]string{detectorType: {"DataSources", "Enable", "Features", "FindingPublishingFrequency", "Tags"}}},
	}}
}

type guarddutyReader struct{ client *guardduty.Client }

func (g guarddutyReader) detectors(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "ListDetectors"
	pages := guardduty.NewListDetectorsPaginator(guarddutyListDetectors(g.client.ListDetectors), &guardduty.ListDetectorsInput{MaxResults: aws.Int32(50)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, id := range page.DetectorIds {
			p.add(call, detectorType, p.arn("guardduty", "detector/"+id), id, nil)
		}
	}
	return nil, nil
}

func (g guarddutyReader) detector(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	out, err := g.client.GetDetector(ctx, &guardduty.GetDetectorInput{DetectorId: &r.Name})
	if err != nil {
		return nil, err
	}
	return detector(p, out), nil
}

// detector shapes a detector. What is on is a text in an answer and a boolean in a template.
func detector(p *place, out *guardduty.GetDetectorOutput) *cloud.Value {
	v := p.shape("GetDetector", out)
	v.Set("Enable", cloud.NewBool(v.Pos, out.Status == guarddutytypes.DetectorStatusEnabled))
	v.Set("Tags", tags(v.Pos, out.Tags))
	for _, feature := range listed(v.Get("Features")) {
		drop(feature, "UpdatedAt")
		for _, more := range listed(feature.Get("AdditionalConfiguration")) {
			drop(more, "UpdatedAt")
		}
	}
	//lint:ignore SA1019 templates have the older words, too
	return v.Set("DataSources", dataSources(v.Pos, out.DataSources))
}

// dataSources shapes the older words for features, without those that are always on and that a
// template does not name.
func dataSources(pos cloud.Pos, from *guarddutytypes.DataSourceConfigurationsResult) *cloud.Value {
	if from == nil {
		return nil
	}
	on := func(status guarddutytypes.DataSourceStatus) *cloud.Value {
		return cloud.NewBool(pos, status == guarddutytypes.DataSourceStatusEnabled)
	}
	all := cloud.NewMap(pos)
	if from.S3Logs != nil {
		all.Set("S3Logs", cloud.NewMap(pos).Set("Enable", on(from.S3Logs.Status)))
	}
	if from.Kubernetes != nil && from.Kubernetes.AuditLogs != nil {
		all.Set("Kubernetes", cloud.NewMap(pos).Set("AuditLogs", cloud.NewMap(pos).Set("Enable", on(from.Kubernetes.AuditLogs.Status))))
	}
	if m := from.MalwareProtection; m != nil && m.ScanEc2InstanceWithFindings != nil && m.ScanEc2InstanceWithFindings.EbsVolumes != nil {
		scanned := cloud.NewMap(pos).Set("EbsVolumes", on(m.ScanEc2InstanceWithFindings.EbsVolumes.Status))
		all.Set("MalwareProtection", cloud.NewMap(pos).Set("ScanEc2InstanceWithFindings", scanned))
	}
	if all.Len() == 0 {
		return nil
	}
	return all
}
