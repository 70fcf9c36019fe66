package reach_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/iam"
	"github.com/haechi-dev/haechi/iam/reach"
	"github.com/haechi-dev/haechi/source/cloudformation"
)

// What is not set apart is treated like something that nobody declares: a role may do nothing with it
// that it may not do with that. Held against asking about everything.
func TestApartIsAllThatDiffers(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 11))
	kinds := []struct {
		typ           string
		arns, actions []string
	}{
		{"AWS::DynamoDB::Table", []string{"arn:${Partition}:dynamodb:${Region}:${Account}:table/haechi-anything"}, []string{"dynamodb:GetItem", "dynamodb:Query", "dynamodb:DeleteTable"}},
		{"AWS::S3::Bucket", []string{"arn:${Partition}:s3:::haechi-anything", "arn:${Partition}:s3:::haechi-anything/object"}, []string{"s3:GetObject", "s3:PutObject", "s3:DeleteBucket"}},
		{"AWS::SQS::Queue", nil, []string{"sqs:SendMessage", "sqs:ReceiveMessage"}},
		{"AWS::KMS::Key", []string{"arn:${Partition}:kms:${Region}:${Account}:key/haechi-anything"}, []string{"kms:Decrypt"}},
	}
	asked, left, kept := 0, 0, 0
	for round := range 400 {
		opt := cloudformation.Options{Region: "us-east-1", Account: account}
		if round%3 == 0 {
			opt = cloudformation.Options{}
		}
		g := readWith(t, obj{"Parameters": obj{"Name": obj{"Type": "String"}}, "Resources": randomEstate(r)}, opt)
		m := reach.New(g, reach.Options{})
		if len(m.Problems) > 0 {
			t.Fatal(m.Problems[0])
		}
		for _, kind := range kinds {
			var all []*cloud.Resource
			for _, one := range g.All() {
				if one.Type == kind.typ {
					all = append(all, one)
				}
			}
			things := m.Things(all, kind.arns, kind.actions)
			for _, role := range g.All() {
				if role.Type != "AWS::IAM::Role" {
					continue
				}
				apart, ok := things.Apart(role)
				if !ok {
					t.Fatal(role.ID)
				}
				usual := grants(m.GrantsOn(role, kind.arns, kind.actions))
				for _, one := range all {
					asked++
					if slices.Contains(apart, one) {
						kept++
						continue
					}
					list, _ := m.Grants(role, one, kind.actions)
					// A hole may be the name of anything, to package iam: a policy that names R1, or a boundary
					// that names another table, perhaps holds. The deployment gives no name twice.
					list = slices.DeleteFunc(list, func(g reach.Grant) bool {
						return !g.Certain && (uncertain(role) || aboutOthers(m, g, one) || len(g.By) == 0 && role.ID != "R1")
					})
					for action, certain := range grants(list, true) {
						left++
						if known, has := usual[action]; !has || certain && !known {
							t.Errorf("round %d: %s may do %s (certain: %v) with %s, which is not set apart; usual is %v", round, role.ID, action, certain, one.ID, usual)
						}
					}
				}
			}
		}
	}
	if kept == 0 || kept == asked || left == 0 {
		t.Errorf("%d pairs, %d set apart, %d grants compared: the test compares nothing", asked, kept, left)
	}
	t.Logf("%d pairs, %d set apart, %d grants compared", asked, kept, left)
}

func grants(all []reach.Grant, _ bool) map[string]bool {
	found := map[string]bool{}
	for _, g := range all {
		found[g.Action] = g.Certain
	}
	return found
}

// uncertain reports whether a role has a policy of which a hole may make anything: a boundary, or what
// stands in NotResource.
func uncertain(role *cloud.Resource) bool {
	text, err := role.Properties.MarshalJSON()
	return err != nil || role.Properties.Has("PermissionsBoundary") || strings.Contains(string(text), "NotResource")
}

func aboutOthers(m *reach.Map, g reach.Grant, one *cloud.Resource) bool {
	return len(g.By) > 0 && !slices.ContainsFunc(g.By, func(p iam.Place) bool {
		return len(p.Statement.Resource) == 0 || slices.ContainsFunc(p.Statement.Resource, func(pattern iam.Pattern) bool { return !m.NamesOther(&pattern, one) })
	})
}

// randomEstate has things of four types, and roles with policies about some of them in every notation.
func randomEstate(r *rand.Rand) obj {
	const things = 4
	all := obj{}
	for i := range things {
		table, bucket := obj{}, obj{}
		if i%2 == 0 {
			table["TableName"], bucket["BucketName"] = fmt.Sprintf("prod-%d", i), fmt.Sprintf("prod-%d", i)
		}
		if i == 3 {
			table["TableName"] = ref("Name")
		}
		all[fmt.Sprintf("T%d", i)] = resource("AWS::DynamoDB::Table", table)
		all[fmt.Sprintf("B%d", i)] = resource("AWS::S3::Bucket", bucket)
		all[fmt.Sprintf("Q%d", i)] = resource("AWS::SQS::Queue", obj{})
		key := obj{}
		if r.IntN(2) == 0 {
			key["KeyPolicy"] = policy(randomGrant(r, "kms:*"))
		}
		all[fmt.Sprintf("K%d", i)] = resource("AWS::KMS::Key", key)
		if r.IntN(2) == 0 {
			all[fmt.Sprintf("BP%d", i)] = resource("AWS::S3::BucketPolicy", obj{"Bucket": ref(fmt.Sprintf("B%d", i)), "PolicyDocument": policy(randomGrant(r, "s3:*"))})
		}
		if r.IntN(2) == 0 {
			all[fmt.Sprintf("QP%d", i)] = resource("AWS::SQS::QueuePolicy", obj{"Queues": []any{ref(fmt.Sprintf("Q%d", i))}, "PolicyDocument": policy(randomGrant(r, "sqs:*"))})
		}
	}
	for i := range 4 {
		role := obj{"AssumeRolePolicyDocument": trust(obj{"Service": "lambda.amazonaws.com"}), "Policies": inline(randomStatement(r), randomStatement(r))}
		if r.IntN(3) == 0 {
			all["Limit"] = resource("AWS::IAM::ManagedPolicy", obj{"PolicyDocument": policy(randomStatement(r), statement("Allow", "s3:*", "*"))})
			role["PermissionsBoundary"] = ref("Limit")
		}
		all[fmt.Sprintf("R%d", i)] = resource("AWS::IAM::Role", role)
	}
	return all
}

func pick[T any](r *rand.Rand, all ...T) T { return all[r.IntN(len(all))] }

func randomStatement(r *rand.Rand) obj {
	i := r.IntN(4)
	where := pick[any](r, "*", "*", "arn:aws:dynamodb:*:*:table/*", "arn:aws:dynamodb:us-east-1:"+account+":table/prod-0", "arn:aws:dynamodb:*:*:table/prod-*",
		"arn:aws:dynamodb:*:*:table/prod-2/index/*", obj{"Fn::GetAtt": []any{fmt.Sprintf("T%d", i), "Arn"}}, obj{"Fn::Sub": fmt.Sprintf("${T%d.Arn}/index/*", i)},
		obj{"Fn::Sub": fmt.Sprintf("arn:aws:s3:::${B%d}/uploads/*", i)}, obj{"Fn::Sub": fmt.Sprintf("${B%d.Arn}/*", i)}, "arn:aws:s3:::prod-*/a/*", "arn:aws:s3:::*/uploads/*",
		"arn:aws:s3:::prod-2*", obj{"Fn::Sub": "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${Name}"},
		obj{"Fn::Sub": "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/*"}, obj{"Fn::GetAtt": []any{fmt.Sprintf("Q%d", i), "Arn"}},
		"arn:aws:dynamodb:eu-*", "arn:aws:*", "arn:aws:s3:::prod-0/${aws:username}/*")
	s := obj{"Effect": pick(r, "Allow", "Allow", "Deny"), pick(r, "Action", "Action", "NotAction"): pick[any](r, "*", "dynamodb:*", []any{"s3:GetObject", "sqs:*", "kms:*", "dynamodb:GetItem"}),
		pick(r, "Resource", "Resource", "Resource", "NotResource"): where}
	if r.IntN(4) == 0 {
		s["Condition"] = obj{"StringEquals": obj{"aws:RequestedRegion": "us-east-1"}}
	}
	return s
}

// randomGrant is a statement of a resource's policy.
func randomGrant(r *rand.Rand, actions string) obj {
	who := pick[any](r, "*", obj{"Service": "sns.amazonaws.com"}, obj{"AWS": obj{"Fn::Sub": "arn:aws:iam::${AWS::AccountId}:root"}}, obj{"AWS": obj{"Fn::GetAtt": []any{"R1", "Arn"}}},
		obj{"AWS": account}, obj{"AWS": "arn:aws:iam::999999999999:root"})
	s := obj{"Effect": pick(r, "Allow", "Allow", "Deny"), "Action": actions, "Resource": "*", "Principal": who}
	if r.IntN(3) == 0 {
		s["Condition"] = pick(r, obj{"StringEquals": obj{"aws:PrincipalOrgID": "o-1"}}, obj{"ArnLike": obj{"aws:PrincipalArn": "arn:aws:iam::*:role/x"}}, obj{"ArnEquals": obj{"aws:SourceArn": "arn:aws:sns:us-east-1:" + account + ":t"}})
	}
	return s
}
