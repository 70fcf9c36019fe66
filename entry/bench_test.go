package entry_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/haechi-dev/haechi/entry"
)

// fleet is a template of n functions, each with a URL for anybody, a role of its own and a table; the
// role names its table as a template does (reference), or as an account does.
func fleet(n, tables int, reference bool) string {
	var b strings.Builder
	b.WriteString("Resources:\n")
	for i := range tables {
		name := ""
		if !reference {
			name = fmt.Sprintf("TableName: table-%d", i)
		}
		fmt.Fprintf(&b, "  T%d: {Type: AWS::DynamoDB::Table, Properties: {%s}}\n", i, name)
	}
	for i := range n {
		table := fmt.Sprintf("!GetAtt T%d.Arn", i%tables)
		if !reference {
			table = fmt.Sprintf("'arn:aws:dynamodb:eu-west-1:111122223333:table/table-%d'", i%tables)
		}
		fmt.Fprintf(&b, "  F%d: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt R%d.Arn, Code: {ZipFile: x}}}\n", i, i)
		fmt.Fprintf(&b, `  R%d:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}}
      ManagedPolicyArns: ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole']
      Policies: [{PolicyName: p, PolicyDocument: {Statement: [{Effect: Allow, Action: [dynamodb:GetItem, dynamodb:PutItem], Resource: %s}]}}]
`, i, table)
		fmt.Fprintf(&b, "  U%d: {Type: AWS::Lambda::Url, Properties: {TargetFunctionArn: !Ref F%d, AuthType: NONE}}\n", i, i)
		fmt.Fprintf(&b, "  P%d: {Type: AWS::Lambda::Permission, Properties: {Action: lambda:InvokeFunctionUrl, FunctionName: !Ref F%d, Principal: '*', FunctionUrlAuthType: NONE}}\n", i, i)
	}
	return b.String()
}

func BenchmarkFind(b *testing.B) {
	for _, size := range []struct{ functions, tables int }{{400, 200}, {2000, 2000}} {
		for _, reference := range []bool{true, false} {
			b.Run(fmt.Sprintf("functions=%d/tables=%d/references=%v", size.functions, size.tables, reference), func(b *testing.B) {
				g := read(b, fleet(size.functions, size.tables, reference))
				for b.Loop() {
					if r := entry.Find(g); len(r.Ways) != size.functions || r.Paths != size.functions {
						b.Fatal(len(r.Ways), r.Paths)
					}
				}
			})
		}
	}
}

// With four times the functions and tables it takes four times the work, not sixteen.
func TestWorkGrowsWithTheEstate(t *testing.T) {
	for _, reference := range []bool{true, false} {
		var work [2]float64
		for i, n := range []int{60, 240} {
			g := read(t, fleet(n, n, reference))
			work[i] = testing.AllocsPerRun(1, func() { entry.Find(g) })
		}
		if growth := work[1] / work[0]; growth > 5.5 {
			t.Errorf("with references %v: %.0f allocations for 60 functions and tables, %.0f for 240: %.1f times as many", reference, work[0], work[1], growth)
		}
	}
}
