"""What a program says to its reader: comments and docstrings of a cell, words that code prints or draws."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

HOLE = "…"
"""Stands where a value is put in while the program runs."""
_FIELD = re.compile(r"\{[^{}]*\}")
_WORD = re.compile(r"(?<![^\s(])[^\W\d]\w{2,}(?![^\s,.:;?!)/])")
"""A free-standing word: text with one is read by people, another one by programs."""
_LOOK = re.compile(r"\w[:;][\w/]")
"""Names and values of a style or an address."""
WORDS = "words.py"
"""The module of the coach in which stands all that it says; its other texts are patterns of messages."""


def in_cell(source: str) -> Iterator[str]:
    """Yield comments, docstrings and words in strings of a cell; one that is no plain Python has none."""
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
        tree = ast.parse(source)
    except (SyntaxError, tokenize.TokenError):
        return
    yield from (token.string.lstrip("# ") for token in tokens if token.type == tokenize.COMMENT)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and (words := ast.get_docstring(node)):
            yield words
    yield from _in_strings(tree)


def in_package(folder: Path, coach: str = "coach") -> Iterator[tuple[str, str]]:
    """Yield (module, words) for what a students' package says; its docstrings are for authors.

    Parameters
    ----------
    folder
        The package.
    coach
        The folder in it whose words stand in one module.
    """
    for module in sorted(folder.rglob("*.py")):
        name = module.relative_to(folder)
        if name.parts[0] != coach or name.name == WORDS:
            for words in _in_strings(ast.parse(module.read_text(encoding="utf-8"))):
                yield f"{folder.name}/{name.as_posix()}", words


def _in_strings(tree: ast.AST) -> Iterator[str]:
    """Yield the words in the strings of each statement, with commas between: what a call says is one text."""
    for statement in ast.walk(tree):
        if isinstance(statement, ast.stmt) and not _is_docstring(statement):
            said = [text for text in _strings(statement) if _WORD.search(text) and not _LOOK.search(text)]
            if said:
                yield ", ".join(said)


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _strings(node: ast.AST) -> Iterator[str]:
    """Yield the strings in an expression or in the head of a statement, with holes."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield _FIELD.sub(HOLE, node.value)
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else HOLE for part in node.values)
        for part in node.values:
            if isinstance(part, ast.FormattedValue):  # a choice of words inside of a hole
                yield from _strings(part.value)
    else:
        for child in ast.iter_child_nodes(node):
            if not isinstance(child, ast.stmt | ast.excepthandler | ast.match_case):
                yield from _strings(child)
