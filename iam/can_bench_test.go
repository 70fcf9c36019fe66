package iam

import "testing"

// What a question costs depends on what is asked, not on what the policy allows.
func BenchmarkCan(b *testing.B) {
	all := policy(b, `{"Effect": "Allow", "Action": "*", "Resource": "*"}, {"Effect": "Deny", "Action": ["s3:Put*", "*:Delete*"], "Resource": "arn:aws:s3:::secret/*"}, {"Effect": "Deny", "NotAction": ["iam:*", "s3:*", "sts:*"], "Resource": "*", "Condition": {"StringNotEquals": {"aws:RequestedRegion": "eu-west-1"}}}`)
	for _, c := range []struct{ name, action string }{{"one action", "s3:GetObject"}, {"some actions", "s3:Get*"}, {"any action", "*"}} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				if got := Can(all, c.action, "arn:aws:s3:::orders/*", nil); got.Verdict != Yes {
					b.Fatal(got.Verdict)
				}
			}
		})
	}
}
