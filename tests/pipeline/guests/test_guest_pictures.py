"""Where a human marks, the graded notebook of a guest shows what cells draw and display; nothing of it is live."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autograder.front.cli import main
from tests.conftest import needs
from tests.pipeline.guests.course import GUEST, guest_course

pytestmark = [needs("bwrap"), pytest.mark.slow]

PNG = b"\x89PNG\r\n\x1a\n"
DRAW = "import matplotlib.pyplot as plt\nplt.plot([1, 2], [3, 4]);"
NOTEBOOK = f"""
# %% drawing plot 3
### BEGIN SOLUTION
{DRAW}
### END SOLUTION
# %%
{DRAW}
# %%
import pandas as pd
from IPython.display import HTML
display(HTML("<script>live()</script><p onclick='live()'>a paragraph</p>"))
pd.DataFrame({{"grade": [1, 2]}})
# %% test drawn 1
{DRAW}
assert len(plt.gca().lines) == 1
"""
WITHOUT = NOTEBOOK.replace("# %% drawing plot 3", "# %% solution plot")
ESSAY = "# %% essay why 2\nWhat does the picture show?\n" + WITHOUT


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], list[list[dict[str, Any]]]]:
    """The data of the outputs of each code cell of a graded notebook."""
    pytest.importorskip("pandas")
    notebooks = {"by-hand": NOTEBOOK, "essay": ESSAY, "tests": WITHOUT}
    course = guest_course(tmp_path_factory.mktemp("pictures") / "course", notebooks, students=("solved",))
    assert main(["grade", GUEST, "--course", str(course)], standalone_mode=False) in {0, None}

    def data(name: str) -> list[list[dict[str, Any]]]:
        path = course / "autograded" / "solved" / GUEST / f"{name}.ipynb"
        cells = json.loads(path.read_text("utf-8"))["cells"]
        return [
            [output["data"] for output in cell["outputs"] if "data" in output]
            for cell in cells
            if cell["cell_type"] == "code"
        ]

    return data


@pytest.mark.parametrize("name", ["by-hand", "essay"])
def test_what_is_drawn_where_a_human_marks_is_a_picture(name: str, shown: Callable[[str], Any]) -> None:
    answer, plain, _, test = shown(name)
    for drawn in (answer, plain):
        assert base64.b64decode(drawn[0]["image/png"]).startswith(PNG)
    assert test == []


def test_nothing_is_drawn_where_nobody_looks(shown: Callable[[str], Any]) -> None:
    answer, plain, _, test = shown("tests")
    assert answer == plain == test == []


def test_a_table_is_shown_as_one_and_nothing_is_live(shown: Callable[[str], Any]) -> None:
    _, _, (paragraph, table), _ = shown("by-hand")
    assert paragraph["text/html"] == "<p>a paragraph</p>"
    assert "<th>grade</th>" in table["text/html"]
    assert "style" not in table["text/html"]


def test_six_scientific_packages_live_in_one_notebook_under_the_default_limits(tmp_path: Path) -> None:
    pytest.importorskip("sklearn")
    imports = """
# %% solution heavy
### BEGIN SOLUTION
import numpy, scipy.stats, scipy.optimize, pandas, matplotlib.pyplot as plt, IPython, sqlite3
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
X = numpy.random.default_rng(0).random((1000, 20)); y = X[:, 0] > 0.5
### END SOLUTION
# %% test forest 1
assert RandomForestClassifier(20, n_jobs=2).fit(X, y).score(X, y) > 0.9
# %% test frame 1
assert pandas.DataFrame(X).corr().shape == (20, 20) and scipy.stats.pearsonr(X[:, 0], y)[0] > 0.5
# %% test reserved 1
import mmap
reserved = mmap.mmap(-1, 1 << 30, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
mapped = mmap.mmap(-1, 8 << 30, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, prot=mmap.PROT_READ)
"""
    course = guest_course(tmp_path / "course", {"heavy": imports}, students=("solved",))
    rows = tmp_path / "rows.json"
    main(["grade", GUEST, "--course", str(course), "--json", str(rows)], standalone_mode=False)
    verdicts = [json.loads(line) for line in rows.read_text("utf-8").splitlines()]
    assert {(each["exercise"], each["score"]) for each in verdicts} == {
        ("forest", 1.0),
        ("frame", 1.0),
        ("reserved", 1.0),
    }
