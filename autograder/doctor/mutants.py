"""Wrong answers that nobody thought of: the course's own solutions with a random slip in their syntax tree.

A mutant that is caught scores below full. One that survives is a right answer, or a check is missing.
"""

from __future__ import annotations

import ast
import copy
import signal
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from autograder.content import ExerciseSet
from autograder.content.calls import TimedOut
from autograder.judging.judge import judge
from autograder.judging.local import LocalCalls
from autograder.notebooks import cells_of

CALL_SECONDS = 2.0
SEEDS = (2, 71, 828)

Exchanges = Mapping[str, tuple[str, ...]]
"""For the name of each function those that it is exchanged for."""
NONE: Exchanges = MappingProxyType({})

_OPERATORS: dict[type, tuple[type, ...]] = {
    ast.Add: (ast.Sub, ast.Mult),
    ast.Sub: (ast.Add, ast.Mult),
    ast.Mult: (ast.Add, ast.Div),
    ast.Div: (ast.Mult, ast.Sub),
    ast.Pow: (ast.Mult,),
    ast.MatMult: (ast.Mult,),
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.And: (ast.Or,),
    ast.Or: (ast.And,),
}
_FUNCTIONS = {
    "prod": ("sum", "max", "mean"),
    "sum": ("prod", "mean"),
    "mean": ("sum",),
    "exp": ("expm1", "cosh"),
    "log": ("log10", "log2", "log1p"),
    "log10": ("log", "log2"),
    "log1p": ("log", "expm1"),
    "abs": ("negative", "sign", "square"),
    "sign": ("abs",),
    "sqrt": ("square", "abs"),
    "cumsum": ("cumprod",),
    "cumprod": ("cumsum",),
    "tanh": ("sinh", "arctan"),
    "arcsinh": ("arctan", "arccosh"),
    "float64": ("float32",),
    "empty": ("zeros",),
    "max": ("min",),
    "min": ("max",),
    "reversed": ("list",),
    "imag": ("real",),
}


@dataclass(frozen=True)
class Mutant:
    """A solution with a slip in it.

    Parameters
    ----------
    exercise
        Name of the exercise.
    source
        The whole cell.
    """

    exercise: str
    source: str

    def changed(self, solution: str) -> str:
        """Return "exercise: line" for the line that differs from the solution."""
        before = ast.unparse(ast.parse(solution)).splitlines()
        after = self.source.splitlines()
        new = [line.strip() for line in after if line not in before]
        gone = [line.strip() for line in before if line not in after]
        return f"{self.exercise}: {new[0] if new else f'without {gone[0]}' if gone else 'lines moved'}"


@dataclass(frozen=True)
class Fate:
    """What became of a mutant: the best score over the seeds, and the mistakes that it was named as."""

    mutant: Mutant
    survived: bool
    names: tuple[str | None, ...]


def solutions(exercises: ExerciseSet, source: Path) -> dict[str, str]:
    """Return the solution cells of the notebooks in a folder by the names of their functions."""
    return {cell.grade_id: cell.source for cell in cells_of(source) if cell.grade_id in exercises}


def mutants(name: str, source: str, exchanges: Exchanges = NONE) -> list[Mutant]:
    """Return all mutants of a solution cell with one slip, each once.

    Parameters
    ----------
    exchanges
        Functions of the course that are exchanged for others, beside those of numpy.
    """
    tree = ast.parse(source)
    plain = ast.unparse(tree)
    found = {ast.unparse(changed) for changed in _changed(tree, name, {**_FUNCTIONS, **exchanges})} - {plain}
    return [Mutant(name, text) for text in sorted(found)]


def mutants_of_mutants(
    name: str, source: str, rng: np.random.Generator, count: int, exchanges: Exchanges = NONE
) -> list[Mutant]:
    """Return `count` random mutants of random mutants: two slips at once."""
    first = mutants(name, source, exchanges)
    found: list[Mutant] = []
    while first and len(found) < count:
        second = mutants(name, first[int(rng.integers(len(first)))].source, exchanges)
        chosen = second[int(rng.integers(len(second)))] if second else None
        if chosen is not None and chosen.source != ast.unparse(ast.parse(source)):
            found.append(chosen)
    return found


def _changed(tree: ast.Module, name: str, functions: Exchanges) -> Iterator[ast.Module]:
    """Yield a changed copy of the tree for every node and every change that suits it."""
    function, inside = _inside(tree, name)
    names = sorted({n.id for n in inside if isinstance(n, ast.Name)} | {a.arg for a in function.args.args})
    for index, node in enumerate(inside):
        for number in range(len(list(_changes(copy.deepcopy(node), names, functions)))):
            changed = copy.deepcopy(tree)
            twin, nodes = _inside(changed, name)
            replacement = list(_changes(nodes[index], names, functions))[number]()
            if replacement is not None:
                _Swap(nodes[index], replacement).visit(twin)
            yield ast.fix_missing_locations(changed)


def _inside(tree: ast.Module, name: str) -> tuple[ast.FunctionDef, list[ast.AST]]:
    """Return the function, and all nodes of its body but its docstring."""
    function = next(n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == name)
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return function, [node for statement in body for node in ast.walk(statement)]


class _Swap(ast.NodeTransformer):
    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> Any:
        return self.new if node is self.old else super().generic_visit(node)


Change = Callable[[], ast.AST | None]
"""Changes a node in place and returns None, or returns the node that replaces it."""


def _changes(node: Any, names: list[str], functions: Exchanges) -> Iterator[Change]:
    if isinstance(node, ast.BinOp | ast.BoolOp | ast.AugAssign):
        for new in _OPERATORS.get(type(node.op), ()):
            yield partial(setattr, node, "op", new())
    if isinstance(node, ast.BinOp):
        yield lambda: node.left
        yield lambda: node.right
        if not isinstance(node.op, ast.Add | ast.Mult):
            yield lambda: _assign(node, left=node.right, right=node.left)
    elif isinstance(node, ast.Compare):
        for new in _OPERATORS.get(type(node.ops[0]), ()):
            yield partial(setattr, node, "ops", [new(), *node.ops[1:]])
    elif isinstance(node, ast.UnaryOp):
        yield lambda: node.operand
    elif isinstance(node, ast.Constant) and type(node.value) in (int, float):
        value: Any = node.value
        for other in (value + 1, value - 1, -value, 2 * value, 0):
            if other != value:
                yield partial(setattr, node, "value", other)
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        for other in names:
            if other != node.id and (other in functions) == (node.id in functions):
                yield partial(setattr, node, "id", other)
        for other in functions.get(node.id, ()):
            yield partial(setattr, node, "id", other)
    elif isinstance(node, ast.Attribute):
        for other in functions.get(node.attr, ()):
            yield partial(setattr, node, "attr", other)
    elif isinstance(node, ast.Call):
        if node.args and not isinstance(node.args[0], ast.Starred):
            yield lambda: node.args[0]
        if len(node.args) > 1:
            yield lambda: setattr(node, "args", [node.args[1], node.args[0], *node.args[2:]])
        if node.keywords:
            yield lambda: setattr(node, "keywords", node.keywords[1:])
    elif isinstance(node, ast.Slice):
        yield lambda: _assign(node, lower=None, upper=None, step=None)
        yield lambda: _assign(node, lower=node.upper, upper=node.lower)
    elif isinstance(node, ast.Tuple | ast.List) and len(node.elts) > 1 and isinstance(node.ctx, ast.Load):
        yield lambda: setattr(node, "elts", node.elts[::-1])
    elif isinstance(node, ast.If | ast.IfExp):
        yield lambda: setattr(node, "test", ast.UnaryOp(ast.Not(), node.test))
    elif isinstance(node, ast.Assign | ast.AugAssign | ast.Expr):
        yield ast.Pass


def _assign(node: ast.AST, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(node, name, value)


# What becomes of them


def fate(exercises: ExerciseSet, mutant: Mutant, solutions: dict[str, str]) -> Fate:
    """Return what the judge says of a mutant among the course's other solutions."""
    function = function_of(exercises, mutant, solutions)
    return (
        Fate(mutant, survived=False, names=()) if function is None else _judged(exercises, mutant, function)
    )


def function_of(
    exercises: ExerciseSet, mutant: Mutant, solutions: dict[str, str]
) -> Callable[..., Any] | None:
    """Return a mutant's function among the course's other solutions; None if its cell cannot be run."""
    namespace: dict[str, Any] = {"np": np}
    try:
        for name in (*exercises[mutant.exercise].needs, mutant.exercise):
            exec(mutant.source if name == mutant.exercise else solutions[name], namespace)  # noqa: S102
        function: Callable[..., Any] = namespace[mutant.exercise]
    except Exception:
        return None
    return function


def _judged(exercises: ExerciseSet, mutant: Mutant, function: Callable[..., Any]) -> Fate:
    signal.signal(signal.SIGALRM, _late)

    def timed(*args: Any) -> Any:
        signal.setitimer(signal.ITIMER_REAL, CALL_SECONDS)
        try:
            return function(*args)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0.0)

    names, survived = [], True
    for seed in SEEDS:
        calls = LocalCalls({mutant.exercise: timed})
        ruling = judge(exercises, mutant.exercise, calls, np.random.SeedSequence(seed))
        survived = survived and ruling.outcome == "correct"
        names.append(ruling.mistake)
        if ruling.outcome in {"raised", "timed_out"}:
            break  # the other inputs would show the same, and take long
    return Fate(mutant, survived, tuple(names))


def _late(*_: Any) -> None:
    raise TimedOut(f"a call took more than {CALL_SECONDS:g} s")
