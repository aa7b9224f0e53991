# Shorthands; everything also works without make. ./try-it and ./run-tests set up .venv by themselves.
PYTHON ?= .venv/bin/python

.PHONY: run test lint types layers golden docs pictures terrain bench lock wheel clean

run:      ; ./try-it
test:     ; ./run-tests
lint:     ; $(PYTHON) -m ruff check . && $(PYTHON) -m ruff format --check .
types:    ; $(PYTHON) -m mypy
layers:   ; .venv/bin/lint-imports
golden:   ; $(PYTHON) tests/golden/regenerate.py
docs:     ; $(PYTHON) docs/build_reference.py && $(PYTHON) docs/build_tutorial.py && $(PYTHON) docs/build_flight_validation.py --tables && $(PYTHON) docs/build_notebook.py
pictures:
	./try-it --quiet
	$(PYTHON) tests/report/look.py runs/flight-52-blackout/report.html docs/pictures/map.png "#map-section figure" 1100
	$(PYTHON) tests/report/look.py runs/flight-52-blackout/report.html docs/pictures/profile.png "#profiles figure" 1100
	$(PYTHON) -m relaysim link --terrain jezero-survey --from 18.482727,77.368632,1.2 --to 18.480451,77.360141,0.5 \
	  --plot docs/pictures/link.png --force
	sed -n '/^```csv stands.csv/,/^```$$/{/^```/!p}' docs/how-to/see-what-is-visible.md > runs/stands.csv
	$(PYTHON) -m relaysim viewshed --terrain jezero-survey --along runs/stands.csv --antenna 1.2 --target-height 0.5 \
	  --radius 1000 --out runs/blackout.tif --picture docs/pictures/blackout.png --force
terrain:  ; $(PYTHON) terrain/build.py
bench:    ; for b in benchmarks/bench_*.py; do echo "== $$b"; $(PYTHON) $$b || exit 1; done
wheel:    ; $(PYTHON) -m pip wheel --no-deps --wheel-dir dist .
# Needs uv; the locks name versions and hashes, no address.
lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --no-emit-index-url pyproject.toml -o requirements/run.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --no-emit-index-url --extra test pyproject.toml -o requirements/test.txt
clean:    ; rm -rf .venv dist build runs
