# What a person or a machine does with this repository; `make` alone lists it.
# Needs make, a Python 3.11 to 3.13 with its venv module, and a package index that pip knows. Everything else lands in .venv.

.DEFAULT_GOAL := help
.PHONY: help demo test lint bench soak lock venv installed installed-dev

# Tried in this order; `make demo PYTHON=/path/to/python3.12` names one.
PYTHON ?= python3 python3.13 python3.12 python3.11
SUITS := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
PIP := .venv/bin/python -m pip --disable-pip-version-check --no-input install --quiet --no-deps
COMPILE := pip compile --quiet --universal --generate-hashes --python-version 3.11 \
	--no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' $(UPGRADE) pyproject.toml

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-6s %s\n", $$1, $$2}' Makefile

demo: installed ## the bot on a Slack workspace of its own, with a page to look at: no token, nothing leaves this machine
	@.venv/bin/python app.py demo

test: installed-dev ## the whole suite (ARGS="tests/domain -k escalate" for a part, RONDO_SEED=7 for an earlier run again)
	@seed=$${RONDO_SEED:-$$(date +%s)}; echo "make test RONDO_SEED=$$seed"; \
	RONDO_SEED=$$seed .venv/bin/python -m pytest -n 2 --hypothesis-seed=$$seed $(ARGS)

lint: installed-dev ## ruff, mypy --strict and the layers
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports --no-logo

bench: installed-dev ## how fast it is, on a Slack that takes 100 ms a call
	@.venv/bin/python -m benchmarks $(ARGS)

soak: installed-dev ## what takes longer than a commit may (PART=seeds, points, postgresql, days, faults, zones, kill, replicas, restarts)
	@.venv/bin/python -m benchmarks.soak $(PART) $(ARGS)

# The second is held to the first, so that a .venv made for the tests is one in which the demo runs.
lock: venv ## both lock files from pyproject.toml (UPGRADE=--upgrade takes the newest versions)
	@tmp=$$(mktemp -d) && trap 'rm -rf "$$tmp"' EXIT && trap 'exit 1' INT TERM && \
	.venv/bin/python -m venv "$$tmp" && "$$tmp/bin/python" -m pip --disable-pip-version-check install --quiet uv && \
	"$$tmp/bin/uv" $(COMPILE) --python "$$tmp/bin/python" -o requirements.lock >/dev/null && \
	"$$tmp/bin/uv" $(COMPILE) --python "$$tmp/bin/python" -c requirements.lock --group dev \
		-o .ci/requirements-dev.lock >/dev/null && \
	echo "requirements.lock and .ci/requirements-dev.lock are up to date"

# A copy of what was installed lies in .venv, so only a changed lock installs again.
installed: venv
	@cmp -s requirements.lock .venv/requirements.lock || { \
	echo "Installing what Rondo runs on into .venv (once; a minute or two)" && \
	$(PIP) --require-hashes -r requirements.lock && cp requirements.lock .venv/; }

installed-dev: venv
	@{ cmp -s .ci/requirements-dev.lock .venv/requirements-dev.lock && cmp -s requirements.lock .venv/requirements.lock; } || { \
	echo "Installing what Rondo runs on and is tested with into .venv (once; a minute or two)" && \
	$(PIP) --require-hashes -r .ci/requirements-dev.lock && cp requirements.lock .ci/requirements-dev.lock .venv/; }

venv:
	@.venv/bin/python -c 'import pip; $(SUITS)' 2>/dev/null && exit 0; \
	for python in $(PYTHON); do \
		"$$python" -c '$(SUITS)' 2>/dev/null || continue; \
		if "$$python" -c 'import ensurepip, venv' 2>/dev/null; then rm -rf .venv; exec "$$python" -m venv .venv; fi; \
		bare=$${bare:-$$python}; \
	done; \
	if [ -n "$$bare" ]; then \
		package=$$("$$bare" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'); \
		echo "$$bare has no venv module: install Debian's package $$package (apt-get install $$package)" >&2; exit 1; \
	fi; \
	set -- $(PYTHON); found=$$("$$1" -c 'import platform; print(platform.python_version())' 2>/dev/null || echo missing); \
	echo "Rondo runs on Python 3.11, 3.12 or 3.13; $$1 here is $$found (make demo PYTHON=/path/to/python3.13 names another)" >&2; exit 1
