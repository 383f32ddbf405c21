"""Numbers, arrays and whatever holds them, as a human reads them in a line."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.content.calls import UnusableAnswerError
from autograder.content.values import agrees, leaves
from autograder.text import count, shown

MOST = 8
"""Entries of a row that are shown; of a longer one the first and the last."""
CHARS = 600


def value_text(value: Any) -> str:
    """Return a value in one line, as Python would write it where that is short."""
    text = _text(value)
    return text if len(text) <= CHARS else f"{text[:CHARS]} ..."


def _text(value: Any) -> str:
    if isinstance(value, np.ndarray) and value.ndim:
        return _array(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{shown(str(key))}: {_text(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        left, right = "[]" if isinstance(value, list) else "()"
        inner = ", ".join(map(_text, value[:MOST]))
        more = f", ... ({count(len(value), 'entry', 'entries')})" if len(value) > MOST else ""
        return f"{left}{inner}{more}{right}"
    if callable(value):
        return "a function"
    if isinstance(value, np.generic | np.ndarray):
        value = value.item()
    return shown(repr(value))


def _array(array: np.ndarray) -> str:
    text = np.array2string(
        array, threshold=MOST, edgeitems=3, separator=", ", max_line_width=10_000, formatter={"all": _entry}
    )
    size = f" ({' x '.join(map(str, array.shape))} numbers)" if array.size > MOST or array.ndim > 1 else ""
    return " ".join(text.split()) + size


def _entry(number: Any) -> str:
    return shown(repr(number.item()))


def difference(right: Any, got: Any, rtol: float, atol: float) -> str:
    """Say where two values of the same form differ first; "" of two numbers, where everybody sees it."""
    try:
        pairs = list(zip(leaves(right), leaves(got), strict=True))
    except (UnusableAnswerError, ValueError):
        return "They are not of the same form."
    for (path, want), (own, have) in pairs:
        if path != own or want.shape != have.shape:
            return f"They are not of the same form: {_form(have)}, where {_form(want)} is right."
        if agrees(want, have, rtol, atol) or (len(pairs) == 1 and not want.ndim):
            continue
        wrong = [at for at in np.ndindex(want.shape) if not agrees(want[at], have[at], rtol, atol)]
        place = path + "".join(f"[{i}]" for i in wrong[0])
        many = f"; {len(wrong)} of {want.size} are not right" if want.size > 1 else ""
        return f"First at {place}: {_entry(have[wrong[0]])}, right is {_entry(want[wrong[0]])}{many}."
    return ""


def _form(array: np.ndarray) -> str:
    return f"an array of {' x '.join(map(str, array.shape))} numbers" if array.ndim else "a single number"
