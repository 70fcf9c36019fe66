package globset

// Find returns a shortest string that matches all globs of must and none of mustNot. It returns
// ok false when there is none, and complete false when it gave up looking.
func Find(must, mustNot []string, opt Options) (text string, ok, complete bool) {
	globs := append(append([]string(nil), must...), mustNot...)
	a := newAutomaton(globs, opt)
	start := a.closure(a.starts)
	seen := map[string]bool{key(start): true}
	queue := []path{{state: start}}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		if a.found(at.state, len(must)) {
			return string(at.text), true, true
		}
		for _, letter := range a.letters(at.state) {
			next := a.step(at.state, letter)
			if !a.alive(next, len(must)) {
				continue
			}
			k := key(next)
			if seen[k] {
				continue
			}
			if len(seen) >= a.limit || !opt.pay(len(next)) {
				return "", false, false
			}
			seen[k] = true
			queue = append(queue, path{next, append(at.text[:len(at.text):len(at.text)], letter)})
		}
	}
	return "", false, true
}

// found reports whether the first n globs accept and the others do not.
func (a *automaton) found(state []int32, n int) bool {
	accepted := 0
	for _, p := range state {
		if a.tokens[p] != end {
			continue
		}
		if int(a.owner[p]) >= n {
			return false
		}
		accepted++
	}
	return accepted == n
}

// alive reports whether each of the first n globs can still accept.
func (a *automaton) alive(state []int32, n int) bool {
	count, last := 0, int32(-1)
	for _, p := range state { // positions of one glob stand together
		if o := a.owner[p]; o != last && int(o) < n {
			count++
			last = o
		}
	}
	return count == n
}
