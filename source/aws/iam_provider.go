package aws

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"github.com/haechi-dev/haechi/cloud"
)

const (
	samlType        = "AWS::IAM::SAMLProvider"
	oidcType        = "AWS::IAM::OIDCProvider"
	virtualMFAType  = "AWS::IAM::VirtualMFADevice"
	certificateType = "AWS::IAM::ServerCertificate"
)

// providers reads whom the account believes when they say who somebody is.
func (i iamReader) providers() []step {
	return []step{
		{call: "ListSAMLProviders", lists: []string{samlType}, run: i.samls, tells: map[string][]string{samlType: {"Name"}}},
		{call: "GetSAMLProvider", of: samlType, run: i.saml, tells: map[string][]string{samlType: {"AssertionEncryptionMode", "PrivateKeyList", "Tags"}}},
		{call: "ListOpenIDConnectProviders", lists: []string{oidcType}, run: i.oidcs},
		{call: "GetOpenIDConnectProvider", of: oidcType, run: i.oidc, tells: map[string][]string{oidcType: {"ClientIdList", "Tags", "ThumbprintList", "Url"}}},
		{call: "ListVirtualMFADevices", lists: []string{virtualMFAType}, run: i.virtualMFA, tells: map[string][]string{virtualMFAType: {"Path", "Users", "VirtualMfaDeviceName"}}},
		{call: "ListServerCertificates", lists: []string{certificateType}, run: i.certificates, tells: map[string][]string{certificateType: {"Path", "ServerCertificateName"}}},
	}
}

func (i iamReader) samls(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "ListSAMLProviders"
	out, err := i.client.ListSAMLProviders(ctx, &iam.ListSAMLProvidersInput{})
	if err != nil {
		return nil, err
	}
	for _, one := range out.SAMLProviderList {
		_, name, _ := cutLast(aws.ToString(one.Arn), "/")
		v := cloud.NewMap(cloud.Pos{Origin: p.origin(call)})
		p.add(call, samlType, aws.ToString(one.Arn), name, v.Set("Name", cloud.NewString(v.Pos, name)))
	}
	return nil, nil
}

func (i iamReader) saml(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	out, err := i.client.GetSAMLProvider(ctx, &iam.GetSAMLProviderInput{SAMLProviderArn: aws.String(r.ID)})
	if err != nil {
		return nil, err
	}
	return p.shape("GetSAMLProvider", out), nil
}

func (i iamReader) oidcs(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "ListOpenIDConnectProviders"
	out, err := i.client.ListOpenIDConnectProviders(ctx, &iam.ListOpenIDConnectProvidersInput{})
	if err != nil {
		return nil, err
	}
	for _, one := range out.OpenIDConnectProviderList {
		_, name, _ := strings.Cut(aws.ToString(one.Arn), "/")
		p.add(call, oidcType, aws.ToString(one.Arn), name, nil)
	}
	return nil, nil
}

func (i iamReader) oidc(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	out, err := i.client.GetOpenIDConnectProvider(ctx, &iam.GetOpenIDConnectProviderInput{OpenIDConnectProviderArn: aws.String(r.ID)})
	if err != nil {
		return nil, err
	}
	v := renamed(p.shape("GetOpenIDConnectProvider", out), map[string]string{"ClientIDList": "ClientIdList"})
	if url := v.Get("Url").Str(); url != "" && !strings.HasPrefix(url, "https://") { // as templates write it
		v.Set("Url", cloud.NewString(v.Pos, "https://"+url))
	}
	return v, nil
}

// virtualMFA lists devices; that of the root user belongs to no user.
func (i iamReader) virtualMFA(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "ListVirtualMFADevices"
	pages := iam.NewListVirtualMFADevicesPaginator(iamListVirtualMFADevices(i.client.ListVirtualMFADevices), &iam.ListVirtualMFADevicesInput{MaxItems: aws.Int32(1000)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, one := range page.VirtualMFADevices {
			serial := aws.ToString(one.SerialNumber)
			_, rest, _ := strings.Cut(serial, ":mfa")
			path, name, _ := cutLast(rest, "/")
			v := cloud.NewMap(cloud.Pos{Origin: p.origin(call)})
			v.Set("Path", cloud.NewString(v.Pos, path+"/")).Set("VirtualMfaDeviceName", cloud.NewString(v.Pos, name))
			if one.User != nil && aws.ToString(one.User.UserName) != "" {
				v.Set("Users", cloud.NewList(v.Pos, cloud.NewString(v.Pos, *one.User.UserName)))
			}
			p.add(call, virtualMFAType, serial, name, v)
		}
	}
	return nil, nil
}

func (i iamReader) certificates(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "ListServerCertificates"
	pages := iam.NewListServerCertificatesPaginator(iamListServerCertificates(i.client.ListServerCertificates), &iam.ListServerCertificatesInput{MaxItems: aws.Int32(1000)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, one := range page.ServerCertificateMetadataList {
			p.add(call, certificateType, aws.ToString(one.Arn), aws.ToString(one.ServerCertificateName), p.shape(call, one))
		}
	}
	return nil, nil
}
