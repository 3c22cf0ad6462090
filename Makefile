# Everything runs in .venv, which every target sets up first (tools/setup.sh). Paths are relative
# and tools are started with `python -m`, so that the project's own path may contain spaces.
PY := .venv/bin/python
SHELL := /bin/sh

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup lab test lint unit nbval notebooks look data schema lock bench bench-ui serve clean

help: ## list these targets
	@sed -n 's/^\([a-z-]*\):[^#]*## /\1	/p' Makefile | while IFS='	' read -r target text; do \
		printf '  make %-10s %s\n' "$$target" "$$text"; done

setup: ## make .venv from requirements.lock, if it is not there yet
	@sh tools/setup.sh

lab: setup ## set up everything and open JupyterLab on the first notebook
	@$(PY) -m casestudy open

test: setup lint unit nbval ## set up everything and run all checks
	@echo "All checks passed: style, layers, tests, notebooks."

lint: setup ## check style, format and layers
	$(PY) -m ruff check
	$(PY) -m ruff format --check
	$(PY) -c 'from importlinter.cli import lint_imports_command as main; main()' --no-logo

unit: setup ## run the tests and the examples in docstrings
	$(PY) -m pytest

# The notebooks' stored outputs have to come out again: with the default case, whatever the person
# at the keyboard has chosen or set. A kernel rarely stalls at its start, for no known reason, so it
# gets 20 seconds instead of 60, and CI, where nobody can look and start again, one second attempt.
# MPLBACKEND is unset because it would keep the kernel from storing pictures.
NBVAL := $(PY) -m pytest --nbval --nbval-current-env --nbval-sanitize-with tests/nbval_sanitize.cfg \
	--nbval-kernel-startup-timeout 20 --nbval-cell-timeout 120 \
	--numprocesses auto --maxprocesses 4 --dist loadfile notebooks

nbval: setup ## run every notebook and compare its outputs with the stored ones
	@home=$$(mktemp -d) || exit 1; trap 'rm -rf "$$home"' EXIT; trap 'exit 130' INT TERM; \
	mkdir "$$home/case" "$$home/ipython"; unset MPLBACKEND; \
	export CASESTUDY_SCENARIO=turnaround CASESTUDY_VARIANT=0 CASESTUDY_HOME="$$home/case" IPYTHONDIR="$$home/ipython"; \
	echo '$(NBVAL)'; $(NBVAL) || { \
		[ "$${CI:-}" = true ] && echo "Notebooks: second and last attempt" && $(NBVAL); }

notebooks: setup ## execute the notebooks and store their outputs
	$(PY) tools/build_notebooks.py

look: setup ## show every notebook as JupyterLab does: contact sheets in build/look (ONLY=04 SCENARIOS=packaging)
	@$(PY) tools/look.py $(if $(ONLY),--only $(ONLY)) $(if $(SCENARIOS),--scenarios $(SCENARIOS))

data: setup ## make the tables of every scenario
	$(PY) -m casestudy tables --all

schema: setup ## write the JSON Schema of a scenario
	$(PY) -m casestudy schema

bench: setup ## measure the model against its two plainer versions
	$(PY) benchmarks/bench_model.py

bench-ui: setup ## measure the cockpit in a browser against a label and the naive way
	$(PY) benchmarks/bench_ui.py

serve: setup ## serve the cockpit as a page without code
	@$(PY) -m casestudy serve

lock: ## write requirements.lock from pyproject.toml (needs uv; UPGRADE=--upgrade for newer versions)
	uv pip compile --quiet --universal --all-extras --generate-hashes --no-annotate \
		--custom-compile-command 'make lock' $(UPGRADE) --output-file requirements.lock pyproject.toml

clean: ## remove .venv, caches and builds; the learner's workbook/ stays
	rm -rf .venv build dist .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find src tests tools benchmarks notebooks -type d \
		\( -name __pycache__ -o -name .ipynb_checkpoints \) -prune -exec rm -rf {} +
