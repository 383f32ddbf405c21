"""Whether a function is the last version that was typed: a cell that fails leaves the version before it."""

import ast
import linecache

from . import words
from .code import names_bound, parsed, syntax_error
from .frontend import shell
from .locating import signed


def did_not_run(name, function):
    """Return a sentence if the last cell that was to make a function did not; None otherwise, or in doubt.

    Parameters
    ----------
    name : str
        Name of the function.
    function : object
        What has this name now.
    """
    if not isinstance(name, str):
        return None
    for source in reversed(_cells()[:-1]):
        if name not in source:
            continue
        tree = parsed(source)
        if tree is None:
            if name in signed(source):
                return words.DID_NOT_RUN.format(name=name, error=_spelled(syntax_error(source)))
        elif name in names_bound(source):
            older = _is_older(name, function, tree, source)
            return words.DID_NOT_RUN.format(name=name, error=words.STOPPED_BEFORE) if older else None
    return None


def _cells():
    """Return the sources of the cells that were run, in order; the last one is running."""
    return getattr(shell(), "user_ns", {}).get("In", [""])


def _is_older(name, function, tree, source):
    """Return whether a function comes from another cell than the last one that plainly defines it."""
    plain = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name]
    if len(plain) != 1 or plain[0].decorator_list or not _binds_once(name, tree):
        return False
    lines = linecache.getlines(getattr(getattr(function, "__code__", None), "co_filename", ""))
    return bool(lines) and "".join(lines).strip() != source.strip()


def _binds_once(name, tree):
    others = [node for node in tree.body if not isinstance(node, ast.FunctionDef)]
    return name not in names_bound(ast.unparse(ast.Module(others, [])))


def _spelled(error):
    kind, line = type(error).__name__, getattr(error, "lineno", None)
    if line is None:
        return kind
    return words.IN_LINE.format(kind=kind, line=line, message=error.msg)
