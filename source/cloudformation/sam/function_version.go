package sam

import (
	"regexp"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// aliasName is what Lambda takes for the name of an alias: not digits only.
var aliasName = regexp.MustCompile(`^[a-zA-Z0-9\-_]+$`)

// publish makes the version and the alias of AutoPublishAlias.
func (f *function) publish() error {
	alias := f.get("AutoPublishAlias")
	if concurrency := f.get("ProvisionedConcurrencyConfig"); truthy(concurrency) && !truthy(alias) {
		return f.invalid(concurrency, "To set ProvisionedConcurrencyConfig AutoPublishALias must be defined on the function")
	}
	if !truthy(alias) {
		return nil
	}
	name, err := f.resolve(alias)
	if err != nil {
		return err
	}
	if !name.Is(cloud.String) {
		return f.invalid(alias, "'AutoPublishAlias' must be a string or a Ref to a template parameter")
	}
	digest, err := f.codeDigest()
	if err != nil {
		return err
	}
	if err := f.makeVersion(digest); err != nil {
		return err
	}
	if err := f.makeAlias(name); err != nil {
		return err
	}
	f.made = append(f.made, f.version, f.alias)
	return nil
}

// codeDigest reads AutoPublishCodeSha256, and writes it into the description so that a change
// of it publishes.
func (f *function) codeDigest() (string, error) {
	v := f.get("AutoPublishCodeSha256")
	if !truthy(v) {
		return "", nil
	}
	resolved, err := f.resolve(v)
	if err != nil {
		return "", err
	}
	digest, ok := resolved.Text()
	if !ok {
		return "", f.invalid(v, "AutoPublishCodeSha256 must be a string")
	}
	description, err := f.resolve(f.get("Description"))
	if err != nil {
		return "", err
	}
	p := at(v.Pos)
	switch text, isText := description.Text(); {
	case !truthy(description):
		f.lambda.set("Description", p.text(digest))
	case isText:
		f.lambda.set("Description", p.text(text+" "+digest))
	default:
		f.lambda.set("Description", p.join(" ", description, digest))
	}
	return digest, nil
}

// makeVersion makes a version whose logical id changes with what the version is made of.
func (f *function) makeVersion(digest string) error {
	content, err := f.versionContent()
	if err != nil {
		return err
	}
	prefix := f.id + "Version"
	id := logicalID(prefix, content)
	if digest != "" {
		id = prefix + digest[:min(hashLength, len(digest))]
	}
	p := f.posOf(f.get("AutoPublishAlias"))
	f.version = f.generate(p, id, "AWS::Lambda::Version")
	if !f.version.attributes.Has("DeletionPolicy") {
		policy := at(p).text("Retain")
		if own := f.get("VersionDeletionPolicy"); own != nil {
			policy = own
		} else if f.get("CapacityProviderConfig") != nil {
			policy = at(p).text("Delete")
		}
		f.version.attributes.Set("DeletionPolicy", policy)
	}
	f.version.set("FunctionName", f.lambda.ref()).set("Description", f.get("VersionDescription"))
	if f.get("CapacityProviderConfig") != nil {
		f.version.set("FunctionScalingConfig", f.get("FunctionScalingConfig"))
	}
	return nil
}

// versionContent is what makes a new version: the code and what changes how it runs, or all
// properties when the template says so.
func (f *function) versionContent() (*cloud.Value, error) {
	code, err := f.resolve(f.lambda.get("Code"))
	if err != nil {
		return nil, err
	}
	content := cloud.NewMap(f.pos)
	copyInto := func(from *cloud.Value) {
		for _, field := range from.Fields() {
			content.SetAt(field.Key, field.KeyPos, field.Value)
		}
	}
	if truthy(f.get("AutoPublishAliasAllProperties")) {
		copyInto(f.lambda.properties)
		f.addLayers(content)
		return content, nil
	}
	copyInto(code)
	copyInto(f.lambda.get("Environment"))
	if memory := f.lambda.get("MemorySize"); truthy(memory) {
		content.Set("MemorySize", memory)
	}
	if snap := f.lambda.get("SnapStart"); truthy(snap) && snap.Has("ApplyOn") && !oneOf(snap.Get("ApplyOn"), "None") {
		content.Set("SnapStart", snap)
	}
	return content, nil
}

// addLayers adds the layers of the template that ask for a new version of the functions using them.
func (f *function) addLayers(content *cloud.Value) {
	for _, layer := range f.lambda.get("Layers").Items() {
		id := referredID(layer)
		properties := f.translation.made.Get(id).Get("Properties")
		if id != "" && truthy(properties.Get("PublishLambdaVersion")) {
			content.Set(id, properties)
		}
	}
}

func (f *function) makeAlias(name *cloud.Value) error {
	text := name.Str()
	if text == "" {
		return f.invalid(name, "Alias name is required to create an alias")
	}
	if !aliasName.MatchString(text) || strings.Trim(text, "0123456789") == "" {
		return f.invalid(name, "AutoPublishAlias name ('%s') must contain only alphanumeric characters, hyphens, or underscores "+
			"matching (?!^[0-9]+$)([a-zA-Z0-9-_]+) pattern.", text)
	}
	p := f.posOf(f.get("AutoPublishAlias"))
	id := f.lambda.id + "Alias" + strings.NewReplacer("-", "D", "_", "U").Replace(text)
	f.alias = f.generate(p, id, "AWS::Lambda::Alias").
		set("Name", name).
		set("FunctionName", f.lambda.ref()).
		set("FunctionVersion", f.version.getAtt("Version"))
	if concurrency := f.get("ProvisionedConcurrencyConfig"); truthy(concurrency) {
		f.alias.set("ProvisionedConcurrencyConfig", concurrency)
	}
	return nil
}
