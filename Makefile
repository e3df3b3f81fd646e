# Every target sets up .venv by itself; the second call skips what is already installed.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/installed.stamp
WORKERS ?= 2

.PHONY: demo test check bench serve browser clean

$(STAMP): pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

demo: $(STAMP)
	$(BIN)/staffcast plan instances/demo --out out/demo --weeks 4

# The report's page test needs a Chromium. It is installed where that needs no questions asked.
browser:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null \
	  || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && apt-get install -y -qq chromium >/dev/null; } \
	  || echo "no Chromium found: the browser tests will be skipped"

test: $(STAMP) browser
	$(BIN)/python -m pytest -n $(WORKERS)

check: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest tests/test_architecture.py

bench: $(STAMP)
	$(BIN)/python -m instances.benchmark readme

serve: $(STAMP)
	$(BIN)/uvicorn api.app:app --host 127.0.0.1 --port 8000

clean:
	rm -rf .venv out
