# Everything runs in .venv, which every target sets up first (tools/setup.sh), with what it needs.
# Paths are relative and tools are started with `python -m`, so that the project's own path may
# contain spaces. VENV=… is another folder, which `make test-all` gives to each Python.
VENV ?= .venv
export VENV
PY := $(VENV)/bin/python
SHELL := /bin/sh

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup setup-test lab pdf book test test-all lint unit browser nbval notebooks look data schema model-page \
	lock bench bench-ui bench-orders serve clean

help: ## list these targets
	@sed -n 's/^\([a-z-]*\):[^#]*## /\1	/p' Makefile | while IFS='	' read -r target text; do \
		printf '  make %-12s %s\n' "$$target" "$$text"; done

setup: ## make .venv with what a learner needs, if it is not there yet
	@sh tools/setup.sh

setup-test:
	@sh tools/setup.sh test

lab: setup ## set up what a learner needs and open JupyterLab on the first notebook
	@$(PY) -m casestudy open

pdf: ## add the compiler for PDF files, for the board paper
	@sh tools/setup.sh pdf

book: ## make the book to read, with the cockpit: build/book/index.html
	@sh tools/setup.sh book
	@$(PY) tools/build_book.py

test: setup-test lint unit browser nbval ## set up everything and run all checks
	@echo "All checks passed: style, layers, tests, pages in a browser, notebooks."

test-all: ## run the tests without a browser on each supported Python of this machine
	@sh tools/test_all.sh

lint: setup-test ## check style, format, layers and content
	$(PY) -m ruff check
	$(PY) -m ruff format --check
	$(PY) -c 'from importlinter.cli import lint_imports_command as main; main()' --no-logo
	$(PY) tools/check_content.py

unit: setup-test ## run the tests without a browser, and the examples in docstrings
	$(PY) -m pytest -p no:nbval -m "not browser" --numprocesses 2 --dist loadscope

browser: setup-test ## run the tests that look at the pages in a browser
	$(PY) -m pytest -m browser tests/browser --numprocesses 2 --dist loadscope

# The notebooks' stored outputs have to come out again: with the default case, whatever the person
# at the keyboard has chosen or set. A kernel rarely stalls at its start, for no known reason, so it
# gets 20 seconds instead of 60, and CI, where nobody can look and start again, one second attempt.
# MPLBACKEND is unset because it would keep the kernel from storing pictures.
NBVAL := $(PY) -m pytest --nbval --nbval-current-env --nbval-sanitize-with tests/nbval_sanitize.cfg \
	--nbval-kernel-startup-timeout 20 --nbval-cell-timeout 120 \
	--numprocesses auto --maxprocesses 4 --dist loadfile notebooks

nbval: setup-test ## run every notebook and compare its outputs with the stored ones
	@home=$$(mktemp -d) || exit 1; trap 'rm -rf "$$home"' EXIT; trap 'exit 130' INT TERM; \
	mkdir "$$home/case" "$$home/ipython"; unset MPLBACKEND; \
	export CASESTUDY_SCENARIO=turnaround CASESTUDY_VARIANT=0 CASESTUDY_HOME="$$home/case" IPYTHONDIR="$$home/ipython"; \
	echo '$(NBVAL)'; $(NBVAL) || { \
		[ "$${CI:-}" = true ] && echo "Notebooks: second and last attempt" && $(NBVAL); }

notebooks: setup-test ## execute the notebooks and store their outputs
	$(PY) tools/build_notebooks.py

look: setup-test ## show every notebook as JupyterLab does: contact sheets in build/look (ONLY=04 SCENARIOS=packaging)
	@$(PY) tools/look.py $(if $(ONLY),--only $(ONLY)) $(if $(SCENARIOS),--scenarios $(SCENARIOS))

data: setup ## make the tables of every scenario
	$(PY) -m casestudy tables --all

schema: setup ## write the JSON Schema of a scenario
	$(PY) -m casestudy schema

model-page: setup-test ## write the tables of docs/model.md
	$(PY) tools/model_page.py

bench: setup-test ## measure the model against what people use today: docs/benchmarks.md
	$(PY) benchmarks/bench_model.py

bench-ui: setup-test ## measure the page in a browser, and its server, against plain floors
	$(PY) benchmarks/bench_ui.py

bench-orders: setup-test ## measure the import of 500,000 order lines
	$(PY) benchmarks/bench_orders.py

serve: setup ## serve the cockpit as a page without code
	@$(PY) -m casestudy serve

LOCK := uv pip compile --quiet --universal --generate-hashes --no-annotate \
	--custom-compile-command 'make lock'

lock: ## write the lock files from pyproject.toml (needs uv; UPGRADE=--upgrade for newer versions)
	mkdir -p build
	cat requirements.lock requirements-more.lock >build/all.lock
	cp build/all.lock build/book.lock
	$(LOCK) --all-extras $(UPGRADE) --output-file build/all.lock pyproject.toml
	$(LOCK) --extra lab --extra serve --extra clone --constraint build/all.lock \
		--output-file requirements.lock pyproject.toml
	$(LOCK) --extra lab --extra serve --extra clone --extra book --constraint build/all.lock \
		--output-file build/book.lock pyproject.toml
	python3 tools/cut_lock.py build/all.lock requirements.lock >requirements-more.lock
	python3 tools/cut_lock.py build/book.lock requirements.lock >requirements-book.lock

clean: ## remove .venv, caches and builds; the learner's workbook/ stays
	rm -rf .venv .venv.lock .venv-3.* .venv-peers build dist .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find src tests tools benchmarks notebooks -type d \
		\( -name __pycache__ -o -name .ipynb_checkpoints \) -prune -exec rm -rf {} +
