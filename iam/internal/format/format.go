// Package format owns the layout of the data that package iam embeds, so that the command that
// writes them and the package that reads them agree. It must not know what the data mean.
//
// # Actions
//
// The first line is ActionsMagic and the source with its licence. Then, numbers in little-endian
// order:
//
//	uint32 ×3      how many strings and services; bytes of string text
//	uint32 ×(n+1)  where each string starts in the text, and where the last ends
//	uint32 ×n      where each service starts in the bodies, sorted by prefix
//	bytes          the text of the strings
//	bytes          the bodies
//
// In the bodies a number is a varint, a string the number of a string, and a list its length and
// its items.
//
//	service   prefix, name, byte: flags, list of key, list of key list, list of type, list of set,
//	          list of action
//	key       name, byte: type of value
//	key list  list of number: which keys of the service
//	type      name, byte: form of the ARN, rest of the ARN, number of its key list
//	set       list of (number: twice the type, one more when it is required; number of key list)
//	action    list of string: the words of its name; byte: access level and FlagDependent; number
//	          of its set; number of its key list; with FlagDependent a list of names of actions
//
// # Managed policies
//
// The first line is ManagedMagic and the source with its licence. Then:
//
//	uint32 ×2      how many policies and blocks
//	uint32 ×(n+1)  where the entry of each policy starts in the entries, sorted by name in small
//	               letters, and where the last ends
//	uint32 ×(n+1)  where each block starts in the blocks, and where the last ends
//	bytes          the entries
//	bytes          the blocks, each compressed with DEFLATE by itself
//
// An entry is text: name, path (what stands between "policy/" and the name in the ARN), version,
// date of the version, number of the block, and offset and length in the block, separated by tabs.
package format

// ActionsMagic and ManagedMagic start the first line of the data. The digit is the version of the
// format.
const (
	ActionsMagic = "haechi actions 1: "
	ManagedMagic = "haechi managed policies 1: "
)

// Flags of a service, and of the access level of an action.
const (
	FlagService   = 1 << iota // it has actions; else condition keys only
	FlagRCP                   // resource control policies apply to it
	FlagDependent = 0x80
)

// The access levels.
const (
	List = iota + 1
	Read
	Write
	PermissionsManagement
	Tagging
)

// The types of condition keys, and the bit of those with several values.
const (
	String = iota + 1
	ARN
	Bool
	Date
	Numeric
	IPAddress
	Binary
	MultiValued = 0x40
)

// ARNForms are how ARN formats begin; the star stands for the prefix of the service. The first
// that fits is taken.
func ARNForms() []string {
	return []string{
		"arn:${Partition}:*:${Region}:${Account}:",
		"arn:${Partition}:*::${Account}:",
		"arn:${Partition}:*:::",
		"arn:${Partition}:",
		"",
	}
}
