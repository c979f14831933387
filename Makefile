# What people do with this project, one word each. `make` alone lists it.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help install run test soak check texts bench services

VENV := .venv
VENV_PYTHON := $(VENV)/bin/python
PIP_INSTALL := $(VENV_PYTHON) -m pip install --quiet --disable-pip-version-check -c constraints.txt
REQUIREMENTS := setup.cfg pyproject.toml constraints.txt
# Libraries of JavaScript that tests need. npm writes this file last.
LIBRARIES := tests/node_modules/.package-lock.json
CATALOGUES := $(patsubst %.po,%.mo,$(shell find translations -name '*.po'))

help: ## list these targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

install: $(VENV)/installed $(CATALOGUES) ## install what the service needs into .venv

run: install ## start the demo: everything in one process, with a phone in the browser
	$(VENV)/bin/fursa demo

test: $(VENV)/installed-for-tests install services $(LIBRARIES) ## install what the tests need, and run them all
	$(VENV_PYTHON) -m pytest -n auto --dist loadfile

soak: $(VENV)/installed-for-tests install services ## run the long tests under load and failure
	$(VENV_PYTHON) -m pytest -m soak

check: $(VENV)/installed-for-tests install ## format, lint, types, catalogues and the market pack
	$(VENV_PYTHON) -m ruff format --check .
	$(VENV_PYTHON) -m ruff check .
	$(VENV_PYTHON) -m mypy
	$(VENV_PYTHON) -m translations.catalogues check
	$(VENV)/bin/fursa market check markets/kenya

texts: $(VENV)/installed-for-tests ## extract the texts and update the catalogues
	$(VENV_PYTHON) -m translations.catalogues update

# -P: a benchmark may bear the name of a package, and must not be taken for it.
bench: install services ## measure what must stay fast, and write docs/performance.md
	failed=0; for file in bench/*.py; do echo "== $$file"; $(VENV_PYTHON) -P "$$file" --write || failed=1; done; exit $$failed

# The programs that tests start for themselves: PostgreSQL, Redis and a browser.
services: $(VENV)/installed-for-tests
	@missing=$$($(VENV_PYTHON) -m tests.services); [ -z "$$missing" ] || scripts/debian-packages $$missing

$(LIBRARIES): tests/package-lock.json | services
	npm ci --prefix $(dir $<) --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

# pip is the last thing to appear in a new environment, so its presence says that making one went to the end.
$(VENV)/bin/pip:
	scripts/make-venv $(VENV)

$(VENV)/installed: $(REQUIREMENTS) | $(VENV)/bin/pip
	$(PIP_INSTALL) -e .
	@touch $@

$(VENV)/installed-for-tests: $(REQUIREMENTS) | $(VENV)/bin/pip
	$(PIP_INSTALL) -e '.[test]'
	@touch $(VENV)/installed $@

%.mo: %.po | $(VENV)/installed
	$(VENV)/bin/pybabel --quiet compile --input-file=$< --output-file=$@
