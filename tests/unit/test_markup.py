"""HTML of a stranger becomes neither long, nor deep, nor like anything of the staff's."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.marking.formgrader import BOX, HEADING, STYLE, marking_cells
from autograder.reports.markdown import LEAST_CHARS, clean_html, clean_markdown, highlight_code
from autograder.submission.markup import NESTING, OURS, TIMES, clean_table, grows, nesting
from tests.unit.test_marking import answer, question

REPEATED = ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"]
ESCAPED = 6
"""Characters that become one of `html.escape` at most."""


def opened(tag: str, times: int, then: str = "<p>x", again: int = 3000) -> str:
    """Return HTML that opens a tag over and over, each time another one, and then begins paragraphs."""
    return "<p>" + "".join(f"<{tag} a{number}>" for number in range(times)) + then * again


@pytest.mark.parametrize("tag", REPEATED)
@pytest.mark.parametrize("times", [38, 200, 2000])
def test_what_is_opened_and_never_closed_is_not_repeated_without_bound(tag: str, times: int) -> None:
    text = opened(tag, times)
    assert len(clean_table(text)) <= TIMES * len(text)
    assert len(clean_html(text)) <= ESCAPED * len(text) + LEAST_CHARS
    assert len(clean_markdown(None, text)) <= ESCAPED * ESCAPED * len(text) + LEAST_CHARS


OTHERS = ["<p>", "</p>", "<td>", "<table>", "<li>", "<!--", "-->", "x", '"', "<a x=1>"]
CRAFTED = ["<b x='</b>'>", '<i x="<b>"</b>', '<b x=">"</b>', "<b\n>x</b>", "<b/>x</b>"]
pieces = st.sampled_from([*(f"<{s}{tag}>" for tag in REPEATED for s in ("", "/")), *OTHERS, *CRAFTED])


@settings(max_examples=200)
@given(st.lists(pieces, min_size=1, max_size=30), st.integers(1, 60))
def test_no_html_grows_beyond_its_bound(parts: list[str], times: int) -> None:
    text = "".join(parts) * times
    assert len(clean_html(text)) <= ESCAPED * len(text) + LEAST_CHARS
    table = clean_table(text)
    assert len(table) <= TIMES * len(text)
    assert nesting(table) <= NESTING


def test_a_long_text_whose_tags_are_closed_is_no_flood() -> None:
    text = '<p><b>a</b> <a href="https://a.example/" title="b">c</a> <code>d</code></p>\n' * 3000
    assert not grows(text)
    assert clean_html(text).count("<b>") == 3000


def test_a_large_table_stays_a_table() -> None:
    text = f"<table>{'<tr><td>1.5</td><td><b>2</b></td></tr>' * 2000}</table>"
    assert clean_table(text).count("<b>2</b>") == 2000


@pytest.mark.parametrize("run", ["\n", " \n", "\n  ", "\t\n", "\r\n", "\x0c\n"])
def test_a_flood_of_blanks_in_code_is_shown_as_it_is(run: str) -> None:
    source = f"x = 1{run * 3000}y = 2"
    assert highlight_code(source) == f'<div class="highlight"><pre>{html.escape(source)}</pre></div>'
    assert "<span" in highlight_code(f"x = 1{run * 30}y = 2")


def test_only_the_staffs_box_has_its_class() -> None:
    box = BOX.format(ours=OURS, heading=HEADING, body="- a reason")
    for forged in (box.replace(OURS, "marking"), box.replace(OURS, "marking-0123456789abcdef"), BOX):
        shown = clean_markdown(None, forged)
        assert HEADING in shown or "{heading}" in shown
        assert re.findall('class="([^"]+)"', shown) == []
    ours = next(cell for cell in marking_cells([question(), answer()]) if HEADING in cell.source)
    assert f'class="{OURS}"' in clean_markdown(None, ours.source)


def test_the_box_has_no_look_of_nbgraders_that_a_student_could_borrow() -> None:
    shown = clean_html(
        '<div class="panel panel-info marking marking-body"><div class="panel-heading">x</div></div>'
    )
    assert re.findall('class="([^"]+)"', shown) == []
    assert ".panel" not in STYLE.read_text(encoding="utf-8")
