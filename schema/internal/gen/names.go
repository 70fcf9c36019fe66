package main

import (
	"regexp"
	"strings"

	"github.com/haechi-dev/haechi/schema"
)

// given are the names in a template that do not belong to the resource.
var given = regexp.MustCompile(`^(Partition|Region|Account|URLSuffix)$`)

var placeholder = regexp.MustCompile(`\$\{([A-Za-z0-9]+)/?\}`)

// normalise makes the ARN template name properties and attributes. The database takes templates
// from the service authorisation reference, whose names are its own: ${StreamName} where the
// property is Name, ${RoleNameWithPath} where there are Path and RoleName. A name that finds no
// property stays; it stands for something that only AWS knows.
func normalise(r *resource) {
	own := arnAttribute(r)
	switch {
	case r.ARN != "":
		r.ARN = placeholder.ReplaceAllStringFunc(r.ARN, func(hole string) string {
			return replacement(r, strings.Trim(hole, "${}"))
		})
		r.ARN = strings.Replace(r.ARN, "/${Path}", "${Path}", 1) // Path begins and ends with a slash
		if own != "" {
			r.Attributes[own].Template = r.ARN
		}
	case own != "":
		r.ARN = "${" + own + "}"
	}
}

// arnAttribute returns the attribute that is the ARN of the resource itself: by its name, or
// because Ref gives it.
func arnAttribute(r *resource) string {
	last := r.Type[strings.LastIndex(r.Type, ":")+1:]
	for _, name := range []string{"Arn", "ARN", last + "Arn", last + "ARN"} {
		if r.Attributes[name] != nil {
			return name
		}
	}
	if len(r.Ref) == 1 && strings.HasSuffix(strings.ToLower(r.Ref[0]), "arn") && r.Properties[r.Ref[0]] == nil {
		return r.Ref[0]
	}
	return ""
}

func replacement(r *resource, name string) string {
	if given.MatchString(name) {
		return "${" + name + "}"
	}
	if found := findName(r, name); found != "" {
		return "${" + found + "}"
	}
	if base, ok := strings.CutSuffix(name, "WithPath"); ok && r.Properties["Path"] != nil {
		if found := findName(r, base); found != "" {
			return "${Path}${" + found + "}"
		}
	}
	if len(r.Ref) == 1 && sameSort(name, r.Ref[0]) {
		return "${" + r.Ref[0] + "}"
	}
	last := r.Type[strings.LastIndex(r.Type, ":")+1:]
	if base, ok := strings.CutSuffix(name, "Name"); ok && strings.HasSuffix(strings.ToLower(last), strings.ToLower(base)) {
		if found := findName(r, "Name"); found != "" {
			return "${" + found + "}"
		}
	}
	return "${" + name + "}"
}

// sameSort reports whether the name in the template and the identifier are both names or both
// ids: a name is not what stands where an id belongs.
func sameSort(name, identifier string) bool {
	isName := func(s string) bool { return strings.HasSuffix(s, "Name") || strings.HasSuffix(s, "Identifier") }
	isID := func(s string) bool { return strings.HasSuffix(s, "Id") }
	return isName(name) && isName(identifier) || isID(name) && isID(identifier)
}

func findName(r *resource, name string) string {
	for _, among := range []map[string]*schema.Property{r.Properties, r.Attributes} {
		if among[name] != nil {
			return name
		}
	}
	for _, among := range []map[string]*schema.Property{r.Properties, r.Attributes} {
		for _, candidate := range sortedKeys(among) {
			if strings.EqualFold(candidate, name) {
				return candidate
			}
		}
	}
	return ""
}

// strayNames returns the names in the ARN template that no property and no attribute has.
func strayNames(r *resource) []string {
	var stray []string
	for _, m := range placeholder.FindAllStringSubmatch(r.ARN, -1) {
		if !given.MatchString(m[1]) && r.Properties[m[1]] == nil && r.Attributes[m[1]] == nil {
			stray = append(stray, m[1])
		}
	}
	return stray
}
