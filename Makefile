# Two commands do everything: `make demo` grades a sample class, `make test` runs the tests.
# Both set up what they need: a locked virtual environment in .venv, and bubblewrap.

PYTHON ?= python3
VENV   := .venv
RUN    := $(VENV)/bin
STAMP  := $(VENV)/.synced
COURSE := vanishing-gradients
SITE   := site
IMAGE  := grading
PORT   := 8000
export UV_PYTHON_DOWNLOADS := never

.PHONY: demo test lab lite lite-serve pages image release guide figures house bench lint setup

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
	@$(if $(filter true,$(CI)),sh tools/system.sh podman)
	@$(if $(filter true,$(CI)),sh tools/system.sh configurable-http-proxy)
	@$(if $(filter true,$(CI)),$(RUN)/autograder lite $(COURSE) --only-fetch)
	@$(RUN)/python -m pytest -n 2 $(if $(filter true,$(CI)),--slow) $(ARGS)

lab: $(STAMP)
	@$(RUN)/autograder study $(COURSE) $(ARGS)

lite: $(STAMP)
	@$(RUN)/autograder lite $(COURSE) --output $(SITE) $(if $(PYODIDE),--pyodide $(PYODIDE)) $(ARGS)

lite-serve:
	@test -f $(SITE)/index.html || { echo "There is no site in $(SITE). Type:  make lite" >&2; exit 1; }
	@echo "Open http://127.0.0.1:$(PORT)/ in a browser; Ctrl-C ends it."
	@$(PYTHON) -m http.server $(PORT) --bind 127.0.0.1 --directory $(SITE)

release: guide
	@$(RUN)/autograder release $(COURSE)

guide: $(STAMP)
	@$(RUN)/autograder guide $(COURSE) --output docs

pages: $(STAMP)
	@$(RUN)/autograder pages $(COURSE) $(ARGS)

image:
	@sh tools/image.sh $(IMAGE) $(BASE)

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
