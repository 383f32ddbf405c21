"""Stored results: what one version wrote, later ones read."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import AutograderError, NewerFormatError
from autograder.results.record import Record
from autograder.results.result import Result
from autograder.results.stored import FORMAT, DamagedError
from autograder.results.verdict import Verdict
from autograder.results.words import verdict_text

RECORD = Record(
    files={"01-unit": "f"},
    released={"01-unit": "r"},
    answers={"written_why": "a"},
    versions={"sigmoid": 2},
    grader="g",
    key="k",
    box="b",
    beside="t",
)
CARRIED = Verdict(
    "02-chain",
    "check_dydx",
    "dydx",
    "partial",
    2.5,
    6.0,
    mistake="dydx.sign",
    evidence="The sign differs.",
    hint="Which sign?",
    reason="Failed: values.",
    checks=(("values", True), ("identities", False)),
    trusted=False,
    carried_forward=("sigmoid",),
    found="taken from the cell below its own",
    guessed=True,
)
WRITTEN = Verdict("01-unit", "written_why", "written_why", "to_mark", None, 6.0)
RESULT = Result("ada", (CARRIED, WRITTEN), {}, "bubblewrap", record=RECORD)

json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


def stored(**changes: Any) -> str:
    """Return the result as it is stored, changed."""
    return json.dumps(json.loads(RESULT.payload()) | changes)


def stored_verdict(**changes: Any) -> str:
    """Return a result of one verdict as it is stored, the verdict changed; None takes a field away."""
    verdict = json.loads(RESULT.payload())["verdicts"][0] | changes
    return stored(verdicts=[{name: value for name, value in verdict.items() if value is not None}])


def read(payload: str) -> Result:
    return Result.from_payload("ada", payload)


def test_a_result_is_read_as_it_was_stored() -> None:
    assert read(RESULT.payload()) == RESULT


def test_what_is_stored_has_the_number_of_its_format() -> None:
    assert json.loads(RESULT.payload())["format"] == FORMAT


def test_a_result_without_a_number_is_of_the_first_format() -> None:
    data = {name: value for name, value in json.loads(RESULT.payload()).items() if name != "format"}
    assert read(json.dumps(data)) == RESULT


def test_a_result_of_before_there_were_records_has_none() -> None:
    data = json.loads(RESULT.payload())
    assert read(json.dumps({name: data[name] for name in ("sandbox", "verdicts")})) == replace(
        RESULT, record=None
    )


def test_fields_that_are_not_known_are_ignored() -> None:
    record = RECORD.to_json() | {"later": {"a": 1}}
    verdicts = [vars(verdict) | {"later": [1]} for verdict in RESULT.verdicts]
    assert read(stored(later="x", record=record, verdicts=verdicts)) == RESULT


@pytest.mark.parametrize(
    ("field", "default"),
    [
        ("mistake", None),
        ("evidence", ""),
        ("hint", None),
        ("reason", ""),
        ("checks", ()),
        ("trusted", True),
        ("found", ""),
        ("guessed", False),
    ],
)
def test_a_field_of_a_verdict_that_is_missing_has_its_default(field: str, default: object) -> None:
    (verdict,) = read(stored_verdict(**{field: None})).verdicts
    assert verdict == replace(CARRIED, **{field: default})  # type: ignore[arg-type]


def test_each_line_says_how_an_answer_was_found() -> None:
    first, second = RESULT.lines()
    assert (first["found"], first["guessed"]) == ("taken from the cell below its own", True)
    assert (second["found"], second["guessed"]) == ("", False)


def test_a_student_reads_how_an_answer_was_found() -> None:
    guess = "Your answer was taken from the cell below its own. That is a guess:"
    assert guess in " ".join(verdict_text(CARRIED, "bubblewrap", None).split())
    known = verdict_text(replace(CARRIED, guessed=False), "bubblewrap", None)
    assert "Your answer was taken from the cell below its own." in known
    assert "guess" not in known
    assert "Your answer was" not in verdict_text(WRITTEN, "bubblewrap", None)


def test_an_exercise_that_is_missing_is_named_by_its_cell() -> None:
    assert read(stored_verdict(exercise=None)).verdicts[0].exercise == "check_dydx"


def test_a_field_of_a_record_that_is_missing_has_its_default() -> None:
    record = {name: value for name, value in RECORD.to_json().items() if name != "box"}
    assert read(stored(record=record)).record == replace(RECORD, box="")


@pytest.mark.parametrize("record", [3, [], {"files": []}, {"grader": None}, {"versions": "1"}])
def test_a_damaged_record_counts_as_none(record: object) -> None:
    assert read(stored(record=record)) == replace(RESULT, record=None)


@pytest.mark.parametrize(
    "payload",
    [
        "",
        "{",
        "null",
        "[]",
        "3",
        "[" * 100_000,
        "{}",
        stored(format="2"),
        stored(format=0),
        stored(format=True),
        stored(sandbox=None),
        stored(verdicts=None),
        stored(verdicts={}),
        stored(verdicts=[None]),
        stored(verdicts=["x"]),
        stored_verdict(notebook=None),
        stored_verdict(cell=None),
        stored_verdict(max=None),
        stored_verdict(max="6"),
        stored_verdict(max=float("nan")),
        stored_verdict(score="full"),
        stored_verdict(outcome="brilliant"),
        stored_verdict(outcome=["correct"]),
        stored_verdict(checks=[["values"]]),
        stored_verdict(checks=5),
        stored_verdict(hint=["Which?"]),
    ],
)
def test_what_is_no_result_is_damaged(payload: str) -> None:
    with pytest.raises(DamagedError):
        read(payload)


@given(st.text() | json_values.map(json.dumps))
def test_nothing_that_is_stored_raises_anything_else(payload: str) -> None:
    try:
        read(payload)
    except (DamagedError, NewerFormatError):
        pass


@given(json_values)
def test_no_verdict_that_is_stored_raises_anything_else(verdict: object) -> None:
    try:
        read(stored(verdicts=[verdict]))
    except DamagedError:
        pass


def test_a_newer_format_is_said_with_what_to_do() -> None:
    with pytest.raises(AutograderError) as caught:
        read(stored(format=FORMAT + 1, verdicts="of a shape that nobody knows yet"))
    assert str(caught.value) == (
        f"The result of 'ada' was stored by a newer version of the grader (format {FORMAT + 1}; this one reads "
        f"formats up to {FORMAT}). Update the grader on this machine, then run the command again."
    )
