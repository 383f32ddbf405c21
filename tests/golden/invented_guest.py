"""One graded notebook of a course without exercises of ours, as the grader leaves it: every kind of cell and answer."""

from __future__ import annotations

import base64
from typing import Any

from autograder.content import ExerciseSet
from autograder.gradebook.records import ClassRecord, Item, Mark, Person, Work
from autograder.notebooks import STUDENTS
from autograder.results.verdict import Verdict
from autograder.results.words import verdict_text
from tests.unit.picture_files import PNG

NAME = "weather"
FREEZING = Item(NAME, "celsius_freezing", "celsius_freezing", "", 1.0, "own")
HIDDEN = Item(NAME, "celsius_hidden", "celsius_hidden", "", 2.0, "own")
MEAN = Item(NAME, "cell-93859c4a215c6cc0", "cell-93859c4a215c6cc0", "", 2.0, "own")
WORDS = Item(NAME, "why_mean", "why_mean", "", 2.0, "written")
PLOT = Item(NAME, "plot_week", "plot_week", "", 3.0, "written")
TASK = Item(NAME, "explore", "explore", "", 4.0, "written")
ITEMS = (FREEZING, HIDDEN, MEAN, WORDS, PLOT, TASK)
CODE = "def celsius(f):\n    return (f - 32) * 5 / 9 if f > 0 else 0"
SECRET = "both scales meet at -40"
PICTURE = base64.b64encode(PNG).decode()
TOLD = f'The test stopped with AssertionError: {SECRET}. It was at line 3 of the test: "assert celsius(-40) == -40".'
VERDICTS = (
    Verdict(NAME, FREEZING.cell, FREEZING.cell, "correct", 1.0, 1.0, trusted=False),
    Verdict(NAME, HIDDEN.cell, HIDDEN.cell, "wrong", 0.0, 2.0, reason=TOLD, trusted=False, hidden=True),
    Verdict(NAME, MEAN.cell, MEAN.cell, "not_attempted", 0.0, 2.0, trusted=False),
    Verdict(NAME, WORDS.cell, WORDS.cell, "to_mark", None, 2.0),
    Verdict(NAME, PLOT.cell, PLOT.cell, "to_mark", None, 3.0),
    Verdict(NAME, TASK.cell, TASK.cell, "to_mark", None, 4.0),
)


def guest_record(*verdicts: Verdict, hides_tests: bool = False) -> ClassRecord:
    """Return a class of one student; `verdicts` take the place of those on the same cells."""
    by_cell = {verdict.cell_id: verdict for verdict in (*VERDICTS, *verdicts)}
    marks = {cell_id: Mark(verdict.score) for cell_id, verdict in by_cell.items()}
    work = Work(Person("ada", "Ada", "Lovelace"), marks, by_cell, sandbox="bubblewrap")
    return ClassRecord(ExerciseSet("guest", ()), ITEMS, (work,), hides_tests=hides_tests)


def guest_cells() -> list[dict[str, Any]]:
    """Return the cells of the graded notebook."""
    return [
        _text("# The weather of a week"),
        _text("## Part A: degrees (3 points)\n\nFrom Fahrenheit to Celsius."),
        _code("celsius", CODE, solution=True, mine=True),
        _code(FREEZING.cell, "assert celsius(32) == 0", grade=True, locked=True),
        _code(HIDDEN.cell, "assert celsius(-40) == -40", _error(SECRET), grade=True, locked=True),
        _text("## Part B: the **mean** [2 marks]"),
        _code("mean_of", "def mean_of(days):\n    raise NotImplementedError()", solution=True),
        _code(MEAN.cell, "mean_of([32])", _error(""), grade=True, locked=True),
        _text("## Part C: in words"),
        _text(
            "It hides the **spread**.\n\n![my sketch](attachment:a.png)",
            WORDS.cell,
            grade=True,
            solution=True,
        )
        | {"attachments": {"a.png": {"image/png": PICTURE}}},
        _text("## Part D: a picture (3 points)"),
        _code(PLOT.cell, "plt.plot([1, 2])", _drawn(), grade=True, solution=True, mine=True),
        _text(
            "## Part E: your own data (4 points)\n\nTHE TEACHER'S QUESTION", TASK.cell, task=True, locked=True
        ),
        _text("Which day was the *warmest*?", mine=True),
        _code(
            "", "print('day 12')", {"output_type": "stream", "name": "stdout", "text": "day 12\n"}, mine=True
        ),
    ]


def _text(source: str, grade_id: str = "", *, mine: bool = False, **roles: bool) -> dict[str, Any]:
    ours = {"nbgrader": {"grade_id": grade_id, "schema_version": 3, **roles}} if grade_id else {}
    return {"cell_type": "markdown", "metadata": ours | ({STUDENTS: True} if mine else {}), "source": source}


def _code(
    grade_id: str, source: str, *outputs: dict[str, Any], mine: bool = False, **roles: bool
) -> dict[str, Any]:
    own = [verdict_text(v, "bubblewrap", None) for v in VERDICTS if v.cell == grade_id]
    below = [{"output_type": "stream", "name": "stdout", "text": text} for text in own]
    cell = _text(source, grade_id, mine=mine, **roles)
    return cell | {"cell_type": "code", "execution_count": None, "outputs": [*outputs, *below]}


def _error(message: str) -> dict[str, Any]:
    return {"output_type": "error", "ename": "AssertionError", "evalue": message, "traceback": []}


def _drawn() -> dict[str, Any]:
    data = {"image/png": PICTURE, "text/plain": "<Figure size 640x480 with 1 Axes>"}
    return {"output_type": "display_data", "metadata": {}, "data": data}
