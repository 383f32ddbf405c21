"""What a small notebook of a guest's is made of."""

from __future__ import annotations

POINTS = 2


class Test(str):
    """A teacher's test cell, of `POINTS` points; all other cells carry none."""

    __test__ = False
    __slots__ = ()


Cells = tuple[str, ...]
