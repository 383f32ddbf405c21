"""Right answers in many forms, one module a notebook: none of them may ever lose a mark.

They are written as students write, so they share no helpers: a variant that leans on another is no variant.
"""

from __future__ import annotations

from autograder.variants import notebook1, notebook2, notebook3, notebook4, notebook5
from autograder.variants.base import Variant

VARIANTS: dict[str, tuple[Variant, ...]] = {}
"""The right variants of each exercise, by its name."""
for _module in (notebook1, notebook2, notebook3, notebook4, notebook5):
    for _variant in _module.variants.all:
        VARIANTS[_variant.exercise] = (*VARIANTS.get(_variant.exercise, ()), _variant)

__all__ = ["VARIANTS", "Variant"]
