"""What a cell's code defines and uses, read from its syntax tree: nothing of it is run.

The source is a student's and hostile: no more than `SOURCE_MAX` characters are parsed, and what cannot be
parsed is no code. `autograder.coach.code` reads it: what is graded and what the student's own tools take for
the answer is the same.
"""

from __future__ import annotations

import ast
import re

from autograder.coach import code

SOURCE_MAX: int = code.SOURCE_MAX
CELL_MAGIC: re.Pattern[str] = code.CELL_MAGIC
OF_WORDS = frozenset({"html", "latex", "markdown"})
"""Cell magics whose body is text."""


def parsed(source: str) -> ast.Module | None:
    """Return the syntax tree of a cell's source; None if it is no code that a kernel would run."""
    tree: ast.Module | None = code.parsed(source)
    return tree


def functions(source: str) -> frozenset[str]:
    """Return the names that a source defines with `def`, also inside `if`, `try` or `with`."""
    return frozenset(code.functions(source))


def defines(source: str, name: str) -> bool:
    """Return whether a source gives this name a value: by a definition, an assignment or an import."""
    return bool(code.defines(source, name))


def is_stub(source: str, name: str) -> bool:
    """Return whether the body of the last function of this name is still a scaffold's: it does nothing."""
    return bool(code.is_stub(source, name))


def functions_made(source: str) -> frozenset[str]:
    """Return the names for which a source makes a function that does something: it can be their answer."""
    return frozenset(code.functions_made(source))


def without_stubs(source: str, names: frozenset[str]) -> str:
    """Return a source without the functions of these names that do nothing; other lines stay in place."""
    plain: str = code.without_stubs(source, names) if "def " in source else source
    return plain


def answers(source: str, name: str) -> bool:
    """Return whether a source can be the answer to the exercise of this name."""
    return bool(code.answers(source, name))


def names_bound(source: str) -> frozenset[str]:
    """Return the names that a source gives a value in the notebook's namespace."""
    return frozenset(code.names_bound(source))


def names_used(source: str) -> frozenset[str]:
    """Return the names that a source reads, also inside its functions."""
    return frozenset(code.names_used(source))


def without_statements_over(source: str, taken: frozenset[str]) -> str:
    """Return a source without the statements that bind nothing but names that are taken already."""
    tree = parsed(source)
    if tree is None:
        return source
    left_out: set[int] = set()
    kept: set[int] = set()
    for statement in tree.body:
        bound = frozenset(code.bound([statement]))
        lines = range(statement.lineno, (statement.end_lineno or statement.lineno) + 1)
        (left_out if bound and bound <= taken else kept).update(lines)
    left_out -= kept
    return "\n".join(line for number, line in enumerate(code.lines(source), 1) if number not in left_out)


def is_prose(source: str) -> bool:
    """Return whether a code cell holds words: no Python, or nothing but comments and strings."""
    magic = code.CELL_MAGIC.match(source)
    if magic is not None:
        return magic[1] in OF_WORDS
    tree = parsed(source)
    return tree is None or all(
        isinstance(each, ast.Expr)
        and isinstance(each.value, ast.Constant | ast.JoinedStr)
        and not isinstance(getattr(each.value, "value", ""), int | float | complex | bytes)
        for each in tree.body
    )
