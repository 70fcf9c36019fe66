package iam_test

import (
	"fmt"

	"github.com/haechi-dev/haechi/iam"
)

func ExampleLookupAction() {
	a := iam.LookupAction("s3:getobject")
	fmt.Println(a, a.Access, a.Scopable())
	for _, r := range a.Resources {
		fmt.Println(r.Type.Name, r.Type.ARN)
	}
	fmt.Println(a.HasKey("s3:ExistingObjectTag/team"), a.HasKey("s3:prefix"))
	// Output:
	// s3:GetObject Read true
	// accesspointobject arn:${Partition}:s3:${Region}:${Account}:accesspoint/${AccessPointName}/object/${ObjectName}
	// object arn:${Partition}:s3:::${BucketName}/${ObjectName}
	// true false
}

func ExampleActions() {
	for _, a := range iam.Actions("sqs:Delete*") {
		fmt.Println(a)
	}
	// Output:
	// sqs:DeleteMessage
	// sqs:DeleteQueue
}

func ExampleLookupConditionKey() {
	k := iam.LookupConditionKey("aws:requesttag/team")
	fmt.Println(k.Name, k.Type, k.Multi)
	// Output: aws:RequestTag/${TagKey} string false
}

func ExampleManagedPolicy() {
	p := iam.ManagedPolicy("AdministratorAccess")
	fmt.Println(p.ARN, p.Version, p.Date)
	fmt.Println(string(p.JSON))
	// Output:
	// arn:aws:iam::aws:policy/AdministratorAccess v1 2015-02-06
	// {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}
}
