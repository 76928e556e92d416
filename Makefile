# make run     the site on http://127.0.0.1:8000/ (PORT=8123 make run takes another port)
# make test    every check and every test, browser tests included
# make fuzz    a hundred thousand broken documents and addresses at every door (the suite sends 3,000)
# make numbering  504 quotes by 8 processes and 100 kills: consecutive, whole, none lost
# make operations  follows docs/operations.md in an empty folder, from the clone to a restored backup
# make mutate  300 changes of the arithmetic, of which the tests have to see nine in ten (MUTANTS=all tries each)
# make faults  kills, full disks, locks, lost connections injected into the running site; says what was lost
# make portfolio  the packages for portfolios as Parquet files and on a Dask cluster
# make audit   packages: known advisories, licences, hashes, and whether the installed files are those that were packed
# make bench   what one comparison costs beside a bare Django view and beside spreadsheets, and what the page weighs
# Needs python3 with venv, make and git; everything else goes into .venv.

PYTHON ?= python3
PORT ?= 8000
export PORT

BIN := .venv/bin
STATIC_FILES := $(shell find static -type f 2>/dev/null)
UV := uv==0.13.9

.PHONY: run test audit portfolio fuzz numbering operations mutate faults bench screenshots lint programs database requirements clean

run: .venv/ready .secret-key staticfiles/staticfiles.json database
	@echo "Deskfare is at http://127.0.0.1:$(PORT)/ (Ctrl-C stops it)"
	@exec $(BIN)/gunicorn calculator.wsgi

test: .venv/dev-ready lint programs
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/pytest --numprocesses=2 --dist=worksteal --ignore=tests/browser
	$(BIN)/python -m tests.postgresql $(BIN)/pytest --numprocesses=2 --dist=worksteal --ignore=tests/browser -m stores
	$(BIN)/pytest tests/browser

lint: .venv/dev-ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djhtml --check --tabwidth 2 templates
	$(BIN)/mypy
	$(BIN)/lint-imports

fuzz: .venv/dev-ready
	FUZZ=100000 $(BIN)/pytest --numprocesses=2 --dist=worksteal tests/web/test_fuzz.py tests/kept/test_wandering.py

numbering: .venv/dev-ready
	$(BIN)/python -m tests.quotes.numbering

operations: .venv/dev-ready
	$(BIN)/python -m tests.operations

audit: .venv/dev-ready .venv/portfolio-ready .venv/audit-ready
	$(BIN)/python -m tests.audit

mutate: .venv/dev-ready
	$(BIN)/python -m tests.mutation

faults: .venv/dev-ready programs
	$(BIN)/python -m tests.faults

bench: .venv/dev-ready .venv/bench-ready programs
	$(BIN)/python bench/run.py

screenshots: .venv/dev-ready programs
	$(BIN)/python tests/browser/screenshots.py
	$(BIN)/python tests/browser/readme_picture.py

database: .venv/ready
	@$(BIN)/python manage.py migrate --verbosity 0
	@$(BIN)/python manage.py load_catalogue --if-changed

# uv installs in a third of pip's time; where it can't be had, pip does the same.
.venv/ready: requirements.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check $(UV) || true
	$(call install,requirements.txt)
	@touch $@

.venv/dev-ready: .venv/ready requirements-dev.txt
	$(call install,requirements-dev.txt)
	@touch $@

portfolio: .venv/portfolio-ready

.venv/portfolio-ready: .venv/ready requirements-portfolio.txt
	$(call install,requirements-portfolio.txt)
	@touch $@

.venv/bench-ready: .venv/ready requirements-bench.txt
	$(call install,requirements-bench.txt)
	@touch $@

.venv/audit-ready: .venv/dev-ready requirements-audit.txt
	$(call install,requirements-audit.txt)
	@touch $@

define install
VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --require-hashes -r $(1) || \
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r $(1)
endef

# All workers sign with the same key; it never leaves this machine.
.secret-key: | .venv/ready
	@umask 077 && $(BIN)/python -c "import secrets; print(secrets.token_urlsafe(64))" > $@

staticfiles/staticfiles.json: .venv/ready $(STATIC_FILES)
	$(BIN)/python manage.py collectstatic --no-input --verbosity 0
	@touch $@

# What tests need and this machine lacks: Debian's Chromium, a library of its driver's runtime, LibreOffice Calc,
# PostgreSQL.
# Installed where we may. In CI a missing program is a failure.
programs: .venv/dev-ready
	@missing="$$($(BIN)/python -m tests.missing)"; \
	if [ -n "$$missing" ] && command -v apt-get >/dev/null; then \
		if [ "$$(id -u)" = 0 ]; then become=; elif sudo -n true 2>/dev/null; then become="sudo -n"; else become=none; fi; \
		if [ "$$become" != none ]; then \
			echo "Installing for the tests: apt-get install $$missing"; \
			$$become apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$become apt-get install -qq -y --no-install-recommends $$missing >/dev/null; \
			missing="$$($(BIN)/python -m tests.missing)"; \
		fi; \
	fi; \
	[ -z "$$missing" ] || { \
		echo "Not here, and no right to install it: what needs them is left out (apt-get install $$missing)"; \
		[ "$$CI" != true ]; \
	}

# After a change of a requirements*.in.
requirements: .venv/ready
	$(BIN)/uv pip compile --quiet --upgrade --generate-hashes --python-version 3.11 requirements.in -o requirements.txt
	$(BIN)/uv pip compile --quiet --upgrade --generate-hashes --python-version 3.11 requirements-portfolio.in -o requirements-portfolio.txt
	$(BIN)/uv pip compile --quiet --upgrade --generate-hashes --python-version 3.11 requirements-dev.in -o requirements-dev.txt
	$(BIN)/uv pip compile --quiet --upgrade --generate-hashes --python-version 3.11 requirements-bench.in -o requirements-bench.txt
	$(BIN)/uv pip compile --quiet --upgrade --generate-hashes --python-version 3.11 requirements-audit.in -o requirements-audit.txt

clean:
	rm -rf .venv staticfiles screenshots .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage*
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
