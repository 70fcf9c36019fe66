package schema

// HasPath reports whether a resource type has a property at a path. The step "*" stands for every
// item of a list or value of a map. Below free-form JSON every path exists.
func HasPath(typ string, path []string) bool {
	db := Embedded()
	r := db.Lookup(typ)
	if r == nil || len(path) == 0 {
		return false
	}
	p := r.Properties[path[0]]
	return p != nil && hasPath(db, p.Type, path[1:])
}

func hasPath(db *DB, t Type, path []string) bool {
	if len(path) == 0 {
		return true
	}
	switch t.Kind {
	case JSON:
		return true
	case List, Map:
		return path[0] == "*" && hasPath(db, *t.Elem, path[1:])
	case Union:
		for _, alternative := range t.Of {
			if hasPath(db, alternative, path) {
				return true
			}
		}
	case ObjectKind:
		if o := db.Object(t.Name); o != nil && o.Properties[path[0]] != nil {
			return hasPath(db, o.Properties[path[0]].Type, path[1:])
		}
	}
	return false
}
