package emulator

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestAccountsAreApart(t *testing.T) {
	t.Parallel()
	s := Start(t)
	one, other := s.Account(), s.Account()
	if one == other || len(one) != 12 || len(other) != 12 {
		t.Fatalf("accounts %s and %s", one, other)
	}
	query(t, s, one, "iam", "CreateUser", "UserName", "minji")
	if got := query(t, s, one, "iam", "ListUsers"); !strings.Contains(got, "arn:aws:iam::"+one+":user/minji") {
		t.Errorf("the user is not in its account:\n%s", got)
	}
	if got := query(t, s, other, "iam", "ListUsers"); strings.Contains(got, "minji") {
		t.Errorf("the user is in another account:\n%s", got)
	}
}

func TestManagedPoliciesAreThere(t *testing.T) {
	t.Parallel()
	s := Start(t)
	if got := query(t, s, s.Account(), "iam", "GetPolicy", "PolicyArn", "arn:aws:iam::aws:policy/AmazonS3FullAccess"); !strings.Contains(got, "<PolicyName>AmazonS3FullAccess</PolicyName>") {
		t.Errorf("AmazonS3FullAccess is not there:\n%s", got)
	}
}

// A role that was assumed acts in its own account.
func TestTemporaryCredentials(t *testing.T) {
	t.Parallel()
	s := Start(t)
	home, away := s.Account(), s.Account()
	answer := query(t, s, home, "sts", "AssumeRole", "RoleArn", "arn:aws:iam::"+away+":role/reader", "RoleSessionName", "haechi")
	_, rest, _ := strings.Cut(answer, "<AccessKeyId>")
	key, _, found := strings.Cut(rest, "</AccessKeyId>")
	if !found {
		t.Fatalf("no credentials:\n%s", answer)
	}
	got := post(t, s.Transport(home), "sts", key, url.Values{"Action": {"GetCallerIdentity"}, "Version": {"2011-06-15"}})
	if !strings.Contains(got, "<Account>"+away+"</Account>") {
		t.Errorf("the role of %s acts elsewhere:\n%s", away, got)
	}
}

// Deaths of the parent must not leave servers behind, not even its death by SIGKILL: a test binary
// that ran out of time is killed so.
func TestServerDiesWithParent(t *testing.T) {
	if os.Getenv("HAECHI_EMULATOR_PARENT") != "" {
		s, err := Launch()
		if err != nil {
			t.Fatal(err)
		}
		fmt.Printf("pid=%d\n", s.PID())
		time.Sleep(time.Minute)
		return
	}
	t.Parallel()
	parent := exec.Command(os.Args[0], "-test.run=^TestServerDiesWithParent$")
	parent.Env = append(os.Environ(), "HAECHI_EMULATOR_PARENT=1")
	out, err := parent.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := parent.Start(); err != nil {
		t.Fatal(err)
	}
	var pid int
	if _, err := fmt.Fscanf(out, "pid=%d\n", &pid); err != nil {
		t.Fatal(err)
	}
	if err := parent.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = parent.Wait()
	for range 100 {
		if gone(pid) {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Errorf("the server %d lives on", pid)
}

// gone reports whether a process has ended. One that nobody has waited for yet has, too.
func gone(pid int) bool {
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err == nil {
		_, after, _ := strings.Cut(string(stat), ") ")
		return strings.HasPrefix(after, "Z")
	}
	process, err := os.FindProcess(pid)
	return err != nil || process.Signal(syscall.Signal(0)) != nil
}

func TestClose(t *testing.T) {
	t.Parallel()
	s, err := Launch()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if !gone(s.PID()) {
		t.Error("the server lives on")
	}
}

func TestNotInstalled(t *testing.T) {
	t.Setenv("HAECHI_MOTO", t.TempDir())
	if _, err := Launch(); err == nil || !strings.Contains(err.Error(), "`make test`") {
		t.Errorf("the error does not say how to install the emulator: %v", err)
	}
}

// query asks a service of the query protocol, at its real address.
func query(t *testing.T, s *Server, account, service, action string, pairs ...string) string {
	t.Helper()
	version := map[string]string{"iam": "2010-05-08", "sts": "2011-06-15"}[service]
	form := url.Values{"Action": {action}, "Version": {version}}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return post(t, s.Transport(account), service, "AKIAIOSFODNN7EXAMPLE", form)
}

func post(t *testing.T, transport http.RoundTripper, service, key string, form url.Values) string {
	t.Helper()
	request, err := http.NewRequest(http.MethodPost, "https://"+service+".amazonaws.com/", strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	sign(request, key, "us-east-1", service)
	return send(t, transport, request)
}

// get asks a service of a REST protocol in Seoul.
func get(t *testing.T, s *Server, account, service, path string) string {
	t.Helper()
	request, err := http.NewRequest(http.MethodGet, "https://"+service+".ap-northeast-2.amazonaws.com"+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	sign(request, "AKIAIOSFODNN7EXAMPLE", "ap-northeast-2", service)
	return send(t, s.Transport(account), request)
}

// sign says who asks for which service and region, which is all that the emulator looks at.
func sign(request *http.Request, key, region, service string) {
	request.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential="+key+"/20261125/"+region+"/"+service+"/aws4_request, SignedHeaders=host, Signature=0")
}

func send(t *testing.T, transport http.RoundTripper, request *http.Request) string {
	t.Helper()
	response, err := transport.RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	if response.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s\n%s", request.URL, response.Status, body)
	}
	return string(body)
}
