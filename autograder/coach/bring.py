"""`bring("area")`: take a function along from the notebook in which you wrote it."""

import __future__

import ast
import builtins
import contextlib
import functools
import inspect
import io
import itertools
import operator
import warnings
from pathlib import Path
from typing import NamedTuple

import numpy as np

from . import notebooks, words
from .code import does_nothing, makes
from .findings import book, describe, examine
from .frontend import say
from .loading import FOLDER, PLACES, nothing, quiet
from .locating import located, without_stubs
from .siblings import make_importable, run_text
from .slicing import Slicer
from .unsaved import is_unsaved

BUILT_IN = frozenset(dir(builtins))
BROUGHT = {
    "passed": words.BROUGHT,
    "so_far": words.BROUGHT_SO_FAR,
    "form": words.BROUGHT_SO_FAR,
    "failed": words.BROUGHT_FAILING,
}
"""What is said of a function by what its check finds."""


def bring(name):
    """Return the function `name` from the notebook in this folder in which you wrote it.

    It reads the file on disk: save that notebook first. If the function is missing, a stand-in is
    returned, so that the rest of the notebook still runs.

    Parameters
    ----------
    name : str
        Name of the function.
    """
    folder = Folder()
    brought = folder.load(str(name))
    function, sentence = brought.function, brought.problem
    if sentence is None and not quiet():
        function, sentence = _look_at(name, brought)
    if sentence is not None:
        if is_unsaved(str(name), folder.located(str(name))):
            sentence += words.UNSAVED.format(name=name, notebook=brought.file.path.name)
        say(sentence)
    return function


def _look_at(name, brought):
    """Return the function, or a stand-in for one that waits, and the sentence that says how it does."""
    notebook, text = brought.file.path.name, words.BROUGHT_UNCHECKED
    if book() is not None and name in book()["exercises"]:
        with contextlib.redirect_stdout(io.StringIO()):
            finding = examine(name, brought.function)
        if finding.state == "not_attempted":
            sentence = words.STUB.format(name=name, notebook=notebook)
            return stand_in(sentence), sentence
        text = BROUGHT[finding.state]
    sentence = text.format(name=name, notebook=notebook)
    if text is words.BROUGHT_FAILING and brought.error is not None:
        kind, message = describe(brought.error)
        sentence += words.BROUGHT_WITHOUT.format(kind=kind, message=message)
    if brought.file.original:
        original = f"{brought.file.original}.ipynb"
        text = words.BROUGHT_FROM_COPY if Path(original).is_file() else words.BROUGHT_FROM_OTHER_NAME
        sentence += text.format(notebook=notebook, original=original)
    return brought.function, sentence


def stand_in(sentence):
    """Return a function that stands for one that is missing, and says so when it is called."""

    def waiting(*_args, **_kwargs):
        raise NotImplementedError(sentence)

    return waiting


class Brought:
    """A function as its notebook makes it.

    Attributes
    ----------
    function : callable
        The function, or a stand-in.
    problem : str or None
        What is wrong, in a sentence, if it is a stand-in.
    file : notebooks.File or None
        The notebook.
    error : Exception or None
        What one of the lines before it stopped with.
    """

    def __init__(self, function=None, problem=None, file=None, error=None):
        self.function = stand_in(problem) if problem is not None else function
        self.problem, self.file, self.error = problem, file, error


class Folder:
    """The functions of the notebooks in the current folder; each is loaded once."""

    def __init__(self):
        self._loaded, self._files = {}, notebooks.files()

    def located(self, name):
        """Return where the function of this name is answered, as `Located`."""
        return located(name, self._files)

    def load(self, name):
        """Return the function of this name as `Brought`."""
        if name not in self._loaded:
            # What asks for it while it is being loaded, in a circle, does not find it.
            self._loaded[name] = Brought(problem=_missing(name))
            self._loaded[name] = self._load(name)
        return self._loaded[name]

    def _load(self, name):
        place = self.located(name)
        if place.state == "missing":
            return Brought(problem=_missing(name))
        notebook = place.file.path.name
        if place.state != "answered":
            return Brought(problem=_lacking(name, notebook, place), file=place.file)
        plan = _plan(name, place)
        given = {**dict.fromkeys(_given(), nothing), "bring": self._bring}
        namespace = {"__name__": "__main__", "np": np, "run_text": run_text} | given
        for other in sorted(plan.unbound - namespace.keys()):
            if self.located(other).state == "answered":  # the cell that brings it is not there
                namespace[other] = self._bring(other)
        make_importable(place.modules)
        function, error = _run(plan.steps, name, namespace, given)
        if place.to_check:
            function = namespace.get(name)
        if callable(function):
            return Brought(function, file=place.file, error=error)
        if error is None or name in namespace:
            text = words.NO_LONGER_A_FUNCTION.format(name=name, notebook=notebook)
        elif isinstance(error, NotImplementedError) and str(error):
            text = words.WAITS_TEXT.format(name=name, text=error)
        else:
            kind, message = describe(error)
            text = words.BROKEN.format(name=name, notebook=notebook, kind=kind, message=message)
        return Brought(problem=text, file=place.file)

    def _bring(self, name):
        return self.load(name).function


def _missing(name):
    file = words.IN_FILE.format(notebook=notebooks.home(name)) if notebooks.home(name) else ""
    return words.MISSING.format(name=name, file=file)


def _lacking(name, notebook, place):
    """Return the sentence about a function that its notebook does not make."""
    if place.state == "broken":
        kind, message = describe(place.error)
        return words.BROKEN.format(name=name, notebook=notebook, kind=kind, message=message)
    texts = {
        "stub": words.STUB,
        "undefined": words.UNDEFINED,
        "no function": words.NO_FUNCTION,
        "unreadable": words.UNREADABLE,
    }
    return texts[place.state].format(name=name, notebook=notebook)


# Running what the function needs


class Step(NamedTuple):
    """A statement to run.

    Parameters
    ----------
    cell : int
        Number of its cell.
    code : code or None
        What to run.
    given : dict of str to str
        Names that it imports of the students' package, with what they are called there.
    error : Exception or None
        Why it cannot be run.
    """

    cell: int
    code: object
    given: dict
    error: Exception | None = None


class Plan(NamedTuple):
    """What to run for a function, and the names that are bound nowhere in its notebook."""

    steps: list
    unbound: set


@functools.lru_cache(maxsize=256)  # what is brought into a notebook needs what is brought before
def _plan(name, place):
    nodes = [each.node for each in place.statements]
    stubs = {node.name for node in nodes if does_nothing(node)}
    rest = [node for node in nodes if not does_nothing(node)]
    answered = {stub for stub in stubs if makes(stub, rest)}
    kept, unbound = Slicer(without_stubs(place.statements, answered)).sliced([name])
    flags = _future(nodes)
    together = [[cell, [node]] for cell, node in kept]
    if place.to_check:  # nothing is asked of it between two statements
        together = [
            [cell, [node for _, node in group]]
            for cell, group in itertools.groupby(kept, lambda each: each[0])
        ]
    return Plan([_step(cell, nodes, flags) for cell, nodes in together], unbound - BUILT_IN)


def _future(nodes):
    """Return the compiler's flags for imports from `__future__`: they hold for all later cells."""
    imports = [node for node in nodes if isinstance(node, ast.ImportFrom) and node.module == "__future__"]
    names = [alias.name for node in imports for alias in node.names if hasattr(__future__, alias.name)]
    return functools.reduce(operator.or_, [getattr(__future__, name).compiler_flag for name in names], 0)


def _execute(code, namespace):
    """Run a cell's code; what awaits something at its top runs in a loop of its own, as this one is busy."""
    if not code.co_flags & inspect.CO_COROUTINE:
        exec(code, namespace)  # noqa: S102 -- the student's own cell
        return
    import asyncio  # noqa: PLC0415 -- hardly a cell needs them
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415

    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, eval(code, namespace)).result()  # noqa: S307 -- the student's own cell


def _step(cell, nodes, flags):
    rest = [_without_package(node) for node in nodes]
    given = {own: called for _, names in rest for own, called in names.items()}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.Module([node for node, _ in rest], [])
            flags |= ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
            return Step(cell, compile(tree, "<your notebook>", "exec", flags, dont_inherit=True), given)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return Step(cell, None, given, error)


def _given():
    """Return what a notebook imports of the students' package to bring, and to show something."""
    return {"bring", "check", "predict", *PLACES}  # the package fills `PLACES` after this module is loaded


def _without_package(node):
    """Return (an import of the students' package without what is given here, that with its names there)."""
    if not isinstance(node, ast.ImportFrom) or node.module != FOLDER.name:
        return node, {}
    given = {alias.asname or alias.name: alias.name for alias in node.names if alias.name in _given()}
    rest = [alias for alias in node.names if alias.name not in (*_given(), "*")]
    left = ast.ImportFrom(node.module, rest, node.level) if rest else ast.Pass()
    return ast.copy_location(left, node), given


def _run(steps, name, namespace, given):
    """Run statements as their notebook does: after an error the rest of a cell is left out.

    Returns
    -------
    callable or None
        The last function of this name that there was.
    Exception or None
        The first error.
    """
    function = problem = stopped = None
    with contextlib.ExitStack() as silence:
        silence.enter_context(contextlib.redirect_stdout(io.StringIO()))
        silence.enter_context(contextlib.redirect_stderr(io.StringIO()))
        silence.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore")
        for step in steps:
            if step.cell == stopped:
                continue
            namespace |= {own: given[called] for own, called in step.given.items()}
            try:
                if step.error is not None:
                    raise step.error
                _execute(step.code, namespace)
            except (Exception, SystemExit) as error:
                stopped, problem = step.cell, problem or error
            function = namespace[name] if callable(namespace.get(name)) else function
    return function, problem
