# Two commands do everything: `make demo` grades a sample class, `make test` runs the tests.
# Both set up what they need: a locked virtual environment in .venv, and bubblewrap.

PYTHON ?= python3
VENV   := .venv
RUN    := $(VENV)/bin
STAMP  := $(VENV)/.synced
COURSE := vanishing-gradients
export UV_PYTHON_DOWNLOADS := never

.PHONY: demo test lab pages release guide figures house bench lint setup

# If a recipe fails make exits with 2; with -q it only finds out what must be done, and exits with 1.
ifneq ($(filter demo,$(MAKECMDGOALS)),)
ifneq ($(shell sh tools/system.sh bwrap && echo installed),installed)
MAKEFLAGS += -q
endif
endif

demo: setup
	@$(RUN)/python -m tools.demo

test: $(STAMP)
	@SANDBOX_OPTIONAL=1 sh tools/system.sh bwrap
	@sh tools/system.sh chromium
	@sh tools/system.sh postgresql
	@$(RUN)/python -m pytest -n 2 $(if $(filter true,$(CI)),--slow) $(ARGS)

lab: $(STAMP)
	@$(RUN)/autograder study $(COURSE) $(ARGS)

release: guide
	@$(RUN)/autograder release $(COURSE)

guide: $(STAMP)
	@$(RUN)/autograder guide $(COURSE) --output docs

pages: $(STAMP)
	@$(RUN)/autograder pages $(COURSE) $(ARGS)

figures: $(STAMP)
	@$(RUN)/python -m vanishing_gradients.figures

house: $(STAMP)
	@$(RUN)/python -m tools.house

bench: setup
	@$(RUN)/python -m bench $(ARGS)

lint: $(STAMP)
	@$(RUN)/ruff check . && $(RUN)/ruff format --check . && $(RUN)/mypy && $(RUN)/lint-imports --no-cache

setup: $(STAMP)
	@sh tools/system.sh bwrap

$(STAMP): pyproject.toml vanishing_gradients/pyproject.toml uv.lock tools/venv.sh
	@sh tools/venv.sh $(PYTHON) $(VENV)
	@touch $@
