"""What stopped a function, in plain words from an error's class and message: for `check` and for grading."""

import ast
import cmath
import difflib
import inspect
import math
import re
import textwrap

import numpy as np

from . import words
from .code import does_nothing
from .messages import MESSAGES, SLIPS

GONE = {
    "alen": "len",
    "asscalar": "the method item() of the array",
    "bool8": "np.bool_",
    "cumproduct": "np.cumprod",
    "disp": "print",
    "in1d": "np.isin",
    "int0": "np.intp",
    "math": "the module math (import math)",
    "msort": "np.sort with axis=0",
    "object0": "object",
    "product": "np.prod",
    "rank": "np.ndim, or np.linalg.matrix_rank",
    "row_stack": "np.vstack",
    "str0": "np.str_",
    "trapz": "np.trapezoid",
    "typeDict": "np.sctypeDict",
    "uint0": "np.uintp",
    "unicode": "str",
}
"""Names that numpy once had, with what to use; numpy itself no longer says."""
GONE_METHODS = {
    "itemset": "a[index] = value",
    "newbyteorder": "a.view(a.dtype.newbyteorder())",
    "ptp": "np.ptp(a)",
    "tostring": "a.tobytes()",
}
"""Methods that arrays once had."""
MODULES = {"numpy": np, "numpy.linalg": np.linalg, "numpy.random": np.random, "math": math, "cmath": cmath}
"""Modules in which the nearest name is looked for."""


def _any_name(_name):
    return True


def phrase(kinds, message, known=_any_name):
    """Return an error's message in plain words, to stand after its class in a sentence; "" if there are none.

    Parameters
    ----------
    kinds : sequence of str
        Names of the class and of its bases.
    message : str
        Its text.
    known : function
        Whether a name may be repeated. In grading the text comes from a stranger's process, and only names
        that stand in the student's own cells, or are Python's and numpy's own, are no words of a stranger.
    """
    if "AttributeError" in kinds:
        told = _attribute(message, known)
        if told:
            return told
    for match, told, _ in _fitting(kinds, message):
        parts = {name: part for name, part in match.groupdict().items() if part is not None}
        names = (part for name, part in parts.items() if name in "ab")
        if all(known(name) for dotted in names for name in dotted.split(".")):
            return told.format_map(parts)
    return ""


SLIP_IDS = sorted({f"any.{slip or 'error'}" for slip in (*(row[-1] for row in MESSAGES), *SLIPS.values())})
"""The ids of all hints on what an error means."""


def slip(kinds, message):
    """Return the id of the hint on what an error means, such as "any.shapes".

    Parameters
    ----------
    kinds : sequence of str
        Names of the class and of its bases.
    message : str
        Its text.
    """
    told = next((slip_of or "error" for _, _, slip_of in _fitting(kinds, message)), None)
    if told is not None:
        return f"any.{told}"
    return next((f"any.{SLIPS[kind]}" for kind in kinds if kind in SLIPS), "any.error")


def _attribute(message, known):
    """Return what is said of a name that a module or an array does not have."""
    match = re.match(r"`np\.(?P<b>\w+)` was|module '(?P<a>[\w.]+)' has no attribute '(?P<b2>\w+)'", message)
    if match is not None:
        module, name = match["a"] or "numpy", match["b"] or match["b2"]
        return _no_name(module, name) if all(map(known, [*module.split("."), name])) else ""
    match = re.match(r"'numpy\.ndarray' object has no attribute '(\w+)'", message)
    if match is not None and match[1] in GONE_METHODS:
        return words.GONE.format(module="an array", name=match[1], use=GONE_METHODS[match[1]])
    return ""


def _no_name(module, name):
    advice = replacement(name) if module == "numpy" else ""
    if advice:
        return words.GONE.format(module=module, name=name, use=advice)
    near = difflib.get_close_matches(name, dir(MODULES[module]), 1, 0.7) if module in MODULES else []
    return words.NO_NAME.format(a=module, b=name) + (words.NEAREST.format(name=near[0]) if near else "")


def replacement(name):
    """Return what to use in place of a name that numpy once had; "" if it never had it, or still has."""
    if name in GONE:
        return "" if hasattr(np, name) else GONE[name]
    if name in getattr(np, "__former_attrs__", ()):
        return name  # the builtin type
    advice = getattr(np, "__expired_attributes__", {}).get(name, "")
    found = re.search(r"`([^`]+)`|(np\.\w+)", advice)
    return (found[1] or found[2]) if found else ""


# The code of a function


def code_of(function):
    """Return the syntax tree of a function, or of its code; None if its source is not at hand."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    except (OSError, TypeError, ValueError, SyntaxError, RecursionError, MemoryError):
        return None
    return next(
        (node for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)), None
    )


def nothing_returned(name, node):
    """Say that a function returned None, and why it may.

    Parameters
    ----------
    name : str
        Name of the exercise.
    node : ast.FunctionDef or None
        The function's syntax tree, if it is at hand.
    """
    own = list(_own_nodes(node)) if node is not None else []
    returns = any(isinstance(each, ast.Return) and each.value is not None for each in own)
    prints = any(
        isinstance(each, ast.Call)
        and isinstance(each.func, ast.Name)
        and each.func.id in ("print", "display")
        for each in own
    )
    return (words.NONE_PRINTED if prints and not returns else words.NONE_RETURNED).format(name=name)


def left_behind(node):
    """Return whether a function does something, and the scaffold's line still stands in it.

    Parameters
    ----------
    node : ast.FunctionDef or None
        The function's syntax tree, if it is at hand.
    """
    if node is None or does_nothing(node):
        return False
    lines = (each.exc for each in _own_nodes(node) if isinstance(each, ast.Raise))
    return any(getattr(getattr(exc, "func", exc), "id", "") == "NotImplementedError" for exc in lines)


def _own_nodes(node):
    """Yield what is inside a function, but not inside a function in it."""
    waiting = list(ast.iter_child_nodes(node))
    while waiting:
        each = waiting.pop()
        yield each
        if not isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            waiting += ast.iter_child_nodes(each)


def _fitting(kinds, message):
    """Yield (match, words, slip) of each row of the table that an error fits."""
    for kind, pattern, told, slip_of in MESSAGES:
        match = re.fullmatch(pattern, message, re.DOTALL) if kind in kinds else None
        if match is not None:
            yield match, told, slip_of
