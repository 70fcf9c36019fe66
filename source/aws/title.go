package aws

import (
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/secret"
)

// AWS makes up the names of many things: "sg-0a1b2c3d", "E2QWRUHAPOMQZL". People know them by another
// name, which is shown beside.

// titles are the properties that have it.
var titles = map[string][]string{
	originAccessType:  {"OriginAccessControlConfig", "Name"},
	poolClientType:    {"ClientName"},
	securityGroupType: {"GroupName"},
}

// titleOf is what people call something that a listing told of: by a property, or by the tag Name.
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html
func titleOf(typ, name string, properties *cloud.Value) string {
	title := ""
	if path := titles[typ]; path != nil {
		title = properties.Path(path...).Str()
	} else if strings.HasPrefix(typ, "AWS::EC2::") {
		for _, tag := range properties.Get("Tags").Items() {
			if tag.Get("Key").Str() == "Name" {
				title = tag.Get("Value").Str()
			}
		}
	}
	if title == name {
		return ""
	}
	return title
}

// entitle says what people call things by what is known of others: a key by its alias, and a part of
// an API by the API's name.
func entitle(g *cloud.Graph) {
	aliases := g.OfType(keyAliasType).Certain
	slices.SortFunc(aliases, func(a, b *cloud.Resource) int { return strings.Compare(a.ID, b.ID) })
	for _, alias := range aliases {
		if key, _ := g.Target(keyType, alias.Properties.Get("TargetKeyId")); key != nil && key.Title == "" {
			key.Title = alias.Name
		}
	}
	for _, r := range g.All() {
		for _, of := range [...][2]string{{"RestApiId", restType}, {"ApiId", httpType}} {
			v := r.Properties.Get(of[0])
			id := v.Str()
			rest, part := strings.CutPrefix(r.Name, id)
			if id == "" || !part || rest == "" {
				continue
			}
			if api, _ := g.Target(of[1], v); api != nil && api.Name != id {
				r.Title = api.Name + rest
			}
		}
		if config := r.Properties.Get("DistributionConfig"); r.Title == "" && r.Type == distributionType {
			if r.Title = firstOf(config.Get("Aliases"), nil).Str(); r.Title == "" {
				r.Title = config.Get("Comment").Str()
			}
		}
		r.Title = secret.Mask("", r.Title)
	}
}
