"""The templates of the pages: everything that is put into one is escaped, unless it was cleaned before."""

from __future__ import annotations

import functools

from jinja2 import Environment, PackageLoader, StrictUndefined

from autograder.reports import sentences
from autograder.results import words


@functools.cache
def environment() -> Environment:
    """Return the environment of all templates."""
    made = Environment(
        loader=PackageLoader("autograder.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "number": words.number,
        "percent": sentences.percent,
        "points": sentences.count_points,
        "title": sentences.notebook_title,
        "discrimination": sentences.discrimination_word,
        "shows": sentences.what_shows,
        "minute": lambda run: run[:16],
    }
    made.globals |= {"count": sentences.count, "listed": sentences.listed}
    return made


def render(template: str, **values: object) -> str:
    """Return a page."""
    return environment().get_template(template).render(**values)
