"""Formulas in a sentence: "a_{i-1}" and "10^-9" as MathML, all else as text."""

from __future__ import annotations

import re
from functools import lru_cache

from markupsafe import Markup, escape

from autograder.reports.markdown import formula_html

FORMULA = re.compile(
    r"(?<![\w\\$])(?:[A-Za-z]_(?:\{[^{}\s]{1,20}\}|[A-Za-z0-9])|(?:[A-Za-z]|\d+)\^(?:\{[^{}\s]{1,20}\}|-?\d+))(?!\w)"
)
BARE = re.compile(r"\^(-?\d+)")


@lru_cache(maxsize=1024)  # a class shares most of its sentences
def with_formulas(text: str) -> Markup:
    """Return a sentence of the course as HTML in which indices and powers stand as such."""
    parts, end = [], 0
    for found in FORMULA.finditer(text):
        parts += [escape(text[end : found.start()]), formula_html(BARE.sub(r"^{\1}", found[0]))]
        end = found.end()
    return Markup("").join([*parts, escape(text[end:])])
