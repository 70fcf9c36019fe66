package cli

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// A small heap may grow before it is collected: memory is there, and time is what the user waits
// for. A large one, of thousands of templates, is collected as usual.
const (
	smallHeap      = 96 << 20 // bytes
	smallPercent   = 400
	regularPercent = 100
	// While an account is read there is time to collect often: it waits for AWS.
	waitingPercent = 20
)

// collectLate collects small heaps late. After every collection it looks at what is left.
func collectLate() {
	debug.SetGCPercent(smallPercent)
	watchHeap()
}

// collectOften keeps memory small from now on.
func collectOften() { debug.SetGCPercent(waitingPercent) }

func watchHeap() {
	collected := new([16]byte) // nothing refers to it: the next collection finds it
	runtime.AddCleanup(collected, func(struct{}) {
		live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
		metrics.Read(live)
		if live[0].Value.Kind() == metrics.KindUint64 && live[0].Value.Uint64() > smallHeap {
			if set := debug.SetGCPercent(regularPercent); set < regularPercent {
				debug.SetGCPercent(set)
			}
			return
		}
		watchHeap()
	}, struct{}{})
}
