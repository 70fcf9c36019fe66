// Package faults stands between a client of AWS and an emulator and makes go wrong, on demand,
// what goes wrong with AWS: throttling, errors of the service, denials, slow answers, cut
// connections, garbage, and answers in pages of one.
//
// It owns which operation a request calls, which is read from the request alone, and how each
// protocol of AWS says that something failed. It knows nothing of the AWS SDK or of what is read.
//
//	proxy := faults.New(server.Endpoint,
//		faults.Pages("*", 1),
//		faults.Throttle("lambda:ListFunctions").Times(2),
//		faults.Deny("iam:*"),
//		faults.Cut("s3:GetBucketPolicy").After(1).Times(1))
//	endpoint := proxy.Start(t)
//	…
//	proxy.Calls()["lambda:ListFunctions"]
package faults

//go:generate sh -c "../../.venv/bin/python operations.py >operations.json"
