package validate

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// Documents that are made to take long do not.
func TestHostile(t *testing.T) {
	statement := func(element string) string {
		return `{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", ` + element + `}]}`
	}
	list := func(n int, item func(i int) string) string {
		items := make([]string, n)
		for i := range items {
			items[i] = fmt.Sprintf("%q", item(i))
		}
		return "[" + strings.Join(items, ",") + "]"
	}
	many := 3000
	long := strings.Repeat("a*", 200000)
	conditions := func(operator, value string, key func(i int) string) string {
		keys := make([]string, many)
		for i := range keys {
			keys[i] = fmt.Sprintf("%q: %s", key(i), value)
		}
		return `"Action": ` + list(1000, func(i int) string { return "ec2:DescribeInstances" }) + `, "Resource": "*", "Condition": {"` + operator + `": {` + strings.Join(keys, ",") + "}}"
	}
	tests := map[string]string{
		"unknown actions":  statement(`"Action": ` + list(many, func(i int) string { return fmt.Sprintf("ec2:Describ%d", i) }) + `, "Resource": "*"`),
		"patterns":         statement(`"Action": ` + list(many, func(i int) string { return fmt.Sprintf("ec2:*%d*", i) }) + `, "Resource": "*"`),
		"unknown services": statement(`"Action": ` + list(many, func(i int) string { return fmt.Sprintf("s%d:Get", i) }) + `, "Resource": "*"`),
		"ARNs":             statement(`"Action": "*", "Resource": ` + list(many, func(i int) string { return fmt.Sprintf("arn:aws:ec2:us-eats-%d:1:*%d*/x", i, i) })),
		"long patterns":    statement(`"Action": ["s3:` + long + `", "s3:` + long + `b"], "Resource": "arn:aws:s3:::` + long + `"`),
		"tag conditions":   statement(conditions("StringEquals", `"x"`, func(i int) string { return fmt.Sprintf("aws:ResourceTag/%d", i) })),
		"own conditions":   statement(conditions("StringEquals", `"x"`, func(i int) string { return fmt.Sprintf("ec2:ResourceTag/%d", i) })),
		"no conditions":    statement(conditions("StringEquals", `"x"`, func(i int) string { return fmt.Sprintf("ec2:Nothing%d", i) })),
		"addresses":        statement(`"Action": "*", "Resource": "*", "Condition": {"IpAddress": {"aws:SourceIp": ` + list(many, func(i int) string { return "10.0.0.0/33" }) + `}}`),
		"principals":       statement(`"Action": ` + list(1000, func(i int) string { return "sts:AssumeRoleWithSAML" }) + `, "Principal": {"AWS": ` + list(many, func(i int) string { return fmt.Sprintf("arn:aws:sts::123456789012:assumed-role/a/%d", i) }) + `}`),
		"statements":       `{"Statement": [` + strings.TrimSuffix(strings.Repeat(`{"Sid": "a"},`, 5000), ",") + `]}`,
		"variables":        statement(`"Action": "*", "Resource": "arn:aws:s3:::` + strings.Repeat("${", 300000) + `"`),
	}
	for name, text := range tests {
		for _, typ := range []Type{Identity, Trust, RCP} {
			start := time.Now()
			if _, err := JSON(name, []byte(text), Options{Type: typ}); err != nil && !strings.Contains(err.Error(), "more than") {
				t.Errorf("%s: %v", name, err)
			}
			if took := time.Since(start); took > 30*time.Second {
				t.Errorf("%s as %s took %v", name, typ, took)
			} else if testing.Verbose() {
				t.Logf("%s as %s: %v", name, typ, took)
			}
		}
	}
}
