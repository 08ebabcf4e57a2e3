# Two commands do everything: `make book` and `make test`. Each sets up .venv first if it has to.
PYTHON ?= python3
PY     := .venv/bin/python
LOCK   := uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --quiet

.PHONY: book test check refresh browser lock clean

book: .venv/installed
	@$(PY) -m allies build

test: .venv/installed
	@$(PY) -m pytest

check: .venv/installed
	@$(PY) -m allies check

refresh: .venv/installed
	@$(PY) -m allies refresh

browser: .venv/installed
	@tests/browser/run

lock:
	@$(LOCK) --output-file requirements.txt requirements.in
	@$(LOCK) --output-file tests/browser/requirements.txt tests/browser/requirements.in

clean:
	rm -rf _build .pytest_cache .venv

.venv/installed: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; this is " + sys.version.split()[0] + ". Name another with: make PYTHON=python3.12")'
	$(PYTHON) -m venv --clear .venv
	$(PY) -m pip install --disable-pip-version-check --progress-bar off --require-hashes -r requirements.txt
	$(PY) -m pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation --editable .
	@touch $@
