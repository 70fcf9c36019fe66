// Package emulator runs an AWS account on this machine, for tests, measurements and recordings:
// moto, a Python program, as a child process that cannot outlive its parent.
//
// It owns finding and starting the server, fresh accounts in it, the way requests get there and
// the scripts that fill an account. It knows nothing of what is read from an account
// and does not import the AWS SDK: what it gives is an address and an http.RoundTripper.
//
// A test asks for the server of its package and an account of its own:
//
//	server := emulator.Start(t)
//	account := server.Account()
//	server.Fixture(t, account, "bad_account")
//	client := &http.Client{Transport: server.Transport(account)}
//
// The server is found in the folder that HAECHI_MOTO names, or in .venv of the repository, where
// `make test` installs it. A test that needs it fails where it is not there: a skipped test would
// look like one that passed.
package emulator
