package trail

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/iam"
)

// Log collects the requests of any number of log files.
type Log struct {
	// Principal limits the log to the events of one user or role, by ARN or by name; "" is everybody.
	Principal string

	Uses []iam.Use
	// Events counts the events that were read, Denied those of requests that were not allowed, and
	// Unknown, by "source name", those of which nothing is known about the action.
	Events, Denied int
	Unknown        map[string]int

	seen map[string]bool
}

// maxLog bounds a log file when it is unpacked. CloudTrail's have some megabytes.
const maxLog = 512 << 20

// ErrNotLog is returned for a file that is no log of CloudTrail.
var ErrNotLog = errors.New("not a CloudTrail log")

// Read reads one file: {"Records": […]} as CloudTrail writes it, packed or not; one event, or a list
// of events; one event a line; or what `aws cloudtrail lookup-events` prints.
func (l *Log) Read(r io.Reader) error {
	in := bufio.NewReader(r)
	if magic, err := in.Peek(2); err == nil && magic[0] == 0x1f && magic[1] == 0x8b {
		unpacked, err := gzip.NewReader(in)
		if err != nil {
			return fmt.Errorf("cannot unpack: %w", err)
		}
		in = bufio.NewReader(unpacked)
	}
	text, err := io.ReadAll(io.LimitReader(in, maxLog+1))
	if err != nil {
		return err
	}
	if len(text) > maxLog {
		return fmt.Errorf("the log has more than %d MB", maxLog>>20)
	}
	return l.read(text)
}

func (l *Log) read(text []byte) error {
	values := json.NewDecoder(bytes.NewReader(text))
	any := false
	for {
		var raw json.RawMessage
		switch err := values.Decode(&raw); {
		case errors.Is(err, io.EOF) && any:
			return nil
		case err != nil:
			return fmt.Errorf("%w: %w", ErrNotLog, err)
		}
		if err := l.value(raw); err != nil {
			return err
		}
		any = true
	}
}

// value reads one value of a file.
func (l *Log) value(raw json.RawMessage) error {
	if list := bytes.TrimSpace(raw); len(list) > 0 && list[0] == '[' {
		var events []json.RawMessage
		if err := json.Unmarshal(raw, &events); err != nil {
			return fmt.Errorf("%w: %w", ErrNotLog, err)
		}
		return l.events(events)
	}
	var file struct {
		Records []json.RawMessage
		Events  []struct{ CloudTrailEvent string }
	}
	if err := json.Unmarshal(raw, &file); err != nil {
		return fmt.Errorf("%w: %w", ErrNotLog, err)
	}
	switch {
	case file.Records != nil:
		return l.events(file.Records)
	case file.Events != nil:
		for _, e := range file.Events {
			if err := l.event([]byte(e.CloudTrailEvent)); err != nil {
				return err
			}
		}
		return nil
	}
	return l.event(raw)
}

func (l *Log) events(events []json.RawMessage) error {
	for _, raw := range events {
		if err := l.event(raw); err != nil {
			return err
		}
	}
	return nil
}

func (l *Log) event(raw []byte) error {
	var e event
	if err := json.Unmarshal(raw, &e); err != nil {
		return fmt.Errorf("%w: %w", ErrNotLog, err)
	}
	if e.EventSource == "" || e.EventName == "" {
		return fmt.Errorf("%w: an event without eventSource and eventName", ErrNotLog)
	}
	principal := e.principal()
	if principal == "" || !l.wanted(principal, e.UserIdentity.ARN) {
		return nil // a service of AWS on its own behalf
	}
	l.Events++
	if e.denied() {
		l.Denied++
		return nil
	}
	actions, known := Actions(e.EventSource, e.EventName)
	if !known {
		if l.Unknown == nil {
			l.Unknown = map[string]int{}
		}
		l.Unknown[e.EventSource+" "+e.EventName]++
		return nil
	}
	for _, u := range e.uses(actions) {
		l.add(u)
	}
	return nil
}

func (l *Log) wanted(principal, session string) bool {
	return l.Principal == "" || l.Principal == principal || l.Principal == session ||
		strings.HasPrefix(principal, "arn:") && !strings.Contains(l.Principal, ":") && principal[strings.LastIndexByte(principal, '/')+1:] == l.Principal
}

func (l *Log) add(u iam.Use) {
	var key strings.Builder
	fmt.Fprintf(&key, "%s\n%s\n%s", u.Action, u.Resource, u.Principal)
	for _, k := range contextKeys(u.Context) {
		fmt.Fprintf(&key, "\n%s=%v", k, u.Context[k])
	}
	if l.seen == nil {
		l.seen = map[string]bool{}
	}
	if !l.seen[key.String()] {
		l.seen[key.String()] = true
		l.Uses = append(l.Uses, u)
	}
}

func contextKeys(context map[string][]string) []string {
	keys := make([]string, 0, len(context))
	for k := range context {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
