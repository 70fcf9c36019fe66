package many

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
)

// trust is how IAM writes a policy in an answer: as in a URL.
var trust = url.PathEscape(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}`)

// query answers the services that are asked by forms: IAM and STS.
func (a *Account) query(w http.ResponseWriter, r *http.Request) {
	action := r.FormValue("Action")
	a.called(action)
	switch action {
	case "GetCallerIdentity":
		_, _ = io.WriteString(w, `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::`+number+
			`:user/auditor</Arn><UserId>AIDA</UserId><Account>`+number+`</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`)
	case "GenerateCredentialReport":
		_, _ = io.WriteString(w, `<GenerateCredentialReportResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><GenerateCredentialReportResult><State>COMPLETE</State></GenerateCredentialReportResult></GenerateCredentialReportResponse>`)
	case "GetAccountAuthorizationDetails":
		a.roles(w, r)
	default: // empty listings
		_, _ = io.WriteString(w, `<`+action+`Response xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><`+action+`Result></`+action+`Result></`+action+`Response>`)
	}
}

type roleDetail struct {
	Path, RoleName, RoleId, Arn, CreateDate, AssumeRolePolicyDocument string
	Policies                                                          []inlinePolicy   `xml:"RolePolicyList>member"`
	Attached                                                          []attachedPolicy `xml:"AttachedManagedPolicies>member"`
}

type inlinePolicy struct{ PolicyName, PolicyDocument string }

type attachedPolicy struct{ PolicyName, PolicyArn string }

// roles answers https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html.
func (a *Account) roles(w http.ResponseWriter, r *http.Request) {
	var answer struct {
		XMLName     xml.Name     `xml:"https://iam.amazonaws.com/doc/2010-05-08/ GetAccountAuthorizationDetailsResponse"`
		Roles       []roleDetail `xml:"GetAccountAuthorizationDetailsResult>RoleDetailList>member"`
		IsTruncated bool         `xml:"GetAccountAuthorizationDetailsResult>IsTruncated"`
		Marker      string       `xml:"GetAccountAuthorizationDetailsResult>Marker,omitempty"`
	}
	from, to, next := window(r.FormValue("Marker"), rolesPage, a.Functions)
	for n := from; n < to; n++ {
		name := a.name(n)
		table := "arn:aws:dynamodb:" + region + ":" + number + ":table/" + name
		if n%4 == 1 {
			table = "*"
		}
		work := fmt.Sprintf(`{"Version":"2012-10-17","Statement":[{"Sid":"Table","Effect":"Allow","Action":["dynamodb:GetItem","dynamodb:PutItem"],"Resource":"%s"},`+
			`{"Effect":"Allow","Action":["sqs:ReceiveMessage","sqs:DeleteMessage","sqs:GetQueueAttributes"],"Resource":"arn:aws:sqs:%s:%s:%s"}]}`, table, region, number, name)
		answer.Roles = append(answer.Roles, roleDetail{Path: "/service/", RoleName: name, RoleId: fmt.Sprintf("AROA%017d", n), Arn: "arn:aws:iam::" + number + ":role/service/" + name,
			CreateDate: "2026-01-02T03:04:05Z", AssumeRolePolicyDocument: trust, Policies: []inlinePolicy{{"work", url.PathEscape(work)}},
			Attached: []attachedPolicy{{"AWSLambdaBasicExecutionRole", "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"}}})
	}
	answer.IsTruncated, answer.Marker = next != "", next
	writeXML(w, answer)
}

// queues answers SQS: a queue for every second function.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_Operations.html
func (a *Account) queues(w http.ResponseWriter, r *http.Request, operation string) {
	a.called(operation)
	var asked struct{ NextToken, QueueUrl string }
	if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	switch operation {
	case "ListQueues":
		from, to, next := window(asked.NextToken, queuesPage, a.Functions/2)
		urls := make([]string, 0, to-from)
		for n := from; n < to; n++ {
			urls = append(urls, "https://sqs."+region+".amazonaws.com/"+number+"/"+a.name(2*n))
		}
		answer := object{"QueueUrls": urls}
		if next != "" {
			answer["NextToken"] = next
		}
		writeJSON(w, http.StatusOK, answer)
	case "GetQueueAttributes":
		writeJSON(w, http.StatusOK, object{"Attributes": map[string]string{"VisibilityTimeout": strconv.Itoa(180), "MessageRetentionPeriod": "345600",
			"MaximumMessageSize": "1048576", "DelaySeconds": "0", "ReceiveMessageWaitTimeSeconds": "0", "SqsManagedSseEnabled": "true"}})
	default:
		nothing(w)
	}
}
