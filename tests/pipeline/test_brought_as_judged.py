"""What is judged right in one notebook is right in the next one: it gets the same function."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from autograder.grading.engine import Engine
from autograder.notebooks import grade_id
from autograder.submission.reading import Submission
from tests.conftest import needs
from tests.pipeline.editing import Cells, as_file, released, solved

pytestmark = needs("bwrap")

HONEST = solved()
FIRST, SECOND, *_ = sorted(HONEST)
STABLE = """def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(np.asarray(z) >= 0, ONE, e) / (ONE + e)
"""
SCAFFOLD = next("".join(cell["source"]) for cell in released()[FIRST] if grade_id(cell) == "sigmoid")


def own(source: str) -> dict[str, Any]:
    return {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": source}


def at(cells: Cells, name: str) -> int:
    return next(index for index, cell in enumerate(cells) if grade_id(cell) == name)


def before(source: str) -> Callable[[Cells], None]:
    """The answer uses ONE, which a cell of the student's own before it makes."""

    def edit(cells: Cells) -> None:
        place = at(cells, "sigmoid")
        cells[place]["source"] = STABLE
        cells.insert(place, own(source))

    return edit


def behind(source: str) -> Callable[[Cells], None]:
    """The answer uses ONE, which a cell between it and its check makes; after the check ONE is lost."""

    def edit(cells: Cells) -> None:
        place = at(cells, "sigmoid")
        cells[place]["source"] = STABLE
        cells.insert(place + 1, own(source))
        cells.insert(at(cells, "check_sigmoid") + 1, own("ONE_THING = ONE"))

    return edit


def instead(*sources: str, scaffold: bool = True) -> Callable[[Cells], None]:
    """The answer stands in cells of the student's own below the scaffold."""

    def edit(cells: Cells) -> None:
        place = at(cells, "sigmoid")
        cells[place]["source"] = SCAFFOLD if scaffold else "ONE = 1.0\n" + STABLE
        cells[place + 1 : place + 1] = [own(source) for source in sources]

    return edit


def merged_with_the_check(cells: Cells) -> None:
    place = at(cells, "sigmoid")
    cells[place]["source"] = f'ONE = 1.0\n{STABLE}\ncheck("sigmoid", sigmoid)'
    del cells[at(cells, "check_sigmoid")]


def without_metadata(cells: Cells) -> None:
    before("ONE = 1.0")(cells)
    for cell in cells:
        cell["metadata"] = {}


def a_name_used_again_later(cells: Cells) -> None:
    before("ONE = 1.0")(cells)
    cells.append(own("sigmoid = sigmoid(0.0)\nONE = 'one'\ndel sigmoid_prime"))


FILES: dict[str, Callable[[Cells], None]] = {
    "a constant": before("ONE = 1.0"),
    "a loop": before("ONE = 0.0\nfor _ in range(4):\n    ONE += 0.25\n    print(ONE)"),
    "a table": before("table = {}\nfor name in 'abc':\n    table[name] = 1.0\nONE = table['c']"),
    "several names": before("ONE, TWO = 1.0, 2.0"),
    "a branch": before("try:\n    import no_such_module\n    ONE = 3\nexcept ImportError:\n    ONE = 1.0"),
    "a global": before("def setup():\n    global ONE\n    ONE = 1.0\nsetup()"),
    "a walrus": before("print(ONE := 1.0)\nassert (ONE := 1.0) > 0\nONE = ONE + 0"),
    "a magic": before("%time ONE = 1.0"),
    "a prompt": before(">>> ONE = 1.0\n>>> ONE\n1.0"),
    "a module that is written": before("%%writefile helpers.py\nfrom math import cos\nONE = cos(0)"),
    "a cell that stops half way": before("ONE = 1.0\n1 / 0\nTWO = 2"),
    "a constant behind it": behind("ONE = 1.0"),
    "a helper behind it": behind("def one():\n    return 1.0\nONE = one()"),
    "a changed constant behind it": behind("ONE = 3.0\nONE /= 3"),
    "the cell below": instead("ONE = 1.0\n" + STABLE),
    "two cells below": instead("ONE = 1.0", STABLE),
    "a lambda below": instead("sigmoid = lambda z: np.exp(-np.logaddexp(0, -np.asarray(z, dtype=float)))"),
    "a wrapped function below": instead(
        "import math\ndef one(t):\n    return 0.5 + math.tanh(t / 2) / 2 if t > 0 else math.exp(t) / (1 + math.exp(t))\n"
        "sigmoid = np.vectorize(one, otypes=[float])"
    ),
    "an untouched copy behind it": instead(SCAFFOLD, scaffold=False),
    "merged with the check": merged_with_the_check,
    "without metadata": without_metadata,
    "a name used again": a_name_used_again_later,
}
IMPORTS = {"a module that is written": "from helpers import *\n"}


@pytest.mark.parametrize("kind", FILES)
def test_an_earlier_function_is_brought_as_it_was_judged(engine: Engine, kind: str) -> None:
    notebooks = copy.deepcopy(HONEST)
    FILES[kind](notebooks[FIRST])
    if kind in IMPORTS:
        cell = notebooks[FIRST][at(notebooks[FIRST], "sigmoid")]
        cell["source"] = IMPORTS[kind] + cell["source"]
    verdicts = engine.grade(
        Submission("ada", {name: as_file(cells) for name, cells in notebooks.items()})
    ).verdicts
    judged = {v.exercise: v for v in verdicts if v.outcome != "to_mark"}
    assert judged["sigmoid"].outcome == "correct", judged["sigmoid"].reason
    wrong = {name: verdict.reason for name, verdict in judged.items() if verdict.outcome != "correct"}
    assert wrong == {}
    assert [name for name, verdict in judged.items() if verdict.carried_forward] == []


def test_a_helper_that_two_notebooks_hand_on_is_there(engine: Engine) -> None:
    notebooks = copy.deepcopy(HONEST)
    first, second = notebooks[FIRST], notebooks[SECOND]
    first.append(own("factor = 1.0\ndef scale(z):\n    return factor * z"))
    place = at(second, "chain_forward")
    second[place]["source"] += "\n\nplain_forward = chain_forward\ndef chain_forward(x, w, b=None):\n"
    second[place]["source"] += "    return plain_forward(scale(x), w, b)\n"
    second.insert(place, own('scale = bring("scale")'))
    files = {name: as_file(cells) for name, cells in notebooks.items()}
    verdicts = engine.grade(Submission("ada", files)).verdicts
    wrong = {v.exercise: v.reason for v in verdicts if v.outcome not in ("correct", "to_mark")}
    assert wrong == {}


def test_an_answer_whose_cell_hangs_behind_it_is_brought(engine: Engine) -> None:
    limits = replace(engine.sandbox.limits, cell_seconds=1)
    hurried = replace(engine, sandbox=replace(engine.sandbox, limits=limits))
    notebooks = copy.deepcopy(HONEST)
    cell = notebooks[FIRST][at(notebooks[FIRST], "sigmoid")]
    cell["source"] += "\n\nwhile True:\n    pass\n"
    files = {name: as_file(cells) for name, cells in notebooks.items()}
    judged = {v.exercise: v for v in hurried.grade(Submission("ada", files)).verdicts}
    assert judged["sigmoid"].outcome == "correct"
    assert judged["chain_forward"].outcome == "correct"
    assert judged["chain_forward"].carried_forward == ()
