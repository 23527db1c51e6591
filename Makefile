# Every target makes the environment that it needs, in .venv, from nothing but Python 3.11 or newer.

PYTHON ?= $(shell for each in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	command -v $$each >/dev/null 2>&1 && $$each -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$each && break; done)
UV := $(shell command -v uv 2>/dev/null)
BIN := .venv/bin
POLICIES := policies examples
CRITERIA ?= 100
BOUNDARIES ?= 100
TABLES ?= 100
CONDITIONS ?= 95
SPARK := $(if $(shell command -v java 2>/dev/null),spark-java,spark)
SHIPPED := policies $(sort $(dir $(wildcard examples/*/*.policy)))

.PHONY: demo test bench bench-columns lint types policies quality suggested docs showcase site fuzz clean
.DEFAULT_GOAL := test

.venv/made: pyproject.toml
	@test -n "$(PYTHON)" || { echo "Meetlat needs Python 3.11 or newer; set PYTHON to it" >&2; exit 1; }
ifneq ($(UV),)
	@$(UV) venv -q --clear --python $(PYTHON) .venv
	@$(UV) pip install -q --python $(BIN)/python -e '.[dev]'
else
	@$(PYTHON) -m venv --clear .venv
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -e '.[dev]'
endif
	@$(BIN)/python -m compileall -q dsl compiler  # so that the first command is as fast as the next
	@touch $@

.venv/bench: .venv/made
ifneq ($(UV),)
	@$(UV) pip install -q --python $(BIN)/python -e '.[bench]'
else
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -e '.[bench]'
endif
	@touch $@

.venv/spark: .venv/made  ## what tests on Spark need: Sail, which takes the place of a cluster, and Spark itself where there is Java
ifneq ($(UV),)
	@$(UV) pip install -q --python $(BIN)/python -e '.[dev,sail,$(SPARK)]'
else
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -e '.[dev,sail,$(SPARK)]'
endif
	@touch $@

demo: .venv/made  ## hold the shipped 2025 policies against the example providers
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh examples/demo.sh

test: .venv/made  ## all tests
	@$(BIN)/python -m pytest -n auto --dist worksteal $(ARGS)

bench: .venv/bench  ## speed, against hand-written Python and other engines
	@$(BIN)/python -m tests.bench.bench_predicate $(ARGS)

holidays: .venv/made  ## the holidays that working days are counted with, from the library
	$(PYTHON) -m tests.upkeep.freeze_holidays

bench-columns: .venv/bench  ## whole registers, against hand-written Polars, DuckDB and a kernel; ARGS="--rows 1000000"
	@$(BIN)/python -m tests.bench.columns.run $(ARGS)

lint: .venv/made  ## style
	@$(BIN)/ruff check dsl compiler tests

types: .venv/made  ## types, strictly
	@$(BIN)/mypy

policies: .venv/made  ## every shipped policy: mistakes, layout, examples
	@$(BIN)/meetlat check $(POLICIES)
	@$(BIN)/meetlat fmt --check $(POLICIES)
	@$(BIN)/meetlat test $(POLICIES)
	@$(BIN)/meetlat trace $(POLICIES)
	@$(BIN)/meetlat docs --check policies

quality: .venv/made  ## what the examples show of the shipped policies, and which changes of them they notice
	@$(BIN)/meetlat test $(SHIPPED) --coverage --fail-under criteria=$(CRITERIA) --fail-under boundaries=$(BOUNDARIES) \
		--fail-under tables=$(TABLES) --fail-under conditions=$(CONDITIONS)
	@$(BIN)/meetlat mutate $(SHIPPED) --fail-under 95
	@$(BIN)/meetlat fuzz $(SHIPPED)

suggested: .venv/made  ## what suggested examples show of the shipped policies without theirs; ARGS=FILE for some
	@$(BIN)/python -m tests.upkeep.suggested $(ARGS)

docs: .venv/made  ## what the pages of the policies show of them: graphs and tables
	@$(BIN)/meetlat docs policies

showcase: .venv/made  ## reports, letters, records and graphs of four policies in both languages, in out/showcase
	@$(BIN)/python examples/showcase.py

site: .venv/made  ## the handbook of all shipped policies, in out/site
	@$(BIN)/meetlat site $(POLICIES) -o out/site

fuzz: .venv/made  ## hostile input: random bytes and mutated policies
	@$(BIN)/python -m tests.fuzz.front_end --random 100000 --mutated 100000 $(ARGS)

clean:
	@rm -rf .venv build dist out .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
