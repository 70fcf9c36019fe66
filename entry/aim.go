package entry

import (
	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/iam"
)

// A link that is not known may lead anywhere that the rest allows. Leaving it out would close a way
// because of what is not known.

// aim is a function that a value names, or perhaps names.
type aim struct {
	to  called
	why []cloud.Reason
}

// aims are the functions that a value names. Where that is not known they are all that may be called
// in this way.
func (f *finder) aims(v *cloud.Value, may func(fn *cloud.Resource) bool) []aim {
	to, why := f.function(v)
	switch {
	case to.function != nil:
		return []aim{{to: to}}
	case why == nil:
		return nil
	}
	var all []aim
	for _, fn := range f.functions {
		if may(fn) {
			all = append(all, aim{called{function: fn}, []cloud.Reason{*why}})
		}
	}
	return all
}

// by tells which functions a service may call for a source.
func (f *finder) by(service string, source *cloud.Resource) func(*cloud.Resource) bool {
	return func(fn *cloud.Resource) bool { return f.service(fn, service, source).truth != iam.No }
}

func anyFunction(*cloud.Resource) bool { return true }

// perhapsNamed is a resource that a value names, or perhaps names.
type perhapsNamed struct {
	*cloud.Resource
	why []cloud.Reason
}

// resources are those of some types that a value names. Where that is not known they are all of the
// types that it may name.
func (f *finder) resources(v *cloud.Value, types ...string) (all []perhapsNamed) {
	if r := f.named(v, types...); r != nil {
		return []perhapsNamed{{Resource: r}}
	}
	for _, typ := range types {
		if _, why := f.graph.TargetRead(typ, v); why != nil {
			for _, r := range f.all(typ) {
				all = append(all, perhapsNamed{r, []cloud.Reason{*why}})
			}
		}
	}
	return all
}

// naming lists the resources of a type that name another, or perhaps do.
func (f *finder) naming(r *cloud.Resource, typ string, path ...string) (all []perhapsNamed) {
	listing := f.graph.Referrers(r, typ, path...)
	for _, one := range listing.Certain {
		all = append(all, perhapsNamed{Resource: one})
	}
	for _, p := range listing.Possible {
		all = append(all, perhapsNamed{p.Resource, []cloud.Reason{p.Why}})
	}
	return all
}

// referring lists the resources of a type that name another for sure, should they be there.
func (f *finder) referring(r *cloud.Resource, typ string, path ...string) (all []*cloud.Resource) {
	for _, one := range f.naming(r, typ, path...) {
		if len(one.why) == 0 || one.Condition != "" {
			all = append(all, one.Resource)
		}
	}
	return all
}
