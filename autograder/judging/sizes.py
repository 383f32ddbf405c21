"""How large a reply is, found out before anything walks through it."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.coach.values import is_plain

LEAST, TIMES = 10_000, 10
"""A reply may hold so many numbers anyway, and so many times as many as the right result."""


def allowed(expected: Any) -> int:
    """Return how many numbers and containers a reply may hold where this is right."""
    return LEAST + TIMES * _count(expected)


def exceeds(reply: Any, most: int) -> bool:
    """Return whether a reply holds more numbers and containers than this.

    The length of each part is looked at before its entries are, so no more than `most` of them are.
    """
    parts = [reply]
    while parts:
        part = parts.pop()
        if isinstance(part, np.ndarray):
            most -= 1 + part.size
        elif isinstance(part, dict | list | tuple):
            most -= 1 + len(part)
        if most < 0:
            return True
        if isinstance(part, dict):
            parts += part.values()
        elif isinstance(part, list | tuple) and not is_plain(part):
            parts += part
    return False


def items(value: Any) -> int:
    """Return how many items a reply is made of; an array is one."""
    if isinstance(value, dict):
        return 1 + sum(map(items, value.values()))
    if isinstance(value, tuple | list):
        return 1 + (len(value) if is_plain(value) else sum(map(items, value)))
    return 1


def _count(value: Any) -> int:
    if isinstance(value, dict):
        return sum(map(_count, value.values()))
    if isinstance(value, tuple | list):
        return sum(map(_count, value))
    return int(np.size(value))
