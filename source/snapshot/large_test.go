package snapshot_test

import (
	"bytes"
	"fmt"
	"runtime"
	"testing"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/source/snapshot"
)

// account makes functions as a reader of an account does.
func account(functions int) *cloud.Graph {
	g := cloud.NewGraph()
	call := func(name string) cloud.Pos {
		return cloud.Pos{Origin: &cloud.Origin{Call: name, Account: "111122223333", Region: "eu-west-1"}}
	}
	list, policy := call("lambda:ListFunctions"), call("lambda:GetPolicy")
	str := func(s string) *cloud.Value { return cloud.NewString(list, s) }
	for i := range functions {
		name := fmt.Sprint("orders-function-", i)
		arn := "arn:aws:lambda:eu-west-1:111122223333:function:" + name
		variables := cloud.NewMap(list)
		for k := range 8 {
			variables.Set(fmt.Sprint("SETTING_", k), str(fmt.Sprint("https://service.example.com/", name, "/", k)))
		}
		p := cloud.NewMap(list).Set("FunctionName", str(name)).Set("FunctionArn", str(arn)).Set("Runtime", str("python3.13")).
			Set("Handler", str("index.handler")).Set("Role", str("arn:aws:iam::111122223333:role/"+name)).Set("MemorySize", cloud.NewInt(list, 128)).
			Set("CodeSha256", str(fmt.Sprintf("%043d=", i))).Set("Environment", cloud.NewMap(list).Set("Variables", variables)).
			Set("Layers", cloud.NewList(list, str("arn:aws:lambda:eu-west-1:111122223333:layer:common:3"))).
			Set("Policy", cloud.NewUnknown(policy, cloud.Because(cloud.NotRead, "lambda:GetPolicy", "eu-west-1", "AccessDenied")))
		_ = g.Add(&cloud.Resource{ID: arn, Type: "AWS::Lambda::Function", Name: name, Account: "111122223333", Region: "eu-west-1", Pos: list,
			Properties: p, ARN: str(arn), Names: []*cloud.Value{str(name)}})
	}
	return g
}

// Writing takes no second copy of the graph.
func TestWritingTakesLittleMemory(t *testing.T) {
	g := account(5000)
	var before, after runtime.MemStats
	var out bytes.Buffer
	out.Grow(32 << 20)
	runtime.GC()
	runtime.ReadMemStats(&before)
	if err := snapshot.Write(&out, &snapshot.Snapshot{Taken: taken, Graph: g}); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; used > 6<<20 {
		t.Errorf("writing 5,000 functions allocates %d KB", used>>10)
	}
}

func BenchmarkWrite(b *testing.B) {
	g := account(10_000)
	for b.Loop() {
		var out bytes.Buffer
		if err := snapshot.Write(&out, &snapshot.Snapshot{Taken: taken, Graph: g}); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(out.Len())/10_000, "packed-B/function")
	}
}

func BenchmarkRead(b *testing.B) {
	var out bytes.Buffer
	if err := snapshot.Write(&out, &snapshot.Snapshot{Taken: taken, Graph: account(10_000)}); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := snapshot.Read("s", bytes.NewReader(out.Bytes())); err != nil {
			b.Fatal(err)
		}
	}
}
