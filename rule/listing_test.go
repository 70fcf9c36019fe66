package rule

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/haechi-dev/haechi/cloud"
)

// What is answered about resources of which one exists under an undecided condition, or of which
// some were not read, must be the answer whether it exists or not and whatever was missed.
func TestUncertainListingsAreSound(t *testing.T) {
	decided := 0
	for seed := range uint64(1500) {
		g := &generator{Rand: rand.New(rand.NewPCG(seed, 3))}
		text := g.question(3)
		evaluate := compileText(t, text)
		if evaluate == nil {
			t.Fatalf("%s is refused", text)
		}
		var queues []*cloud.Resource
		for i := range g.IntN(4) {
			queues = append(queues, g.queue(fmt.Sprintf("Q%d", i)))
		}
		extra := g.queue("Extra")
		place := g.IntN(len(queues) + 1)
		with := slices.Insert(slices.Clone(queues), place, extra)
		hidden, fillings := graphOf(t, queues), [][]*cloud.Resource{queues, with}
		if g.IntN(2) == 0 {
			conditional := *extra
			conditional.Condition = "IsProd"
			hidden = graphOf(t, slices.Insert(slices.Clone(queues), place, &conditional))
		} else {
			hidden.MarkUnread("AWS::SQS::Queue", cloud.Because(cloud.NotRead, "sqs:ListQueues", "eu-west-1", "denied"))
			fillings = append(fillings, append(slices.Clone(with), g.queue("More")), append([]*cloud.Resource{g.queue("More")}, with...))
		}
		before := verdictOf(evaluate.on(hidden))
		if before == "unknown" {
			continue
		}
		decided++
		for i, filling := range fillings {
			if after := verdictOf(evaluate.on(graphOf(t, filling))); after != before {
				t.Errorf("seed %d: %s\nis %s, but %s with filling %d", seed, text, before, after, i)
			}
		}
	}
	if decided < 200 {
		t.Errorf("only %d cases were decided", decided)
	}
}

func graphOf(t *testing.T, queues []*cloud.Resource) *cloud.Graph {
	t.Helper()
	g := cloud.NewGraph()
	for _, q := range queues {
		if err := g.Add(q); err != nil {
			t.Fatal(err)
		}
	}
	return g
}

func (g *generator) queue(id string) *cloud.Resource {
	properties := cloud.NewMap(cloud.Pos{}).Set("QueueName", g.text())
	if g.IntN(2) == 0 {
		properties.Set("VisibilityTimeout", g.number())
	}
	return &cloud.Resource{ID: id, Type: "AWS::SQS::Queue", Name: id, Properties: properties}
}

// question asks something about all queues.
func (g *generator) question(depth int) string {
	if depth > 0 && g.IntN(2) == 0 {
		switch a, b := g.question(depth-1), g.question(depth-1); g.IntN(4) {
		case 0:
			return "(" + a + " && " + b + ")"
		case 1:
			return "(" + a + " || " + b + ")"
		case 2:
			return "(" + a + " ? " + b + " : true)"
		default:
			return "!" + a
		}
	}
	name := g.pick(`"a"`, `"ab"`, `"*"`, `""`)
	number := g.pick("0", "1", "2")
	about := g.pick("q.QueueName == "+name, "q.QueueName.startsWith("+name+")", "default(q.VisibilityTimeout, 30) > "+number, "has(q.VisibilityTimeout)", "true", "false")
	all := `resources("AWS::SQS::Queue")`
	return "(" + g.pick(
		all+".exists(q, "+about+")", all+".all(q, "+about+")", all+".exists_one(q, "+about+")",
		all+".filter(q, "+about+").size() == "+number, all+".size() > "+number,
		all+"["+number+"].QueueName == "+name, all+".map(q, q.QueueName) == ["+name+"]",
		name+" in "+all+".map(q, q.QueueName)", all+".filter(q, "+about+").all(q, q.QueueName == "+name+")",
		all+".map(q, q.QueueName)[0] == "+name, "default("+all+"[0].VisibilityTimeout, 2) == "+number,
		"("+all+" + "+all+").exists_one(q, "+about+")", all+" == []",
	) + ")"
}
