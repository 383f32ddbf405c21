"""A function is judged where its check stands: what later cells do costs nothing, what earlier ones do counts."""

from __future__ import annotations

import copy

import pytest

from autograder.grading.engine import Engine
from autograder.notebooks import grade_id
from autograder.results.verdict import Verdict
from autograder.submission.reading import Submission
from tests.conftest import needs
from tests.pipeline.editing import as_file, solved

pytestmark = needs("bwrap")

FIRST, SECOND = "01-one-unit-one-slope", "02-down-the-chain"
HONEST = solved()


def cell(source: str) -> dict[str, object]:
    return {
        "cell_type": "code",
        "execution_count": None,
        "outputs": [],
        "metadata": {},
        "id": "own",
        "source": source,
    }


def graded(
    engine: Engine, added: dict[str, str], *, notebook: str = FIRST, above: bool = False
) -> dict[str, Verdict]:
    """Grade the honest submission with a cell below, or above, each of these cells of one notebook."""
    notebooks = copy.deepcopy(HONEST)
    cells = notebooks[notebook]
    for name, source in added.items():
        index = next(i for i, each in enumerate(cells) if grade_id(each) == name)
        cells.insert(index if above else index + 1, cell(source) | {"id": f"own-{name}"})
    files = {name: as_file(each) for name, each in notebooks.items()}
    return {verdict.exercise: verdict for verdict in engine.grade(Submission("ada", files)).verdicts}


def lost(verdicts: dict[str, Verdict]) -> dict[str, float | None]:
    return {name: v.score for name, v in verdicts.items() if v.outcome != "to_mark" and v.score != v.max}


@pytest.mark.parametrize(
    "below",
    [
        "sigmoid = sigmoid(0.0)",
        "sigmoid = 3",
        "del sigmoid",
        "%reset -f",
        "def sigmoid(z):\n    return z",
        "globals().clear()",
        "import os\nos._exit(1)",
        "while True:\n    pass",
        "raise SystemExit",
    ],
)
def test_what_happens_at_the_end_of_a_notebook_costs_nothing(engine: Engine, below: str) -> None:
    last = [grade_id(each) for each in HONEST[FIRST] if grade_id(each).startswith("check_")][-1]
    assert lost(graded(engine, {last: below})) == {}


@pytest.mark.parametrize(
    "below",
    ["sigmoid_prime = sigmoid_prime(0.0)", "def sigmoid_prime(z):\n    return 1.0", "del sigmoid_prime"],
)
def test_a_name_used_again_below_its_check_keeps_the_mark_of_its_own_exercise(
    engine: Engine, below: str
) -> None:
    verdicts = graded(engine, {"check_sigmoid_prime": below})
    assert verdicts["sigmoid_prime"].score == verdicts["sigmoid_prime"].max
    assert verdicts["sigmoid"].score == verdicts["sigmoid"].max


def test_a_global_that_a_later_exercise_needs_otherwise_counts_as_it_was(engine: Engine) -> None:
    notebooks = copy.deepcopy(HONEST)
    cells = notebooks[FIRST]
    own = next(each for each in cells if grade_id(each) == "sigmoid")
    own["source"] = "SCALE = 1.0\n" + own["source"].replace(
        "def sigmoid(z):", "def sigmoid(z, scale=None):\n    z = SCALE * np.asarray(z, dtype=float)"
    )
    index = next(i for i, each in enumerate(cells) if grade_id(each) == "check_sigmoid")
    cells.insert(index + 1, cell("SCALE = 1.0"))
    cells.append(cell("SCALE = 7.0") | {"id": "last"})
    files = {name: as_file(each) for name, each in notebooks.items()}
    verdicts = {v.exercise: v for v in engine.grade(Submission("ada", files)).verdicts}
    assert lost(verdicts) == {}


@pytest.mark.parametrize("above", ["def sigmoid(z):\n    return z", "sigmoid = 3", "del sigmoid"])
def test_what_happens_above_the_check_counts(engine: Engine, above: str) -> None:
    verdicts = graded(engine, {"check_sigmoid": above}, above=True)
    assert verdicts["sigmoid"].score == 0.0


def test_a_check_above_its_function_is_looked_at_in_the_end(engine: Engine) -> None:
    notebooks = copy.deepcopy(HONEST)
    cells = notebooks[FIRST]
    index = next(i for i, each in enumerate(cells) if grade_id(each) == "check_sigmoid")
    cells.insert(1, cells.pop(index))
    files = {name: as_file(each) for name, each in notebooks.items()}
    assert lost({v.exercise: v for v in engine.grade(Submission("ada", files)).verdicts}) == {}


@pytest.mark.parametrize(
    "slow", ["import time\ntime.sleep(60)", "while True:\n    pass", "total = 0\nwhile True:\n    total += 1"]
)
def test_slow_cells_of_the_students_own_cost_nothing(engine: Engine, slow: str) -> None:
    checks = [grade_id(each) for each in HONEST[FIRST] if grade_id(each).startswith("check_")][:3]
    verdicts = graded(engine, dict.fromkeys(checks, slow))
    assert lost(verdicts) == {}
