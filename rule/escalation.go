package rule

import (
	"slices"
	"strings"
	"sync"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/iam"
	"github.com/haechi-dev/haechi/iam/reach"
)

// A template does not show the account it goes into. Who may pass any role, or change the code of
// any function, is asked whether that leads to an administrator's role of whose name no policy
// speaks: every account has stronger roles than that of a function.

// escalates answers whether whoever has a document, or all policies of a role or user, can make
// itself an administrator step by step. Who is one already gains nothing.
func escalates(r *run, a []value) value {
	held, why := r.held(a[0])
	if why != nil {
		return unknown(*why)
	}
	if !held.mayEscalate() {
		switch named, why := r.trusted(a[0]); {
		case len(why) > 0:
			return unknown(why...)
		case !named:
			return boolean(false)
		}
	}
	found := r.graph.Memo(r.escalationKey(a[0]), func() any { return r.escalate(a[0]) }).(escalation)
	switch {
	case found.err != nil:
		return unknown(cloud.Because(cloud.Unresolvable, "escalation", found.err.Error()))
	case found.path == nil:
		return boolean(false)
	case !found.path.Certain:
		return unknown(found.path.Why...)
	case len(found.path.Steps) == 0:
		return boolean(false)
	}
	r.showEscalation(a[0], found.path)
	return boolean(true)
}

// trusted answers whether some role may let in a role or user without a policy of theirs: its trust
// policy names somebody other than accounts and services. The reasons are for roles that were not read
// and may name it.
func (r *run) trusted(v value) (named bool, unread []cloud.Reason) {
	const roleType = "AWS::IAM::Role"
	res := resourceOf(v)
	if res == nil {
		return false, nil // of a document alone nobody has heard
	}
	if r.graph.Memo(trustKey{}, func() any { return slices.ContainsFunc(r.graph.All(), namesSomebody) }).(bool) {
		return true, nil
	}
	for _, mark := range r.graph.Unread() {
		if mark.Type == cloud.AnyType && mark.Names == nil || mark.Type == roleType && (mark.Names == nil || slices.Contains(mark.Names, res.ID)) {
			unread = addReasons(unread, []cloud.Reason{mark.Why})
		}
	}
	return false, unread
}

type trustKey struct{}

// namesSomebody reports whether the trust policy of a role names somebody else than accounts and services.
func namesSomebody(res *cloud.Resource) bool {
	if res.Type != "AWS::IAM::Role" {
		return false
	}
	doc, err := iam.Parse(res.Properties.Get("AssumeRolePolicyDocument"))
	if err != nil {
		return false
	}
	return slices.ContainsFunc(doc.Statements, func(s *iam.Statement) bool {
		switch {
		case s.Effect == iam.Deny:
			return false
		case s.Principal == nil || len(s.Unknown)+len(s.Principal.Unknown) > 0:
			return true
		}
		return slices.ContainsFunc(s.Principal.Named, func(n iam.Named) bool {
			return n.Kind == iam.NameAWS && !strings.HasSuffix(n.Name.Text, ":root") && !isAccountNumber(n.Name.Text)
		})
	})
}

type escalation struct {
	path *reach.Path
	err  error
}

type escalationKey struct {
	resource *cloud.Resource
	node     *cloud.Value
	assume   string
}

func (r *run) escalationKey(v value) escalationKey {
	if res := resourceOf(v); res != nil {
		return escalationKey{resource: res, assume: r.assume.String()}
	}
	if v.kind == kindText {
		return escalationKey{node: v.text, assume: r.assume.String()}
	}
	return escalationKey{node: plain(v), assume: r.assume.String()}
}

// escalate searches a path to an administrator.
func (r *run) escalate(v value) escalation {
	where := home{account: cloud.Part{Text: r.account()}, region: cloud.Part{Text: "us-east-1"}}
	res := resourceOf(v)
	if res == nil {
		doc := v.text
		if v.kind != kindText {
			doc = plain(v)
		}
		const who = "somebody"
		return newEstate(where.somebody(who, r.ground(doc, false)), nil, where).escalate(who)
	}
	if res.ARN == nil {
		where = r.home()
		return newEstate(where.placed(res, r.graph.All()), r.graph.Unread(), where).escalate(res.ID)
	}
	return r.graph.Memo(estateKey{}, func() any { return newEstate(r.graph.All(), r.graph.Unread(), r.home()) }).(*estate).escalate(res.ID)
}

// home is where the resources of a graph are, as its ARNs tell it.
type home struct{ account, region cloud.Part }

func (r *run) home() home {
	open := func(name string) cloud.Part {
		return cloud.Part{Hole: &cloud.Hole{Name: name, Reason: cloud.Because(cloud.AtDeployment, name)}}
	}
	h := home{open("AWS::AccountId"), open("AWS::Region")}
	if account := r.account(); account != ownAccount {
		h.account = cloud.Part{Text: account}
	}
	for _, res := range r.graph.All() {
		arn, _ := res.ARN.Canonical()
		if parts := strings.SplitN(arn, ":", 6); len(parts) == 6 && parts[3] != "" && !strings.Contains(parts[3], "$") {
			h.region = cloud.Part{Text: parts[3]}
			break
		}
	}
	return h
}

// somebody is a role that has one document, as a policy of its own.
func (h home) somebody(id string, doc *cloud.Value) []*cloud.Resource {
	role := h.declare("AWS::IAM::Role", id, "role/"+unnamed+"-asking", func(set func(string, any)) {
		set("AssumeRolePolicyDocument", trustOf("lambda.amazonaws.com"))
	})
	policy := h.declare("AWS::IAM::ManagedPolicy", id+" policy", "policy/"+unnamed, func(set func(string, any)) {
		set("PolicyDocument", doc)
		set("Roles", []any{unnamed + "-asking"})
	})
	return []*cloud.Resource{role, policy}
}

// unnamed is a name of which no policy speaks.
const unnamed = "one-that-no-policy-names"

// services are those that run code or make requests as a role.
var services = []any{"lambda.amazonaws.com", "ec2.amazonaws.com", "cloudformation.amazonaws.com", "codebuild.amazonaws.com", "glue.amazonaws.com",
	"ecs-tasks.amazonaws.com", "sagemaker.amazonaws.com", "datapipeline.amazonaws.com", "tasks.apprunner.amazonaws.com", "bedrock-agentcore.amazonaws.com",
	"states.amazonaws.com", "scheduler.amazonaws.com", "ssm.amazonaws.com", "elasticmapreduce.amazonaws.com", "emr-serverless.amazonaws.com", "kinesisanalytics.amazonaws.com"}

// strangers are an administrator's role, which services of the account may have, a function and a
// user with such rights.
func (h home) strangers() []*cloud.Resource {
	admins := []any{"arn:aws:iam::aws:policy/AdministratorAccess"}
	role := h.declare("AWS::IAM::Role", "an administrator's role", "role/"+unnamed, func(set func(string, any)) {
		trust := trustOf(services...)
		trust["Statement"].([]any)[0].(map[string]any)["Principal"].(map[string]any)["AWS"] = cloud.NewParts(cloud.Pos{}, h.account)
		set("AssumeRolePolicyDocument", trust)
		set("ManagedPolicyArns", admins)
	})
	user := h.declare("AWS::IAM::User", "an administrator", "user/"+unnamed, func(set func(string, any)) { set("ManagedPolicyArns", admins) })
	profile := h.declare("AWS::IAM::InstanceProfile", "an administrator's profile", "instance-profile/"+unnamed, func(set func(string, any)) {
		set("Roles", []any{unnamed})
	})
	function := h.declare("AWS::Lambda::Function", "an administrator's function", "function:"+unnamed, func(set func(string, any)) {
		set("Role", h.arn("iam", cloud.Part{}, "role/"+unnamed))
	})
	function.ARN = h.arn("lambda", h.region, "function:"+unnamed)
	source := h.declare("AWS::Lambda::EventSourceMapping", "what invokes it", "", func(set func(string, any)) { set("FunctionName", unnamed) })
	return []*cloud.Resource{role, user, profile, function, source}
}

func trustOf(services ...any) map[string]any {
	return map[string]any{"Version": "2012-10-17", "Statement": []any{map[string]any{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": map[string]any{"Service": services}}}}
}

// declare makes a resource of an account; the name in its ARN is its other name.
func (h home) declare(typ, id, name string, fill func(set func(key string, v any))) *cloud.Resource {
	properties := cloud.NewMap(cloud.Pos{})
	fill(func(key string, v any) { properties.Set(key, tree(v)) })
	res := &cloud.Resource{ID: id, Type: typ, Name: id, Properties: properties}
	if name != "" {
		res.ARN = h.arn("iam", cloud.Part{}, name)
		res.Names = []*cloud.Value{cloud.NewString(cloud.Pos{}, name[strings.LastIndexAny(name, "/:")+1:])}
	}
	return res
}

// placed gives a principal an ARN that has none.
func (h home) placed(principal *cloud.Resource, all []*cloud.Resource) []*cloud.Resource {
	if principal.ARN != nil {
		return all
	}
	one := *principal
	one.ARN = h.arn("iam", cloud.Part{}, strings.ToLower(strings.TrimPrefix(one.Type, "AWS::IAM::"))+"/"+one.ID)
	all = slices.Clone(all)
	all[slices.Index(all, principal)] = &one
	return all
}

func (h home) arn(service string, region cloud.Part, name string) *cloud.Value {
	return cloud.NewParts(cloud.Pos{}, cloud.Part{Text: "arn:aws:" + service + ":"}, region, cloud.Part{Text: ":"}, h.account, cloud.Part{Text: ":" + name})
}

// tree makes a property tree of literals.
func tree(v any) *cloud.Value {
	switch v := v.(type) {
	case string:
		return cloud.NewString(cloud.Pos{}, v)
	case *cloud.Value:
		return v
	case []any:
		list := cloud.NewList(cloud.Pos{})
		for _, item := range v {
			list.Append(tree(item))
		}
		return list
	case map[string]any:
		m := cloud.NewMap(cloud.Pos{})
		for _, key := range sortedKeys(v) {
			m.Set(key, tree(v[key]))
		}
		return m
	}
	return cloud.NewNull(cloud.Pos{})
}

func sortedKeys(m map[string]any) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// needed is an action that techniques need.
type needed struct {
	name    string
	folded  string // in lower case
	letters []rune // of folded
}

// needs are the actions of all techniques, and for each technique the places of its own among them.
var needs = sync.OnceValues(func() (all []needed, techniques [][]int) {
	for _, t := range reach.Techniques() {
		var places []int
		for _, action := range t.Needs() {
			i := slices.IndexFunc(all, func(n needed) bool { return n.name == action })
			if i < 0 {
				i = len(all)
				folded := strings.ToLower(action)
				all = append(all, needed{action, folded, []rune(folded)})
			}
			places = append(places, i)
		}
		techniques = append(techniques, places)
	}
	return all, techniques
})

// mayEscalate reports whether the actions of any technique are all allowed for anything at all.
// Most policies allow none, and need no search.
func (h *held) mayEscalate() bool {
	all, techniques := needs()
	if h.actions == nil {
		h.actions = newMentioned(h)
	}
	granted := make([]iam.Truth, len(all)) // Maybe where nobody has asked
	for i := range granted {
		granted[i] = iam.Maybe
	}
	may := func(i int) bool {
		if granted[i] == iam.Maybe {
			granted[i] = iam.No
			if h.actions.has(all[i]) {
				granted[i] = iam.Yes
			}
		}
		return granted[i] == iam.Yes
	}
	return slices.ContainsFunc(techniques, func(places []int) bool {
		return !slices.ContainsFunc(places, func(i int) bool { return !may(i) })
	})
}

// mentioned are the actions of all grants, so that many can be asked for.
type mentioned struct {
	exact map[string]bool
	globs [][]rune       // in lower case
	open  []*iam.Pattern // with holes
	but   []*iam.Statement
}

func newMentioned(h *held) *mentioned {
	m := &mentioned{exact: map[string]bool{}}
	for _, p := range h.identity {
		for _, s := range p.doc.Statements {
			if s.Effect == iam.Deny {
				continue
			}
			if s.NotAction != nil {
				m.but = append(m.but, s)
			}
			for i := range s.Action {
				switch a := &s.Action[i]; {
				case !a.Constant():
					m.open = append(m.open, a)
				case strings.ContainsAny(a.Text, "*?"):
					m.globs = append(m.globs, []rune(strings.ToLower(a.Text)))
				default:
					m.exact[strings.ToLower(a.Text)] = true
				}
			}
		}
	}
	return m
}

// has reports whether a grant may be of an action.
func (m *mentioned) has(action needed) bool {
	if m.exact[action.folded] || slices.ContainsFunc(m.globs, func(g []rune) bool { return globMatch(action.letters, g) }) {
		return true
	}
	for _, a := range m.open {
		if a.Match(action.name, nil) != iam.No {
			return true
		}
	}
	for _, s := range m.but {
		excepted := false
		for i := range s.NotAction {
			excepted = excepted || s.NotAction[i].Match(action.name, nil) == iam.Yes
		}
		if !excepted {
			return true
		}
	}
	return false
}

// showEscalation records the statement that the first step rests on.
func (r *run) showEscalation(v value, path *reach.Path) {
	if r.quiet || resourceOf(v) != nil {
		return
	}
	for _, need := range path.Steps[0].Needs {
		for _, by := range need.By {
			if by.Kind == iam.IdentityPolicy && by.Statement != nil {
				r.showStatement(v, by.Statement.Index, "Action", "NotAction")
				return
			}
		}
	}
}
