package iam

import "testing"

func TestCan(t *testing.T) {
	p := policy(t, `{"Effect": "Allow", "Action": ["s3:Get*", "s3:List*"], "Resource": ["arn:aws:s3:::orders", "arn:aws:s3:::orders/*"]},
		{"Effect": "Deny", "Action": "s3:*", "Resource": "arn:aws:s3:::orders/secret/*"},
		{"Effect": "Allow", "Action": "sqs:*", "Resource": "*", "Condition": {"StringEquals": {"aws:PrincipalTag/team": "a"}}}`)
	for _, c := range []struct {
		action, resource string
		when             []string
		want             Truth
	}{
		{"s3:Get*", "arn:aws:s3:::orders/*", nil, Yes},
		{"s3:GetObject", "arn:aws:s3:::orders/secret/x", nil, No},
		{"s3:GetObject", "arn:aws:s3:::orders/secret*", nil, Yes}, // orders/secrets
		{"s3:PutObject", "*", nil, No},
		{"s3:*", "arn:aws:s3:::other/*", nil, No},
		{"sqs:SendMessage", "*", nil, Yes},
		{"sqs:SendMessage", "*", []string{"aws:PrincipalTag/team=b"}, No},
		{"sqs:SendMessage", "*", []string{"aws:PrincipalTag/team=a"}, Yes},
		{"iam:*", "*", nil, No},
		{"s3:ListBucket", "arn:aws:s3:::orders/*", nil, No}, // no bucket is called so
		{"s3:ListBucket", "arn:aws:s3:::orders*", nil, Yes},
	} {
		when, err := ParseWhen(c.when)
		if err != nil {
			t.Fatal(err)
		}
		if got := Can(p, c.action, c.resource, when); got.Verdict != c.want {
			t.Errorf("%s on %s when %v: %s %+v, want %s", c.action, c.resource, c.when, got.Verdict, got.Witness, c.want)
		}
	}
}

func TestCanWithin(t *testing.T) {
	all := policy(t, `{"Effect": "Allow", "Action": "*", "Resource": "*"}`)
	boundary := policy(t, `{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::orders/*"}, {"Effect": "Deny", "Action": "s3:Delete*", "Resource": "*"}`)
	for action, want := range map[string]Truth{"s3:GetObject": Yes, "s3:DeleteObject": No, "sqs:SendMessage": No, "*": Yes} {
		if got := CanWithin(all, boundary, action, "*", nil); got.Verdict != want {
			t.Errorf("%s: %s %+v, want %s", action, got.Verdict, got.Witness, want)
		}
	}
	if got := CanWithin(all, boundary, "s3:GetObject", "arn:aws:s3:::other/*", nil); got.Verdict != No {
		t.Errorf("outside the boundary: %s %+v", got.Verdict, got.Witness)
	}
}

func TestPublic(t *testing.T) {
	const open = `"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"`
	condition := func(c string) string { return `{` + open + `, "Condition": ` + c + `}` }
	for _, c := range []struct {
		name, statements string
		want             Truth
		others           int // exposures that are not public
	}{
		{"open", `{` + open + `}`, Yes, 0},
		{"AWS *", `{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "s3:GetObject", "Resource": "*"}`, Yes, 0},
		{"an endpoint", condition(`{"StringEquals": {"aws:SourceVpce": "vpce-1a2b3c4d"}}`), No, 0},
		{"an organisation", condition(`{"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}`), No, 1},
		{"any organisation", condition(`{"StringLike": {"aws:PrincipalOrgID": "*"}}`), Yes, 0},
		{"an endpoint if there is one", condition(`{"StringEqualsIfExists": {"aws:SourceVpce": "vpce-1a2b3c4d"}}`), Yes, 0},
		{"a referer", condition(`{"StringLike": {"aws:Referer": "https://example.com/*"}}`), Yes, 0},
		{"a user agent", condition(`{"StringEquals": {"aws:UserAgent": "secret"}}`), Yes, 0},
		{"TLS", condition(`{"Bool": {"aws:SecureTransport": "true"}}`), Yes, 0},
		{"an office", condition(`{"IpAddress": {"aws:SourceIp": "198.51.100.0/24"}}`), No, 0},
		{"the internet", condition(`{"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}}`), Yes, 0},
		{"all but one address", condition(`{"NotIpAddress": {"aws:SourceIp": "198.51.100.7/32"}}`), Yes, 0},
		{"a private network", condition(`{"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}`), No, 0},
		{"an account", `{"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "s3:*", "Resource": "*"}`, No, 1},
		{"our own account", `{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::444455556666:root"}, "Action": "s3:*", "Resource": "*"}`, No, 0},
		{"a service", `{"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}, "Action": "s3:PutObject", "Resource": "*"}`, No, 0},
		{"a source", condition(`{"ArnLike": {"aws:SourceArn": "arn:aws:s3:::our-bucket"}}`), No, 0},
		{"a role of that name in any account", condition(`{"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/deploy"}}`), Yes, 0},
		{"a topic of that name in any account", condition(`{"ArnLike": {"aws:SourceArn": "arn:aws:sns:eu-west-1:*:orders"}}`), Yes, 0},
		{"any role of one account", condition(`{"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::444455556666:role/*"}}`), No, 0},
		{"any source", condition(`{"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:*:*"}}`), Yes, 0},
		{"any source of a name", condition(`{"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:*:topic"}}`), Yes, 0},
		{"a name in any account", condition(`{"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/admin"}}`), Yes, 0},
		{"a name in an account", condition(`{"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/*"}}`), No, 0},
		{"a user's name", condition(`{"StringEquals": {"aws:username": "bob"}}`), Yes, 0},
		{"denied to all but one", `{` + open + `},{"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*", "Condition": {"StringNotEquals": {"aws:SourceVpce": "vpce-1a2b3c4d"}}}`, No, 0},
		{"denied by NotPrincipal", `{` + open + `},{"Effect": "Deny", "NotPrincipal": {"AWS": "arn:aws:iam::444455556666:root"}, "Action": "*", "Resource": "*"}`, No, 0},
		{"another action denied", `{` + open + `},{"Effect": "Deny", "Principal": "*", "Action": "s3:PutObject", "Resource": "*"}`, Yes, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			anyone, all := Public(policy(t, c.statements)[0], Zone{Account: "444455556666"})
			others := 0
			for _, e := range all {
				if !e.Public {
					others++
				}
			}
			if anyone.Verdict != c.want || others != c.others {
				t.Errorf("public %s with %d others (%+v), want %s with %d", anyone.Verdict, others, all, c.want, c.others)
			}
		})
	}
}

func TestRedundancies(t *testing.T) {
	d := policy(t, `{"Sid": "All", "Effect": "Allow", "Action": ["s3:Get*", "s3:GetObject", "s3:PutObject"], "Resource": "*"},
		{"Sid": "Some", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::orders/*"},
		{"Sid": "Nothing", "Effect": "Deny", "Action": "sqs:*", "Resource": "*"},
		{"Sid": "Something", "Effect": "Deny", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::orders/*"}`)[0]
	found, complete := Redundancies(d)
	var got []string
	for _, r := range found {
		name := r.Statement.SID
		if r.Action != nil {
			name += " " + r.Action.Text
		}
		got = append(got, name)
	}
	want := []string{"All s3:GetObject", "Some", "Nothing"}
	if !complete || len(got) != len(want) {
		t.Fatalf("got %q, want %q", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
