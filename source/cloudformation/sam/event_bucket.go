package sam

import (
	"github.com/haechi-dev/haechi/cloud"
)

// linkBucket checks that the event names a bucket of the template.
func linkBucket(e *event) error {
	bucket := e.get("Bucket")
	if !bucket.Has("Ref") {
		return e.invalid(bucket, "S3 events must reference an S3 bucket in the same template.")
	}
	id, ok := bucket.Get("Ref").Text()
	if !ok {
		return e.invalid(bucket, "'Ref' value in S3 events is not a valid string.")
	}
	if !e.resources.Has(id) {
		return e.invalid(bucket, "S3 events must reference an S3 bucket in the same template.")
	}
	return nil
}

// translateBucketEvent lets the bucket notify the function, and waits with the bucket for the
// permission to do so.
func translateBucketEvent(e *event, to target) ([]*resource, error) {
	id := e.get("Bucket").Get("Ref").Str()
	bucket := e.resources.Get(id)
	permission := e.permit(to, permission{principal: "s3.amazonaws.com", sourceAccount: at(e.eventPos).ref("AWS::AccountId")})
	var err error
	if permission.attributes.Has("Condition") {
		err = e.dependByTag(bucket, id, permission)
	} else {
		err = e.dependOn(bucket, permission)
	}
	if err != nil {
		return nil, err
	}
	if err := e.notify(bucket, id, to); err != nil {
		return nil, err
	}
	completed, err := e.completed(id, bucket, "AWS::S3::Bucket")
	if err != nil {
		return nil, err
	}
	return []*resource{permission, completed}, nil
}

// dependOn adds the permission to DependsOn of the bucket.
func (e *event) dependOn(bucket *cloud.Value, permission *resource) error {
	p, dependsOn := at(e.eventPos), bucket.Get("DependsOn")
	list, known := p.list(), map[string]bool{}
	add := func(id *cloud.Value) {
		if !known[id.Str()] {
			known[id.Str()] = true
			list.Append(id)
		}
	}
	switch {
	case dependsOn == nil:
	case dependsOn.Is(cloud.String):
		add(dependsOn)
	case dependsOn.Is(cloud.List):
		for _, item := range dependsOn.Items() {
			if !item.Is(cloud.String) {
				return resourceError(item.Pos, e.eventID, "Invalid type for field 'DependsOn'. Expected a string or list of strings.")
			}
			add(item)
		}
	default:
		return resourceError(dependsOn.Pos, e.eventID, "Invalid type for field 'DependsOn'. Expected a string or list of strings.")
	}
	add(p.text(permission.id))
	bucket.Set("DependsOn", list)
	return nil
}

// dependByTag makes the bucket depend on a conditional permission: DependsOn knows no conditions, a
// tag with Fn::If does.
func (e *event) dependByTag(bucket *cloud.Value, id string, permission *resource) error {
	p := at(e.eventPos)
	properties := bucket.Get("Properties")
	if given(properties) == nil {
		properties = p.object()
		bucket.Set("Properties", properties)
	}
	if !properties.Is(cloud.Map) {
		return resourceError(properties.Pos, id, "Properties should be a map.")
	}
	tags := given(properties.Get("Tags"))
	if tags != nil && !tags.Is(cloud.List) {
		return propertyError(tags.Pos, id, "Tags", "list")
	}
	all := p.list()
	all.Append(tags.Items()...)
	all.Append(p.object("Key", "sam:ConditionalDependsOn:"+permission.id,
		"Value", p.ifElse(permission.condition(), permission.ref(), p.text("no dependency"))))
	properties.Set("Tags", all)
	return nil
}

// notify adds the function to the notifications of the bucket.
func (e *event) notify(bucket *cloud.Value, id string, to target) error {
	p := at(e.eventPos)
	properties := bucket.Get("Properties")
	if properties == nil {
		properties = p.object()
		bucket.Set("Properties", properties)
	}
	if !properties.Is(cloud.Map) {
		return resourceError(properties.Pos, id, "Properties should be a map.")
	}
	config := given(properties.Get("NotificationConfiguration"))
	if config == nil {
		config = p.object()
		properties.Set("NotificationConfiguration", config)
	}
	if !config.Is(cloud.Map) {
		return propertyError(config.Pos, id, "NotificationConfiguration", "map")
	}
	functions := given(config.Get("LambdaConfigurations"))
	if functions == nil {
		functions = p.list()
		config.Set("LambdaConfigurations", functions)
	}
	if !functions.Is(cloud.List) {
		return resourceError(functions.Pos, id, "Invalid type for LambdaConfigurations. Must be a list.")
	}
	types := e.get("Events")
	events := types.Items()
	if types.Is(cloud.String) {
		events = []*cloud.Value{types}
	}
	known := map[string]bool{}
	for _, written := range functions.Items() {
		known[canonicalJSON(written)] = true
	}
	for _, typ := range events {
		notification := p.object("Function", to.arn, "Filter", e.get("Filter"), "Event", typ)
		if to.condition != nil {
			notification = p.ifElse(to.condition, notification, nil)
		}
		if text := canonicalJSON(notification); !known[text] {
			known[text] = true
			functions.Append(notification)
		}
	}
	return nil
}

// completed is a resource of the template with what an event has added to it.
func (e *event) completed(id string, source *cloud.Value, typ string) (*resource, error) {
	p := e.eventPos
	if f, ok := e.resources.Field(id); ok {
		p = f.KeyPos
	}
	if !source.Has("Type") {
		return nil, resourceError(p, id, "Resource dict missing key 'Type'.")
	}
	if written := source.Get("Type"); !oneOf(written, typ) {
		return nil, resourceError(written.Pos, id, "Resource has incorrect Type; expected '%s', got '%s'", typ, shown(written))
	}
	r := newResource(p, id, typ, nil)
	for _, f := range source.Get("Properties").Fields() {
		if given(f.Value) != nil {
			r.properties.SetAt(f.Key, f.KeyPos, f.Value)
		}
	}
	r.dependsOn = source.Get("DependsOn")
	for _, name := range [...]string{"DeletionPolicy", "UpdatePolicy", "Condition", "UpdateReplacePolicy", "Metadata"} {
		if f, ok := source.Field(name); ok {
			r.attributes.SetAt(name, f.KeyPos, f.Value)
		}
	}
	return r, r.check()
}
