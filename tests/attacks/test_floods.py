"""Answers and sources that take a page's makers very long hold up neither formgrader nor feedback."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable

import nbformat.v4
import pytest
from nbconvert.exporters import HTMLExporter
from traitlets.config import Config

from autograder.front.nbgrader_hooks import install
from autograder.reports.markdown import clean_answer

LETTERS = 200_000
PATIENCE = 20
"""Seconds: a bound against hanging, where a page should take about one."""
ANSWERS = {
    "begin": "\\begin{a}",
    "environments": "\\begin{equation}x",
    "div": "<div>",
    "table": "<table><tr><td>",
    "spaces-after-a-heading": "# ",
    "stars": "*_",
    "links": "[a](<b",
    "pictures": "![a](attachment:b)",
    "formulas": "$$a",
    "footnotes": "[^a]",
    "quotes": "> - ",
    "fences": "``` `",
    "entities": "&#x",
    "mathml": "<math><mrow>",
}
SOURCES = {
    "dots": ".",
    "brackets": "(",
    "signs": "@",
    "questions": "?",
    "percents": "%",
    "quotes": "'''",
    "digits": "1_",
    "f-texts": "f'{",
}
MANY = 200
"""Cells, each of them short enough for whoever looks at single cells only."""


def formgrader_page(kind: str, *texts: str) -> None:
    """Make what formgrader shows of a notebook with these cells."""
    config = Config()
    install(config)
    new = {"markdown": nbformat.v4.new_markdown_cell, "code": nbformat.v4.new_code_cell}[kind]
    notebook = nbformat.v4.new_notebook(cells=[new(text) for text in texts])
    assert HTMLExporter(config=config).from_notebook_node(notebook)[0]


def feedback_answer(_: str, *texts: str) -> None:
    """Make what a feedback page shows of written answers."""
    for text in texts:
        clean_answer(text)


def is_made_in_time(make: Callable[..., None], kind: str, *texts: str) -> bool:
    process = multiprocessing.get_context("fork").Process(target=make, args=(kind, *texts))
    process.start()
    process.join(PATIENCE)
    if process.is_alive():
        process.kill()
        process.join()
        return False
    return process.exitcode == 0


def flood(part: str, letters: int = LETTERS) -> str:
    return part * (letters // len(part))


@pytest.mark.parametrize("part", ANSWERS.values(), ids=list(ANSWERS))
def test_a_flood_in_an_answer_holds_up_no_page(part: str) -> None:
    assert is_made_in_time(formgrader_page, "markdown", flood(part))
    assert is_made_in_time(feedback_answer, "markdown", flood(part))


@pytest.mark.parametrize("part", SOURCES.values(), ids=list(SOURCES))
def test_a_flood_in_a_source_holds_up_no_page(part: str) -> None:
    assert is_made_in_time(formgrader_page, "code", flood(part))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "part"),
    [("markdown", ANSWERS["begin"]), ("markdown", ANSWERS["div"]), ("code", SOURCES["dots"])],
)
def test_many_floods_that_are_each_small_hold_up_no_page(kind: str, part: str) -> None:
    assert is_made_in_time(formgrader_page, kind, *[flood(part, 4000)] * MANY)
