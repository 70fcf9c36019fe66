package faults

import (
	"cmp"
	_ "embed"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
)

//go:embed operations.json
var operationsJSON []byte

type service struct {
	name       string
	Protocol   string
	Signing    string
	Target     string
	Operations map[string]*operation
}

type operation struct {
	name    string
	service *service
	Method  string
	Path    string
	Page    *page

	segments []string
	query    url.Values
}

// page is how an operation gives its answer in pages, in names on the wire.
type page struct {
	In      string   // the parameter that takes the token
	At      string   // where that is: "querystring", "body", "header"
	Out     []string // where the answer has the next token
	More    []string // where it says whether there is one
	Lists   []list
	Wrapper string // the element around an answer of the query protocol
}

type list struct {
	Path []string
	Item string // the element of an item in XML; "" in JSON and where a list is its items
}

// table is every service, read once.
var table = sync.OnceValue(func() []*service {
	var named map[string]*service
	if err := json.Unmarshal(operationsJSON, &named); err != nil {
		panic("faults: operations.json: " + err.Error())
	}
	all := make([]*service, 0, len(named))
	for name, s := range named {
		s.name = name
		for name, o := range s.Operations {
			o.name, o.service = name, s
			path, query, _ := strings.Cut(o.Path, "?")
			o.segments = segments(path)
			o.query, _ = url.ParseQuery(query)
		}
		all = append(all, s)
	}
	slices.SortFunc(all, func(a, b *service) int { return strings.Compare(a.name, b.name) })
	return all
})

// wire is the protocol that a request is written in; a service may speak several.
type wire string

const (
	wireQuery wire = "query"
	wireEC2   wire = "ec2"
	wireXML   wire = "rest-xml"
	wireJSON  wire = "json"
	wireREST  wire = "rest-json"
	wireCBOR  wire = "cbor"
)

// Call is a request that was recognised.
type Call struct {
	Service   string // as botocore names it: "lambda", "s3control", "cloudwatch"
	Operation string // "ListFunctions", or the method and path of what is not in the table
	Region    string
	Account   string // as the emulator is told, or ""
	Status    int    // of the answer; 0 when the connection was cut

	signing string
	wire    wire
	page    *page
}

// Name is the call as faults are aimed at it: "lambda:ListFunctions".
func (c *Call) Name() string { return c.Service + ":" + c.Operation }

// recognise tells which operation is called.
func recognise(r *http.Request, body []byte) Call {
	region, signing := scope(r)
	c := Call{Service: signing, Region: region, Account: r.Header.Get("x-moto-account-id"), signing: signing}
	found := byTarget(r, &c)
	if found == nil {
		found = byAction(r, body, &c)
	}
	if found == nil {
		found = byPath(r, &c)
	}
	if found != nil {
		c.Service, c.page = found.service.name, found.Page
	}
	if c.Operation == "" {
		c.Operation = r.Method + " " + r.URL.EscapedPath()
	}
	return c
}

// byTarget is how the JSON protocols and RPC v2 CBOR name an operation.
func byTarget(r *http.Request, c *Call) *operation {
	target := r.Header.Get("X-Amz-Target")
	dot := strings.LastIndexByte(target, '.') // CloudTrail's name of the service has dots
	name := target[dot+1:]
	c.wire = wireJSON
	if dot >= 0 {
		target = target[:dot]
	} else {
		parts := segments(r.URL.EscapedPath()) // /service/Name/operation/Name
		if len(parts) != 4 || parts[0] != "service" || parts[2] != "operation" {
			return nil
		}
		target, name, c.wire = "", parts[3], wireCBOR
	}
	c.Operation = name
	for _, s := range table() {
		if s.Signing == c.signing && (target == "" || s.Target == target) && s.Operations[name] != nil {
			return s.Operations[name]
		}
	}
	return nil
}

// byAction is how the query protocols do.
func byAction(r *http.Request, body []byte, c *Call) *operation {
	name := r.URL.Query().Get("Action")
	if name == "" && strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		form, _ := url.ParseQuery(string(body))
		name = form.Get("Action")
	}
	if name == "" {
		return nil
	}
	c.Operation, c.wire = name, wireQuery
	if c.signing == "ec2" {
		c.wire = wireEC2
	}
	for _, s := range table() {
		if s.Signing == c.signing && s.Operations[name] != nil {
			return s.Operations[name]
		}
	}
	return nil
}

// byPath finds the operation of a REST protocol whose path fits best: the one with most words.
func byPath(r *http.Request, c *Call) *operation {
	if c.Operation != "" {
		return nil
	}
	var best *operation
	most := -1
	asked, query := append(bucketOfHost(r, c.signing), segments(r.URL.EscapedPath())...), r.URL.Query()
	c.wire = wireREST
	for _, s := range table() {
		if s.Signing != c.signing || !strings.HasPrefix(s.Protocol, "rest") {
			continue
		}
		c.wire = wire(s.Protocol)
		for _, o := range s.Operations {
			if words, ok := o.fits(r.Method, asked, query); ok && (words > most || words == most && o.name < best.name) {
				best, most = o, words
			}
		}
	}
	if best != nil {
		c.Operation, c.wire = best.name, wire(best.service.Protocol)
	}
	return best
}

// bucketOfHost is the bucket that S3 is asked about in the name of the host: b.s3.eu-west-1.amazonaws.com.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
func bucketOfHost(r *http.Request, signing string) []string {
	host := cmp.Or(r.Host, r.URL.Host)
	i := strings.Index(host, ".s3.")
	if j := strings.Index(host, ".s3-"); i < 0 || j >= 0 && j < i {
		i = j
	}
	if signing != "s3" || i <= 0 || strings.HasPrefix(host[i:], ".s3-control.") {
		return nil
	}
	return []string{host[:i]}
}

func (o *operation) fits(method string, asked []string, query url.Values) (words int, ok bool) {
	if o.Method != method {
		return 0, false
	}
	for name, values := range o.query {
		if !query.Has(name) || values[0] != "" && query.Get(name) != values[0] {
			return 0, false
		}
		words++
	}
	for i, s := range o.segments {
		switch {
		case strings.HasSuffix(s, "+}"):
			return words, len(asked) > i
		case len(asked) <= i:
			return 0, false
		case strings.HasPrefix(s, "{"):
		case s != asked[i]:
			return 0, false
		default:
			words++
		}
	}
	return words, len(asked) == len(o.segments)
}

func segments(path string) []string {
	path = strings.Trim(path, "/")
	if path == "" {
		return nil
	}
	return strings.Split(path, "/")
}

// scope reads region and service of a signature: "Credential=KEY/DAY/REGION/SERVICE/aws4_request".
func scope(r *http.Request) (region, service string) {
	_, rest, _ := strings.Cut(r.Header.Get("Authorization"), "Credential=")
	credential, _, _ := strings.Cut(rest, ",")
	parts := strings.Split(strings.TrimSpace(credential), "/")
	if len(parts) < 5 {
		return "", ""
	}
	return parts[len(parts)-3], parts[len(parts)-2]
}
