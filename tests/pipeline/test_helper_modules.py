"""Right answers that lean on a file beside the notebook keep their marks, in every notebook that they are brought to."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from autograder.grading.engine import Engine
from autograder.notebooks import grade_id
from autograder.results.result import Result
from autograder.submission.reading import Submission
from autograder.submission.room import Room
from tests.conftest import needs
from tests.pipeline.editing import as_file, solved

pytestmark = needs("bwrap")

FIRST = "01-one-unit-one-slope"
HONEST = solved()
MODULE = """import numpy as np
def curve(z):
    z = np.asarray(z, dtype=float)
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + e), e / (1 + e))[()]
"""
ANSWER = "def sigmoid(z):\n    return {}(z)"


def graded(
    engine: Engine, answer: str, modules: dict[str, bytes], before: str | None = None
) -> tuple[Result, dict[str, float | None]]:
    """Grade the honest submission with another sigmoid, perhaps a cell before it; return what is lost, too."""
    notebooks: dict[str, Any] = copy.deepcopy(HONEST)
    cells = notebooks[FIRST]
    at = next(i for i, cell in enumerate(cells) if grade_id(cell) == "sigmoid")
    cells[at]["source"] = answer
    if before is not None:
        own = {"cell_type": "code", "execution_count": None, "outputs": [], "metadata": {}, "id": "own"}
        cells.insert(at, own | {"source": before})
    files = {name: as_file(each) for name, each in notebooks.items()}
    result = engine.grade(Submission("ada", files, room=Room(modules, ("With it came: x.py.",))))
    automatic = [v for v in result.verdicts if v.outcome != "to_mark"]
    return result, {v.exercise: v.score for v in automatic if v.score != v.max}


@pytest.mark.parametrize(
    ("answer", "modules", "before"),
    [
        ("from helpers import curve\n" + ANSWER.format("curve"), {"helpers.py": MODULE}, None),
        (ANSWER.format("helpers.curve"), {"helpers.py": MODULE}, "import helpers"),
        ("import cells as wire\n" + ANSWER.format("wire.curve"), {"cells.py": MODULE}, None),
        (
            "import outer\n" + ANSWER.format("outer.inner.curve"),
            {"outer.py": "import inner", "inner.py": MODULE},
            None,
        ),
        (
            "import helpers\n" + ANSWER.format("helpers.curve"),
            {"helpers.py": MODULE, "numpy.py": "1 / 0", "chainlab.py": "1 / 0"},
            None,
        ),
        ("def sigmoid(z):\n    import helpers\n    return helpers.curve(z)", {"helpers.py": MODULE}, None),
        ("import helpers\n" + ANSWER.format("helpers.curve"), {}, f"%%writefile helpers.py\n{MODULE}"),
        (ANSWER.format("curve"), {"script.py": MODULE}, "%run script.py"),
        (
            ANSWER.format("curve"),
            {"helpers.py": MODULE},
            "%load_ext autoreload\n%autoreload 2\nfrom helpers import *",
        ),
    ],
)
def test_a_right_answer_may_stand_in_a_file(
    answer: str, modules: dict[str, str], before: str | None, engine: Engine
) -> None:
    _, lost = graded(engine, answer, {name: text.encode() for name, text in modules.items()}, before)
    assert lost == {}


def test_a_wrong_answer_in_a_file_is_wrong(engine: Engine) -> None:
    answer = "from helpers import curve\n" + ANSWER.format("curve")
    _, lost = graded(engine, answer, {"helpers.py": MODULE.replace("e / (1 + e)", "0 * e").encode()})
    assert "sigmoid" in lost


def test_each_notebook_finds_the_files_as_they_were_handed_in(engine: Engine) -> None:
    answer = "from helpers import curve\n" + ANSWER.format("curve")
    spoil = "open('helpers.py', 'w').write('curve = None');"
    result, lost = graded(engine, f"{answer}\n{spoil}", {"helpers.py": MODULE.encode()})
    assert lost == {}
    assert all("With it came: x.py." in text for text in result.notebooks.values())
