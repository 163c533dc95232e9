# Everything that a developer or the runner does, one target each. `make help` lists them.
.DEFAULT_GOAL := help
.PHONY: help build test test-long audit check lint fmt snapshots bench docs dist databases
CARGO ?= cargo

# Fails when no test has the word in its name: a run of nothing would look like a success.
some_tests = @$(CARGO) test --locked --test it -- --list $(1) 2>/dev/null | grep -q ': test$$' || { echo 'no test is called $(1)' >&2; exit 1; }

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## build the program for daily work, without optimisation
	$(CARGO) build --locked

test: databases ## run every test, with real PostgreSQL, MariaDB and SQLite (installed when missing)
	SQLGEN_TEST_DATABASES=1 $(CARGO) test --locked --no-fail-fast

test-long: databases ## the same with many more generated cases
	SQLGEN_TEST_DATABASES=1 SQLGEN_TEST_LONG=1 PROPTEST_CASES=2000 $(CARGO) test --locked --no-fail-fast

audit: ## compare with Alembic itself and with the grammars of sqlfluff, from their packages in throwaway environments
	@for script in tests/audit/*/run.sh; do echo "== $$script"; sh "$$script" </dev/null || exit 1; done

check: ## formatting, clippy, layers, file sizes, licences; prints the ten largest files
	sh tests/check.sh

lint: ## clippy alone
	$(CARGO) clippy --locked --all-targets -- -D warnings

fmt: ## format the code
	$(CARGO) fmt

snapshots: ## write the golden files again from what the program does now; read the diff as a DBA would
	$(call some_tests,golden)
	SQLGEN_UPDATE=1 $(CARGO) test --locked --test it -- golden

bench: ## measure against Alembic on generated histories
	sh tests/bench.sh

docs: ## build the documentation of the library
	$(CARGO) doc --locked --no-deps

dist: ## build the small and fast program to give away
	$(CARGO) build --locked --release

databases:
	@sh tests/databases.sh
