# Two commands do everything on a fresh machine: `make demo` and `make test`.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
PEERS := .venv-peers
DATA ?= ../shared/data
PACKAGES := gate trainer engines calibration
KILLS := 500
SEED := 1

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help demo tour test lint test-peers bench torture reproduce translations clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | expand -t 14

demo: $(VENV)/device.stamp ## See a person granted, the same person masked, and a stranger refused
	@$(BIN)/gate demo

tour: $(VENV)/tests.stamp ## Go the way of docs/tour.md at the real windows, and take its pictures anew (needs Xvfb)
	@$(BIN)/python -m tests.tour

test: $(VENV)/tests.stamp lint ## Run the linters, the type checker and all tests
	$(BIN)/python -m pytest -q

lint: $(VENV)/tests.stamp
	$(BIN)/ruff check $(PACKAGES) tests
	$(BIN)/ruff format --check $(PACKAGES) tests
	$(BIN)/mypy

bench: $(VENV)/tests.stamp ## Measure our speed beside OpenCV's, numpy's and faiss's, in one run
	@$(BIN)/gate bench

torture: $(VENV)/tests.stamp ## Kill, starve and fuzz the gate; the report goes to docs/results (KILLS=500 SEED=1)
	$(BIN)/python -m tests.torture --kills $(KILLS) --seed $(SEED) --report docs/results/torture.md

reproduce: $(VENV)/tests.stamp ## Train the shipped recogniser again from ../shared/data, and check its figures
	@$(BIN)/trainer reproduce --data $(DATA) --out runs/reproduce

translations: $(VENV)/device.stamp ## Bring the screens' translations up to date (needs lrelease)
	@$(BIN)/python -m gate.ui.i18n.update

test-peers: $(VENV)/tests.stamp $(PEERS)/stamp ## Compare with packages that must not share our environment
	$(BIN)/python -m pytest -q -m peers --override-ini addopts="--strict-markers -ra" tests/peers

clean: ## Remove the environments and caches
	rm -rf $(VENV) $(PEERS) .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/device.stamp: requirements.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(not (3, 10) <= sys.version_info < (3, 14))' \
	  || { echo "MaskGate needs Python 3.10 to 3.13: make PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet -r requirements.txt
	$(BIN)/pip install --quiet --no-deps --editable .
	@touch $@

# torch comes first and alone, so that no other package's range pulls a newer build of it.
$(VENV)/tests.stamp: $(VENV)/device.stamp requirements-dev.txt requirements-door.txt
	$(BIN)/pip install --quiet torch==2.13.0
	$(BIN)/pip install --quiet -r requirements-dev.txt
	@touch $@

$(PEERS)/stamp: requirements-peers.txt
	$(PYTHON) -m venv $(PEERS)
	$(PEERS)/bin/pip install --quiet -r requirements-peers.txt
	@touch $@
