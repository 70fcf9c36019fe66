package sam

import (
	"net/url"
	"regexp"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// The package types of a function.
const (
	zipPackage   = "Zip"
	imagePackage = "Image"
)

func (f *function) packageType() *cloud.Value {
	if v := f.get("PackageType"); truthy(v) {
		return v
	}
	return at(f.pos).text(zipPackage)
}

// code makes the Code of a function: an archive in S3, the text of a file, or an image.
func (f *function) code() (*cloud.Value, error) {
	var code *cloud.Value
	var err error
	inline, archive, image := f.get("InlineCode"), f.get("CodeUri"), f.get("ImageUri")
	switch kind := f.packageType(); {
	case oneOf(kind, imagePackage):
		switch {
		case image == nil:
			return nil, f.invalid(nil, "'ImageUri' must be set.")
		case !truthy(image):
			return nil, f.invalid(image, "'ImageUri' requires that a image hosted at a registry be specified.")
		}
		return at(image.Pos).object("ImageUri", image), nil
	case !oneOf(kind, zipPackage):
		return nil, f.invalid(kind, "invalid 'PackageType' : %s", shown(kind))
	case inline != nil:
		code = at(inline.Pos).object("ZipFile", inline)
	case archive != nil:
		if code, err = s3Location(archive, f.id, "CodeUri"); err != nil {
			return nil, err
		}
	default:
		return nil, f.invalid(nil, "Only one of 'InlineCode' or 'CodeUri' can be set.")
	}
	if key := f.get("SourceKMSKeyArn"); truthy(key) {
		code.Set("SourceKMSKeyArn", key)
	}
	return code, nil
}

// checkPackage refuses properties that do not go with the package type.
func (f *function) checkPackage() error {
	has := func(name string) bool { return truthy(f.lambda.get(name)) }
	if oneOf(f.packageType(), imagePackage) {
		if has("Handler") || has("Runtime") || has("Layers") {
			return f.invalid(nil, "Runtime, Handler, Layers cannot be present when PackageType is of type `Image`")
		}
		return nil
	}
	if !has("Runtime") || !has("Handler") {
		return f.invalid(nil, "Runtime and Handler needs to be present when PackageType is of type `Zip`")
	}
	if has("ImageConfig") {
		return f.invalid(nil, "ImageUri or ImageConfig cannot be present when PackageType is of type `Zip`")
	}
	return nil
}

// dynamicReference is a reference whose value CloudFormation fetches at deployment.
var dynamicReference = regexp.MustCompile(`\{\{resolve:(ssm|ssm-secure|secretsmanager):[a-zA-Z0-9_.\-/]+(:\d+)?\}\}`)

// s3Location turns a location, s3://bucket/key?versionId=version or a map, into the properties that
// Lambda and others have for it.
func s3Location(location *cloud.Value, id, property string) (*cloud.Value, error) {
	return s3LocationAs(location, id, property, "S3Bucket", "S3Key", "S3ObjectVersion")
}

func s3LocationAs(location *cloud.Value, id, property, bucketName, keyName, versionName string) (*cloud.Value, error) {
	invalid := func(format string) error { return resourceError(location.Pos, id, format, property) }
	p := at(location.Pos)
	switch {
	case location.Is(cloud.Map):
		if !truthy(location.Get("Bucket")) || !truthy(location.Get("Key")) {
			return nil, invalid("'%s' requires Bucket and Key properties to be specified.")
		}
		return p.object(bucketName, location.Get("Bucket"), keyName, location.Get("Key"), versionName, location.Get("Version")), nil
	case location.Is(cloud.String):
		if strings.Contains(dynamicReference.FindString(location.Str()), "/") {
			return nil, invalid("Unsupported dynamic reference detected in '%s'. Please consider using alternative 'FunctionCode' object format.")
		}
		bucket, key, version, ok := splitS3URI(location.Str())
		if !ok {
			return nil, invalid("'%s' is not a valid S3 Uri of the form 's3://bucket/key' with optional versionId query parameter.")
		}
		object := p.object(bucketName, bucket, keyName, key)
		if version != "" {
			object.Set(versionName, p.text(version))
		}
		return object, nil
	}
	return nil, invalid("'%s' must be of type dict or string.")
}

// splitS3URI reads s3://bucket/key?versionId=version.
func splitS3URI(uri string) (bucket, key, version string, ok bool) {
	scheme, rest, found := strings.Cut(strings.TrimLeft(uri, " "), "://")
	if !found || !strings.EqualFold(scheme, "s3") {
		return "", "", "", false
	}
	rest, _, _ = strings.Cut(rest, "#")
	rest, query, _ := strings.Cut(rest, "?")
	bucket, key, found = strings.Cut(rest, "/")
	if !found || bucket == "" || strings.ContainsAny(bucket, "[]") { // brackets are for addresses of hosts
		return "", "", "", false
	}
	values, _ := url.ParseQuery(query)
	if versions := values["versionId"]; len(versions) == 1 {
		version = versions[0]
	}
	return bucket, strings.TrimLeft(key, "/"), version, true
}
