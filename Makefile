# Two commands for a fresh machine: `make demo` and `make test`. Both set up what they need.

PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
READY := $(VENV)/.ready
WORKERS ?= $(shell $(PYTHON) -c 'import os; print(os.cpu_count() or 1)')
PYTEST := $(RUN) -m pytest -n $(WORKERS) --dist loadfile
# the notebooks' figures are inline, whatever backend this shell is set to
unexport MPLBACKEND

.PHONY: demo test test-slow fuzz bench lab wheel lint refresh record clean help sandbox

help:            ## what there is
	@grep -E '^[a-z-]+: .*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 14

demo: $(READY) sandbox  ## grade six sample submissions and show what comes out
	@$(RUN) -m grading demo

test: $(READY) sandbox  ## the tests: under ten minutes
	@$(RUN) -m ruff check .
	@$(PYTEST) -m "not slow and not parity"
	@$(PYTEST) --nbval --nbval-sanitize-with tests/nbval_sanitize.cfg -p no:cacheprovider \
	  -p tests.processor_time --processor-seconds 90 notebooks

test-slow: $(READY) sandbox  ## what is left out there: the slow tests, Chromium, PyTorch
	@$(PYTEST) -m "slow or parity" --ignore tests/autograd_ref/fuzz
	@$(RUN) -m pytest -m parity tests/autograd_ref/fuzz  # a process of its own: Hypothesis draws what it finds in imported modules, too

fuzz: $(READY)   ## 20,000 random programs, here and in PyTorch (FUZZ_PROGRAMS, FUZZ_SEED)
	@$(RUN) -m pip install --quiet --disable-pip-version-check -e ".[parity]"
	@FUZZ_PROGRAMS=$${FUZZ_PROGRAMS:-20000} $(RUN) -m pytest -m parity tests/autograd_ref/fuzz

bench: $(READY)  ## the engine's speed beside PyTorch and others, into benchmarks/README.md
	@$(RUN) -m pip install --quiet --disable-pip-version-check -e ".[bench,parity]"
	@mkdir -p dist
	@$(RUN) -m benchmarks.speed --json dist/speed.json
	@$(RUN) -m benchmarks.table dist/speed.json

lab: $(READY)    ## JupyterLab with the lessons as students get them
	@$(RUN) -m grading handout > /dev/null
	@$(RUN) -m course lab student-lessons

wheel: $(READY)  ## dist/: the package for students, with the released lessons
	@$(RUN) -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .
	@ls dist/*.whl

lint: $(READY)   ## ruff
	@$(RUN) -m ruff check .

refresh: $(READY)  ## run the lessons anew and store their outputs
	@$(RUN) -m grading refresh

record: $(READY) ## record what reference and known mistakes answer
	@$(RUN) -m grading record

clean:           ## remove what was generated, never a class's submissions or grades
	rm -rf $(VENV) dist build grading/demo student-lessons .pytest_cache .ruff_cache

sandbox: $(READY)
	@$(RUN) -m grading doctor --install --quiet

$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' || \
	  { echo "The course needs Python 3.11, 3.12 or 3.13; $(PYTHON) is $$($(PYTHON) --version). Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "$(PYTHON) can't make virtual environments here. On Debian or Ubuntu: apt-get install python3-venv"; exit 1; }
	@echo "Setting up $(VENV) (once; a few minutes) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(RUN) -m pip install --quiet --disable-pip-version-check -e ".[test]"
	@touch $(READY)
