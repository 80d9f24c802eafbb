# make run    set up what running needs, build the index from seeds/ when there is none, serve http://127.0.0.1:8000
# make test   set up, run the whole suite
# make test-pure   set up, the tests of indexing and of the engines without what a compiler has made of them
# make test-cluster   set up, the tests of the engine opensearch on a real cluster, where Java and Maven are there
# make test-cluster-faults   set up, what happens when nodes of a cluster of three fail; some minutes
# make wheel  set up, a wheel of this platform in dist/, with the compiled code, for every Python from 3.11 on
# make lint   set up, ruff and mypy
# make lock   write the locked requirements anew, with the hashes of their files, after a change of setup.cfg
# make bench DOCS=docs.jsonl.gz QUERIES=queries.tsv   set up, run the benchmarks on a collection

PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
RUNS := $(VENV)/run
TESTS := $(VENV)/test
LOCK := --quiet --generate-hashes --allow-unsafe --strip-extras --no-header --no-annotate --no-emit-index-url
# Debian ships python3 without what `python3 -m venv` needs; whoever may install packages is spared the step.
INSTALL_VENV := { command -v apt-get && { [ "$$(id -u)" = 0 ] || sudo -n true; } && \
  $$([ "$$(id -u)" = 0 ] || echo sudo -n) sh -c 'apt-get update -qq && apt-get install -y -qq python3-venv'; } >/dev/null 2>&1

PURE := everything works without a C compiler, and builds take up to twice as long (Debian: apt-get install gcc python3-dev, then make clean)

.PHONY: run test test-pure test-cluster test-cluster-faults wheel lint bench lock clean

run: $(RUNS)
	$(BIN)/bahith serve --demo --port $(PORT)

test: $(TESTS)
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist worksteal

test-pure: $(TESTS)
	BAHITH_PURE_PYTHON=1 $(BIN)/python -m pytest -q -n auto --maxprocesses 4 tests/analysis tests/indexing tests/engines

test-cluster: $(TESTS)
	$(BIN)/python -m tests.engines.opensearch.cluster 1 $(BIN)/python -m pytest -n0 tests/engines -k opensearch

test-cluster-faults: $(TESTS)
	TEST_FAULTS=1 $(BIN)/python -m pytest -n0 -s tests/engines/opensearch/test_faults.py

wheel: $(RUNS)
	$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation --wheel-dir dist .

lint: $(TESTS)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(TESTS)
	@test -f "$(DOCS)" -a -f "$(QUERIES)" || \
	  { echo "name a collection: make bench DOCS=docs.jsonl.gz QUERIES=queries.tsv (see benchmarks/README.md)"; exit 1; }
	$(BIN)/python benchmarks/bench_build.py $(DOCS)
	$(BIN)/python benchmarks/bench_query.py $(DOCS) $(QUERIES)
	$(BIN)/python benchmarks/bench_update.py $(DOCS)
	$(BIN)/python benchmarks/parity.py $(DOCS) $(QUERIES)
	$(BIN)/python benchmarks/bench_serve.py $(DOCS) $(QUERIES)
	$(BIN)/python benchmarks/overload.py $(DOCS) $(QUERIES)
	$(BIN)/python benchmarks/faults.py

# The virtual environment is made anew when what it is made from changes. Every file that pip takes must have the hash
# that it had when it was locked.
$(RUNS) $(TESTS): $(VENV)/%: requirements/%.txt setup.cfg setup.py pyproject.toml $(wildcard search/*/native/*.[ch])
	@command -v $(PYTHON) >/dev/null || { echo "bahith needs Python 3.11 or newer: install python3 (Debian: apt-get install python3)"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "bahith needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) -V). Name another: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || $(INSTALL_VENV) || \
	  { echo "Python's venv module is missing: install it (Debian: apt-get install python3-venv)"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@# Where PYTHONDONTWRITEBYTECODE is set every command would compile the modules anew, which takes half a second.
	@$(BIN)/python -m compileall -q search web
	@$(BIN)/python -c "from search.analysis.native import native; native or print('bahith: $(PURE)')"
	$(BIN)/python -m search.analysis.lexicon
	@touch $@

# In an environment of its own: pip-tools is nothing that Bahith needs.
lock:
	$(PYTHON) -m venv build/lock
	build/lock/bin/pip install --quiet pip-tools
	build/lock/bin/pip-compile $(LOCK) --extra sources --extra opensearch --output-file requirements/run.txt setup.cfg requirements/run.in
	build/lock/bin/pip-compile $(LOCK) --extra sources --extra opensearch --extra test --extra lint --output-file requirements/test.txt setup.cfg requirements/run.in
	sed -i '/^--/d' requirements/run.txt requirements/test.txt

clean:
	rm -rf $(VENV) build dist *.egg-info search/*/native/_native*.so
