# Everything a checkout needs: `make test` and `make lint` install by themselves what they use.

GO          ?= go
STATICCHECK := .tools/staticcheck
STATICCHECK_VERSION := v0.8.2
PYTHON      ?= python3
# HAECHI_MOTO says where a virtual environment with the emulator of AWS is, when not here.
MOTO        := $(CURDIR)/.venv
MOTO_LIST   := internal/emulator/requirements.txt
CORPUS      ?= $(or $(HAECHI_CORPUS),../shared/corpus)

.PHONY: demo build test emulator install-emulator account lint conformance bench bench-live fuzz generate clean

build: ## the program, stripped
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags="-s -w" -o bin/haechi ./cmd/haechi

test: emulator ## all tests, with the race detector; fuzz seeds run as tests
	HAECHI_MOTO=$(abspath $(or $(HAECHI_MOTO),$(MOTO))) $(GO) test -race -timeout 20m ./...

# The emulator is a Python program; the list that was installed is kept beside it as the mark that
# all of it is there. A list that is newer and the same, as after a checkout, changes nothing.
emulator: $(if $(HAECHI_MOTO),,.venv/installed.txt) ## the emulator of AWS that tests run against, into .venv

.venv/installed.txt: $(MOTO_LIST)
	@if cmp -s $(MOTO_LIST) $@; then touch $@; else $(MAKE) --no-print-directory install-emulator; fi

install-emulator:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' || \
		{ echo "make: the tests against an emulated AWS account need Python 3.11 to 3.14: $(PYTHON) is none; name one by PYTHON=…" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
		{ echo "make: $(PYTHON) has no venv module; install it (Debian, Ubuntu: apt-get install python3-venv) and run make again" >&2; exit 1; }
	$(PYTHON) -m venv --clear .venv
	.venv/bin/python -m pip install --quiet --disable-pip-version-check -r $(MOTO_LIST)
	cp $(MOTO_LIST) .venv/installed.txt

account: emulator ## an emulated AWS account full of mistakes, to try things on
	@HAECHI_MOTO=$(abspath $(or $(HAECHI_MOTO),$(MOTO))) $(GO) run ./internal/emulator/serve

lint: $(STATICCHECK) ## gofmt, go vet and staticcheck
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { echo "not formatted:"; gofmt -l $$(git ls-files '*.go'); exit 1; }
	$(GO) vet ./...
	$(STATICCHECK) ./...

$(STATICCHECK):
	GOBIN=$(CURDIR)/.tools $(GO) install honnef.co/go/tools/cmd/staticcheck@$(STATICCHECK_VERSION)

conformance: ## the SAM transform against the translator's own test cases
	HAECHI_CORPUS=$(abspath $(CORPUS)) $(GO) test -count=1 -run TestConformance -v ./source/cloudformation/sam | grep -E 'of [0-9]+|FAIL|SKIP|^ok'

bench: build ## speed and size
	HAECHI_CORPUS=$(abspath $(CORPUS)) $(GO) run ./internal/bench

bench-live: build emulator ## speed, memory and calls of reading an account
	HAECHI_MOTO=$(abspath $(or $(HAECHI_MOTO),$(MOTO))) $(GO) run ./internal/bench/live

fuzz: ## each fuzz test for a while
	@for p in $$($(GO) list ./...); do for f in $$($(GO) test -list '^Fuzz' $$p | grep '^Fuzz'); do \
		echo "$$p $$f"; $(GO) test -run '^$$' -fuzz "^$$f$$" -fuzztime 20s $$p || exit 1; done; done

demo: emulator ## the recording that haechi demo replays, made anew
	HAECHI_MOTO=$(abspath $(or $(HAECHI_MOTO),$(MOTO))) $(GO) generate ./internal/demo

generate: emulator ## data and documents that are made from code
	$(GO) generate ./...

clean:
	rm -rf bin .tools .venv
