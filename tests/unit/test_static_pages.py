"""The notebooks as pages: boxes and folds hold their text, aligned formulas are tables."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from nbformat import v4

from autograder.authoring.pages import PageExporter
from autograder.reports.markdown import clean_answer


def page(tmp_path: Path, text: str) -> str:
    cells = [v4.new_markdown_cell("# Title"), v4.new_markdown_cell(text)]
    html, _ = PageExporter(tmp_path).from_notebook_node(v4.new_notebook(cells=cells))
    return html


@pytest.mark.parametrize(
    ("opens", "closes"),
    [('<div class="predict">', "</div>"), ("<details><summary>Answer</summary>", "</details>")],
    ids=["a box", "a fold"],
)
def test_what_stands_between_two_tags_is_inside(tmp_path: Path, opens: str, closes: str) -> None:
    made = page(tmp_path, f"{opens}\n\nThe **text**.\n\n{closes}\n\nBehind it.")
    inside = re.search(rf"{re.escape(opens)}(.*?){re.escape(closes)}", made, re.DOTALL)
    assert inside is not None
    assert "<strong>text</strong>" in inside[1]
    assert "Behind it." not in inside[1]


@pytest.mark.parametrize("convert", [page, lambda _, text: clean_answer(text)], ids=["page", "feedback"])
def test_aligned_formulas_are_set_in_rows(tmp_path: Path, convert) -> None:
    made = convert(tmp_path, r"$$\begin{aligned} a &= x, & b &= y \\ c &= z, & d &= w \end{aligned}$$")
    (formula,) = re.findall(r"<math.*?</math>", made, re.DOTALL)
    assert formula.count("<mtr>") == 2
    assert "(1)" not in formula  # nothing refers to a number
    assert "&" not in re.sub(r"&#\w+;", "", formula)


def test_a_page_does_not_show_the_source_that_a_notebook_hides(tmp_path: Path) -> None:
    hidden = v4.new_code_cell("told = 'the answer'", metadata={"jupyter": {"source_hidden": True}})
    shown = v4.new_code_cell("asked = 'the question'")
    html, _ = PageExporter(tmp_path).from_notebook_node(v4.new_notebook(cells=[hidden, shown]))
    assert "the question" in html
    assert "the answer" not in html
