"""The templates of the pages: everything that is put into one is escaped, unless it was cleaned before."""

from __future__ import annotations

import functools

from jinja2 import Environment, PackageLoader, StrictUndefined

from autograder import text
from autograder.reports import formulas, sentences
from autograder.results import words


@functools.cache
def environment() -> Environment:
    """Return the environment of all templates."""
    templates = Environment(
        loader=PackageLoader("autograder.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters |= {
        "number": text.number,
        "percent": text.percent,
        "points": text.count_points,
        "title": sentences.notebook_title,
        "discrimination": sentences.discrimination_word,
        "shows": sentences.what_shows,
        "formulas": formulas.with_formulas,
        "minute": lambda run: run[:16],
    }
    templates.globals |= {
        "agreeing": text.agreeing,
        "count": text.count,
        "listed": text.listed,
        "words": words,
    }
    return templates


def render(template: str, **values: object) -> str:
    """Return a page."""
    return environment().get_template(template).render(**values)
