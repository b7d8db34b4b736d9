# make run, make test, make check, make eval: each sets up what it needs in .venv. See README.md.
PYTHON ?= python3
BIN := .venv/bin
export SOURCIER_HOME ?= $(CURDIR)/var
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Nothing calls home, whatever a library thinks of it.
export HF_HUB_OFFLINE := 1
export DO_NOT_TRACK := 1
export SCARF_NO_ANALYTICS := 1
export UNSTRUCTURED_DISABLE_NOTICE := 1
# Where PyTorch comes from when the default index offers no CPU build (https://download.pytorch.org/whl/cpu).
TORCH_INDEX ?=
# `make run MODEL=none` neither fetches the model in the box nor runs it.
export MODEL ?=

.PHONY: run test check format eval bench clean lock screenshots

run: .venv/run.stamp
	@exec $(BIN)/python scripts/run.py

test: .venv/dev.stamp
	$(BIN)/pytest $(if $(LLM),-m "llm or not llm",-m "not llm") $(ARGS)

check: .venv/dev.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/hadolint Dockerfile
	$(BIN)/check-jsonschema -q --builtin-schema vendor.compose-spec docker-compose.yml

format: .venv/dev.stamp
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# `make eval BASELINES=1` asks the plain LlamaIndex loop and the model without documents too: an hour with a small model.
eval: .venv/dev.stamp
	rm -rf $(SOURCIER_HOME)/eval/extractive $(SOURCIER_HOME)/eval/generated
	$(BIN)/rag-eval run samples --documents samples --model none --baseline retrieval-only --out $(SOURCIER_HOME)/eval/extractive
	-$(BIN)/rag-eval run samples --documents samples $(if $(BASELINES),--baseline plain-loop --baseline model-alone) --out $(SOURCIER_HOME)/eval/generated
	# Listed by the shell: make would look before the runs are there. Without a model there is one.
	$(BIN)/rag-eval report $$(ls -d $(SOURCIER_HOME)/eval/extractive $(SOURCIER_HOME)/eval/generated 2>/dev/null) --out docs/quality.md

bench: .venv/dev.stamp
	$(BIN)/python -m eval.benchmarks all $(ARGS)

lock: .venv/dev.stamp
	$(BIN)/python scripts/lock.py

screenshots: .venv/dev.stamp
	$(BIN)/python scripts/screenshots.py

.venv/run.stamp: constraints.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Sourcier needs Python 3.11 or later; name one: make PYTHON=python3.11 run")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(if $(TORCH_INDEX),$(BIN)/pip install -q --no-deps torch==2.13.0 --index-url $(TORCH_INDEX))
	$(BIN)/pip install -q --no-deps -r constraints.txt
	$(BIN)/pip install -q --no-deps --no-build-isolation -e .
	touch $@

.venv/dev.stamp: .venv/run.stamp constraints-dev.txt
	$(BIN)/pip install -q --no-deps -r constraints-dev.txt
	touch $@

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache *.egg-info
