package trail_test

import (
	"fmt"
	"strings"

	"github.com/haechi-dev/haechi/iam/trail"
)

func ExampleLog_Read() {
	log := trail.Log{Principal: "orders"}
	err := log.Read(strings.NewReader(`{"Records": [{"eventSource": "s3.amazonaws.com", "eventName": "ListObjectsV2", "awsRegion": "eu-west-1",
		"userIdentity": {"type": "IAMUser", "arn": "arn:aws:iam::111122223333:user/orders"}, "requestParameters": {"bucketName": "invoices"}}]}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, use := range log.Uses {
		fmt.Println(use.Action, "on", use.Resource)
	}
	// Output: s3:ListBucket on arn:aws:s3:::invoices
}
