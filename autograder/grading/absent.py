"""What stands in a notebook where a function should be: the nearest name, a method, a value, a comment."""

from __future__ import annotations

import ast
import difflib
import re
from collections.abc import Collection, Iterator
from itertools import islice

from autograder.coach import code
from autograder.grading.sources import Function, Sources
from autograder.results import words
from autograder.submission.code import names_bound, parsed
from autograder.text import listed

NEAR = 0.6
"""How near the name of a function must be to be offered."""
MOST_NAMES = 2000
"""Most names that are looked through for the nearest one."""
RESET = re.compile(r"^[^\S\n]*+%reset\b", re.MULTILINE)


def absent(sources: Sources, name: str, failed: Collection[int]) -> str:
    """Return what stands where the function of this name should be; "" if nothing was written.

    Parameters
    ----------
    failed
        The cells that stopped with an error, by their index.
    """
    found = (
        _no_function_any_more(sources, name, failed)
        or _inside(sources, name)
        or _not_as_code(sources, name)
        or _near(sources, name)
        or _other(sources, name)
    )
    return found.format(no_function=words.NO_FUNCTION_NAMED.format(name=name), name=name) if found else ""


def beside_scaffold(sources: Sources, name: str) -> str:
    """Say that a scaffold is untouched, and where something was written that may be meant for it."""
    found = _near(sources, name) or _not_as_code(sources, name)
    return found.format(no_function=words.SCAFFOLD.rstrip("."), name=name) if found else words.SCAFFOLD


def _no_function_any_more(sources: Sources, name: str, failed: Collection[int]) -> str:
    """Say which cell gave the name a value that is no function, or removed it."""
    removes = re.compile(rf"\bdel\b(?:(?!\bdel\b).)*\b{re.escape(name)}\b")
    for index, source in reversed(sources.running.items()):
        if index in failed:
            continue
        if RESET.search(source) or removes.search(source):
            return _said(words.REMOVED, cell=sources.beginning(index))
        if name in names_bound(source) and not _makes_function(source, name):
            return _said(words.NO_LONGER_FUNCTION, cell=sources.beginning(index))
    return ""


def _makes_function(source: str, name: str) -> bool:
    """Return whether the last thing of this name that a cell makes can be called."""
    nodes = [node for each, node in _definitions(source) if each == name]
    return bool(nodes) and isinstance(nodes[-1], Function | ast.ClassDef | ast.alias | ast.Lambda)


def _inside(sources: Sources, name: str) -> str:
    """Say in which class or function it is defined."""
    for index in sources.running:
        for node in sources.nodes(index):
            if isinstance(node, ast.ClassDef | Function) and any(
                isinstance(inner, Function) and inner.name == name for inner in node.body
            ):
                told = words.IN_CLASS if isinstance(node, ast.ClassDef) else words.IN_FUNCTION
                return _said(told, outer=node.name, cell=sources.beginning(index))
    return ""


def _not_as_code(sources: Sources, name: str) -> str:
    """Say where it is written in a comment, in quotes, or below a magic that runs no Python here."""
    typed = re.compile(rf"\bdef[ \t]+{re.escape(name)}[ \t]*\(")
    for index, source in sources.written.items():
        tree = parsed(source)
        if typed.search(source) and tree is not None and name not in _defined(tree):
            return _said(words.NOT_AS_CODE, cell=sources.beginning(index))
    return ""


def _near(sources: Sources, name: str) -> str:
    """Say which function has nearly this name."""
    made = {
        each: index
        for index, source in sources.written.items()
        for each, node in _definitions(source)
        if isinstance(node, Function | ast.Lambda) and each not in sources.released | {name}
    }
    near = nearest(name, made, NEAR)
    return _said(words.NEAREST_FUNCTION, near=near, cell=sources.beginning(made[near])) if near else ""


def _other(sources: Sources, name: str) -> str:
    """Say what its cell defines instead."""
    source = sources.written.get(sources.home, "")
    tree = parsed(source)
    if tree is None or not tree.body:
        return ""
    others = sorted({each for each, node in _definitions(source) if isinstance(node, Function)})
    if name in others:
        return words.NEVER_DEFINED
    return _said(words.OTHER_CELL, others=listed(others, most=3)) if others else words.EMPTY_CELL


def nearest(name: str, names: Collection[str], cutoff: float) -> str:
    """Return the name that is nearest, whatever its case; "" if none is near."""
    alike = (each for each in sorted(names) if abs(len(each) - len(name)) <= len(name))
    lowered = {each.lower(): each for each in islice(alike, MOST_NAMES)}
    near = difflib.get_close_matches(name.lower(), lowered, 1, cutoff)
    return lowered[near[0]] if near else ""


def _definitions(source: str) -> Iterator[tuple[str, ast.AST]]:
    yield from code.definitions((parsed(source) or ast.Module([], [])).body)


def _defined(tree: ast.Module) -> set[str]:
    return {node.name for node in ast.walk(tree) if isinstance(node, Function)}


def _said(told: str, **parts: str) -> str:
    """Return a sentence whose parts are filled in, but for the name and how it is said that it is missing."""
    safe = {part: text.replace("{", "{{").replace("}", "}}") for part, text in parts.items()}
    return told.format(no_function="{no_function}", name="{name}", **safe)
