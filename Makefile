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
FIGURES_ARGS ?=
PIP := $(BIN)/python -m pip --disable-pip-version-check --retries 5 --timeout 60
UV := $(shell command -v uv 2>/dev/null)
PACKAGES = $$(grep -c '^[a-zA-Z0-9].*==' requirements.lock)
ADVICE = echo "The packages could not be installed: see above; check the network and the package index (pip config list), then run make again" >&2
export UV_LINK_MODE := copy
export PYTHONUNBUFFERED := 1

.PHONY: help chat test test-fast check install weights evaluate figures record lock clean

help: ## this list
	@echo "Targets:"
	@sed -n 's/^\([a-z-]*\):.*## /  make \1	/p' $(firstword $(MAKEFILE_LIST)) | expand -t 16

chat: install weights ## install, index corpus/ and open the chat page (HOST, PORT)
	@echo "== Indexing corpus/"
	@$(BIN)/ragassist ingest corpus
	@echo "== Opening the chat on http://$(HOST):$(PORT) (Ctrl-C ends it)"
	@exec $(BIN)/ragassist chat --host "$(HOST)" --port "$(PORT)"

test: install weights ## install and run every test (PYTEST_ARGS)
	@echo "== Running the tests"
	@$(BIN)/python -m pytest $(PYTEST_ARGS)

test-fast: install ## the tests that need no weights, no encoder and no browser (PYTEST_ARGS)
	@# What pytest compiles of the tests is kept for the next run, whatever the shell says: it takes each process ten seconds.
	@# One process more than there are processors: tests of time limits wait.
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest --fast -q -n $$($(BIN)/python -c 'import os; print((os.cpu_count() or 1) + 1)') --dist loadfile $(PYTEST_ARGS)

check: install ## style, types and the direction of imports
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

install: $(STAMP) ## only what the other targets need first

weights: install
	@echo "== Looking for the weights of the local model and the encoder (1.1 GB each, once per machine)"
	@$(BIN)/ragassist models pull || echo "== Going on without what is missing: answers are plainer, or found less well, until \`make weights\` succeeds"

$(STAMP): requirements.lock pyproject.toml
	@command -v "$(PYTHON)" >/dev/null || { echo "Python is not here: install python3, version 3.11 or newer, or name it with make PYTHON=..." >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed, and $(PYTHON) is $$("$(PYTHON)" -V 2>&1): install a newer one, or name it with make PYTHON=python3.12" >&2; exit 1; }
	@echo "== Creating $(VENV) with $$("$(PYTHON)" -V)"
	@"$(PYTHON)" -m venv $(VENV) || { echo "python3 cannot make a virtual environment: on Debian, apt-get install python3-venv" >&2; exit 1; }
	@echo "== Fetching $(PACKAGES) pinned packages (0.5 GB; 1.4 GB on disk)"
ifneq ($(UV),)
	@"$(UV)" pip install --python $(BIN)/python --require-hashes -r requirements.lock || { $(ADVICE); exit 1; }
else
	@rm -f $(VENV)/.failed
	@{ $(PIP) install --progress-bar=off --require-hashes -r requirements.lock || touch $(VENV)/.failed; } | { \
		count=0; \
		while read -r word rest; do case "$$word" in \
			Collecting|Requirement) count=$$((count + 1)); [ $$((count % 20)) -ne 0 ] || echo "   $$count of $(PACKAGES)";; \
			Installing) echo "   all here; unpacking them takes a minute or two";; \
		esac; done; }
	@[ ! -e $(VENV)/.failed ] || { $(ADVICE); exit 1; }
endif
	@echo "== Installing ragassist itself"
	@$(PIP) install --quiet --no-deps --no-build-isolation -e .
	@touch $(STAMP)

evaluate: install ## replay the recorded evaluation, gate it, render its report (eval/runs/ci)
	@.ci/run evaluation

figures: install ## measure what is not measured yet and write eval/FIGURES.md (FIGURES_ARGS: --fast, --only NAME, --again, --list)
	@$(BIN)/python eval/bench/figures.py $(FIGURES_ARGS)

record: install weights ## answer both data sets with the local model, record its replies, make the first the baseline (20 minutes)
	@echo "== Recording the local model's replies"
	@RAGASSIST_CHAT__TIER=local $(BIN)/ragassist eval run --live --record --out eval/runs/live
	@$(BIN)/ragassist eval run --replay --out eval/runs/replayed
	@$(BIN)/ragassist eval score eval/runs/replayed --baseline eval/baseline.jsonl
	@$(BIN)/ragassist eval gate eval/runs/replayed
	@$(BIN)/python eval/bench/replayed.py eval/datasets/second/open.jsonl --documents eval/datasets/second/docs \
		--recordings eval/recordings/second --record

lock: ## pin the newest versions again (needs uv)
	@uv pip compile pyproject.toml --extra engine --extra ocr --extra postgres --extra otel --extra dev --universal --python-version 3.11 --only-binary :all: \
		--generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header --upgrade -o requirements.lock

clean: ## remove the environment and all caches, not the index
	@rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache build dist
