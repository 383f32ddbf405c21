"""What a cell leaves behind for others, as far as its names show: some cells no answer needs."""

from __future__ import annotations

import ast
import contextlib
import re
import symtable
import warnings
from collections.abc import Collection

from autograder.submission.code import names_bound, names_used, parsed

HARMLESS = frozenset({"capture", "matplotlib", "time", "timeit"})
MAGIC = re.compile(r"^[ \t]*(?:%%?(?P<name>\w*)|!)", re.MULTILINE)
REACHING = frozenset(
    {"__import__", "builtins", "delattr", "eval", "exec", "get_ipython", "globals", "importlib", "locals"}
    | {"os", "setattr", "sys", "vars", "warnings"}
)
"""Names by which a cell can do what its other names do not show."""
SETTINGS = frozenset({"seterr", "set_printoptions", "seterrcall", "setbufsize", "errstate"})
"""numpy's functions that change how it computes or prints for all cells."""


def imported(source: str) -> frozenset[str]:
    """Return the names that a source imports."""
    tree = parsed(source)
    nodes = ast.walk(tree) if tree is not None else ()
    return frozenset(
        alias.asname or alias.name.partition(".")[0]
        for node in nodes
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    )


def effects(source: str, fixed: Collection[str]) -> frozenset[str] | None:
    """Return the names that a cell binds, or whose values it may change; None if it may do anything.

    Parameters
    ----------
    fixed
        Names of modules and functions: to use them does not change them.
    """
    tree = parsed(source)
    if tree is None or any(match["name"] not in HARMLESS for match in MAGIC.finditer(source)):
        return None
    changed: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) if name in REACHING:
                return None
            case ast.Attribute(attr=attr) if attr in SETTINGS:
                return None
            case ast.Delete(targets=targets):
                changed.update(filter(None, map(_root, targets)))
            case ast.Attribute() | ast.Subscript() if not isinstance(node.ctx, ast.Load):
                changed.add(_root(node))  # also of a module: then all see it changed
            case ast.Call():
                inputs = [node.func, *node.args, *(keyword.value for keyword in node.keywords)]
                changed.update({_root(each) for each in inputs} - set(fixed))
    return names_bound(source) | frozenset(changed - {""})


def definitions_alone(source: str) -> str:
    """Return the imports, definitions and constants of a source: what runs in no time and ends nothing."""
    tree = parsed(source)
    kept = [node for node in tree.body if _is_definition(node)] if tree is not None else []
    with contextlib.suppress(
        RecursionError, MemoryError, ValueError
    ):  # a number may be too long to be written
        return "\n".join(map(ast.unparse, kept))
    return ""


def _is_definition(node: ast.stmt) -> bool:
    value = getattr(node, "value", None)
    constant = isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(value, ast.Constant | ast.Lambda)
    return constant or isinstance(
        node, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    )


def global_names(source: str) -> frozenset[str]:
    """Return the names that a cell and its functions look up in the notebook, and names of attributes.

    They stand in tables of symbols. No code is made of the source: Python writes a block `finally` twice, one
    in it four times, and so on.
    """
    tree = parsed(source)
    found = frozenset[str]().union(*map(_names_in_modules, ast.walk(tree) if tree is not None else ()))
    try:
        with warnings.catch_warnings(action="ignore"):  # of an invalid escape in the student's text
            waiting = [symtable.symtable(source, "<cell>", "exec")]
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # of magics, too
        return found | names_used(source) | names_bound(source)
    names: set[str] = set()
    while waiting:
        table = waiting.pop()
        # A class looks its own names up in the notebook too, before it has them.
        is_class = table.get_type() == "class"
        names.update(each.get_name() for each in table.get_symbols() if is_class or each.is_global())
        waiting += table.get_children()
    return found | names


def _names_in_modules(node: ast.AST) -> list[str]:
    """Return the names that a node looks up in objects and modules."""
    match node:
        case ast.Attribute(attr=name):
            return [name]
        case ast.alias(name=name) | ast.ImportFrom(module=str(name)):
            return name.split(".")
    return []


def _root(node: ast.expr) -> str:
    """Return the name at which an expression as `table[0].rows` begins; "" if it begins with no name."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Starred):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""
