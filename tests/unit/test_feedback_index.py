"""A student's first page, the page that holds everything, and a teacher's comments on them."""

from __future__ import annotations

import re

import pytest

from autograder.gradebook.records import ClassRecord, Mark, Work
from autograder.reports.feedback_entries import comment_html, notebook_feedback
from autograder.reports.feedback_page import feedback_index, notebook_page, whole_feedback
from tests.golden.compare import assert_golden
from tests.golden.invented_class import DYDX, ONE, PEOPLE, PROOF, SIGMOID, TWO, WRONG, cells, verdict, work
from tests.unit.report_pages import Parts, class_of, text_of


def pages_of(own: Work) -> tuple[ClassRecord, list]:
    record = class_of(own)
    return record, [notebook_feedback(record, own, name, cells(name)) for name in (ONE, TWO)]


def index_of(own: Work) -> str:
    return feedback_index(*_in_order(own))


def _in_order(own: Work) -> tuple[ClassRecord, Work, list]:
    record, pages = pages_of(own)
    return record, own, pages


def test_the_first_page_is_as_in_the_golden_file(update: bool) -> None:
    assert_golden("feedback/index.html", index_of(work(PEOPLE[1], None, WRONG)).encode(), update)


def test_the_first_page_has_the_total_and_a_link_to_each_notebook() -> None:
    page = index_of(work(PEOPLE[0], None, WRONG))
    assert "5 of 17 points so far. Your teacher has not marked 6 points yet." in text_of(page)
    links = [attrs["href"] for tag, attrs in Parts(page).elements if tag == "a" and "href" in attrs]
    assert {f"{ONE}.html", f"{TWO}.html"} <= set(links)


def test_what_to_do_next_begins_with_what_cost_most_and_brings_the_hint() -> None:
    small = verdict(SIGMOID, "partial", 2.5, hint="For which sign?")
    text = text_of(index_of(work(PEOPLE[0], 6.0, WRONG, small)))
    next_part = text.partition("What to do next")[2]
    assert next_part.index("chain_dydx") < next_part.index("For which sign?")
    assert WRONG.hint
    assert WRONG.hint in next_part


@pytest.mark.parametrize(
    ("written", "sentence"),
    [(6.0, "Nothing: you have all the points. Well done."), (None, "Your teacher still reads your written")],
)
def test_without_lost_points_there_is_nothing_to_do(written: float | None, sentence: str) -> None:
    assert sentence in text_of(index_of(work(PEOPLE[0], written)))


def test_one_page_can_hold_everything_and_every_link_in_it_leads_somewhere() -> None:
    page = whole_feedback(*_in_order(work(PEOPLE[0], 3.0, WRONG)))
    elements = Parts(page).elements
    ids = [attrs["id"] for _, attrs in elements if "id" in attrs]
    links = [str(attrs["href"]) for _, attrs in elements if attrs.get("href")]
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in links} <= set(ids)
    assert all(link.startswith("#") for link in links)
    assert {"Exercise 1.1", "Exercise 2.3"} <= set(re.findall(r"Exercise \d\.\d", text_of(page)))


def test_a_notebook_without_graded_cells_has_a_page_of_its_own_too() -> None:
    own = work(PEOPLE[0], 3.0)
    page = notebook_feedback(class_of(own), own, "notes", [])
    assert (page.anchor, page.most, page.entries) == ("notebook-3", 0, ())


def test_a_notebooks_page_leads_back_to_the_first_page_where_there_is_one() -> None:
    record, own, pages = _in_order(work(PEOPLE[0], 3.0))
    assert 'href="index.html"' in notebook_page(record, own, pages[0], first_page=True)
    assert "index.html" not in notebook_page(record, own, pages[0])


# Comments


def test_a_comment_is_markdown_with_formulas() -> None:
    html = comment_html("You need **z_2**, since $\\sigma(10)$ is near 1.\nLook again.")
    assert "<strong>z_2</strong>" in html
    assert "<math" in html
    assert "$" not in html
    assert "<br>" in html


@pytest.mark.parametrize("evil", ["<script>alert(1)</script>", "[x](javascript:alert(1))", "<img src=//e>"])
def test_nothing_in_a_comment_is_live(evil: str) -> None:
    tags = {tag for tag, attrs in Parts(comment_html(evil)).elements if tag != "a" or attrs.get("href")}
    assert not tags & {"script", "img", "a", "iframe"}


# What earned the points


@pytest.mark.parametrize(
    ("mark", "said"), [(6.0, "Earned: 2: you write a form."), (0.0, "Not earned: 2: you write a form.")]
)
def test_where_the_mark_tells_it_each_line_of_the_rubric_says_whether_it_was_earned(
    mark: float, said: str
) -> None:
    record, own, pages = _in_order(work(PEOPLE[0], mark))
    assert said in text_of(notebook_page(record, own, pages[0]))


def test_a_part_of_the_points_does_not_tell_which_lines_were_earned() -> None:
    own = work(PEOPLE[0], 4.0)
    record, _, pages = _in_order(own)
    assert "arned:" not in text_of(notebook_page(record, own, pages[0]))
    assert own.marks[PROOF.cell_id] == Mark(None, 4.0)
    assert own.marks[DYDX.cell_id].score == DYDX.points
