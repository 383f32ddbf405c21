"""Limits have names, defaults and bounds; a course sets its own, and the guide says what they are."""

from __future__ import annotations

import re
from dataclasses import fields, replace

import pytest
from traitlets.config import Config

from autograder.course.limits import LEAST, MAY_HAVE_MET, MET, Limits
from autograder.errors import LimitsError
from tools.repository import REPOSITORY

NAMES = [field.name for field in fields(Limits)]
SAID_OTHERWISE = {"output_kb", "restarts", "notebook_mb", "picture_mb", "pictures_mb"}
"""Limits whose meeting is said where it is seen: cut text, a start that is left out, a large file or picture."""


def section(**values: object) -> Config:
    return Config({"Limits": values})


def test_a_course_that_sets_nothing_has_the_defaults() -> None:
    assert Limits.of(Config()) == Limits()


def test_a_course_sets_a_limit_by_its_name() -> None:
    assert Limits.of(section(call_seconds=10, memory_mb=4096)) == replace(
        Limits(), call_seconds=10, memory_mb=4096
    )


def test_an_unknown_limit_is_told_with_those_that_there_are() -> None:
    with pytest.raises(
        LimitsError, match=r"sets c\.Limits\.seconds, and there is no such limit.*call_seconds, cell"
    ):
        Limits.of(section(seconds=3))


@pytest.mark.parametrize("value", ["10", None, True, 0, -1, float("nan"), float("inf"), [5], 10**9])
def test_a_value_that_is_no_limit_is_told_with_what_would_be_one(value: object) -> None:
    with pytest.raises(
        LimitsError, match=r"sets c\.Limits\.call_seconds = .*; it must be a number from 0\.1 to"
    ):
        Limits.of(section(call_seconds=value))


def test_a_whole_number_is_asked_for_where_one_is_needed() -> None:
    with pytest.raises(
        LimitsError, match=r"c\.Limits\.processes = 8\.5; it must be a whole number from 4 to"
    ):
        Limits.of(section(processes=8.5))


@pytest.mark.parametrize("name", NAMES)
def test_every_default_is_a_value_that_a_course_may_set(name: str) -> None:
    assert Limits.of(section(**{name: getattr(Limits(), name)})) == Limits()
    assert LEAST[name] < getattr(Limits(), name)


def test_every_limit_has_words_for_those_who_meet_it() -> None:
    assert set(MET) == set(NAMES) - SAID_OTHERWISE


@pytest.mark.parametrize("name", MET)
def test_what_is_said_names_the_limit_and_its_value(name: str) -> None:
    said = Limits().met(name)
    assert said.endswith(f"(limit {name})")
    assert f"{getattr(Limits(), name):g}" in said or str(getattr(Limits(), name)) in said


def test_what_an_exception_may_come_from_is_a_limit() -> None:
    assert {name for names in MAY_HAVE_MET.values() for name in names} <= set(MET)


def test_the_guide_has_one_row_a_limit_with_its_default() -> None:
    text = (REPOSITORY / "docs" / "grading.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| ([\d.]+) \|", text, re.MULTILINE)
    assert [(name, float(value)) for name, value in rows] == [(n, float(getattr(Limits(), n))) for n in NAMES]
