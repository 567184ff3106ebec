# Two commands do everything: `make run` and `make test`.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
HOST ?= 127.0.0.1
PORT ?= 8000
TERRITORY ?= 200040715
WORKERS ?= auto
export HOST PORT

.PHONY: run test lint bench data national vendor screenshots lock clean help

help: ## What each target does
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

# The environment is laid again only when a lock changes.
$(BIN)/.run-ready: requirements.lock
	@$(PYTHON) tools/setup_env.py --venv $(VENV) --lock requirements.lock --mark $@

$(BIN)/.dev-ready: requirements-dev.lock
	@$(PYTHON) tools/setup_env.py --venv $(VENV) --lock requirements-dev.lock --mark $@
	@touch $(BIN)/.run-ready

run: $(BIN)/.run-ready ## Read a territory in the terminal, then serve the workbench
	@$(BIN)/rebonds data build
	@$(BIN)/rebonds read $(TERRITORY)
	@$(BIN)/rebonds serve

data: $(BIN)/.run-ready ## Build the warehouse from the embedded data
	@$(BIN)/rebonds data build

national: $(BIN)/.run-ready ## Build the national pilot in build/national from the pilot data beside the project
	@$(BIN)/python tools/national.py

test: $(BIN)/.dev-ready ## Everything, browser tests included, offline
	@bash tools/need_chromium.sh
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder -q --ignore tests/e2e
	@$(BIN)/python -m pytest -n 2 --dist worksteal -q tests/e2e

lint: $(BIN)/.dev-ready ## Style, types and layers
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

bench: $(BIN)/.dev-ready ## Benchmarks, side by side with a peer in the same run
	@$(BIN)/python -m benchmarks.national
	@$(BIN)/python -m benchmarks.reading
	@$(BIN)/python -m benchmarks.sortition
	@$(BIN)/python -m benchmarks.run

vendor: $(BIN)/.dev-ready ## Maintainers: refresh the vendored geography and static files from their packages
	@$(BIN)/python tools/vendor_cog.py
	@$(BIN)/python tools/vendor_static.py

screenshots: $(BIN)/.dev-ready ## Maintainers: remake the pictures of the README
	@$(BIN)/python tools/screenshots.py

lock: $(BIN)/.dev-ready ## Maintainers: renew the hashed locks
	@$(BIN)/uv pip compile --universal --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links -q --upgrade pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile --universal --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links -q --extra dev pyproject.toml -o requirements-dev.lock

clean: ## Remove what make has made (never your data folder)
	@rm -rf build $(VENV) .pytest_cache .mypy_cache .ruff_cache
