"""What the texts of this course state in numbers; their form is that of `autograder.content.Statements`.

`lesson.txt` is for the notebooks, `marking.txt` for the rubrics, `said.txt` for what code cells, widgets,
figures and checks say, `hints.txt` for the hints, `labels.txt` for numbers with nothing to prove in them,
`teachers.txt` for the pages in docs/, which no package holds: the tests read those.
"""

import cmath
import math
from pathlib import Path
from typing import Any

import numpy as np

from autograder.content import Statements
from vanishing_gradients import reference
from vanishing_gradients.statements import chains, points, steps, training, tried

FILES = {path.stem: path for path in sorted(Path(__file__).parent.glob("*.txt"))}
TEACHERS = "teachers"

NAMES: dict[str, Any] = {
    **vars(math),
    "cexp": cmath.exp,
    "np": np,
    **{name: getattr(reference, name) for name in reference.__all__},
    **vars(chains),
    **vars(steps),
    **vars(training),
    **{name: getattr(tried, name) for name in tried.__all__},
    "points": points.points,
}
"""What the expressions may use: the reference, and what only the texts speak of."""

STATEMENTS = Statements.read([path for name, path in FILES.items() if name != TEACHERS], NAMES)
