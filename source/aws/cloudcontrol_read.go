package aws

import (
	"context"
	"slices"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudcontrol"
	cloudcontroltypes "github.com/aws/aws-sdk-go-v2/service/cloudcontrol/types"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/schema"
)

// atOnce is how many calls to Cloud Control are made at a time: each makes it call another service.
const atOnce = 3

type controlReader struct {
	client *cloudcontrol.Client
	needs  Needs
	slots  chan struct{}
	listed sync.Map // what the listing told of a resource, by type and identifier

	first string // the type that is listed first
	begun memo[[]cloudcontroltypes.ResourceDescription]
}

// hold waits until a call may be made, and gives what ends it.
func (c *controlReader) hold(ctx context.Context) (release func(), err error) {
	select {
	case c.slots <- struct{}{}:
		return func() { <-c.slots }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// list lists a type. One type is listed before the others: where nobody may ask Cloud Control, or
// nobody answers for it, dozens of types would be asked for nothing.
func (c *controlReader) list(ctx context.Context, p *place, typ string) error {
	found, err := c.begun.get(c.first, func() (found []cloudcontroltypes.ResourceDescription, err error) {
		err = c.each(ctx, c.first, func(one *cloudcontroltypes.ResourceDescription) { found = append(found, *one) })
		return found, err
	})
	if typ != c.first {
		if err != nil && useless(err) {
			return err
		}
		return c.each(ctx, typ, func(one *cloudcontroltypes.ResourceDescription) { c.add(p, typ, one) })
	}
	for i := range found {
		c.add(p, typ, &found[i])
	}
	return err
}

// useless reports whether a call failed as it will for every type.
func useless(err error) bool {
	f := classify(err)
	return f.unsupported || f.denied && strings.Contains(err.Error(), "cloudformation:ListResources")
}

func (c *controlReader) each(ctx context.Context, typ string, take func(*cloudcontroltypes.ResourceDescription)) error {
	release, err := c.hold(ctx)
	if err != nil {
		return err
	}
	defer release()
	pages := cloudcontrol.NewListResourcesPaginator(cloudcontrolListResources(c.client.ListResources), &cloudcontrol.ListResourcesInput{TypeName: &typ})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return err
		}
		for i := range page.ResourceDescriptions {
			take(&page.ResourceDescriptions[i])
		}
	}
	return nil
}

// add notes a resource of a listing. A listing tells the identifier, in the parts of which it
// consists, and sometimes more. Its name is the second of the names.
func (c *controlReader) add(p *place, typ string, one *cloudcontroltypes.ResourceDescription) {
	const call = "ListResources"
	identifier := aws.ToString(one.Identifier)
	model, err := p.document(call, aws.ToString(one.Properties))
	if err != nil || !model.Is(cloud.Map) {
		model = cloud.NewMap(cloud.Pos{Origin: p.origin(call)})
	}
	published := schema.Lookup(typ)
	arn := identifier
	if !strings.HasPrefix(arn, "arn:") {
		arn = p.arnOf(published, model)
	}
	name := identifier
	_, short, _ := cutLast(typ, "::")
	for _, property := range []string{short + "Name", "Name"} {
		if text := model.Get(property).Str(); text != "" && arn != "" { // without an ARN it must be unique
			name = text
		}
	}
	others := []string{identifier}
	for _, property := range published.Ref {
		if text := model.Get(property).Str(); len(published.Ref) == 1 && text != identifier {
			others = append(others, text)
		}
	}
	c.listed.Store(typ+" "+identifier, model)
	p.add(call, typ, arn, name, nil, others...)
}

// arnOf fills in the ARN of a type; "" when what is told does not suffice.
func (p *place) arnOf(published *schema.Resource, model *cloud.Value) string {
	if published.ARN == "" {
		return ""
	}
	filled := published.Fill(published.ARN, func(name string) *cloud.Value {
		switch name {
		case "Partition":
			return cloud.NewString(model.Pos, p.partition)
		case "Region":
			return cloud.NewString(model.Pos, p.region)
		case "Account":
			return cloud.NewString(model.Pos, p.account)
		case "URLSuffix":
			return cloud.NewString(model.Pos, suffix(p.partition))
		}
		return model.Get(name)
	})
	return filled.Str()
}

func identifierOf(r *cloud.Resource) string { return r.Names[1].Str() }

// whole tells of a resource what the listing told, where that answers all that is asked: lists and
// structures may be there in part, so that only plain values count.
func (c *controlReader) whole(p *place, r *cloud.Resource) (*cloud.Value, bool) {
	found, ok := c.listed.LoadAndDelete(r.Type + " " + identifierOf(r))
	if !ok {
		return nil, false
	}
	model, hidden := found.(*cloud.Value), writeOnly(r.Type)
	for name := range c.needs[r.Type] {
		if v := model.Get(name); (v == nil || v.Is(cloud.Map) || v.Is(cloud.List)) && !slices.Contains(hidden, name) {
			return nil, false
		}
	}
	told := cloud.NewMap(model.Pos)
	for name := range schema.Lookup(r.Type).Properties {
		if v := model.Get(name); c.needs.property(r.Type, name) && v != nil {
			told.Set(name, v)
		} else {
			told.Set(name, cloud.NewUnknown(model.Pos, p.reason(name, "it was not asked for")))
		}
	}
	return told, true
}

func (c *controlReader) get(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	const call = "GetResource"
	release, err := c.hold(ctx)
	if err != nil {
		return nil, err
	}
	defer release()
	out, err := c.client.GetResource(ctx, &cloudcontrol.GetResourceInput{TypeName: &r.Type, Identifier: aws.String(identifierOf(r))})
	if err != nil {
		return nil, err
	}
	model, err := p.document(call, aws.ToString(out.ResourceDescription.Properties))
	if err != nil {
		return nil, err
	}
	published := schema.Lookup(r.Type)
	attributes := cloud.NewMap(model.Pos)
	for _, f := range model.Fields() {
		if published.Properties[f.Key] == nil {
			attributes.Set(f.Key, f.Value)
		}
	}
	r.Attributes = attributes
	for _, path := range writeOnly(r.Type) {
		if parts := strings.Split(path, "/"); len(parts) > 1 {
			hide(model, parts, cloud.NewUnknown(model.Pos, p.reason(path, "it is only written")))
		}
	}
	return model, nil
}

// hide puts an unknown where something stands that is never told. A star stands for every item.
func hide(v *cloud.Value, path []string, unknown *cloud.Value) {
	switch {
	case path[0] == "*":
		for _, item := range listed(v) {
			if len(path) > 1 {
				hide(item, path[1:], unknown)
			}
		}
	case !v.Is(cloud.Map):
	case len(path) == 1:
		v.Set(path[0], unknown)
	default:
		hide(v.Get(path[0]), path[1:], unknown)
	}
}
