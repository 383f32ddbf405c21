"""Whatever an editor does to an honest notebook, its answers keep their marks."""

from __future__ import annotations

import copy

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.grading.engine import Engine
from autograder.results.result import Result
from autograder.submission.reading import Submission
from tests.conftest import needs
from tests.pipeline.editing import SAFE, WILD, Edit, as_file, solved

pytestmark = needs("bwrap")

HONEST = solved()
NAMES = sorted(HONEST)


def edits(names: list[str], most: int) -> st.SearchStrategy[list[tuple[str, Edit]]]:
    """Edits of the notebooks: (notebook, edit)."""
    edit = st.builds(Edit, st.sampled_from(names), st.integers(0, 2**32 - 1))
    return st.lists(st.tuples(st.sampled_from(NAMES), edit), min_size=1, max_size=most)


def edited(moves: list[tuple[str, Edit]]) -> dict[str, bytes]:
    """Return the files of the honest submission after these edits."""
    notebooks = copy.deepcopy(HONEST)
    for name, edit in moves:
        edit.apply(notebooks[name])
    return {name: as_file(cells) for name, cells in notebooks.items()}


def graded(engine: Engine, moves: list[tuple[str, Edit]]) -> Result:
    return engine.grade(Submission("ada", edited(moves)))


def lost(result: Result) -> list[str]:
    """Return what of an honest submission has no full marks, and no human to give them."""
    return [
        f"{v.exercise}: {v.outcome}, {v.score} of {v.max}: {v.reason} {v.hint or ''}"
        for v in result.verdicts
        if v.outcome != "to_mark" and v.score != v.max
    ]


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(moves=edits(sorted(SAFE), 25))
def test_edits_that_keep_the_order_of_code_cost_nothing(
    engine: Engine, moves: list[tuple[str, Edit]]
) -> None:
    assert lost(graded(engine, moves)) == []


@pytest.mark.parametrize("name", sorted(SAFE))
def test_a_kind_of_edit_costs_nothing_wherever_it_is_made(engine: Engine, name: str) -> None:
    for start in range(0, 60, 12):
        moves = [(NAMES[n % 5], Edit(name, n)) for n in range(start, start + 12)]
        assert lost(graded(engine, moves)) == []


@pytest.mark.parametrize("name", sorted(WILD.keys() - SAFE.keys()))
def test_after_any_edit_everything_has_a_verdict_and_no_written_answer_is_lost(
    engine: Engine, name: str
) -> None:
    for start in range(0, 60, 12):
        result = graded(engine, [(NAMES[n % 5], Edit(name, n)) for n in range(start, start + 12)])
        written = [verdict for verdict in result.verdicts if verdict.exercise.startswith("written_")]
        assert {verdict.outcome for verdict in written} == {"to_mark"}
