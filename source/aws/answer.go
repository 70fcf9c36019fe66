package aws

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"slices"

	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// The SDK takes much for an answer that is none: an empty body is one in which nothing is set, and so is
// a page of a proxy where XML is expected. Nothing must be known of either.

var errNoAnswer = errors.New("this is no answer of AWS")

// inXML are the services that answer in XML, by the names that the SDK has for them; the others do in
// JSON.
var inXML = []string{"CloudFront", "CloudWatch", "EC2", "Elastic Load Balancing v2", "IAM", "RDS", "S3", "S3 Control", "SNS", "STS"}

// asJSON are the operations of those whose answer is a document.
var asJSON = []string{"S3 GetBucketPolicy"}

// answered refuses what is no answer, before it is read.
type answered struct{}

func (answered) ID() string { return "haechi answer" }

func (answered) HandleDeserialize(ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler) (middleware.DeserializeOutput, middleware.Metadata, error) {
	out, metadata, err := next.HandleDeserialize(ctx, in)
	response, ok := out.RawResponse.(*smithyhttp.Response)
	if err != nil || !ok || response.StatusCode < 200 || response.StatusCode >= 300 {
		return out, metadata, err
	}
	service := awsmiddleware.GetServiceID(ctx)
	if slices.Contains(inXML, service) && !slices.Contains(asJSON, service+" "+awsmiddleware.GetOperationName(ctx)) {
		text, err := io.ReadAll(io.LimitReader(response.Body, longestXML+1))
		if err != nil || len(text) > longestXML || !wholeXML(text) {
			_ = response.Body.Close() // it is of no use
			return out, metadata, &smithy.DeserializationError{Err: cmp.Or(err, errNoAnswer)}
		}
		response.Body = readCloser{bytes.NewReader(text), response.Body}
		return out, metadata, nil
	}
	body := bufio.NewReader(response.Body)
	if first, err := afterSpace(body); err != nil || first != '{' {
		_ = response.Body.Close() // it is not read
		return out, metadata, &smithy.DeserializationError{Err: errNoAnswer}
	}
	response.Body = readCloser{body, response.Body}
	return out, metadata, nil
}

type readCloser struct {
	io.Reader
	io.Closer
}

// longestXML bounds an answer in XML, in bytes. The longest are pages of a thousand roles.
const longestXML = 256 << 20

// wholeXML reports whether a text is XML to its end, and its root neither a page nor an error. The
// SDK reads what is cut off in the middle as if the rest were not there.
func wholeXML(text []byte) bool {
	text = bytes.TrimSpace(bytes.TrimPrefix(text, []byte("\xef\xbb\xbf")))
	start := text
	for bytes.HasPrefix(start, []byte("<?")) {
		_, rest, found := bytes.Cut(start, []byte("?>"))
		if !found {
			return false
		}
		start = bytes.TrimSpace(rest)
	}
	if len(start) < 2 || start[0] != '<' {
		return false
	}
	name := start[1:]
	if end := bytes.IndexAny(name, " \t\r\n/>"); end >= 0 {
		name = name[:end]
	}
	switch string(bytes.ToLower(name)) {
	case "html", "!doctype", "!--", "error", "errorresponse", "":
		return false
	}
	alone := bytes.IndexByte(start, '>') == len(start)-1 && bytes.HasSuffix(start, []byte("/>"))
	return alone || bytes.HasSuffix(start, append(append([]byte("</"), name...), '>'))
}

// afterSpace gives the first byte that is no white space, and leaves it.
func afterSpace(body *bufio.Reader) (byte, error) {
	for {
		b, err := body.ReadByte()
		if err != nil {
			return 0, err
		}
		if b != ' ' && b != '\t' && b != '\r' && b != '\n' && b != 0xEF && b != 0xBB && b != 0xBF {
			return b, body.UnreadByte()
		}
	}
}
