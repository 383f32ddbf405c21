"""A guest's course to look at: the weather of a week, with tests, hidden tests, partial credit, words, a plot, a task."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

from tests.pipeline.guests.course import guest_course, hand_in
from tests.unit.picture_files import PNG

WEATHER = '''
# %% text
# The weather of a week

# %%
import statistics

# %% text
## Part A: degrees (3 points)

Write a function that turns degrees Fahrenheit into degrees Celsius.

# %% solution celsius
def celsius(f):
    """Return degrees Celsius."""
    ### BEGIN SOLUTION
    return (f - 32) * 5 / 9
    ### END SOLUTION

# %% test celsius_freezing 1
assert celsius(32) == 0, "water freezes at 32 F, so celsius(32) should be 0"

# %% test celsius_hidden 2
assert celsius(212) == 100
### BEGIN HIDDEN TESTS
assert abs(celsius(-40) + 40) < 1e-9, "both scales meet at -40"
### END HIDDEN TESTS

# %% text
## Part B: the mean (2 points)

# %% solution mean_of
def mean_of(days):
    ### BEGIN SOLUTION
    return statistics.fmean(celsius(day) for day in days)
    ### END SOLUTION

# %% test cell-93859c4a215c6cc0 2
round((abs(mean_of([32, 212]) - 50) < 1e-9) + (abs(mean_of([32]) - 0) < 1e-9), 1)

# %% text
## Part C: in words (2 points)

# %% essay why_mean 2
What does the mean hide?

# %% text
## Part D: a picture (3 points)

# %% drawing plot_week 3
### BEGIN SOLUTION
import matplotlib.pyplot as plt
plt.plot([1, 2, 3], [10, 12, 9])
plt.title("A week")
### END SOLUTION

# %% task explore 4
## Part E: look at data of your own (4 points)

Which question would you ask?
'''
NAME = "weather"
RIGHT = "def celsius(f):\n    return (f - 32) * 5 / 9"
MEAN = "def mean_of(days):\n    return statistics.fmean(celsius(day) for day in days)"
HOSTILE = '<script>alert(1)</script><img src=x onerror="alert(2)">'
ANSWERS: dict[str, dict[str, str]] = {
    "solved": {
        "celsius": RIGHT,
        "mean_of": MEAN,
        "why_mean": "It hides the **spread**: $\\sigma$.\n\n![my sketch](attachment:sketch.png)",
        "plot_week": "import matplotlib.pyplot as plt\nplt.plot([1, 2, 3], [10, 12, 9])\nplt.title('A week')\nplt.show()",
    },
    "slip": {
        "celsius": "def celsius(f):\n    return (f - 30) / 2",
        "mean_of": "def mean_of(days):\n    total = 0\n    for day in days:\n        total += 1 / celsius(day)\n    return total",
    },
    "nearly": {
        "celsius": "def celsius(f):\n    if f < 0:\n        return 0\n    return (f - 32) * 5 / 9",
        "mean_of": "def mean_of(days):\n    return statistics.fmean([celsius(32), celsius(212)])",
    },
    "untouched": {},
    "module": {
        "celsius": f"import meteorology\n\n{RIGHT}",
        "mean_of": "import myhelpers\n\n" + MEAN,
    },
    "hangs": {
        "celsius": "def celsius(f):\n    while True:\n        pass",
        "mean_of": "import os\nos._exit(3)",
    },
    "hostile": {
        "celsius": f"def celsius(f):\n    print('''{HOSTILE}''')\n    raise ValueError('''{HOSTILE}''')",
        "mean_of": "class _A:\n    def __repr__(self):\n        return '"
        + HOSTILE.replace('"', "")
        + "'\ndef mean_of(d):\n    return 1\n_A()",
        "why_mean": HOSTILE + "\n\n[a](javascript:alert(3))",
        "plot_week": "from IPython.display import HTML, display\ndisplay(HTML('''" + HOSTILE + "'''))",
    },
}
"""The texts in the cells of each student."""
LIMITS = "c.Limits.cell_seconds = 5"


def weather_course(folder: Path, config: str = "") -> Path:
    """Make the course with its class."""
    course = guest_course(folder, {NAME: WEATHER}, config=f"{LIMITS}\n{config}", students=())
    for student, texts in ANSWERS.items():
        place = hand_in(course, student, NAME, texts)
        if student in {"solved", "hostile"}:
            _add(place / f"{NAME}.ipynb")
    return course


def _add(path: Path) -> None:
    """Add what a person adds: a picture to the answer in words, and cells below the task."""
    notebook: dict[str, Any] = json.loads(path.read_text("utf-8"))
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "why_mean":
            cell["attachments"] = {"sketch.png": {"image/png": base64.b64encode(PNG).decode()}}
    words = f"Which day was the **warmest**? {HOSTILE if 'hostile' in str(path) else ''}"
    notebook["cells"] += [
        {"cell_type": "markdown", "id": "mine-1", "metadata": {}, "source": words},
        {
            "cell_type": "code",
            "id": "mine-2",
            "metadata": {},
            "source": "print('day', max([10, 12, 9]))",
            "execution_count": 1,
            "outputs": [],
        },
    ]
    path.write_text(json.dumps(notebook), encoding="utf-8")
