"""Every error that a TA sees says what happened and what to do, and leaves its process as it is."""

from __future__ import annotations

import pickle

import pytest

from autograder import errors
from autograder.errors import AutograderError, GraderError, UsageError, summary

EVERY = [
    kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, AutograderError)
]


@pytest.mark.parametrize("kind", EVERY)
def test_an_error_gives_its_reason_in_its_sentence(kind: type[AutograderError]) -> None:
    assert str(kind("it rains")) == kind.sentence.replace("{reason}", "it rains")


@pytest.mark.parametrize("kind", EVERY)
def test_braces_in_a_reason_stay_as_they_are(kind: type[AutograderError]) -> None:
    assert "{0}, {reason}, {" in str(kind("{0}, {reason}, {"))


@pytest.mark.parametrize("kind", EVERY)
def test_an_error_that_left_its_process_says_the_same(kind: type[AutograderError]) -> None:
    error = kind("it rains")
    received = pickle.loads(pickle.dumps(error))
    assert (type(received), str(received), received.exit_code) == (kind, str(error), error.exit_code)


@pytest.mark.parametrize("kind", EVERY)
def test_wrong_usage_has_an_exit_code_of_its_own(kind: type[AutograderError]) -> None:
    assert kind.exit_code == (2 if issubclass(kind, UsageError) else 1)


def test_in_another_error_one_of_ours_is_its_reason() -> None:
    assert summary(GraderError("no result for bob")) == "no result for bob"


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (KeyError("z"), "KeyError: 'z'"),
        (ValueError("two\nlines"), "ValueError: two"),
        (MemoryError(), "MemoryError"),
    ],
)
def test_in_another_error_any_other_is_its_type_and_first_line(error: Exception, words: str) -> None:
    assert summary(error) == words
