package iam

import (
	"slices"
	"strings"
)

// Generalisation turns the resources of requests that were seen into those of requests that will
// be made: names that are made anew each time become *, and several things in one folder become
// the folder.

// manyObjects is the number of objects of one folder from which the folder is meant. Things that
// have names of their own (functions, tables) are listed as long as a reader would list them.
const (
	manyObjects = 2
	manyNames   = 10
)

// generalise returns fewer and wider globs, each accepted by covers; the names as they are where
// no wider one is.
func generalise(names []string, covers func(glob string) bool) []string {
	slices.Sort(names)
	names = slices.Compact(names)
	wide := map[string][]string{}
	for _, name := range names {
		glob := withoutIDs(name)
		if glob != name && !covers(glob) {
			glob = name
		}
		wide[glob] = append(wide[glob], name)
	}
	var all []string
	for glob := range wide {
		all = append(all, glob)
	}
	for again := true; again; {
		all, again = gather(all, covers)
	}
	slices.Sort(all)
	return all
}

// gather replaces the many things of one folder by the folder.
func gather(all []string, covers func(glob string) bool) (gathered []string, changed bool) {
	folders := map[string][]string{}
	for _, glob := range all {
		folder := folderOf(glob)
		folders[folder] = append(folders[folder], glob)
	}
	for folder, inside := range folders {
		if folder != "" && len(inside) >= manyOf(folder) && covers(folder+"*") && !(len(inside) == 1 && inside[0] == folder+"*") {
			gathered, changed = append(gathered, folder+"*"), true
			continue
		}
		gathered = append(gathered, inside...)
	}
	slices.Sort(gathered)
	return slices.Compact(gathered), changed
}

// folderOf is an ARN up to its last name: "arn:aws:s3:::bucket/folder/". It is "" where the last
// name is the only one, or follows the type of the resource only in a service whose names stand
// for themselves.
func folderOf(glob string) string {
	i := strings.LastIndexAny(strings.TrimSuffix(glob, "*"), "/:")
	if i < 0 || strings.Count(glob[:i], ":") < 5 {
		return ""
	}
	return glob[:i+1]
}

func manyOf(folder string) int {
	if strings.HasPrefix(folder, "arn:aws:s3:::") || strings.Contains(folder, ":s3:::") {
		return manyObjects
	}
	return manyNames
}

// withoutIDs puts a star in the place of the parts of a name that are made anew each time. The
// account, the region, the type of the resource, and a bucket stay.
func withoutIDs(arn string) string {
	segments := strings.SplitN(arn, ":", 6)
	if len(segments) < 6 || segments[0] != "arn" {
		return arn
	}
	service, resource := segments[2], segments[5]
	head := strings.Join(segments[:5], ":") + ":"
	switch {
	case service == "kms" || service == "ec2" && !ephemeral(resource):
		return arn // the name of a key is its identity, and so is that of a network
	case service == "secretsmanager" && isSecret(resource):
		// https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_iam-policies.html
		return head + resource[:len(resource)-6] + "??????"
	}
	for _, made := range []string{":log-stream:", "/stream/"} {
		if before, _, ok := strings.Cut(resource, made); ok {
			return head + before + made + "*"
		}
	}
	return head + starParts(resource, service == "s3")
}

func isSecret(resource string) bool {
	n := len(resource)
	return strings.HasPrefix(resource, "secret:") && n > 14 && resource[n-7] == '-' && !strings.ContainsAny(resource[n-6:], "-/_+=.@!:*?")
}

// starParts handles the parts of a resource but the first, which is a bucket or a type. Stars in a row
// are one: a star goes over slashes anyway.
func starParts(resource string, objects bool) string {
	var b strings.Builder
	starred := false
	for i, rest := 0, resource; rest != ""; i++ {
		end := strings.IndexAny(rest, "/:")
		part, divider, after := rest, "", ""
		if end >= 0 {
			part, divider, after = rest[:end], rest[end:end+1], rest[end+1:]
		}
		if i > 0 {
			part = starIDs(part, objects || i > 1)
		}
		if part == "*" && starred {
			part = ""
		}
		if starred = part == "*" || part == "" && starred; starred && divider != "" && after != "" && starIDs(firstPart(after), objects || i > 0) == "*" {
			divider = "" // */* is *
		}
		b.WriteString(part + divider)
		rest = after
	}
	return b.String()
}

func firstPart(text string) string {
	if end := strings.IndexAny(text, "/:"); end >= 0 {
		return text[:end]
	}
	return text
}

// ephemeral reports whether things of the type come and go by themselves.
func ephemeral(resource string) bool {
	typ, _, _ := strings.Cut(resource, "/")
	return slices.Contains([]string{"instance", "network-interface", "volume", "snapshot", "spot-instances-request", "fleet"}, typ)
}

// starIDs keeps of a name what stands before the first word that is made anew, and its extension.
// Plain numbers count where names are made in numbers: not in the name of a function or a table.
func starIDs(name string, numbers bool) string {
	for at := 0; at < len(name); {
		end := strings.IndexAny(name[at:], "-_.=@")
		if end < 0 {
			end = len(name) - at
		}
		word := name[at : at+end]
		if isID(word) || isUUID(name[at:]) || numbers && isNumber(word) {
			extension := ""
			if dot := strings.LastIndexByte(name, '.'); dot > at && len(name)-dot <= 6 && !isNumber(name[dot+1:]) {
				extension = name[dot:]
			}
			return name[:at] + "*" + extension
		}
		at += end + 1
	}
	return name
}

// isNumber reports whether a word is made of digits: a day, a version, a counter.
func isNumber(word string) bool {
	return word != "" && strings.Trim(word, "0123456789") == ""
}

// isID reports whether a word looks made by a machine: hexadecimal digits, or long and of letters and digits mixed.
func isID(word string) bool {
	digits, hex, letters := 0, 0, 0
	for i := range len(word) {
		switch c := word[i]; {
		case c >= '0' && c <= '9':
			digits++
			hex++
		case c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F':
			hex++
			letters++
		case c >= 'g' && c <= 'z' || c >= 'G' && c <= 'Z':
			letters++
		default:
			return false
		}
	}
	n := len(word)
	if n >= 8 && hex == n && digits > 0 {
		return true
	}
	return n >= 16 && digits >= 3 && letters >= 3
}

func isUUID(text string) bool {
	const form = 36
	if len(text) < form {
		return false
	}
	for i := range form {
		c := text[i]
		dash := i == 8 || i == 13 || i == 18 || i == 23
		if dash != (c == '-') || !dash && !strings.ContainsRune("0123456789abcdefABCDEF", rune(c)) {
			return false
		}
	}
	return true
}
