package reach_test

import (
	"fmt"
	"strings"

	"github.com/haechi-dev/haechi/iam/reach"
	"github.com/haechi-dev/haechi/source/authorization"
)

func ExampleMap_Find() {
	account := `{"UserDetailList": [{"UserName": "ann", "Arn": "arn:aws:iam::111122223333:user/ann", "UserPolicyList": [{"PolicyName": "deploy",
		"PolicyDocument": {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": ["iam:PassRole", "glue:*"], "Resource": "*"}}}]}],
	"RoleDetailList": [{"RoleName": "etl", "Arn": "arn:aws:iam::111122223333:role/etl",
		"AssumeRolePolicyDocument": {"Statement": {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "glue.amazonaws.com"}}},
		"AttachedManagedPolicies": [{"PolicyArn": "arn:aws:iam::aws:policy/AdministratorAccess"}]}]}`
	graph, err := authorization.Parse("details.json", []byte(account))
	if err != nil {
		fmt.Println(err)
		return
	}
	path, err := reach.New(graph, reach.Options{}).Find("ann", reach.Admin)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, step := range path.Steps {
		fmt.Println(step.From, step.How+":", step.To)
		for _, need := range step.Needs {
			fmt.Println(strings.TrimRight("  "+need.Action+" "+need.Service, " "))
		}
	}
	// Output:
	// ann creates a development endpoint that has the role: etl
	//   iam:PassRole
	//   sts:AssumeRole glue.amazonaws.com
	//   glue:CreateDevEndpoint
}
