# Two commands: `make run` starts a whole demo market, `make test` proves it. Everything stays in .venv/ and var/.

PYTHON ?= python3
ARGS ?=
# One process per two cores: every one of them brings a share of database and browser work with it.
WORKERS ?= 2

# Prices, books and payouts are covered to the last branch. A choice of tests covers what it covers. The architecture was
# looked at by `check`.
ALL := --ignore=tests/architecture --cov --cov-report=term

# Compiled modules are kept: every process of the market imports the same packages.
unexport PYTHONDONTWRITEBYTECODE

VENV := .venv
IN := $(VENV)/bin/python
# Trust the certificates the machine trusts; say nothing about hard links across file systems.
UV := UV_SYSTEM_CERTS=1 UV_LINK_MODE=copy $(IN) -m uv pip sync --quiet --python $(IN) --require-hashes
PIP := $(IN) -m pip --disable-pip-version-check --no-input install --quiet --require-hashes

.DEFAULT_GOAL := help
.PHONY: help run test check faults mutate bench bench-money bench-claims bench-imports bench-catalogue bench-impact bench-pages bench-status bench-tally migrate requirements clean
.DELETE_ON_ERROR:
.NOTPARALLEL:

help: ## say what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' Makefile
	@echo '  Options of run go into ARGS, for example: make run ARGS="--port 9000 --reset"'

run: $(VENV)/.demo ## start a whole demo market on this machine (Ctrl-C stops it)
	@exec $(IN) -m cli.market_runner $(ARGS)

test: check ## everything: the checks, then every test, in Chromium too where there is one
	@$(IN) -m pytest -n $(WORKERS) --dist loadscope $(or $(ARGS),$(ALL))

check: $(VENV)/.dev ## style, types, import contracts, architecture
	@echo '· style' && $(IN) -m ruff check --quiet . && $(IN) -m ruff format --check --quiet .
	@echo '· imports' && $(IN) -c 'import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())'
	@echo '· types, architecture'
	@$(IN) -m mypy & types=$$!; $(IN) -m pytest -q tests/architecture; looked=$$?; wait $$types && exit $$looked

faults: $(VENV)/.dev ## kill everybody at every step, also where `make test` takes only a sample
	@$(IN) -m pytest -m '' tests/faults $(ARGS)

mutate: $(VENV)/.dev ## change every rule of money in every small way, and see whether a test notices
	@$(IN) -m tests.runner.mutants $(ARGS)

bench: $(VENV)/.dev ## measure the catalogue, beside the limits of the machine
	@$(IN) -m bench $(ARGS)

bench-money: $(VENV)/.dev ## measure orders, payout runs, statements and webhooks, beside the limits of the machine
	@$(IN) -m bench.money $(ARGS)

bench-claims: $(VENV)/.dev ## measure what the claims of a page of products add to it
	@$(IN) -m bench.claims $(ARGS)

bench-catalogue: $(VENV)/.dev ## measure lists, products, searches and facets of up to a million products (an hour)
	@$(IN) -m bench.catalogue $(ARGS)

bench-imports: $(VENV)/.dev ## measure how fast a catalogue of 100 000 rows comes in, and in how much memory
	@$(IN) -m bench.imports $(ARGS)

bench-impact: $(VENV)/.dev ## measure what impact facts cost to keep, to read and to check, beside bare SQL over the books
	@$(IN) -m bench.impact $(ARGS)

bench-pages: $(VENV)/.dev ## measure pages in Chromium on a cheap phone's line and processor, and the server before 100 000 products
	@$(IN) -m bench.pages $(ARGS)

bench-status: $(VENV)/.dev ## measure what a signed status list costs, beside the bare read of its bits
	@$(IN) -m bench.status $(ARGS)

bench-tally: $(VENV)/.dev ## measure how fast votes are counted by Equal Shares, beside a recount at every increment
	@$(IN) -m bench.tally $(ARGS)

migrate: $(VENV)/.demo ## bring the database of SOLIFAIR_DATABASE_URL up to this code
	@$(IN) -m cli db upgrade

requirements: $(VENV)/.dev ## resolve the versions anew and pin them with their hashes
	@$(PIP) -r requirements/uv.txt
	@for set in "runtime" "demo --extra demo" "dev --extra demo --group dev"; do \
		name=$${set%% *}; \
		$(IN) -m uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
			--no-emit-index-url --no-header --no-annotate $${set#$$name} pyproject.toml -o requirements/$$name.txt || exit 1; \
		echo "· requirements/$$name.txt"; \
	done
	@echo 'Now: make test, and look at the differences.'

clean: ## forget the packages and the caches; the market's data in var/ stay
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# The environment, and uv in it. A stamp is younger than what it was made from.
$(VENV)/.uv: requirements/uv.txt
	@command -v '$(PYTHON)' >/dev/null || { \
		echo 'Python is missing: install Python 3.11 or newer, or name one: make PYTHON=/path/to/python3' >&2; exit 1; }
	@'$(PYTHON)' -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Solifair needs Python 3.11 or newer; '$(PYTHON)' is $$('$(PYTHON)' --version). Name another: make PYTHON=python3.13" >&2; exit 1; }
	@$(IN) -c '' 2>/dev/null || { \
		'$(PYTHON)' -c 'import ensurepip, venv' 2>/dev/null || { \
			echo "'$(PYTHON)' cannot make virtual environments: install its venv module (Debian, Ubuntu: apt-get install python3-venv)." >&2; exit 1; }; \
		echo '· making $(VENV)' && '$(PYTHON)' -m venv --clear $(VENV); }
	@echo '· installing uv'
	@$(PIP) -r requirements/uv.txt
	@touch $@

# What `make run` needs. Where the developers' set is installed it is kept: it holds all of this.
$(VENV)/.demo: $(VENV)/.uv requirements/demo.txt
	@if [ -e $(VENV)/.dev ]; then $(MAKE) --no-print-directory $(VENV)/.dev; else \
		echo '· installing the packages (once; half a minute on a slow line)'; $(call install,demo); fi
	@touch $@

$(VENV)/.dev: $(VENV)/.uv requirements/dev.txt
	@echo '· installing the packages and the development tools (once)'; $(call install,dev)
	@touch $(VENV)/.demo $@

# With uv; with pip, slowly, where uv does not run. Then the short way to type a command.
define install
if $(UV) requirements/$(1).txt; then :; else \
	echo '  uv could not; trying pip, which takes a minute'; $(PIP) -r requirements/$(1).txt; fi && \
cp cli/solifair.sh $(VENV)/bin/solifair && chmod 755 $(VENV)/bin/solifair
endef
