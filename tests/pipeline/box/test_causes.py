"""The sentence that a student reads of a function that gave nothing is its true cause."""

from __future__ import annotations

import pytest

from autograder.results.words import OUTCOME_SENTENCES, SCAFFOLD, verdict_text
from tests.pipeline.box.causes_of_calls import CALLED, ERRORS, NAMES
from tests.pipeline.box.causes_of_cells import ABSENT, CELLS, NOTHING, UNWRITTEN
from tests.pipeline.box.handed import SQUARE, Handed, Judge, square

TABLE = {
    f"{kind}: {name}": handed
    for kind, cases in (
        ("error", ERRORS),
        ("called", CALLED),
        ("name", NAMES),
        ("absent", ABSENT),
        ("cell", CELLS),
        ("unwritten", UNWRITTEN),
        ("None", NOTHING),
    )
    for name, handed in cases.items()
}


@pytest.mark.parametrize("name", TABLE)
def test_the_student_reads_the_true_cause(name: str, judge: Judge) -> None:
    handed = TABLE[name]
    got = judge(handed)
    assert got.reason.startswith(handed.says), got.reason
    for sentence in handed.more:
        assert sentence in got.reason
    assert (got.outcome, got.score) == (handed.outcome, 0.0)
    page = " ".join(verdict_text(got, "bubblewrap", SQUARE).split())
    if got.reason != SCAFFOLD:
        assert handed.says in page, page
    assert "Traceback" not in page


def test_there_are_many_kinds_of_each() -> None:
    assert len(TABLE) >= 60
    for cases in (ERRORS, CALLED, NAMES, ABSENT, CELLS, UNWRITTEN, NOTHING):
        assert len(cases) >= 5


def test_only_untouched_work_is_called_not_attempted_and_no_more(judge: Judge) -> None:
    short = OUTCOME_SENTENCES["not_attempted"]
    page = verdict_text(judge(TABLE["unwritten: the scaffold"]), "bubblewrap", SQUARE)
    assert page.splitlines()[0].endswith(short)
    for name in ("absent: renamed", "absent: a method", "absent: something else", "cell: no colon"):
        assert short not in verdict_text(judge(TABLE[name]), "bubblewrap", SQUARE)


def test_an_error_behind_the_gate_is_told_with_its_check(judge: Judge) -> None:
    got = judge(Handed(square("if x > 1e9:\n    return x.shap\nreturn x * x")))
    assert (got.outcome, got.score) == ("partial", 1.0)
    told = "no overflow: the function raised AttributeError (a value of type float has no shap) in line 3"
    assert (told, False) in got.checks
