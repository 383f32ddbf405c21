"""The feedback page of a course without exercises of ours: what its own tests say, and what the student wrote."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from autograder.gradebook.records import Item
from autograder.notebooks import STUDENTS
from autograder.reports.class_report import class_report
from autograder.reports.feedback_page import feedback_page
from autograder.reports.headings import headings
from autograder.reports.student_work import put_out
from autograder.results import words
from autograder.results.verdict import Verdict
from tests.golden.compare import assert_golden
from tests.golden.invented_guest import (
    CODE,
    FREEZING,
    HIDDEN,
    ITEMS,
    NAME,
    PICTURE,
    SECRET,
    TASK,
    TOLD,
    guest_cells,
    guest_record,
)
from tests.unit.report_pages import MADE, Parts, text_of

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>"


def page(*verdicts: Verdict, cells: list[dict[str, Any]] | None = None, hides_tests: bool = False) -> str:
    record = guest_record(*verdicts, hides_tests=hides_tests)
    return feedback_page(record, record.works[0], NAME, guest_cells() if cells is None else cells)


def section(text: str, start: str, end: str) -> str:
    """Return the words of a page from one heading to the next; the overview names them all before."""
    return text.rpartition(start)[2].partition(end)[0]


def test_a_guests_page_is_as_in_the_golden_file(*, update: bool) -> None:
    assert_golden("feedback/guest.html", page().encode(), update)


def test_a_guests_class_report_is_as_in_the_golden_file(*, update: bool) -> None:
    assert_golden("report-guest.html", class_report(guest_record(), MADE).encode(), update)


# What it says of a test


def test_the_test_that_failed_says_its_message_and_its_line() -> None:
    text = section(text_of(page()), "(celsius hidden)", "Part B")
    assert "0 of 2 points. Your teacher's test does not pass yet." in text
    assert f"What happened: {TOLD}" in text
    assert CODE.split("\n")[0] in text, "the student's own code is there"


def test_untouched_work_is_not_answered_yet() -> None:
    text = section(text_of(page()), "Part B: the mean", "Part C")
    assert "0 of 2 points. Not answered yet." in text
    assert "NotImplementedError" not in text


def test_where_the_course_hides_tests_nothing_of_a_hidden_one_is_on_the_page() -> None:
    hidden = page(hides_tests=True)
    assert SECRET not in hidden
    assert "assert celsius(-40)" not in hidden
    assert words.TEST_HIDDEN in text_of(hidden)
    assert SECRET in page(), "as on nbgrader's own page, where nothing says otherwise"


def test_no_page_shows_the_source_of_a_test_that_passed() -> None:
    assert "celsius(32)" not in page()


def test_a_message_of_several_lines_stands_as_it_was_put_out() -> None:
    cells, message = guest_cells(), "Arrays are not equal\n\nMismatched: 1 / 3\n x: [1, 2]"
    cells[4]["outputs"][0]["evalue"] = message
    shown = page(cells=cells)
    assert f"<samp>AssertionError: {message}</samp>" in shown
    assert "What the test put out" not in page(), "a sentence tells a message of one line"


@pytest.mark.parametrize("output", ["ename", "evalue"])
def test_nothing_that_a_test_says_is_live(output: str) -> None:
    cells = guest_cells()
    cells[4]["outputs"][0][output] = HOSTILE
    told = Verdict(NAME, HIDDEN.cell, HIDDEN.cell, "raised", 0.0, 2.0, reason=HOSTILE, trusted=False)
    made = page(told, cells=cells)
    assert HOSTILE in text_of(made)
    elements = Parts(made).elements
    assert not {tag for tag, _ in elements} & {"script", "iframe"}
    assert not [a for tag, a in elements if tag == "img" and not str(a["src"]).startswith("data:image/")]
    assert not [key for _, a in elements for key in a if key.startswith("on")]


# What the student wrote


def test_the_teachers_question_is_not_the_answer_to_a_task() -> None:
    made = page()
    assert "THE TEACHER'S QUESTION" not in made
    text = text_of(made).rpartition("Part E: your own data")[2]
    assert "Your answer Which day was the warmest? print('day 12') day 12" in text


def test_a_task_without_an_answer_says_so() -> None:
    assert words.NOTHING_BELOW in text_of(page(cells=guest_cells()[:-2]))
    assert words.NOTHING_BELOW not in page()


def test_the_pictures_of_an_answer_have_words_for_who_cannot_see_them() -> None:
    pictures = [a for tag, a in Parts(page()).elements if tag == "img"]
    assert [a["alt"] for a in pictures] == [
        "my sketch",
        "picture 1 that the code drew: <Figure size 640x480 with 1 Axes>",
    ]
    assert {a["src"] for a in pictures} == {f"data:image/png;base64,{PICTURE}"}


def test_the_graders_own_words_below_a_cell_are_not_the_students() -> None:
    assert "plot_week: to be marked" not in page()


@pytest.mark.parametrize(
    "bundle",
    [
        {"image/svg+xml": "<svg onload=alert(1)>", "text/plain": "a drawing"},
        {"text/html": HOSTILE, "text/plain": "a drawing"},
        {"image/png": "bm8gcGljdHVyZQ==", "text/plain": "a drawing"},
        {"image/png": 7, "text/plain": "a drawing"},
        {"image/png": ["%%%"], "application/javascript": "alert(1)", "text/plain": "a drawing"},
    ],
)
def test_what_is_no_picture_of_pixels_is_shown_by_its_text(bundle: dict[str, Any]) -> None:
    (part,) = put_out([{"output_type": "display_data", "data": bundle}])
    assert (part.kind, part.text, part.data) == ("output", "a drawing", "")


def test_a_long_output_is_cut() -> None:
    (part,) = put_out([{"output_type": "stream", "name": "stdout", "text": "x" * 1_000_000}])
    assert len(part.text) < 5_000
    assert part.text.endswith("(cut here)")


# What it is called


def test_cells_are_called_after_the_headings_above_them() -> None:
    called = headings(
        ITEMS,
        guest_cells(),
        {
            cell["metadata"].get("nbgrader", {}).get("grade_id", ""): index
            for index, cell in enumerate(guest_cells())
        },
    )
    assert list(called.values()) == [
        "Part A: degrees (celsius freezing)",
        "Part A: degrees (celsius hidden)",
        "Part B: the mean",
        "Part C: in words",
        "Part D: a picture",
        "Part E: your own data",
    ]


def test_without_headings_they_are_called_by_their_names_in_words() -> None:
    made_up = Item(NAME, "cell-93859c4a215c6cc0", "cell-93859c4a215c6cc0", "", 2.0, "own")
    written = replace(made_up, cell="cell-0123456789abcdef", kind="written")
    called = headings((FREEZING, made_up, written), [], {})
    assert list(called.values()) == ["Celsius freezing", "Test 2", "Answer 3"]


@pytest.mark.parametrize(
    ("source", "heading"),
    [
        ("### **Part** `A` (2 points)", "Part A"),
        ("# A [link](http://x) here", "A link here"),
        ("Text\n\n## One\n\nmore\n\n## Two ##\n", "Two"),
        ("```\n# no heading\n```\n## Real", "Real"),
        ("## <b>Bold</b> [1 pt]", "Bold"),
        ("## Ends with a colon:", "Ends with a colon"),
        (f"## {'long ' * 40}", f"{'long ' * 15}long…"),
    ],
)
def test_a_heading_is_read_without_its_markup_and_its_points(source: str, heading: str) -> None:
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": "# Title"},
        {"cell_type": "markdown", "metadata": {}, "source": source},
        {"cell_type": "code", "metadata": {"nbgrader": {"grade_id": "t", "grade": True}}, "source": ""},
    ]
    item = Item(NAME, "t", "t", "", 1.0, "own")
    assert headings((item,), cells, {"t": 2})[item.cell_id] == heading


# The class report


def test_the_report_says_what_the_tests_say_and_an_anonymous_one_does_not() -> None:
    said = Verdict(
        NAME, HIDDEN.cell, HIDDEN.cell, "wrong", 0.0, 2.0, evidence=f"AssertionError: {SECRET}", trusted=False
    )
    record = guest_record(said)
    assert f"What the test says most often: AssertionError: {SECRET}." in text_of(class_report(record, MADE))
    assert SECRET not in class_report(record, MADE, anonymous=True)


def test_the_report_names_limits_with_their_setting_and_missing_modules() -> None:
    met = "The test was stopped: a cell took more than 30 s (limit cell_seconds)."
    missing = words.MISSING_MODULE.format(module="weathertools")
    record = guest_record(
        Verdict(NAME, FREEZING.cell, FREEZING.cell, "timed_out", 0.0, 1.0, reason=met, trusted=False),
        Verdict(NAME, HIDDEN.cell, HIDDEN.cell, "raised", 0.0, 2.0, reason=missing, trusted=False),
    )
    text = text_of(class_report(record, MADE))
    assert "c.Limits.cell_seconds: 1 submission" in text
    assert "weathertools: 1 submission" in text


def test_one_point_is_lost_and_two_points_are_lost() -> None:
    one = Verdict(NAME, FREEZING.cell, FREEZING.cell, "wrong", 0.0, 1.0, trusted=False)
    text = text_of(class_report(guest_record(one), MADE))
    assert "lost 1 point here in all." in text
    assert "lost 2 points here in all." in text


def test_a_course_without_named_mistakes_has_no_part_on_them() -> None:
    assert "Mistakes that have a name" not in class_report(guest_record(), MADE)


def test_a_task_is_open_for_a_human() -> None:
    assert TASK.title in text_of(class_report(guest_record(), MADE))


def test_a_heading_that_a_student_wrote_names_nothing_and_takes_no_time() -> None:
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": "# Title\n\n## Part A"},
        {"cell_type": "markdown", "metadata": {STUDENTS: True}, "source": f"# {'# ' * 400_000}full marks"},
        {"cell_type": "code", "metadata": {"nbgrader": {"grade_id": "t", "grade": True}}, "source": ""},
    ]
    item = Item(NAME, "t", "t", "", 1.0, "own")
    assert headings((item,), cells, {"t": 2})[item.cell_id] == "Part A"
