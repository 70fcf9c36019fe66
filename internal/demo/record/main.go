// Command record fills the emulator with the bad account and records what it answers to the readers.
package main

import (
	"bytes"
	"context"
	"fmt"
	"os"

	"github.com/haechi-dev/haechi/internal/demo"
	"github.com/haechi-dev/haechi/internal/emulator"
	"github.com/haechi-dev/haechi/internal/recording"
	"github.com/haechi-dev/haechi/source/aws"
)

func main() {
	if err := record("account.recording"); err != nil {
		fmt.Fprintln(os.Stderr, "record:", err)
		os.Exit(1)
	}
}

func record(file string) error {
	server, err := emulator.Launch()
	if err != nil {
		return err
	}
	defer func() { _ = server.Close() }()
	id := server.Account()
	if _, err := server.Fill(id, "bad_account"); err != nil {
		return err
	}
	recorder := recording.NewRecorder(server.Transport(id))
	account, err := aws.Read(context.Background(), aws.Options{Regions: demo.Regions(), Recorded: recorder})
	if err != nil {
		return err
	}
	var text bytes.Buffer
	if _, err := recorder.WriteTo(&text); err != nil {
		return err
	}
	fmt.Printf("%d resources, %d calls, %d bytes\n", len(account.Graph.All()), account.Coverage.Total().Made, text.Len())
	return os.WriteFile(file, text.Bytes(), 0o644)
}
