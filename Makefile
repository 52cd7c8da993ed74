# What one does with this project day by day; `make` alone lists it.
# Processes of tests share compiled modules, whatever the shell says.
unexport PYTHONDONTWRITEBYTECODE
.DEFAULT_GOAL := help
.PHONY: help install demo fast fast-upper fast-lower coverage test generators lint format docs lock sbom bench campaigns

PYTHON ?= python3
BIN := .venv/bin

help: ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | expand -t 14

.venv: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt --editable '.[test]'
	@touch .venv

install: .venv ## an environment in .venv with everything that tests need, and this checkout in it

demo: .venv ## a database, Temporal, a worker, the API, and a bank and a phone that play against them
	$(BIN)/nextstep demo

# Two processes with half of them each, by folders: one that hands tests out to two, as `-n 2` does, is busy itself, and each of the
# two collects all of them. What each writes is shown when it is through.
fast: .venv ## the tests that start no servers but the exhaustive ones, with a tenth of the drawn examples
	@$(MAKE) --no-print-directory -j2 $(if $(filter output-sync,$(.FEATURES)),--output-sync=target) fast-upper fast-lower

# Without plugins that nothing here is for, and without files that output goes through: together a quarter of a test's own cost.
FAST := $(BIN)/pytest -m 'not live and not generators and not exhaustive' --hypothesis-profile=few --capture=sys \
	-p no:xdist -p no:xdist.looponfail -p no:pytest_cov -p no:anyio
UPPER := tests/api tests/workflows/operation tests/activities/device

fast-upper: .venv
	$(FAST) $(UPPER)

fast-lower: .venv
	$(FAST) tests $(UPPER:%=--ignore=%)

coverage: .venv ## all of that, and which lines none of it runs (quick from Python 3.12 on)
	$(BIN)/pytest -n 2 -m 'not live and not generators' --cov --cov-report=
	$(BIN)/coverage report

test: .venv ## all tests, on real servers
	$(BIN)/pytest -n 2

generators: .venv ## clients made of the OpenAPI documents (Java, Maven, Node and npm)
	$(BIN)/pytest -m generators tests/generators

lint: .venv ## style, format, types, and which floor may import which
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/mypy -p tests
	$(BIN)/lint-imports

format: .venv ## the format that lint asks for
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: .venv ## the pages that are made from the code: every setting, states, what commands answer
	$(BIN)/python -m tests.documents.configuration
	$(BIN)/python -m tests.documents.states
	$(BIN)/python -m tests.documents.consoles

# From the oldest Python that is served, on which most packages are needed. Where packages come from is told to nobody.
lock: .venv ## requirements.lock: the production environment with a digest of each file (minutes: files are fetched)
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt --editable '.[release]'
	$(BIN)/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe --no-header --no-annotate \
		--no-emit-index-url --no-emit-trusted-host --no-emit-find-links \
		--constraint constraints.txt --output-file requirements.lock pyproject.toml
	@{ echo '# What a production environment on Linux consists of, with the SHA-256 of each file that may be installed: made by `make lock`.'; \
	  echo '# pip install --require-hashes -r requirements.lock && pip install --no-deps .'; cat requirements.lock; } > requirements.lock.made
	@mv requirements.lock.made requirements.lock

PRODUCTION := build/production

sbom: .venv ## sbom.cdx.json: a bill of materials (CycloneDX) of a production environment, which is installed for it by the lock
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt --editable '.[release]'
	rm -rf $(PRODUCTION)
	$(PYTHON) -m venv --without-pip $(PRODUCTION)
	$(BIN)/pip --python $(PRODUCTION)/bin/python install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip --python $(PRODUCTION)/bin/python install --quiet --disable-pip-version-check --no-deps .
	$(BIN)/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible --output-format JSON \
		--output-file sbom.cdx.json $(PRODUCTION)/bin/python
	rm -rf $(PRODUCTION)

bench: .venv ## what flows, reads and signatures cost; beside an older build: make bench AGAINST=commit; see docs/benchmark.md
	$(BIN)/python -m tests.bench $(if $(AGAINST),--against $(AGAINST))

campaigns: ## what attacks, loads and kills a whole engine: see docs/reliability.md
	@grep -l ArgumentParser tests/campaign/*.py | sed -E 's|tests/campaign/(.*)\.py|$(BIN)/python -m tests.campaign.\1|'
