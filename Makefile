# The only entrance: demo · test · check · fix · bench · peers · lock

# A Python from 3.11 to 3.14: `make demo PYTHON=/path/to/python3` chooses another.
FIND_PYTHON = for python in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11; do \
	if $$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' 2>/dev/null; then break; fi; python=; done; \
	if [ -z "$$python" ]; then echo "Amtslotse needs Python 3.11 to 3.14; found: $$(python3 --version 2>&1 || true)." \
		"Install one, for example: sudo apt install python3 python3-venv (macOS: brew install python)," \
		"or name one: make demo PYTHON=/path/to/python3" >&2; exit 1; fi

COMMAND = .venv/bin/amtslotse
DEV = .venv/dev
MESSAGES = .venv/messages

# Kept byte code: without it each of a hundred processes would compile all sources again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test check format lint types imports catalogues fix bench peers lock
.DELETE_ON_ERROR:

demo: $(COMMAND) $(MESSAGES)
	@$(COMMAND) demo

$(COMMAND): requirements.lock tools/environment.py
	@$(FIND_PYTHON); $$python tools/environment.py requirements.lock
	@touch $@

$(DEV): requirements-dev.lock $(COMMAND)
	@.venv/bin/python tools/environment.py requirements-dev.lock
	@touch $@ $(COMMAND)

$(MESSAGES): $(shell find src -name '*.po') tools/messages.py | $(COMMAND)
	@.venv/bin/python tools/messages.py compile
	@touch $@

test: $(DEV) $(MESSAGES)
	@.venv/bin/python -m pytest -n 2 --dist worksteal $(TESTS)

check: $(DEV)
	@$(MAKE) --no-print-directory --keep-going format lint types imports catalogues

format:
	@.venv/bin/ruff format --check --quiet src tests tools
lint:
	@.venv/bin/ruff check --quiet src tests tools
types:
	@.venv/bin/python -c 'from amtslotse.cli import home; from pathlib import Path; home.prepare(Path("var/check"))'
	@AMTSLOTSE_HOME=var/check DATABASE_URL=dbname=none .venv/bin/mypy
imports:
	@.venv/bin/lint-imports --config .importlinter
catalogues:
	@.venv/bin/python tools/messages.py check

fix: $(DEV)
	@.venv/bin/ruff check --fix --quiet src tests tools
	@.venv/bin/ruff format src tests tools

bench: $(DEV) $(MESSAGES)
	@for script in tests/bench/bench_*.py; do echo "== $$script"; .venv/bin/python "$$script" || exit 1; done

# What the bench puts beside us, each newest release, in an environment of its own.
peers: $(DEV)
	@.venv/bin/uv venv --quiet --clear --python .venv/bin/python var/peers
	@.venv/bin/uv pip install --quiet --python var/peers/bin/python --group peers

LOCK = .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--custom-compile-command "make lock"

lock: $(DEV)
	@$(LOCK) --group dev pyproject.toml -o requirements-dev.lock
	@$(LOCK) -c requirements-dev.lock pyproject.toml -o requirements.lock
