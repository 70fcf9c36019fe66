// Command serve runs an emulated AWS account until it is interrupted, filled by a fixture, to try a
// program on it by hand or to measure one; then it says which calls were made.
//
//	go run ./internal/emulator/serve [-address HOST:PORT] [-page N] [FIXTURE [ARGUMENT…]]
//
// The fixtures are bad_account, which is meant if none is named, and many_functions N.
package main

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"net"
	"net/http"
	"os"
	"os/signal"
	"slices"
	"syscall"

	"github.com/haechi-dev/haechi/internal/emulator"
	"github.com/haechi-dev/haechi/internal/faults"
)

// account is whose resources moto shows to credentials that it does not know.
const account = "123456789012"

func main() {
	address := flag.String("address", "127.0.0.1:0", "where to listen")
	page := flag.Int("page", 0, "the size of pages; 0 for that of the emulator")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := serve(ctx, *address, *page, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "serve:", err)
		os.Exit(1)
	}
}

func serve(ctx context.Context, address string, page int, fixture []string) error {
	server, err := emulator.Launch()
	if err != nil {
		return err
	}
	defer func() { _ = server.Close() }()
	if len(fixture) == 0 {
		fixture = []string{"bad_account"}
	}
	made, err := server.Fill(account, fixture[0], fixture[1:]...)
	if err != nil {
		return err
	}
	fmt.Println(string(made))

	proxy := faults.New(server.Endpoint)
	if page > 0 {
		proxy.Add(faults.Pages("*", page))
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	front := &http.Server{Handler: proxy}
	go func() { _ = front.Serve(listener) }()
	fmt.Printf("\nexport AWS_ENDPOINT_URL=http://%s AWS_REGION=ap-northeast-2 AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE AWS_SECRET_ACCESS_KEY=example\n", listener.Addr())
	<-ctx.Done()

	calls := proxy.Calls()
	total := 0
	for _, call := range slices.Sorted(maps.Keys(calls)) {
		total += calls[call]
		fmt.Printf("%7d %s\n", calls[call], call)
	}
	fmt.Printf("%7d calls\n", total)
	return front.Close()
}
