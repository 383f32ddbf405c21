"""A right answer, however it is written, has the same marks in every disguise that its cell can wear."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.content.variant import Variant
from autograder.grading.engine import Engine
from autograder.notebooks import WRITTEN, grade_id
from autograder.results.result import Result
from autograder.results.verdict import Verdict
from autograder.submission.reading import Submission
from tests.conftest import needs
from tests.pipeline.disguises import (
    DISGUISES,
    OF_CODE,
    OF_TEXT,
    TOOLS,
    Cells,
    Disguise,
    as_file,
    disguise,
    marked,
)
from tests.pipeline.editing import released, solved
from tests.variant_cells import VARIANTS, source
from vanishing_gradients import EXERCISES

pytestmark = needs("bwrap")

HONEST = solved()
NOTEBOOK = {grade_id(cell): name for name, cells in HONEST.items() for cell in cells}
STUBS = {grade_id(cell): "".join(cell["source"]) for cells in released().values() for cell in cells}
FUNCTIONS = list(EXERCISES)
TEXTS = [name for name in STUBS if name.startswith(WRITTEN)]
ANSWERS = [*FUNCTIONS, *TEXTS]
WORN = {
    name: list(((DISGUISES | OF_CODE) if name in EXERCISES else (DISGUISES | OF_TEXT)).items())
    for name in ANSWERS
}
"""The disguises of each answer."""
ROUNDS = max(len(EXERCISES.variants_of(name)) for name in FUNCTIONS)
"""Submissions after which each variant was handed in once."""
SHIFTS = len(WORN[FUNCTIONS[0]])
"""Submissions after which each answer of a round wore every disguise."""


class Disguised(NamedTuple):
    """One submission: every answer is one of its variants, in one of its disguises."""

    round: int
    shift: int

    def worn(self, name: str) -> tuple[str, Disguise]:
        """Return the disguise of an answer: over all shifts each, and neighbours in others each round.

        Of the written answers in a notebook one wears a disguise: whose text is whose, nobody can tell where two
        questions lost theirs.
        """
        disguises = WORN[name]
        beside = [each for each in TEXTS if NOTEBOOK[each] == NOTEBOOK[name]]
        if name in TEXTS and name != beside[self.round % len(beside)]:
            return disguises[0]
        return disguises[(self.shift + ANSWERS.index(name) * (self.round + 1)) % len(disguises)]

    @property
    def tool(self) -> str:
        """What happened to the whole of each notebook."""
        return list(TOOLS)[(self.round + self.shift) % len(TOOLS)]

    def submission(self) -> Submission:
        """Return the disguised notebooks, handed in."""
        notebooks = variants(self.round)
        for cells in notebooks.values():
            for name in [cell["answer"] for cell in cells if "answer" in cell]:
                disguise(cells, name, self.worn(name)[1])
        return submitted({name: TOOLS[self.tool](cells) for name, cells in notebooks.items()})

    def told(self, name: str) -> str:
        style = f" ({variant(name, self.round).style})" if name in EXERCISES else ""
        return f"{name}{style}, {self.worn(name)[0]}, {self.tool}"


def variant(name: str, number: int) -> Variant:
    """Return the variant of a function in a round: when all have been handed in, the last one stays."""
    known = EXERCISES.variants_of(name)
    return known[min(number, len(known) - 1)]


def variants(number: int) -> dict[str, Cells]:
    """Return the notebooks with one right variant of each function, and the written answers."""
    notebooks = {name: marked(cells, ANSWERS, STUBS) for name, cells in HONEST.items()}
    for cells in notebooks.values():
        for cell in cells:
            if cell.get("answer") in EXERCISES:
                cell["source"] = source(variant(cell["answer"], number))
    return notebooks


def submitted(notebooks: dict[str, Cells]) -> Submission:
    return Submission("ada", {name: as_file(cells) for name, cells in notebooks.items()})


Plain = Callable[[int], dict[str, Verdict]]


@pytest.fixture(scope="module")
def plain(engine: Engine) -> Plain:
    """The verdicts on a round's variants, each in its own cell."""

    @cache
    def graded(number: int) -> dict[str, Verdict]:
        return {v.exercise: v for v in engine.grade(submitted(variants(number))).verdicts}

    return graded


def lost(result: Result, disguised: Disguised, plain: Plain) -> Iterator[str]:
    """Yield what has other marks than without a disguise."""
    found = {verdict.exercise: verdict for verdict in result.verdicts}
    for name in FUNCTIONS:
        verdict, before = found[name], plain(disguised.round)[name]
        if (verdict.outcome, verdict.score) != (before.outcome, before.score):
            yield f"{disguised.told(name)}: {verdict.outcome}, {verdict.score}: {verdict.reason}"
    for name in TEXTS:
        verdict = found[name]
        text = next(cell["source"] for cell in HONEST[verdict.notebook] if grade_id(cell) == name)
        if verdict.outcome != "to_mark" or words(text) not in words(as_marked(result, verdict)):
            yield f"{disguised.told(name)}: {verdict.outcome}, the text is not there"


def as_marked(result: Result, verdict: Verdict) -> str:
    """Return the text of a graded cell as its marker reads it, with what the student wrote right below."""
    cells: list[dict[str, Any]] = json.loads(result.notebooks[verdict.notebook])["cells"]
    start = next(n for n, cell in enumerate(cells) if grade_id(cell) == verdict.cell)
    end = next((n for n in range(start + 1, len(cells)) if cells[n]["metadata"].get("nbgrader")), len(cells))
    return "".join("".join(cell["source"]) for cell in cells[start:end])


def words(text: str) -> str:
    return "".join(text.split())


def test_every_answer_has_its_disguises() -> None:
    assert (len(FUNCTIONS), len(TEXTS), len(VARIANTS)) == (27, 7, 165)
    assert min(len(worn) for worn in WORN.values()) >= 40


def test_all_submissions_hold_each_variant_in_each_disguise() -> None:
    pairs = {
        (name, variant(name, number).style, Disguised(number, shift).worn(name)[0])
        for number in range(ROUNDS)
        for shift in range(SHIFTS)
        for name in FUNCTIONS
    }
    assert len(pairs) == len(VARIANTS) * SHIFTS


@pytest.mark.parametrize("number", range(ROUNDS))
def test_undisguised_variants_have_full_marks(plain: Plain, number: int) -> None:
    verdicts = plain(number)
    assert [name for name in FUNCTIONS if verdicts[name].score != verdicts[name].max] == []


@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(disguised=st.builds(Disguised, st.integers(0, ROUNDS - 1), st.integers(0, SHIFTS - 1)))
def test_disguised_variants_have_the_same_marks(engine: Engine, plain: Plain, disguised: Disguised) -> None:
    assert list(lost(engine.grade(disguised.submission()), disguised, plain)) == []


@pytest.mark.slow
@pytest.mark.parametrize("shift", range(SHIFTS))
def test_each_variant_has_the_same_marks_in_each_disguise(engine: Engine, plain: Plain, shift: int) -> None:
    all_rounds = [Disguised(number, shift) for number in range(ROUNDS)]
    assert [each for one in all_rounds for each in lost(engine.grade(one.submission()), one, plain)] == []
