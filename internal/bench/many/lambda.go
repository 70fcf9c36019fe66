package many

import (
	"fmt"
	"net/http"
	"strings"
)

type object = map[string]any

// lambda answers https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html.
func (a *Account) lambda(w http.ResponseWriter, r *http.Request) {
	_, path, _ := strings.Cut(r.URL.Path[1:], "/") // after the day of the API
	parts := strings.Split(path, "/")
	kind, rest := parts[0], strings.Join(parts[min(2, len(parts)):], "/")
	switch {
	case kind == "functions" && len(parts) < 3:
		a.called("ListFunctions")
		a.functions(w, r)
	case kind == "functions":
		a.called("function " + rest)
		a.facet(w, parts[1], rest)
	case kind == "event-source-mappings":
		a.called("ListEventSourceMappings")
		a.mappings(w, r)
	case kind == "account-settings":
		a.called("GetAccountSettings")
		writeJSON(w, http.StatusOK, object{"AccountLimit": object{"ConcurrentExecutions": 1000, "UnreservedConcurrentExecutions": 1000, "TotalCodeSize": 1 << 40},
			"AccountUsage": object{"FunctionCount": a.Functions, "TotalCodeSize": 1 << 30}})
	case kind == "layers":
		a.called("ListLayers")
		writeJSON(w, http.StatusOK, object{"Layers": []object{}})
	case kind == "code-signing-configs":
		a.called("ListCodeSigningConfigs")
		writeJSON(w, http.StatusOK, object{"CodeSigningConfigs": []object{}})
	default:
		a.called(path)
		nothing(w)
	}
}

func (a *Account) functions(w http.ResponseWriter, r *http.Request) {
	from, to, next := window(r.URL.Query().Get("Marker"), functionsPage, a.Functions)
	page := make([]object, 0, to-from)
	for n := from; n < to; n++ {
		page = append(page, a.function(n))
	}
	writeJSON(w, http.StatusOK, object{"Functions": page, "NextMarker": next})
}

func (a *Account) function(n int) object {
	name := a.name(n)
	variables := object{"TABLE_NAME": name, "LOG_LEVEL": "INFO", "POWERTOOLS_SERVICE_NAME": name, "STAGE": "production",
		"QUEUE_URL": "https://sqs." + region + ".amazonaws.com/" + number + "/" + name}
	if n%4 == 0 {
		variables["DB_PASSWORD"] = fmt.Sprintf("made-up-password-%d", n)
	}
	f := object{
		"FunctionName": name, "FunctionArn": a.arn(n), "Runtime": runtimes[n%4], "Role": "arn:aws:iam::" + number + ":role/service/" + name,
		"Handler": "app.handler", "CodeSize": 1 << 20, "Description": "Answers orders of shop " + name, "Timeout": 30, "MemorySize": 256,
		"LastModified": "2026-01-02T03:04:05.000+0000", "CodeSha256": "n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=", "Version": "$LATEST",
		"Environment": object{"Variables": variables}, "TracingConfig": object{"Mode": "PassThrough"}, "RevisionId": fmt.Sprintf("8f4a2f5e-0000-4000-8000-%012d", n),
		"Layers":      []object{{"Arn": "arn:aws:lambda:" + region + ":017000801446:layer:AWSLambdaPowertoolsPythonV3-python313-x86_64:18", "CodeSize": 1 << 20}},
		"PackageType": "Zip", "Architectures": []string{"x86_64"}, "EphemeralStorage": object{"Size": 512}, "SnapStart": object{"ApplyOn": "None", "OptimizationStatus": "Off"},
		"LoggingConfig": object{"LogFormat": "Text", "LogGroup": "/aws/lambda/" + name}, "PackageSize": 1 << 20,
	}
	if n%2 == 0 {
		f["VpcConfig"] = object{"VpcId": "vpc-0a1b2c3d4e5f60718", "SubnetIds": []string{"subnet-0a1b2c3d4e5f60718", "subnet-0a1b2c3d4e5f60719"},
			"SecurityGroupIds": []string{"sg-0a1b2c3d4e5f60718"}, "Ipv6AllowedForDualStack": false}
	}
	return f
}

func (a *Account) arn(n int) string {
	return "arn:aws:lambda:" + region + ":" + number + ":function:" + a.name(n)
}

// facet answers about one function.
func (a *Account) facet(w http.ResponseWriter, name, facet string) {
	switch facet {
	case "policy":
		arn := "arn:aws:lambda:" + region + ":" + number + ":function:" + name
		policy := fmt.Sprintf(`{"Version":"2012-10-17","Id":"default","Statement":[{"Sid":"call","Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},`+
			`"Action":"lambda:InvokeFunction","Resource":"%s","Condition":{"ArnLike":{"AWS:SourceArn":"arn:aws:events:%s:%s:rule/%s"}}}]}`, arn, region, number, name)
		writeJSON(w, http.StatusOK, object{"Policy": policy, "RevisionId": "1"})
	case "urls":
		writeJSON(w, http.StatusOK, object{"FunctionUrlConfigs": []object{}})
	case "event-invoke-config/list":
		writeJSON(w, http.StatusOK, object{"FunctionEventInvokeConfigs": []object{}})
	case "aliases":
		writeJSON(w, http.StatusOK, object{"Aliases": []object{}})
	case "concurrency":
		writeJSON(w, http.StatusOK, object{})
	case "recursion-config":
		writeJSON(w, http.StatusOK, object{"RecursiveLoop": "Terminate"})
	case "runtime-management-config":
		writeJSON(w, http.StatusOK, object{"UpdateRuntimeOn": "Auto"})
	default:
		nothing(w)
	}
}

// mappings are of every second function.
func (a *Account) mappings(w http.ResponseWriter, r *http.Request) {
	from, to, next := window(r.URL.Query().Get("Marker"), mappingsPage, a.Functions/2)
	page := make([]object, 0, to-from)
	for n := from; n < to; n++ {
		id := fmt.Sprintf("5f1a0d5e-0000-4000-8000-%012d", n)
		page = append(page, object{"UUID": id, "EventSourceMappingArn": "arn:aws:lambda:" + region + ":" + number + ":event-source-mapping:" + id,
			"BatchSize": 10, "MaximumBatchingWindowInSeconds": 0, "EventSourceArn": "arn:aws:sqs:" + region + ":" + number + ":" + a.name(2*n),
			"FunctionArn": a.arn(2 * n), "LastModified": 1.7e9, "State": "Enabled", "StateTransitionReason": "USER_INITIATED", "FunctionResponseTypes": []string{}})
	}
	writeJSON(w, http.StatusOK, object{"EventSourceMappings": page, "NextMarker": next})
}
