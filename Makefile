# The doors for people. Needs Python 3.11 or newer, make and the package registry; nothing else (`make lock` also uv).
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
UV     ?= uv

.PHONY: help install demo test check bench format lock clean

help:   ## this list
	@grep -E '^[a-z]+: .*##' Makefile | sed 's/:.*##/ -/'

$(VENV)/.runtime: requirements/runtime.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/runtime.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements/dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.lock
	@touch $@

install: $(VENV)/.runtime   ## the program alone, as .venv/bin/tthc

demo: $(VENV)/.runtime   ## three nights against practice portals on this machine
	$(BIN)/python -m tests.demo

test: $(VENV)/.dev   ## the tests
	$(BIN)/python -m pytest -q -n 2

check: $(VENV)/.dev   ## format, lint, types, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q -n 2

bench: $(VENV)/.dev   ## every measure, short setting
	$(BIN)/python benchmarks/crawl_overhead.py --short
	$(BIN)/python benchmarks/kill_resume.py --short
	$(BIN)/python benchmarks/crawl_memory.py --short
	$(BIN)/python benchmarks/diff.py --short
	$(BIN)/python benchmarks/matching.py --short
	$(BIN)/python -m benchmarks.compare --short
	$(BIN)/python -m benchmarks.planted --short
	$(BIN)/python -m benchmarks.planted_other --short
	$(BIN)/python -m benchmarks.false_alarms --short
	$(BIN)/python -m benchmarks.tamper --short
	$(BIN)/python -m benchmarks.asof --short
	$(BIN)/python -m benchmarks.grown_year --short
	$(BIN)/python benchmarks/evidence.py --short
	$(BIN)/python benchmarks/html_reading.py --short

format: $(VENV)/.dev   ## put the code in form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

LOCK := $(UV) pip compile --quiet pyproject.toml requirements/build.in --universal --python-version 3.11 --generate-hashes --no-annotate --no-header

lock:   ## the exact versions of every dependency, with their digests; UPGRADE=--upgrade for newer ones
	$(LOCK) $(UPGRADE) -o requirements/runtime.lock
	$(LOCK) $(UPGRADE) --extra dev -o requirements/dev.lock

clean:   ## remove what make made
	rm -rf $(VENV) demo
