package cli

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// A small heap may grow before it is collected: memory is there, and time is what the user waits
// for. A large one, of thousands of templates, is collected as usual.
const (
	firstHeap      = 128 << 20 // bytes that are used before anything is collected
	smallHeap      = 96 << 20  // bytes that are left after a collection
	smallPercent   = 400
	regularPercent = 100
	// While an account is read there is time to collect often: it waits for AWS.
	waitingPercent = 20
	// An account of a hundred thousand functions has room in this much. Where more is needed the
	// runtime takes it, and spends at most half of its time on collecting.
	accountMemory = 1400 << 20 // bytes
)

// collectLate collects nothing before the heap has some size, and small heaps late. After every
// collection it looks at what is left.
func collectLate() {
	limit := debug.SetMemoryLimit(-1) // of the user
	debug.SetGCPercent(-1)
	debug.SetMemoryLimit(min(limit, firstHeap))
	afterCollection(func() {
		if set := debug.SetGCPercent(smallPercent); set >= 0 { // by collectOften
			debug.SetGCPercent(set)
			limit = min(limit, accountMemory)
		}
		debug.SetMemoryLimit(limit)
		watchHeap()
	})
}

// collectOften keeps memory small from now on.
func collectOften() {
	debug.SetGCPercent(waitingPercent)
	debug.SetMemoryLimit(min(debug.SetMemoryLimit(-1), accountMemory))
}

func watchHeap() {
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(live)
	if live[0].Value.Kind() == metrics.KindUint64 && live[0].Value.Uint64() > smallHeap {
		if set := debug.SetGCPercent(regularPercent); set < regularPercent {
			debug.SetGCPercent(set)
		}
		return
	}
	afterCollection(watchHeap)
}

// afterCollection calls f once, when the heap has been collected.
func afterCollection(f func()) {
	collected := new([16]byte) // nothing refers to it: the next collection finds it
	runtime.AddCleanup(collected, func(f func()) { f() }, f)
}
