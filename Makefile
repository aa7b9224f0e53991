# Shorthands; everything also works without make. ./try-it and ./run-tests set up .venv by themselves.
PYTHON ?= .venv/bin/python

.PHONY: run test lint types layers golden docs pictures terrain bench fuzz kill soak lock wheel clean

run:      ; ./try-it
test:     ; ./run-tests
lint:     ; $(PYTHON) -m ruff check . && $(PYTHON) -m ruff format --check .
types:    ; $(PYTHON) -m mypy
layers:   ; .venv/bin/lint-imports
golden:   ; $(PYTHON) tests/golden/regenerate.py
docs:     ; $(PYTHON) docs/build_reference.py && $(PYTHON) docs/build_tutorial.py && $(PYTHON) docs/build_flight_validation.py --tables && $(PYTHON) docs/build_notebook.py
pictures: ; $(PYTHON) docs/build_pictures.py
terrain:  ; $(PYTHON) terrain/build.py
bench:    ; for b in benchmarks/bench_*.py; do echo "== $$b"; $(PYTHON) $$b || exit 1; done
# The long forms of tests/fuzz, tests/kill and tests/simulation/test_soak.py: docs/robustness.md.
fuzz:     ; $(PYTHON) tests/fuzz/fuzz.py --cases 10000
kill:     ; RELAYSIM_KILLS=60 RELAYSIM_KILL_SEED=$$$$ $(PYTHON) -m pytest -q tests/kill
soak:     ; $(PYTHON) benchmarks/soak.py
wheel:    ; $(PYTHON) -m pip wheel --no-deps --wheel-dir dist .
# Needs uv; the locks name versions and hashes, no address.
lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --no-emit-index-url pyproject.toml -o requirements/run.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --no-emit-index-url --extra test pyproject.toml -o requirements/test.txt
clean:    ; rm -rf .venv dist build runs
