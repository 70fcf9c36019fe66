package aws

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/schema"
)

const accessKeyType = "AWS::IAM::AccessKey"

// credentials reads with what people and programs sign in.
func (i iamReader) credentials() []step {
	return []step{
		{call: "GetCredentialReport", actions: []string{"iam:GenerateCredentialReport", "iam:GetCredentialReport"}, lists: []string{schema.IAMCredential}, run: i.report,
			tells: map[string][]string{schema.IAMCredential: {"AccessKey1Active", "AccessKey1LastRotated", "AccessKey1LastUsed", "AccessKey2Active", "AccessKey2LastRotated", "AccessKey2LastUsed",
				"Arn", "Certificate1Active", "Certificate2Active", "CreatedAt", "MfaActive", "PasswordEnabled", "PasswordLastChanged", "PasswordLastUsed", "PasswordNextRotation", "Root", "UserName"}}},
		{call: "ListAccessKeys", of: userType, lists: []string{accessKeyType}, run: i.accessKeys, tells: map[string][]string{accessKeyType: {"Status", "UserName"}}},
	}
}

const (
	reportWait = time.Second // between two looks whether the report is there
	reportTime = time.Minute // for its making
)

var errNoReport = errors.New("the credential report did not come in time")

// report has the credential report made, unless there is one of the last four hours, and reads it.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
func (i iamReader) report(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	limited, cancel := context.WithTimeout(ctx, reportTime)
	defer cancel()
	for {
		out, err := i.client.GenerateCredentialReport(limited, &iam.GenerateCredentialReportInput{})
		if err != nil {
			return nil, err
		}
		if out.State == iamtypes.ReportStateTypeComplete {
			break
		}
		select {
		case <-time.After(reportWait):
		case <-limited.Done():
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			return nil, errNoReport
		}
	}
	out, err := i.client.GetCredentialReport(limited, &iam.GetCredentialReportInput{})
	if err != nil {
		return nil, err
	}
	rows, err := csv.NewReader(bytes.NewReader(out.Content)).ReadAll()
	if err != nil || len(rows) == 0 {
		return nil, fmt.Errorf("the credential report cannot be read: %w", err)
	}
	for _, row := range rows[1:] {
		p.credential(rows[0], row)
	}
	return nil, nil
}

// reportFlags and reportDays are the columns of the report, and the properties they tell.
var (
	reportFlags = map[string]string{"password_enabled": "PasswordEnabled", "mfa_active": "MfaActive", "access_key_1_active": "AccessKey1Active", "access_key_2_active": "AccessKey2Active",
		"cert_1_active": "Certificate1Active", "cert_2_active": "Certificate2Active"}
	reportDays = map[string]string{"user_creation_time": "CreatedAt", "password_last_used": "PasswordLastUsed", "password_last_changed": "PasswordLastChanged",
		"password_next_rotation": "PasswordNextRotation", "access_key_1_last_rotated": "AccessKey1LastRotated", "access_key_1_last_used_date": "AccessKey1LastUsed",
		"access_key_2_last_rotated": "AccessKey2LastRotated", "access_key_2_last_used_date": "AccessKey2LastUsed"}
)

// credential adds a row. Where the report says that something never was ("N/A", "no_information",
// "not_supported"), there is no day.
func (p *place) credential(head, row []string) {
	const call, root = "GetCredentialReport", "<root_account>"
	v := cloud.NewMap(cloud.Pos{Origin: p.origin(call)})
	name := ""
	for i, column := range head {
		if i >= len(row) {
			break
		}
		switch text := row[i]; {
		case column == "user":
			name = text
			v.Set("UserName", cloud.NewString(v.Pos, text)).Set("Root", cloud.NewBool(v.Pos, text == root))
		case column == "arn":
			v.Set("Arn", cloud.NewString(v.Pos, text))
		case reportFlags[column] != "":
			if text == "true" || text == "TRUE" || text == "false" || text == "FALSE" {
				v.Set(reportFlags[column], cloud.NewBool(v.Pos, text[0] == 't' || text[0] == 'T'))
			}
		case reportDays[column] != "":
			if len(text) >= len(time.DateOnly) {
				if _, err := time.Parse(time.DateOnly, text[:len(time.DateOnly)]); err == nil {
					v.Set(reportDays[column], cloud.NewString(v.Pos, text[:len(time.DateOnly)]))
				}
			}
		}
	}
	if name != "" {
		p.add(call, schema.IAMCredential, "", name, v)
	}
}

// accessKeys lists the keys of a user. Their ids are not kept whole: they are half of a credential.
func (i iamReader) accessKeys(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	const call = "ListAccessKeys"
	pages := iam.NewListAccessKeysPaginator(iamListAccessKeys(i.client.ListAccessKeys), &iam.ListAccessKeysInput{UserName: &r.Name})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, key := range page.AccessKeyMetadata {
			v := cloud.NewMap(cloud.Pos{Origin: p.origin(call)})
			v.Set("UserName", cloud.NewString(v.Pos, r.Name)).Set("Status", cloud.NewString(v.Pos, string(key.Status)))
			id := aws.ToString(key.AccessKeyId)
			p.add(call, accessKeyType, "", r.Name+"/..."+id[max(0, len(id)-4):], v)
		}
	}
	return nil, nil
}
