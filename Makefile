# Two commands do everything: `make demo` grades a sample class, `make test` runs the tests.
# Both set up what they need: a locked virtual environment in .venv, and bubblewrap.

PYTHON ?= python3
VENV   := .venv
RUN    := $(VENV)/bin
STAMP  := $(VENV)/.synced
export UV_PYTHON_DOWNLOADS := never

.PHONY: demo test lab pages release guide figures fingerprints bench lint setup

# Where a recipe fails make exits with 2; with -q it only asks what is to be done, and exits with 1.
ifneq ($(filter demo,$(MAKECMDGOALS)),)
ifneq ($(shell sh scripts/system.sh bwrap && echo there),there)
MAKEFLAGS += -q
endif
endif

demo: setup
	@$(RUN)/python -m autograder.demo

test: $(STAMP)
	@SANDBOX_OPTIONAL=1 sh scripts/system.sh bwrap
	@sh scripts/system.sh chromium
	@sh scripts/system.sh postgresql
	@$(RUN)/python -m pytest -n 2 $(if $(filter true,$(CI)),--slow) $(ARGS)

lab: $(STAMP)
	@$(RUN)/python -m autograder.selfstudy $(ARGS)

release: fingerprints guide
	@$(RUN)/python -m autograder.release

guide: $(STAMP)
	@$(RUN)/python -m autograder.guide

fingerprints: $(STAMP)
	@$(RUN)/python -m autograder.fingerprints

pages: $(STAMP)
	@$(RUN)/python -m autograder.pages $(ARGS)

figures: $(STAMP)
	@$(RUN)/python -m autograder.figures

bench: setup
	@$(RUN)/python scripts/bench.py $(ARGS)

lint: $(STAMP)
	@$(RUN)/ruff check . && $(RUN)/ruff format --check . && $(RUN)/mypy

setup: $(STAMP)
	@sh scripts/system.sh bwrap

$(STAMP): pyproject.toml uv.lock scripts/venv.sh
	@sh scripts/venv.sh $(PYTHON) $(VENV)
	@touch $@
