"""`bring("area")`: take a function along from the notebook in which you wrote it."""

import ast
import contextlib
import functools
import io
import re
import types
from typing import NamedTuple

import numpy as np

from . import notebooks, words
from .findings import book, describe, examine
from .frontend import say
from .loading import FOLDER, PLACES, nothing, quiet


class _Found(NamedTuple):
    """The solution cell of a function, and the cells that stand before it in its notebook."""

    notebook: str
    before: list
    source: str


def bring(name):
    """Return the function `name` from the notebook in this folder in which you wrote it.

    It reads the file on disk: save that notebook first. If the function is missing, a stand-in is
    returned, so that the rest of the notebook still runs.

    Parameters
    ----------
    name : str
        Name of the function.
    """
    function, sentence, notebook = load(name, index())
    if sentence is None and not quiet():
        function, sentence = _look_at(name, function, notebook)
    if sentence is not None:
        say(sentence)
    return function


def _look_at(name, function, notebook):
    """Return the function, or a stand-in for a stub, and the sentence that says how it does."""
    if book() is None or name not in book()["exercises"]:
        return function, words.BROUGHT_UNCHECKED.format(name=name, notebook=notebook)
    with contextlib.redirect_stdout(io.StringIO()):
        state = examine(name, function).state
    if state == "not_attempted":
        sentence = words.STUB.format(name=name, notebook=notebook)
        return _stand_in(sentence), sentence
    text = words.BROUGHT if state == "passed" else words.BROUGHT_FAILING
    return function, text.format(name=name, notebook=notebook)


def _stand_in(sentence):
    def waiting(*_args, **_kwargs):
        raise NotImplementedError(sentence)

    return waiting


# Finding the cells


def index():
    """Return {grade_id: _Found} over the notebooks of the current folder."""
    found = {}
    for path in notebooks.paths():
        before = []
        for cell in notebooks.cells(path):
            if cell.kind != "code" or (cell.grade and not cell.solution):
                continue
            grade_id = cell.grade_id if cell.solution else None
            if grade_id is not None:
                found.setdefault(grade_id, _Found(path.name, list(before), cell.source))
            before.append((grade_id, cell.source))
    return found


# Running the cells


def load(name, cells, loading=frozenset()):
    """Return (function or stand-in, sentence or None, notebook's name).

    Parameters
    ----------
    name : str
        Name of the function.
    cells : dict
        The `index` of the folder.
    loading : frozenset of str
        Functions that wait for this one.
    """
    if name not in cells or name in loading:
        sentence = words.MISSING.format(name=name, file=_home(name))
        return _stand_in(sentence), sentence, ""
    found = cells[name]
    namespace = {"__name__": found.notebook, "np": np, "bring": bring}
    namespace |= dict.fromkeys(("check", "predict", *PLACES), nothing)
    codes = [_compiled(source, definitions_only=grade_id is None) for grade_id, source in found.before]
    try:
        code = _compiled(found.source, must=True)
        # Names that come from other notebooks: their set-up cells are not run, so they are looked up here.
        used = set().union(*(_names(c) for c in (*codes, code) if c)) & cells.keys()
        own = {grade_id for grade_id, _ in found.before} | {name}
        for other in sorted(used - own):
            namespace[other] = load(other, cells, loading | {name})[0]
        with contextlib.redirect_stdout(io.StringIO()):
            for earlier in codes:
                with contextlib.suppress(Exception, SystemExit):
                    exec(earlier or "", namespace)  # noqa: S102 -- the student's own cell
            exec(code, namespace)  # noqa: S102 -- the student's own cell
    except NotImplementedError:
        sentence = words.STUB.format(name=name, notebook=found.notebook)
    except (Exception, SystemExit) as error:
        kind, message = describe(error)
        sentence = words.BROKEN.format(name=name, notebook=found.notebook, kind=kind, message=message)
    else:
        function = namespace.get(name)
        if callable(function):
            return function, None, found.notebook
        sentence = words.UNDEFINED.format(name=name, notebook=found.notebook)
    return _stand_in(sentence), sentence, found.notebook


def _home(name):
    """Return the file of the notebook in which a function is written, in brackets; "" if it is not known."""
    entry = (book() or {"exercises": {}})["exercises"].get(name, {})
    return words.IN_FILE.format(notebook=entry["notebook"]) if "notebook" in entry else ""


@functools.lru_cache(maxsize=256)  # several functions are brought from one notebook
def _compiled(source, must=False, definitions_only=False):
    """Return the code of a cell, without its magics; None if it does not compile, unless it must.

    Of a plain cell only imports and definitions count: a helper of your own, but no figure and no check.
    """
    plain = re.sub(r"^(\s*)[%!].*$", r"\1pass", source, flags=re.MULTILINE)
    for text in (source, plain):
        try:
            code = _definitions(text) if definitions_only else text
            return compile(code, "<your notebook>", "exec", dont_inherit=True)
        except (SyntaxError, ValueError, RecursionError) as error:
            problem = error
    if must:
        raise problem
    return None


def _definitions(text):
    tree = ast.parse(text)
    tree.body = [node for node in tree.body if _defines(node)]
    return tree


def _defines(node):
    if isinstance(node, ast.ImportFrom):
        return node.module != FOLDER.name
    return isinstance(node, ast.Import | ast.FunctionDef | ast.ClassDef)


def _names(code):
    """Return every name that a piece of code looks up, its inner functions included."""
    inner = (constant for constant in code.co_consts if isinstance(constant, types.CodeType))
    return set(code.co_names).union(*map(_names, inner))
