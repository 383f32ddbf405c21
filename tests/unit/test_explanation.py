"""What `autograder explain` tells: the first failing input, both values, the error, the checks, the mark."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from rich.console import Console

from autograder.gradebook.records import Mark
from autograder.grading.again import Again
from autograder.judging.judge import Ruling, judge
from autograder.judging.local import LocalCalls
from autograder.reports.explained import explanation_page
from autograder.reports.explanation import NOT_TRIED_GATE, Explanation, explanation
from autograder.reports.values import difference, value_text
from tests.golden.invented_class import DYDX, SLIP, TWO, WRONG, cells, invented_class
from vanishing_gradients import EXERCISES
from vanishing_gradients.reference import chain_dydx, chain_forward, sigmoid_prime


def ruling_on(function: Callable[..., Any]) -> Ruling:
    return judge(EXERCISES, "chain_dydx", LocalCalls({"chain_dydx": function}), np.random.SeedSequence(7))


def without_weights(x: float, w: Any, b: Any = None) -> float:
    z, _ = chain_forward(x, w, b)
    return float(np.prod(sigmoid_prime(z)))


def told(function: Callable[..., Any], student: str = "quote") -> Explanation:
    ruling, record = ruling_on(function), invented_class()
    person = next(work.person for work in record.works if work.person.id == student)
    verdict = replace(WRONG, outcome=ruling.outcome, checks=ruling.checks, reason=ruling.reason)
    return explanation(record, person, DYDX, Again(verdict, ruling, cells(TWO), "bubblewrap"))


def page(told: Explanation, width: int) -> str:
    console = Console(file=io.StringIO(), width=width)
    for part in explanation_page(told):
        console.print(part)
    return console.file.getvalue()  # type: ignore[attr-defined,no-any-return]


# The judge keeps the first call that was not right


def test_the_first_failing_call_is_kept_with_what_was_returned() -> None:
    failing = ruling_on(without_weights).failing
    assert failing is not None
    assert failing.check == "chains with 2 to 8 units"
    assert failing.got == without_weights(*failing.args)
    assert failing.got != chain_dydx(*failing.args)


def test_of_a_right_function_nothing_is_kept() -> None:
    assert ruling_on(chain_dydx).failing is None


def test_of_a_function_that_raises_the_error_is_kept_in_place_of_a_value() -> None:
    failing = ruling_on(lambda *_: 1 / 0).failing
    assert failing is not None
    assert failing.stop is not None
    assert failing.stop.account.kinds[0].endswith("ZeroDivisionError")
    assert failing.got is None


def test_a_property_that_does_not_hold_keeps_its_last_call() -> None:
    def changes(x: float, w: Any, b: Any = None) -> float:
        value = chain_dydx(x, w, b)
        w[0] = 0.0
        return float(value)

    failing = ruling_on(changes).failing
    assert failing is not None
    assert (failing.check, failing.value) == ("x, w and b are not changed", False)


# What is told of it


def test_both_values_stand_beside_the_arguments_by_their_names() -> None:
    failing = ruling_on(without_weights).failing
    first = told(without_weights).first_failing
    assert failing is not None
    assert first is not None
    assert list(first.arguments) == ["x", "w"]
    assert (first.theirs, first.right) == (repr(failing.got), repr(float(chain_dydx(*failing.args))))


def test_a_missing_module_is_named() -> None:
    def imports(*_: Any) -> float:
        raise ModuleNotFoundError("No module named 'scipy'")

    error = told(imports).error
    assert error is not None
    assert error.text == "ModuleNotFoundError: No module named 'scipy'"


def test_checks_that_did_not_run_say_why_and_all_points_are_there() -> None:
    checks = told(without_weights).checks
    assert [check.not_tried for check in checks] == ["", *[NOT_TRIED_GATE] * 4]
    assert sum(check.points for check in checks) == DYDX.points


def test_a_mark_by_hand_and_one_that_changed_since_are_said() -> None:
    record = invented_class()
    work = next(work for work in record.works if work.person.id == "quote")
    work.marks[DYDX.cell_id] = Mark(3.0, 4.0)
    steps = explanation(record, work.person, DYDX, Again(WRONG, None, [], "none")).steps
    assert "A human gave 4: that counts in place of the grader's." in steps
    assert any(step.startswith("The gradebook holds 3 of the grader's last run") for step in steps)


@pytest.mark.parametrize("width", [60, 80, 120])
def test_the_page_keeps_to_any_width_and_loses_nothing(width: int) -> None:
    text = page(told(without_weights), width)
    assert all(len(line) <= width for line in text.splitlines())
    for part in (
        "What they wrote",
        "The first input that fails",
        "theirs",
        "right",
        "How the mark came about",
    ):
        assert part in text
    assert SLIP in text.replace("\n", "").replace(" ", "")


def test_what_a_student_wrote_cannot_steer_the_terminal() -> None:
    evil = replace(told(without_weights), work="x = '\x1b[2J'")
    assert "\x1b[2J" not in page(evil, 80)


# Values in a line


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1, "0.1"),
        (np.float64(0.25), "0.25"),
        (np.array([1.0, 2.5]), "[1.0, 2.5]"),
        (np.arange(20.0), "[0.0, 1.0, 2.0, ..., 17.0, 18.0, 19.0] (20 numbers)"),
        ({"w": np.array([1.0])}, "{w: [1.0]}"),
        ((1, "a"), "(1, 'a')"),
        (list(range(9)), "[0, 1, 2, 3, 4, 5, 6, 7, ... (9 entries)]"),
        (len, "a function"),
    ],
)
def test_a_value_stands_in_one_line(value: Any, text: str) -> None:
    assert value_text(value) == text


def test_arrays_that_differ_say_where_first_and_how_often() -> None:
    said = difference(np.array([1.0, 2.0, 3.0]), np.array([1.0, 2.5, 4.0]), 1e-9, 0.0)
    assert said == "First at [1]: 2.5, right is 2.0; 2 of 3 are not right."


def test_values_of_another_form_are_said_to_be_so() -> None:
    said = difference(np.zeros(3), np.zeros(2), 1e-9, 0.0)
    assert (
        said == "They are not of the same form: an array of 2 numbers, where an array of 3 numbers is right."
    )
    assert difference(np.zeros(3), "text", 1e-9, 0.0) == "They are not of the same form."
