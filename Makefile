# `make check` is all that a contributor needs; CONTRIBUTING.md says more.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: check fix format lint types test clean

check: format lint types test

fix: $(VENV)/.installed
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

format: $(VENV)/.installed
	$(BIN)/ruff format --check .

# Docstring coverage is part of it: ruff's D1 rules.
lint: $(VENV)/.installed
	$(BIN)/ruff check .

types: $(VENV)/.installed
	$(BIN)/mypy

test: $(VENV)/.installed
	$(BIN)/python -m pytest

$(VENV)/.installed: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	touch $@

clean:
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
