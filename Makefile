# The platform's commands; README.md says what each is for.
PYTHON ?= python3
DATA_DIR ?= var
BIN := .venv/bin
TEST_DATABASE_URL ?= postgres://postgres@127.0.0.1:5432/partnership
TEST_REDIS_URL ?= redis://127.0.0.1:6379/9
TESTS ?=
# Each process of a suite reads all modules: they are compiled once, whatever the machine says of compiled files.
PYTEST := env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m pytest -n auto --dist worksteal
.PHONY: run dev test test-all lint bench clean python packages

run: python
	@exec $(PYTHON) scripts/run.py

dev: python
	@exec $(PYTHON) scripts/run.py --dev

test: packages
	@env -u DATABASE_URL -u REDIS_URL $(PYTEST) -m "not full" $(TESTS)

test-all: packages
	@DATABASE_URL=$(TEST_DATABASE_URL) REDIS_URL=$(TEST_REDIS_URL) $(PYTEST) $(TESTS)

lint: packages
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@git ls-files -z 'templates/*.html' '*/templates/*.html' | xargs -0 --no-run-if-empty $(BIN)/djade --check --target-version 5.2
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/mypy
	@DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python manage.py makemigrations --check --dry-run

bench: packages
	@$(BIN)/python -m tests.bench $(if $(ONLY),--only "$(ONLY)") $(if $(SCALE),--scale $(SCALE))

clean:
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@cd $(DATA_DIR) 2>/dev/null && rm -rf static locale broker tmp beat || true  # records, documents and mails stay
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

python:
	@command -v $(PYTHON) >/dev/null || { echo "The platform needs Python 3.11 or newer, and there is no $(PYTHON) here." >&2; exit 1; }
	@$(PYTHON) scripts/check_python.py

packages: python
	@$(PYTHON) scripts/environment.py requirements-dev.lock
