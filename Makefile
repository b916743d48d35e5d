# Two commands on a fresh machine: `make chat` and `make test`. Everything else is a convenience (`make help`).
# Needs python3 (3.11 or newer), make and a package index; uses uv where it is on PATH.

SHELL := /bin/sh
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
HOST ?= 127.0.0.1
PORT ?= 7860
PYTEST_ARGS ?=
PIP := $(BIN)/python -m pip --disable-pip-version-check --retries 5 --timeout 60
UV := $(shell command -v uv 2>/dev/null)
export UV_LINK_MODE := copy

.PHONY: help chat test check install weights lock clean

help: ## this list
	@echo "Targets:"
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' $(firstword $(MAKEFILE_LIST)) | expand -t 16

chat: install weights ## install, index corpus/ and open the chat page (HOST, PORT)
	@echo "== Indexing corpus/"
	@$(BIN)/ragassist ingest corpus
	@echo "== Opening the chat on http://$(HOST):$(PORT) (Ctrl-C ends it)"
	@exec $(BIN)/ragassist chat --host "$(HOST)" --port "$(PORT)"

test: install weights ## install and run every test (PYTEST_ARGS)
	@echo "== Running the tests"
	@$(BIN)/python -m pytest $(PYTEST_ARGS)

check: install ## style, types and the direction of imports
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

install: $(STAMP) ## only what the other targets need first

weights: install
	@echo "== Looking for the local model's weights (1.1 GB, once per machine)"
	@$(BIN)/ragassist models pull || echo "== Going on without them: answers are quoted sentences until \`make weights\` succeeds"

$(STAMP): requirements.lock pyproject.toml
	@command -v "$(PYTHON)" >/dev/null || { echo "Python is not here: install python3, version 3.11 or newer, or name it with make PYTHON=..." >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed, and $(PYTHON) is $$("$(PYTHON)" -V 2>&1): install a newer one, or name it with make PYTHON=python3.12" >&2; exit 1; }
ifneq ($(UV),)
	@echo "== Creating $(VENV) and installing the pinned packages (uv)"
	@"$(UV)" venv --quiet --allow-existing --python "$$(command -v "$(PYTHON)")" $(VENV)
	@"$(UV)" pip install --python $(BIN)/python --require-hashes -r requirements.lock
	@"$(UV)" pip install --python $(BIN)/python --no-deps --no-build-isolation -e .
else
	@echo "== Creating $(VENV)"
	@"$(PYTHON)" -m venv $(VENV) || { echo "venv does not work here: on Debian, apt-get install python3-venv" >&2; exit 1; }
	@echo "== Installing $$(grep -c '^[a-z0-9].*==' requirements.lock) pinned packages (about 1 GB on disk; the first time takes some minutes)"
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --quiet --no-deps --no-build-isolation -e .
endif
	@touch $(STAMP)

lock: ## pin the newest versions again (needs uv)
	@uv pip compile pyproject.toml --extra engine --extra dev --universal --python-version 3.11 --only-binary :all: \
		--generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header --upgrade -o requirements.lock

clean: ## remove the environment and all caches, not the index
	@rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache build dist
