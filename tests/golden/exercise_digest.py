"""What decides the marks of an exercise, as a digest: its checks, and all functions and numbers behind them.

Sources are compared as syntax trees, without docstrings, comments, annotations and the names of functions and
variables; a name that a course defines counts as what it stands for. So only what can change a mark changes the
digest.
"""

from __future__ import annotations

import ast
import copy
import dataclasses
import functools
import hashlib
import inspect
import sys
import textwrap
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any, NamedTuple

import numpy as np

from autograder.content import Exercise

NOT_THE_COURSES = {"autograder", "builtins", "numpy", *sys.stdlib_module_names}
"""Top-level packages whose functions and classes count by their names alone."""
IGNORED = {"annotation", "ctx", "kind", "returns", "type_comment", "type_params"}
"""Fields of a syntax tree that decide nothing."""

Function = ast.FunctionDef | ast.Lambda


def digest_of(exercise: Exercise) -> str:
    """Return the digest of what decides the marks of an exercise."""
    return _digest(Description().of([exercise.needs, exercise.reference, exercise.checks]))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class Scope(NamedTuple):
    """What the names in a definition mean: values of its module, or variables of its own by their order."""

    values: dict[str, Any]
    variables: dict[str, str]


class Description:
    """Describes values as texts: the same text for whatever decides the same."""

    def __init__(self) -> None:
        self._known: dict[Any, str] = {}

    def of(self, value: Any) -> str:
        """Return the description of a value.

        Raises
        ------
        TypeError
            If it is not known how to describe it: a digest must leave nothing out.
        """
        if value is None or isinstance(value, bool | int | float | complex | str | bytes):
            return repr(value)
        if isinstance(value, np.ndarray | np.generic):
            return f"array({value.dtype.str}, {value.shape}, {value.tobytes().hex()})"
        if isinstance(value, list | tuple):
            return f"row({', '.join(map(self.of, value))})"
        if isinstance(value, set | frozenset):
            return f"set({', '.join(sorted(map(self.of, value)))})"
        if isinstance(value, dict):
            return f"dict({', '.join(f'{self.of(key)}: {self.of(one)}' for key, one in value.items())})"
        if isinstance(value, functools.partial):
            return f"partial{self.of([value.func, value.args, value.keywords])}"
        if isinstance(value, ModuleType):
            return value.__name__
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            parts = [getattr(value, each.name) for each in dataclasses.fields(value) if each.compare]
            return f"{self.of(type(value))}{self.of(parts)}"
        if hasattr(value, "__wrapped__"):
            return self.of(value.__wrapped__)
        if isinstance(value, FunctionType | type) and _is_the_courses(value.__module__):
            return self._definition(value)
        if hasattr(value, "__name__"):
            return str(value.__name__)
        raise TypeError(f"{value!r} decides on marks: say here how it is described")

    def _definition(self, value: FunctionType | type) -> str:
        """Return a digest of the syntax tree of a function or class, and of what its names stand for."""
        if value not in self._known:
            self._known[value] = "itself"
            if isinstance(value, type):
                node: ast.AST = _class_node(value)
                names = vars(sys.modules[value.__module__])
                used = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
                scope = Scope({name: names[name] for name in used if name in names}, {})
                bound: list[Any] = []
            else:
                node = _body_alone(_function_node(value.__code__))
                names, used = value.__globals__, _names(value.__code__)
                scope = Scope({name: names[name] for name in used if name in names}, _variables(node))
                bound = [cell.cell_contents for cell in value.__closure__ or ()]
                bound += [value.__defaults__, value.__kwdefaults__]
            self._known[value] = _digest(f"{self._tree(node, scope)} {self.of(bound)}")
        return self._known[value]

    def _tree(self, node: Any, scope: Scope) -> str:
        if isinstance(node, list):
            return f"[{', '.join(self._tree(one, scope) for one in node)}]"
        if not isinstance(node, ast.AST):
            return repr(node)
        found, value = _stands_for(node, scope.values)
        if found:
            return self.of(value)
        fields = dict(ast.iter_fields(node))
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            fields["body"] = node.body[1:] if ast.get_docstring(node) is not None else node.body
            fields["name"] = scope.variables.get(node.name, node.name)
        elif isinstance(node, ast.Name):
            fields["id"] = scope.variables.get(node.id, node.id)
        parts = [part for name, part in fields.items() if name not in IGNORED and part not in (None, [])]
        return f"{type(node).__name__}({', '.join(self._tree(part, scope) for part in parts)})"


def _is_the_courses(module: str) -> bool:
    return module.partition(".")[0] not in NOT_THE_COURSES


def _stands_for(node: ast.AST, values: dict[str, Any]) -> tuple[bool, Any]:
    """Return whether a name, or a name in a module of the course, stands for a value, and for which."""
    if isinstance(node, ast.Name):
        return node.id in values, values.get(node.id)
    if isinstance(node, ast.Attribute):
        found, base = _stands_for(node.value, values)
        if found and isinstance(base, ModuleType) and _is_the_courses(base.__name__):
            return True, getattr(base, node.attr)
    return False, None


def _names(code: CodeType) -> set[str]:
    """Return the names that a function, and functions inside of it, take from their module."""
    inner = [constant for constant in code.co_consts if isinstance(constant, CodeType)]
    return set(code.co_names).union(*map(_names, inner))


@functools.cache
def _module_nodes(file: str) -> list[ast.AST]:
    return list(ast.walk(ast.parse(Path(file).read_text(encoding="utf-8"))))


def _variables(node: ast.AST) -> dict[str, str]:
    """Return the variables of a function, inner functions among them, each with its number."""
    arguments = {one.arg for one in ast.walk(node) if isinstance(one, ast.arg)}
    names = [
        one.id if isinstance(one, ast.Name) else one.name
        for one in ast.walk(node)
        if (isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)) or isinstance(one, ast.FunctionDef)
    ]
    unique = dict.fromkeys(name for name in names if name not in arguments)
    return {name: f"variable {number}" for number, name in enumerate(unique)}


def _body_alone(node: Function) -> Function:
    """Return a function's syntax tree without its name, defaults and decorators, which count by their effect."""
    alone = copy.copy(node)
    alone.args = copy.copy(node.args)
    alone.args.defaults, alone.args.kw_defaults = [], []
    if not isinstance(alone, ast.Lambda):
        alone.name, alone.decorator_list = "", []
    return alone


def _function_node(code: CodeType) -> Function:
    """Return the syntax tree of a function: of several lambdas in a line the one that its positions lie in."""
    if code.co_name != "<lambda>":
        functions = (n for n in _module_nodes(code.co_filename) if isinstance(n, ast.FunctionDef))
        return next(
            node
            for node in functions
            if node.name == code.co_name
            and code.co_firstlineno in {node.lineno, *(one.lineno for one in node.decorator_list)}
        )
    spans = [span for span in code.co_positions() if None not in span]

    def fits(node: ast.Lambda) -> tuple[int, int]:
        body: Any = node.body
        begin, end = (body.lineno, body.col_offset), (body.end_lineno, body.end_col_offset)
        inside = sum(begin <= (line, col) and (last, after) <= end for line, last, col, after in spans)
        return inside, -len(ast.unparse(node))

    lambdas = (n for n in _module_nodes(code.co_filename) if isinstance(n, ast.Lambda))
    return max((node for node in lambdas if node.lineno == code.co_firstlineno), key=fits)


def _class_node(value: type) -> ast.ClassDef:
    node = ast.parse(textwrap.dedent(inspect.getsource(value))).body[0]
    assert isinstance(node, ast.ClassDef)
    node.name = ""
    return node
