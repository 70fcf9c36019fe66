package faults

import (
	"net/http"
	"path"
	"strings"
	"time"
)

// Fault is something that goes wrong with calls of some operations. Those are named by a pattern
// in which * stands for anything: "lambda:ListFunctions", "s3:GetBucket*", "iam:*", "*".
type Fault struct {
	on     string
	region string
	after  int
	times  int // 0 is always

	delay  time.Duration
	pages  int
	empty  bool
	answer func(*Call) (status int, kind string, header http.Header, body string) // instead of asking
	damage damage                                                                 // to the answer
}

type damage int

const (
	intact damage = iota
	cut           // the connection ends in the middle
	short         // the body ends in the middle, as if that were all
	no            // the connection ends before anything was said
)

// Throttle answers that there were too many calls, as the service does.
func Throttle(on string) Fault { return Fault{on: on, answer: throttled} }

// Deny answers that the credentials do not allow the call.
func Deny(on string) Fault { return Fault{on: on, answer: denied} }

// Fail answers with an error of the service: 500, 502, 503 or 504.
func Fail(on string, status int) Fault {
	return Fault{on: on, answer: func(c *Call) (int, string, http.Header, string) {
		return c.failure(status, "InternalFailure", "the service failed")
	}}
}

// Refuse answers with an error of the caller's making, by its code: "OptInRequired".
func Refuse(on string, status int, code string) Fault {
	return Fault{on: on, answer: func(c *Call) (int, string, http.Header, string) { return c.failure(status, code, "refused: "+code) }}
}

// Slow lets the caller wait before anything else happens.
func Slow(on string, delay time.Duration) Fault { return Fault{on: on, delay: delay} }

// Cut ends the connection in the middle of the answer.
func Cut(on string) Fault { return Fault{on: on, damage: cut} }

// Drop ends the connection without an answer.
func Drop(on string) Fault { return Fault{on: on, damage: no} }

// Truncate gives half of the answer as if it were all.
func Truncate(on string) Fault { return Fault{on: on, damage: short} }

// HTML is a page that something on the way may answer, and that no client expects.
const HTML = "<!doctype html>\n<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>\n"

// Garbage answers something that is no answer of AWS: with a status of 200, too.
func Garbage(on string, status int, body string) Fault {
	return Fault{on: on, answer: func(*Call) (int, string, http.Header, string) { return status, "text/html; charset=utf-8", nil, body }}
}

// Pages gives listings in pages of a size, whatever the client or the emulator wants.
func Pages(on string, size int) Fault { return Fault{on: on, pages: size} }

// EmptyPages does so with an empty page before each one that is not: AWS promises no page an item.
func EmptyPages(on string, size int) Fault { return Fault{on: on, pages: size, empty: true} }

// After lets the first calls pass.
func (f Fault) After(calls int) Fault { f.after = calls; return f }

// Times ends the fault after so many calls.
func (f Fault) Times(calls int) Fault { f.times = calls; return f }

// In limits the fault to a region.
func (f Fault) In(region string) Fault { f.region = region; return f }

func (f *Fault) concerns(c *Call) bool {
	if f.region != "" && f.region != c.Region {
		return false
	}
	if f.on == "*" {
		return true
	}
	service, operation, _ := strings.Cut(f.on, ":")
	matched, _ := path.Match(operation, c.Operation)
	return matched && (service == c.Service || service == c.signing || service == "*")
}
