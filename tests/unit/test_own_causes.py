"""A teacher's own test that does not pass is told in words: its message, its line, and what came before it."""

from __future__ import annotations

from typing import Any

import pytest

from autograder.content.calls import CallError, Crashed, TimedOut
from autograder.course.limits import Limits
from autograder.grading.own_causes import explained_test
from autograder.notebooks import Notebook
from autograder.results import words
from autograder.results.verdict import Verdict
from autograder.submission.ingest import overlay
from tests.unit.small_notebooks import cell

STUB = "def double(v):\n    # YOUR CODE HERE\n    raise NotImplementedError()"
SHOWN = "assert double(2) == 4, 'twice two'"
HIDDEN = f"{SHOWN}\n### BEGIN HIDDEN TESTS\nassert double(-3) == -6, 'below zero'\n### END HIDDEN TESTS"
SETUP, ANSWER, TEST, SECOND = range(4)
WROTE = "def double(v):\n    return v / 0"

Outputs = dict[int, list[dict[str, Any]]]
RELEASE = Notebook(
    "n",
    (
        cell("", "import statistics"),
        cell("double", STUB, solution=True),
        cell("test_double", HIDDEN, given=SHOWN, grade=True, locked=True, points=2),
        cell("test_again", SHOWN, grade=True, locked=True, points=1),
    ),
)


def error(kind: str, message: str, *places: tuple[int, int]) -> list[dict[str, Any]]:
    """Return the output of a cell that stopped, with the places in cells that the error passed."""
    lines = [f'  File "<cell {at}>", line {line}, in f' for at, line in places]
    return [{"output_type": "error", "ename": kind, "evalue": message, "traceback": lines}]


def told(
    outputs: Outputs,
    *,
    answer: str = WROTE,
    setup: str = "import statistics",
    score: float = 0.0,
    stopped: dict[int, CallError] | None = None,
    trouble: CallError | None = None,
    name: str = "test_double",
) -> Verdict:
    """Return the verdict on a test of a notebook in which a student wrote something."""
    texts = {"": setup, "double": answer}
    submitted = [
        {
            "cell_type": each.kind,
            "id": each.cell_id,
            "metadata": each.metadata,
            "source": texts.get(each.grade_id, each.source),
            "kind": each.kind,
            "grade_id": each.grade_id,
            "cell_id": each.cell_id,
        }
        for each in RELEASE.cells
    ]
    verdict = Verdict("n", name, name, "correct", score, 2.0, reason=words.TEST_PASSED, trusted=False)
    return explained_test(verdict, overlay(RELEASE, submitted), outputs, stopped or {}, Limits(), trouble)


def test_the_teachers_message_and_the_line_of_the_test_are_told() -> None:
    verdict = told({TEST: error("AssertionError", "twice two", (TEST, 1))})
    assert verdict.outcome == "wrong"
    assert verdict.reason == (
        'The test stopped with AssertionError: twice two. It was at line 1 of the test: "assert double(2) == 4".'
    )
    assert verdict.evidence == "AssertionError: twice two"


def test_an_error_in_the_students_code_is_told_with_its_line_and_what_it_means() -> None:
    verdict = told({TEST: error("ZeroDivisionError", "division by zero", (TEST, 1), (ANSWER, 2))})
    assert verdict.outcome == "raised"
    assert 'It was at line 2 of the function double: "return v / 0".' in verdict.reason
    assert 'The test had come to its line 1: "assert double(2) == 4".' in verdict.reason
    assert "That means: a division by 0." in verdict.reason


def test_untouched_work_is_not_answered_yet_whatever_its_error_is() -> None:
    for output in (
        error("NotImplementedError", "", (TEST, 1), (ANSWER, 3)),
        error("TypeError", "x", (TEST, 1)),
    ):
        verdict = told({TEST: output}, answer=STUB)
        assert (verdict.outcome, words.outcome_sentence(verdict)) == ("not_attempted", "Not answered yet.")
        assert words.what_happened(verdict) == ""


def test_a_second_test_of_the_same_answer_knows_that_it_is_untouched() -> None:
    verdict = told({SECOND: error("AssertionError", "", (SECOND, 1))}, answer=STUB, name="test_again")
    assert verdict.outcome == "not_attempted"


def test_the_line_of_the_scaffold_that_was_left_behind_is_named() -> None:
    left = "def double(v):\n    x = 2 * v\n    raise NotImplementedError()\n    return x"
    verdict = told({TEST: error("NotImplementedError", "", (TEST, 1), (ANSWER, 3))}, answer=left)
    assert verdict.outcome == "raised"
    assert "still in double (line 3)" in verdict.reason


@pytest.mark.parametrize(("line", "hidden"), [(1, False), (3, True)])
def test_an_error_of_a_hidden_line_is_known_as_one(line: int, *, hidden: bool) -> None:
    verdict = told({TEST: error("AssertionError", "m", (TEST, line))})
    assert verdict.hidden == hidden
    assert words.what_happened(verdict) == verdict.reason, "nbgrader shows hidden tests in its feedback"
    kept = words.what_happened(verdict, hides_tests=True)
    assert kept == (words.TEST_HIDDEN if hidden else verdict.reason)


def test_an_error_whose_line_is_not_known_may_be_of_a_hidden_line() -> None:
    assert told({TEST: error("AssertionError", "m")}).hidden


def test_a_module_that_is_missing_is_named_with_what_to_do() -> None:
    outputs = {
        SETUP: error("ModuleNotFoundError", "No module named 'weathertools'", (SETUP, 1)),
        TEST: error("NameError", "name 'weathertools' is not defined", (TEST, 1), (ANSWER, 2)),
    }
    verdict = told(outputs, setup="import weathertools")
    assert "stopped with ModuleNotFoundError (there is no module weathertools)" in verdict.reason
    assert "If weathertools is a file of your own, hand it in beside the notebook" in verdict.reason
    assert words.missing_module(verdict.reason) == "weathertools"


def test_a_cell_of_the_answer_that_stopped_is_named() -> None:
    cut = TimedOut(Limits().met("cell_seconds"))
    verdict = told(
        {TEST: error("NameError", "name 'double' is not defined", (TEST, 1))}, stopped={ANSWER: cut}
    )
    assert 'The cell that begins with "def double(v):" was stopped: a cell took more than' in verdict.reason


def test_a_test_that_met_a_limit_names_it() -> None:
    verdict = told({}, stopped={TEST: TimedOut(Limits().met("cell_seconds"))})
    assert verdict.outcome == "timed_out"
    assert verdict.reason == f"The test was stopped: {Limits().met('cell_seconds')}."


def test_a_test_that_was_never_reached_says_so_and_what_stopped_the_notebook() -> None:
    ended = Crashed("the notebook's process ended by itself")
    verdict = told({}, stopped={ANSWER: ended}, trouble=ended)
    assert verdict.outcome == "crashed"
    assert "before it came to the test" in verdict.reason
    assert '"def double(v):" was stopped' in verdict.reason


@pytest.mark.parametrize(
    ("kind", "message", "limit"),
    [
        ("MemoryError", "", "memory_mb"),
        ("ImportError", "libx.so: failed to map segment from shared object", "memory_mb"),
        ("RuntimeError", "can't start new thread", "processes"),
    ],
)
def test_an_error_that_a_limit_may_have_caused_names_it(kind: str, message: str, limit: str) -> None:
    assert f"(limit {limit})" in told({TEST: error(kind, message, (TEST, 1))}).reason


def test_words_on_stderr_are_told_where_nbgrader_gives_no_points_for_them() -> None:
    output = {"output_type": "stream", "name": "stderr", "text": "RuntimeWarning: overflow\n"}
    assert "It begins with: RuntimeWarning: overflow" in told({TEST: [output]}).reason


def test_part_of_the_points_is_told_by_the_marks_alone() -> None:
    verdict = told({TEST: []}, score=1.0)
    assert (verdict.outcome, words.what_happened(verdict)) == ("partial", "")


def test_a_long_message_is_cut_and_stands_on_one_line() -> None:
    verdict = told({TEST: error("AssertionError", "a\nb " * 5000, (TEST, 1))})
    assert "\n" not in verdict.reason
    assert len(verdict.reason) < 600


def test_a_test_that_passes_has_nothing_to_tell() -> None:
    assert told({TEST: []}, score=2.0).reason == words.TEST_PASSED
