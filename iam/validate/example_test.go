package validate_test

import (
	"fmt"

	"github.com/haechi-dev/haechi/iam/validate"
)

func ExampleJSON() {
	text := []byte(`{
  "Version": "2012-10-17",
  "Statement": [{"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*"}]
}`)
	findings, err := validate.JSON("policy.json", text, validate.Options{Type: validate.Identity})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range findings {
		fmt.Println(f.Pos, f.Kind, f.Code)
	}
	// Output: policy.json:3:47 SECURITY_WARNING PASS_ROLE_WITH_STAR_IN_RESOURCE
}
