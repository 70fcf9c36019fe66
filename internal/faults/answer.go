package faults

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// throttled is what each service answers to too many calls. Most of the codes are those that SDKs
// try again ("Retry behavior", AWS SDKs and Tools reference guide).
func throttled(c *Call) (int, string, http.Header, string) {
	status, code := http.StatusBadRequest, "ThrottlingException"
	switch c.wire {
	case wireQuery:
		code = "Throttling"
	case wireEC2:
		status, code = http.StatusServiceUnavailable, "RequestLimitExceeded"
	case wireXML:
		code = "Throttling"
		if c.Service == "s3" || c.Service == "s3control" {
			status, code = http.StatusServiceUnavailable, "SlowDown"
		}
	case wireREST:
		status = http.StatusTooManyRequests
		if slices.Contains([]string{"lambda", "apigateway", "apigatewayv2"}, c.Service) {
			code = "TooManyRequestsException"
		}
	case wireJSON:
		if c.Service == "sqs" {
			code = "RequestThrottled"
		}
	}
	return c.failure(status, code, "Rate exceeded")
}

// denied is what each service answers to a call that no policy allows.
func denied(c *Call) (int, string, http.Header, string) {
	status, code := http.StatusForbidden, "AccessDenied"
	switch c.wire {
	case wireEC2:
		code = "UnauthorizedOperation"
	case wireJSON, wireCBOR:
		status, code = http.StatusBadRequest, "AccessDeniedException"
		if c.Service == "sqs" {
			status, code = http.StatusForbidden, "AccessDenied"
		}
	case wireREST:
		code = "AccessDeniedException"
	}
	return c.failure(status, code, fmt.Sprintf("User: arn:aws:sts::111122223333:assumed-role/reader/haechi is not authorized to perform: %s because no identity-based policy allows the action", c.Name()))
}

const requestID = "11111111-2222-3333-4444-555555555555"

// failure writes an error as the protocol of the call does.
func (c *Call) failure(status int, code, message string) (int, string, http.Header, string) {
	header := http.Header{"X-Amzn-Requestid": {requestID}}
	kind := "Sender"
	if status >= 500 {
		kind = "Receiver"
	}
	switch c.wire {
	case wireEC2:
		return status, "text/xml;charset=UTF-8", header, fmt.Sprintf("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response><Errors><Error><Code>%s</Code><Message>%s</Message></Error></Errors><RequestID>%s</RequestID></Response>", code, message, requestID)
	case wireXML:
		if c.Service == "s3" {
			return status, "application/xml", header, fmt.Sprintf("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>%s</Code><Message>%s</Message><RequestId>%s</RequestId></Error>", code, message, requestID)
		}
		fallthrough
	case wireQuery:
		return status, "text/xml", header, fmt.Sprintf("<ErrorResponse><Error><Type>%s</Type><Code>%s</Code><Message>%s</Message></Error><RequestId>%s</RequestId></ErrorResponse>", kind, code, message, requestID)
	case wireCBOR:
		header.Set("Smithy-Protocol", "rpc-v2-cbor")
		return status, "application/cbor", header, "\xa2" + cborText("__type") + cborText("com.amazonaws#"+code) + cborText("message") + cborText(message)
	case wireJSON:
		if c.Service == "sqs" {
			header.Set("X-Amzn-Query-Error", code+";"+kind)
		}
		return status, "application/x-amz-json-1.1", header, fmt.Sprintf(`{"__type":"com.amazon.coral.service#%s","message":%q}`, code, message)
	}
	header.Set("X-Amzn-Errortype", code)
	return status, "application/json", header, fmt.Sprintf(`{"message":%q}`, strings.TrimSpace(message))
}

// cborText is a text of up to 255 bytes (RFC 8949, section 3.1).
func cborText(text string) string {
	text = text[:min(len(text), 255)]
	if len(text) < 24 {
		return string([]byte{byte(0x60 + len(text))}) + text
	}
	return string([]byte{0x78, byte(len(text))}) + text
}
