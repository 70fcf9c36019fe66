package iam

import "testing"

// A statement with resources of several services allows actions of each.
func TestCanWithSeveralServices(t *testing.T) {
	p := policy(t, `{"Effect": "Allow", "Action": "*", "Resource": ["arn:aws:sqs:*:*:a", "arn:aws:s3:::b/*", "arn:aws:s3:::b", "arn:aws:dynamodb:*:*:table/t"]}, {"Effect": "Deny", "Action": "*", "Resource": ["arn:aws:dynamodb:*:*:*", "arn:aws:s3:::b"]}`)
	for action, want := range map[string]Truth{"sqs:SendMessage": Yes, "s3:GetObject": Yes, "s3:ListBucket": No, "dynamodb:GetItem": No, "sqs:*": Yes, "s3:List*": Yes, "sns:Publish": No} {
		if got := Can(p, action, "*", nil); got.Verdict != want {
			t.Errorf("%s: %s %+v, want %s", action, got.Verdict, got.Witness, want)
		}
	}
}

// Actions that no statement tells apart can have different condition keys.
func TestWitnessOfAnotherAction(t *testing.T) {
	to := policy(t, `{"Effect": "Allow", "Action": ["iam:GetRole", "iam:PassRole"], "Resource": "arn:aws:iam::*:role/*", "Condition": {"StringEquals": {"iam:PassedToService": ["${aws:PrincipalTag/s}", "lambda.amazonaws.com"]}}}`)
	if got := NewAccess(nil, to); got.Verdict != Yes || got.Witness.Action != "iam:PassRole" {
		t.Errorf("%s %+v", got.Verdict, got.Witness)
	}
	to = policy(t, `{"Effect": "Allow", "Action": "iam:*", "Resource": "*", "Condition": {"StringEquals": {"iam:PassedToService": "${aws:PrincipalTag/s}"}}}`)
	if got := NewAccess(nil, to); got.Verdict != Yes || !canHave(got.Witness.Action, "iam:passedtoservice") {
		t.Errorf("%s %+v", got.Verdict, got.Witness)
	}
}

// A type of resource may have ARNs of two formats.
func TestTwoFormats(t *testing.T) {
	p := policy(t, `{"Effect": "Allow", "Action": "apigateway:GET", "Resource": "arn:aws:apigateway:*::/restapis/*/stages/${aws:PrincipalTag/stage}"}`)
	if got := Can(p, "apigateway:GET", "*", nil); got.Verdict != Yes {
		t.Errorf("%s %v", got.Verdict, got.Why)
	}
}
