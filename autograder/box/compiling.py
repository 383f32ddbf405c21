"""Inside the box: which cells are plain Python, and their code; all others are IPython's to read."""

from __future__ import annotations

import __future__
import ast
import builtins
import functools
import io
import keyword
import linecache
import operator
import re
import tokenize
from types import CodeType
from typing import Any

IPYTHON_SYNTAX = re.compile(
    r"^[ \t]*(?:[%!?/,;]|>>>|\.\.\.|In[ \t]*\[)|\?[ \t]*$|=[ \t]*[!%]|\A\s*^[ \t]+\S|\A[^\n]*\Z"
    r"|\b(?:await|async)\b",
    re.MULTILINE,
)
"""Where Python sees an error and IPython may see none."""
PROMPT = re.compile(r"[ \t]*(?:>>>|\.{3,}:|In \[)")
"""What IPython may take for a prompt, and away, in a text that is Python already."""
SPACE = (tokenize.COMMENT, tokenize.ENDMARKER, tokenize.NEWLINE, tokenize.NL)
WORD = re.compile(r"[^\W\d]\w*")
FUTURES = functools.reduce(
    operator.or_, (getattr(__future__, name).compiler_flag for name in __future__.all_feature_names)
)
Code = tuple[CodeType, CodeType | None]
"""A cell's code, and that of the expression at its end whose value is shown."""


class Compiler:
    """Compiles cells that mean the same to Python and to IPython.

    Parameters
    ----------
    namespace
        The names that the notebook has.

    Attributes
    ----------
    futures
        Flags of the `from __future__` imports so far.
    """

    def __init__(self, namespace: dict[str, Any]) -> None:
        self._namespace = namespace
        self.futures = 0

    def code(self, source: str, name: str) -> Code | SyntaxError | None:
        """Return the code of a cell, or the error in it; None if IPython has to read it."""
        linecache.cache[name] = (len(source), None, [line + "\n" for line in source.splitlines()], name)
        try:
            tree = compile(source, name, "exec", self.futures | ast.PyCF_ONLY_AST, dont_inherit=True)
            if self._is_automagic(source, tree) or has_prompts(source, tree):
                return None
            last = None
            if tree.body and isinstance(tree.body[-1], ast.Expr) and not is_quiet(source):
                last = ast.Expression(tree.body.pop().value)
            code = compile(tree, name, "exec", self.futures, dont_inherit=True)
            self.futures |= code.co_flags & FUTURES
            value = None if last is None else compile(last, name, "eval", self.futures, dont_inherit=True)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            return None if IPYTHON_SYNTAX.search(source) or not isinstance(error, SyntaxError) else error
        return code, value

    def _is_automagic(self, source: str, tree: ast.Module) -> bool:
        """Return whether a cell is one line that begins with a name that nothing has, as `pwd` or `ls -l`."""
        word = WORD.match(source) if len(tree.body) == 1 and isinstance(tree.body[0], ast.Expr) else None
        return (
            word is not None
            and not keyword.iskeyword(word[0])
            and word[0] not in self._namespace
            and not hasattr(builtins, word[0])
            and "\n" not in source.strip()
        )


def is_quiet(source: str) -> bool:
    """Return whether a semicolon ends a cell, so that its value is not shown."""
    if ";" not in source:
        return False
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    *_, last = (token.string for token in tokens if token.type not in SPACE)
    return last == ";"


def has_prompts(source: str, tree: ast.Module) -> bool:
    """Return whether a line begins like a prompt, but for lines in texts that begin a line, as docstrings."""
    if ">>>" not in source and "...:" not in source and "In [" not in source:
        return False
    lines = source.splitlines()
    prompts = {number for number, line in enumerate(lines, 1) if PROMPT.match(line)}
    constants = [node for node in ast.walk(tree) if prompts and isinstance(node, ast.Constant)]
    for node in constants:
        before = lines[node.lineno - 1].encode()[: node.col_offset]
        if isinstance(node.value, str) and not before.strip():
            prompts -= set(range(node.lineno + 1, 1 + (node.end_lineno or 0)))
    return bool(prompts)
