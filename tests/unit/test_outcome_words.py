"""What a student reads of an outcome: never "Not answered yet." alone where something was written."""

from __future__ import annotations

from typing import Any

import pytest

from autograder.results import words
from autograder.results.verdict import OUTCOMES, Verdict

FAILED = (("values", False),)


def verdict(
    outcome: Any, reason: str = "", checks: tuple[tuple[str, bool], ...] = (), **more: Any
) -> Verdict:
    return Verdict("n", "check_f", "f", outcome, 0.0, 2.0, reason=reason, checks=checks, **more)


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_an_outcome_whose_checks_ran_has_its_own_sentence(outcome: Any) -> None:
    assert words.outcome_sentence(verdict(outcome, checks=FAILED)) == words.OUTCOME_SENTENCES[outcome]


def test_where_nothing_could_be_looked_at_the_sentence_says_so() -> None:
    assert words.outcome_sentence(verdict("raised")) == words.NO_FUNCTION
    assert words.outcome_sentence(verdict("refused")) == words.UNREADABLE


@pytest.mark.parametrize("outcome", ["raised", "refused"])
def test_a_teachers_own_test_has_no_function_to_look_for(outcome: Any) -> None:
    assert "test" in words.outcome_sentence(verdict(outcome, trusted=False))


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_of_a_teachers_own_test_nobody_says_that_a_function_runs(outcome: Any) -> None:
    assert "function" not in words.outcome_sentence(verdict(outcome, trusted=False))


@pytest.mark.parametrize("outcome", ["raised", "timed_out", "crashed", "refused", "missing", "not_attempted"])
def test_what_happened_is_told_where_only_the_reason_explains_it(outcome: Any) -> None:
    assert words.what_happened(verdict(outcome, "Its true cause.")) == "Its true cause."


@pytest.mark.parametrize("outcome", ["wrong", "partial", "raised"])
def test_of_a_teachers_own_test_the_reason_is_told(outcome: Any) -> None:
    own = verdict(outcome, "The test stopped with AssertionError: x.", trusted=False)
    assert words.what_happened(own) == own.reason


@pytest.mark.parametrize("outcome", ["correct", "partial", "wrong", "to_mark"])
def test_a_reason_for_staff_stays_with_staff(outcome: Any) -> None:
    assert words.what_happened(verdict(outcome, "Failed: values.")) == ""


@pytest.mark.parametrize("reason", [words.SCAFFOLD, words.NO_RESPONSE])
def test_of_untouched_work_no_more_is_said_than_that(reason: str) -> None:
    assert words.what_happened(verdict("not_attempted", reason)) == ""


@pytest.mark.parametrize("outcome", ["raised", "not_attempted", "refused"])
def test_the_cause_stands_in_the_text_below_the_check(outcome: Any) -> None:
    text = words.verdict_text(verdict(outcome, "There is no function f."), "bubblewrap", None)
    assert "What happened: There is no function f." in text
