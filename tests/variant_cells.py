"""Right variants of the exercises as students hold them: the text of a cell, or its parts."""

from __future__ import annotations

import ast
import inspect
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from vanishing_gradients import EXERCISES

if TYPE_CHECKING:
    from autograder.content.variant import Function, Variant

VARIANTS = [
    (name, number, variant)
    for name in EXERCISES
    for number, variant in enumerate(EXERCISES.variants_of(name))
]
"""(exercise, number among its variants, variant)."""
GIVEN = {"np", "Any"}
"""What the notebooks import themselves, and what only the course needs."""
FOR_US = re.compile(r": Any\b| -> Any\b| *# noqa.*")
"""What students do not write."""


def definition(function: Function) -> tuple[str, ast.Module, ast.FunctionDef]:
    """Return the text and the tree of a variant's module, and its own definition in it."""
    text = Path(inspect.getsourcefile(function) or "").read_text("utf-8")
    tree = ast.parse(text)
    line = inspect.getsourcelines(function)[1]
    own = next(
        node
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.decorator_list and node.decorator_list[0].lineno == line
    )
    return text, tree, own


@cache
def source(variant: Variant) -> str:
    """Return a variant as the text of a cell: what it imports, and the function under its exercise's name.

    What earlier notebooks hold is brought, so the cell does not define it again.
    """
    text, tree, own = definition(variant.right)
    used = {node.id for node in ast.walk(own) if isinstance(node, ast.Name)}
    imports = []
    for node in tree.body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            node.names = [each for each in node.names if (each.asname or each.name) in used - GIVEN]
            imports += [ast.unparse(node)] if node.names else []
    written = FOR_US.sub("", "\n".join(text.split("\n")[own.lineno - 1 : own.end_lineno]))
    if own.name == "_":
        written = written.replace("def _(", f"def {variant.exercise}(", 1)
    else:  # it calls itself
        written = re.sub(rf"\b{own.name}\b", variant.exercise, written)
    return "\n".join([*imports, "", "", written] if imports else [written])
