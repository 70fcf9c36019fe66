# Everything a checkout needs: `make test` and `make lint` install by themselves what they use.

GO          ?= go
STATICCHECK := .tools/staticcheck
STATICCHECK_VERSION := v0.8.2
CORPUS      ?= $(or $(HAECHI_CORPUS),../shared/corpus)

.PHONY: build test lint conformance bench fuzz generate clean

build: ## the program, stripped
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags="-s -w" -o bin/haechi ./cmd/haechi

test: ## all tests, with the race detector; fuzz seeds run as tests
	$(GO) test -race ./...

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

fuzz: ## each fuzz test for a while
	@for p in $$($(GO) list ./...); do for f in $$($(GO) test -list '^Fuzz' $$p | grep '^Fuzz'); do \
		echo "$$p $$f"; $(GO) test -run '^$$' -fuzz "^$$f$$" -fuzztime 20s $$p || exit 1; done; done

generate: ## data and documents that are made from code
	$(GO) generate ./...

clean:
	rm -rf bin .tools
