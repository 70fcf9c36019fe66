package cloudformation

import (
	"github.com/haechi-dev/haechi/cloud"
)

// The CDK does by custom resources of its own what CloudFormation could not do when they were made:
// notifications of a bucket and the retention of a log group. What they do is what the properties
// of the bucket and of a log group say, so the template is read as if it said that
// (https://github.com/aws/aws-cdk, aws-s3/lib/notifications-resource and aws-logs/lib/log-retention.ts).
const (
	bucketNotifications = "Custom::S3BucketNotifications"
	logRetention        = "Custom::LogRetention"
)

// foldCustom gives the resources what the custom resources of the CDK do.
func (s *stack) foldCustom() {
	groups := map[string]bool{} // names of declared log groups, as written
	for _, d := range s.order {
		if d.typ == "AWS::Logs::LogGroup" {
			groups[asWritten(d.body.Path("Properties", "LogGroupName"))] = true
		}
	}
	for _, d := range s.order[:len(s.order):len(s.order)] {
		switch d.typ {
		case bucketNotifications:
			s.foldNotifications(d)
		case logRetention:
			if name := asWritten(d.body.Path("Properties", "LogGroupName")); !groups[name] {
				groups[name] = true
				s.foldRetention(d)
			}
		}
	}
}

// asWritten is a value as it stands in the template, as text.
func asWritten(v *cloud.Value) string {
	text, _ := v.MarshalJSON()
	return string(text)
}

// foldNotifications puts the notifications of a custom resource into the bucket of the template
// that it names.
func (s *stack) foldNotifications(d *declared) {
	name, arg, _ := intrinsic(d.body.Path("Properties", "BucketName"))
	config, managed := d.body.Path("Properties", "NotificationConfiguration"), d.body.Path("Properties", "Managed")
	bucket := s.resources[arg.Str()]
	if name != "Ref" || config == nil || bucket == nil || bucket.typ != "AWS::S3::Bucket" {
		return
	}
	properties := bucket.body.Get("Properties")
	if _, _, computed := intrinsic(properties); computed || properties != nil && !properties.Is(cloud.Map) {
		return
	}
	if properties == nil {
		properties = cloud.NewMap(d.body.Pos)
	}
	made := notifications(config)
	if written := properties.Get("NotificationConfiguration"); written != nil && managed.Str() != "true" && !isTrue(managed) {
		made = together(written, made)
	}
	if condition := d.body.Get("Condition"); condition != nil {
		nothing := cloud.NewMap(condition.Pos).Set("Ref", cloud.NewString(condition.Pos, "AWS::NoValue"))
		made = cloud.NewMap(made.Pos).Set("Fn::If", cloud.NewList(made.Pos, condition, made, nothing))
	}
	if bucket.unfolded == nil {
		bucket.unfolded = bucket.body // the custom resource is there so that the bucket needs not wait for what it notifies
	}
	bucket.body = set(bucket.body, "Properties", set(properties, "NotificationConfiguration", made))
}

// notifications turns the configuration of the API into that of CloudFormation, which has one
// entry for each event.
func notifications(config *cloud.Value) *cloud.Value {
	if _, _, computed := intrinsic(config); computed || !config.Is(cloud.Map) {
		return uncertainNotifications(config)
	}
	made := cloud.NewMap(config.Pos)
	for _, f := range config.Fields() {
		switch f.Key {
		case "LambdaFunctionConfigurations":
			made.SetAt("LambdaConfigurations", f.KeyPos, perEvent(f.Value, "LambdaFunctionArn", "Function"))
		case "QueueConfigurations":
			made.SetAt(f.Key, f.KeyPos, perEvent(f.Value, "QueueArn", "Queue"))
		case "TopicConfigurations":
			made.SetAt(f.Key, f.KeyPos, perEvent(f.Value, "TopicArn", "Topic"))
		case "EventBridgeConfiguration":
			enabled := cloud.NewMap(f.Value.Pos).Set("EventBridgeEnabled", cloud.NewBool(f.Value.Pos, true))
			made.SetAt(f.Key, f.KeyPos, enabled)
		}
	}
	return made
}

func uncertainNotifications(v *cloud.Value) *cloud.Value {
	return cloud.NewUnknown(v.Pos, cloud.Because(cloud.Unresolvable, bucketNotifications, "its configuration is computed"))
}

// perEvent makes an entry for each event of each configuration.
func perEvent(configurations *cloud.Value, from, to string) *cloud.Value {
	if !configurations.Is(cloud.List) {
		return uncertainNotifications(configurations)
	}
	made := cloud.NewList(configurations.Pos)
	for _, c := range configurations.Items() {
		events := c.Get("Events")
		if _, _, computed := intrinsic(c); computed || !events.Is(cloud.List) {
			made.Append(uncertainNotifications(c))
			continue
		}
		target, _ := c.Field(from)
		for _, event := range events.Items() {
			one := cloud.NewMap(c.Pos).Set("Event", event)
			one.SetAt(to, target.KeyPos, target.Value)
			if filter, ok := c.Field("Filter"); ok {
				one.SetAt("Filter", filter.KeyPos, keyFilter(filter.Value))
			}
			made.Append(one)
		}
	}
	return made
}

// keyFilter renames what the two spell differently.
func keyFilter(filter *cloud.Value) *cloud.Value {
	made := cloud.NewMap(filter.Pos)
	if key, ok := filter.Field("Key"); ok {
		rules := cloud.NewMap(key.Value.Pos)
		if f, ok := key.Value.Field("FilterRules"); ok {
			rules.SetAt("Rules", f.KeyPos, f.Value)
		}
		made.SetAt("S3Key", key.KeyPos, rules)
	}
	return made
}

// together adds notifications to those that a bucket has.
func together(a, b *cloud.Value) *cloud.Value {
	_, _, computed := intrinsic(a)
	if computed || !a.Is(cloud.Map) || !b.Is(cloud.Map) {
		return uncertainNotifications(b)
	}
	for _, f := range b.Fields() {
		known := a.Get(f.Key)
		if known.Is(cloud.List) && f.Value.Is(cloud.List) {
			f.Value = cloud.NewList(known.Pos, append(known.Items()[:known.Len():known.Len()], f.Value.Items()...)...)
		}
		a = set(a, f.Key, f.Value)
	}
	return a
}

// foldRetention adds the log group that a custom resource makes.
func (s *stack) foldRetention(d *declared) {
	properties, id, pos := d.body.Get("Properties"), d.id+"LogGroup", d.body.Pos
	if !properties.Has("LogGroupName") || s.resources[id] != nil || properties.Has("LogGroupRegion") {
		return
	}
	made := cloud.NewMap(properties.Pos)
	for _, key := range []string{"LogGroupName", "RetentionInDays"} {
		if p, ok := properties.Field(key); ok {
			made.SetAt(key, p.KeyPos, p.Value)
		}
	}
	keep := "Retain"
	if properties.Get("RemovalPolicy").Str() == "destroy" {
		keep = "Delete"
	}
	group := cloud.NewMap(pos).Set("Type", cloud.NewString(pos, "AWS::Logs::LogGroup")).Set("Properties", made).Set("DeletionPolicy", cloud.NewString(pos, keep))
	for _, key := range []string{"Condition", "Metadata"} {
		if p, ok := d.body.Field(key); ok {
			group.SetAt(key, p.KeyPos, p.Value)
		}
	}
	if s.generated == nil {
		s.generated = map[string]string{}
	}
	s.generated[id] = d.id
	s.declare(cloud.Field{Key: id, KeyPos: d.pos, Value: group})
}

// madeBy gives the resource that a custom resource was read as, or nil.
func (s *stack) madeBy(d *declared) *declared {
	if group := s.resources[d.id+"LogGroup"]; group != nil && d.typ == logRetention && s.generated[group.id] == d.id {
		return group
	}
	return nil
}
