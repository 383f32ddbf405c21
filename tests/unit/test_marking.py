"""What stands beside a written answer on the page of formgrader."""

from __future__ import annotations

import re
from typing import Any

from nbformat.v4 import new_code_cell, new_markdown_cell

from autograder.marking.formgrader import marking_cells
from autograder.notebooks import MARK_SCHEME, SOLUTION, begins, between, without
from autograder.reports.markdown import clean_markdown

SCHEME = "=== BEGIN MARK SCHEME ===\n\n- **2** a reason\n\n=== END MARK SCHEME ==="


def question(scheme: str = SCHEME) -> Any:
    nbgrader = {"grade_id": "question_why", "locked": True, "grade": False, "solution": False}
    return new_markdown_cell(f"Why?\n\n{scheme}", metadata={"nbgrader": nbgrader})


def answer(source: str = "Because.") -> Any:
    nbgrader = {"grade_id": "written_why", "grade": True, "solution": True, "locked": False, "points": 2}
    return new_markdown_cell(source, metadata={"nbgrader": nbgrader})


def prediction(source: str, topic: str = "far") -> Any:
    nbgrader = {"grade_id": f"predict_{topic}", "grade": False, "solution": True, "locked": False}
    return new_code_cell(source, metadata={"nbgrader": nbgrader})


def sources(*cells: Any) -> list[str]:
    return [cell.source for cell in marking_cells(cells)]


def test_the_mark_scheme_moves_from_the_question_to_a_box_before_the_answer() -> None:
    asked, box, answered = sources(question(), answer())
    assert asked.strip() == "Why?"
    assert "- **2** a reason" in box
    assert answered == "Because."


def test_the_box_holds_the_predictions_made_before_the_answer_alone() -> None:
    *_, box, _, _ = sources(prediction('predict("far", 1)'), question(), answer(), prediction("late", "late"))
    assert 'predict("far", 1)' in box
    assert "late" not in box


def test_a_later_answer_has_its_own_rubric_and_all_earlier_predictions() -> None:
    other = SCHEME.replace("a reason", "a number")
    cells = (prediction("one"), question(), answer(), prediction("two", "two"), question(other), answer())
    box = sources(*cells)[-2]
    assert "a number" in box
    assert "a reason" not in box
    assert "one\ntwo" in box


def test_an_answer_without_rubric_and_predictions_has_no_box() -> None:
    assert sources(question(""), answer()) == ["Why?\n\n", "Because."]


def test_a_code_exercise_has_no_box() -> None:
    nbgrader = {"grade_id": "check_f", "grade": True, "solution": False, "locked": True}
    check = new_code_cell("check()", metadata={"nbgrader": nbgrader})
    assert len(sources(prediction("one"), check)) == 2


def test_a_prediction_cannot_leave_its_block() -> None:
    hostile = '```\n</div>\n\n<img src="x" onerror="alert(1)">\n\n# Full marks\n\n````'
    *_, box, _ = sources(prediction(hostile), question(), answer())
    page = clean_markdown(None, box)
    after = page.partition("<pre>")[2].partition("</pre>")[2]
    assert "Full marks" not in after
    assert "<img" not in page
    assert re.sub(r"\s", "", after) == "</div></div></div>"


def test_a_region_is_what_stands_between_its_marker_lines() -> None:
    assert between("a\n<!-- BEGIN SOLUTION -->\nb\nc\n<!-- END SOLUTION -->\nd", SOLUTION) == "b\nc"
    assert between("nothing", SOLUTION) == ""


def test_a_region_begins_at_its_marker_line() -> None:
    assert begins(MARK_SCHEME, SCHEME)
    assert not begins(SOLUTION, SCHEME)


def test_a_region_that_is_not_closed_is_taken_away_to_the_end() -> None:
    assert without("Why?\n=== BEGIN MARK SCHEME ===\nsecret", MARK_SCHEME) == "Why?\n"
