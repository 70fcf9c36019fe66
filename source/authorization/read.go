package authorization

import (
	"bytes"
	"errors"
	"io"
	"net/url"
	"os"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// ErrNotDetails is wrapped by the error for a file that holds something else.
var ErrNotDetails = errors.New("not the authorization details of an account")

// limits bound a file. The details of an account with thousands of roles have some 50 MB.
var limits = cloud.JSONLimits{Bytes: 512 << 20, Depth: 64, Nodes: 32 << 20}

// Sniff reports whether a text looks like authorization details, from its beginning.
func Sniff(text []byte) bool {
	for _, key := range []string{`"UserDetailList"`, `"RoleDetailList"`, `"GroupDetailList"`} {
		if bytes.Contains(text, []byte(key)) {
			return true
		}
	}
	return false
}

// Read reads a file. Every error is a *cloud.Error or one of the file system.
func Read(path string) (*cloud.Graph, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	text, err := io.ReadAll(io.LimitReader(file, int64(limits.Bytes)+1)) // one more than Parse takes
	if err != nil {
		return nil, err
	}
	return Parse(path, text)
}

// Parse reads the text of a file; its name stands in positions.
func Parse(name string, text []byte) (*cloud.Graph, error) {
	v, _, err := cloud.ParseJSON(&cloud.Origin{File: name}, text, limits)
	if err != nil {
		return nil, err
	}
	if !v.Has("UserDetailList") && !v.Has("RoleDetailList") && !v.Has("GroupDetailList") {
		return nil, &cloud.Error{Pos: v.Pos, What: "no lists of users, groups and roles", Err: ErrNotDetails,
			Hint: "aws iam get-account-authorization-details > details.json"}
	}
	for _, f := range v.Fields() {
		if isList := strings.HasSuffix(f.Key, "DetailList") || f.Key == "Policies"; isList && !f.Value.Is(cloud.List) {
			return nil, &cloud.Error{Pos: f.Value.Pos, What: f.Key + " is not a list but a " + f.Value.Kind().String(), Hint: "aws iam get-account-authorization-details > details.json"}
		}
	}
	r := &reader{graph: cloud.NewGraph()}
	r.each(v.Get("Policies"), r.policy)
	r.each(v.Get("GroupDetailList"), r.group)
	r.each(v.Get("RoleDetailList"), r.role)
	r.each(v.Get("UserDetailList"), r.user)
	if r.err != nil {
		return nil, r.err
	}
	for _, list := range []struct{ key, typ string }{{"UserDetailList", userType}, {"RoleDetailList", roleType}, {"GroupDetailList", groupType}, {"Policies", policyType}} {
		if !v.Has(list.key) {
			r.graph.MarkUnread(list.typ, cloud.Because(cloud.NotInSource, list.key))
		}
	}
	return r.graph, nil
}

const (
	userType    = "AWS::IAM::User"
	roleType    = "AWS::IAM::Role"
	groupType   = "AWS::IAM::Group"
	policyType  = "AWS::IAM::ManagedPolicy"
	profileType = "AWS::IAM::InstanceProfile"
)

type reader struct {
	graph *cloud.Graph
	err   error
}

func (r *reader) each(list *cloud.Value, f func(*cloud.Value)) {
	for _, item := range list.Items() {
		if r.err == nil {
			f(item)
		}
	}
}

// add puts a resource into the graph. Its ARN is its ID.
func (r *reader) add(typ, nameKey string, v, properties *cloud.Value) {
	arn, name := v.Get("Arn"), v.Get(nameKey)
	if arn.Str() == "" || name.Str() == "" {
		r.err = &cloud.Error{Pos: v.Pos, What: "an entry without Arn or " + nameKey, Err: ErrNotDetails}
		return
	}
	account := ""
	if part := strings.SplitN(arn.Str(), ":", 6); len(part) == 6 {
		account = part[4]
	}
	if nameKey != "PolicyName" {
		properties.Set(nameKey, name)
	} else {
		properties.Set("ManagedPolicyName", name)
	}
	properties.Set("Path", v.Get("Path"))
	properties.Set("Tags", v.Get("Tags"))
	r.err = r.graph.Add(&cloud.Resource{ID: arn.Str(), Type: typ, Name: name.Str(), Properties: properties, ARN: arn, Names: []*cloud.Value{name}, Account: account, Pos: v.Pos})
}

// policy takes the default version of a policy of the account, and puts the texts of the others into
// its attributes, under Versions. Policies that AWS manages are the same in every account.
func (r *reader) policy(v *cloud.Value) {
	if strings.Contains(v.Get("Arn").Str(), ":iam::aws:policy/") {
		return
	}
	document := cloud.NewUnknown(v.Pos, cloud.Because(cloud.NotInSource, "the default version of "+v.Get("PolicyName").Str()))
	others := cloud.NewList(v.Pos)
	for _, version := range v.Get("PolicyVersionList").Items() {
		switch isDefault, _ := version.Get("IsDefaultVersion").Bool(); {
		case !version.Has("Document"):
		case isDefault:
			document = decoded(version.Get("Document"))
		default:
			others.Append(decoded(version.Get("Document")))
		}
	}
	r.add(policyType, "PolicyName", v, cloud.NewMap(v.Pos).Set("PolicyDocument", document))
	if added := r.graph.Resource(v.Get("Arn").Str()); r.err == nil && v.Has("PolicyVersionList") {
		added.Attributes = cloud.NewMap(v.Pos).Set("Versions", others)
	}
}

func (r *reader) group(v *cloud.Value) {
	r.add(groupType, "GroupName", v, held(v, "GroupPolicyList"))
}

func (r *reader) user(v *cloud.Value) {
	properties := held(v, "UserPolicyList")
	properties.Set("Groups", v.Get("GroupList"))
	properties.Set("LoginProfile", cloud.NewUnknown(v.Pos, cloud.Because(cloud.NotInSource, "the password of "+v.Get("UserName").Str())))
	r.add(userType, "UserName", v, properties)
}

func (r *reader) role(v *cloud.Value) {
	properties := held(v, "RolePolicyList")
	properties.Set("AssumeRolePolicyDocument", decoded(v.Get("AssumeRolePolicyDocument")))
	r.add(roleType, "RoleName", v, properties)
	r.each(v.Get("InstanceProfileList"), func(profile *cloud.Value) {
		if r.graph.Resource(profile.Get("Arn").Str()) == nil {
			r.add(profileType, "InstanceProfileName", profile, cloud.NewMap(profile.Pos).Set("Roles", cloud.NewList(profile.Pos, v.Get("RoleName"))))
		}
	})
}

// held reads the policies and the boundary of a user, group or role.
func held(v *cloud.Value, inlineKey string) *cloud.Value {
	properties := cloud.NewMap(v.Pos)
	inline := cloud.NewList(v.Pos)
	for _, item := range v.Get(inlineKey).Items() {
		inline.Append(cloud.NewMap(item.Pos).Set("PolicyName", item.Get("PolicyName")).Set("PolicyDocument", decoded(item.Get("PolicyDocument"))))
	}
	arns := cloud.NewList(v.Pos)
	for _, item := range v.Get("AttachedManagedPolicies").Items() {
		arns.Append(item.Get("PolicyArn"))
	}
	properties.Set("Policies", inline)
	properties.Set("ManagedPolicyArns", arns)
	return properties.Set("PermissionsBoundary", v.Path("PermissionsBoundary", "PermissionsBoundaryArn"))
}

// decoded undoes the encoding of documents in answers of the API itself, which the command line
// of AWS has undone
// (https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html).
func decoded(v *cloud.Value) *cloud.Value {
	text, ok := v.Text()
	if !ok || !strings.HasPrefix(text, "%7B") {
		return v
	}
	plain, err := url.PathUnescape(text)
	if err != nil {
		return v
	}
	return cloud.NewString(v.Pos, plain)
}
