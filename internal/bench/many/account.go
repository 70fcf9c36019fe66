// Package many answers as AWS would for an account of very many functions, each with its role, its
// permission and half of them with a queue that calls them.
//
// It owns the answers and their pages, as large as AWS's own. It makes them up when they are asked
// for, so that what a measurement sees is the memory of the reader alone.
// It must not know who asks.
package many

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

const (
	number = "123456789012"
	region = "ap-northeast-2"

	// Pages are as large as those of AWS.
	functionsPage = 50
	mappingsPage  = 100
	queuesPage    = 1000
	rolesPage     = 1000
)

var runtimes = []string{"python3.13", "nodejs22.x", "python3.8", "java21"}

// Account is an [http.Handler]. The zero value has no functions.
type Account struct {
	Functions int

	mu    sync.Mutex
	calls map[string]int
}

// Calls says how many times each operation was called.
func (a *Account) Calls() map[string]int {
	a.mu.Lock()
	defer a.mu.Unlock()
	calls := a.calls
	a.calls = nil
	return calls
}

func (a *Account) called(operation string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.calls == nil {
		a.calls = map[string]int{}
	}
	a.calls[operation]++
}

func (a *Account) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if target := r.Header.Get("X-Amz-Target"); target != "" {
		a.queues(w, r, target[strings.LastIndexByte(target, '.')+1:])
		return
	}
	if r.URL.Path == "/" {
		a.query(w, r)
		return
	}
	a.lambda(w, r)
}

func (a *Account) name(n int) string { return fmt.Sprintf("orders-service-%06d", n) }

// window gives the items of a page and the mark of the next, "" for the last one.
func window(mark string, size, all int) (from, to int, next string) {
	from, _ = strconv.Atoi(mark) // the first page has no mark
	to = min(from+size, all)
	if to < all {
		next = strconv.Itoa(to)
	}
	return from, to, next
}

func writeJSON(w http.ResponseWriter, status int, answer any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(answer) // who asked has gone
}

// nothing says that there is nothing of what was asked for.
func nothing(w http.ResponseWriter) {
	w.Header().Set("X-Amzn-Errortype", "ResourceNotFoundException")
	writeJSON(w, http.StatusNotFound, map[string]string{"Message": "The resource you requested does not exist."})
}

func writeXML(w http.ResponseWriter, answer any) {
	w.Header().Set("Content-Type", "text/xml")
	_ = xml.NewEncoder(w).Encode(answer) // who asked has gone
}
