package aws

import (
	"context"
	"sync"

	"github.com/haechi-dev/haechi/cloud"
)

// task is a step to be taken, about a resource or about the place.
type task struct {
	step     int
	resource *cloud.Resource
}

// queue holds the tasks of a place. Tasks make more tasks; it is done when none is left or running.
type queue struct {
	mu      sync.Mutex
	changed sync.Cond
	tasks   []task
	running int
	stopped bool
}

func newQueue() *queue {
	q := &queue{}
	q.changed.L = &q.mu
	return q
}

func (q *queue) push(t task) {
	q.mu.Lock()
	q.tasks = append(q.tasks, t)
	q.mu.Unlock()
	q.changed.Signal()
}

// work takes tasks in several goroutines until all are done or the context ends; it returns those
// that were not begun.
func (q *queue) work(ctx context.Context, workers int, do func(task)) (left []task) {
	stop := context.AfterFunc(ctx, func() {
		q.mu.Lock()
		q.stopped = true
		q.mu.Unlock()
		q.changed.Broadcast()
	})
	defer stop()
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for {
				t, ok := q.next()
				if !ok {
					return
				}
				do(t)
				q.done()
			}
		})
	}
	wg.Wait()
	return q.tasks
}

// next waits for a task. The last one pushed comes first: what a page listed is asked about before
// the page after it is there, so that the queue stays short.
func (q *queue) next() (t task, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.tasks) == 0 && q.running > 0 && !q.stopped {
		q.changed.Wait()
	}
	if len(q.tasks) == 0 || q.stopped {
		return task{}, false
	}
	last := len(q.tasks) - 1
	t, q.tasks = q.tasks[last], q.tasks[:last]
	q.running++
	return t, true
}

func (q *queue) done() {
	q.mu.Lock()
	q.running--
	q.mu.Unlock()
	q.changed.Broadcast()
}
