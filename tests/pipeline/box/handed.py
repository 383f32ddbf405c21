"""A notebook of one exercise as a student handed it in, and what is to be said of it."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from autograder.content import Exercise, ExerciseSet, Property, Values
from autograder.notebooks import Cell, Notebook
from autograder.results.verdict import Verdict
from autograder.submission.ingest import CleanCell, CleanNotebook

STUB = 'def square(x):\n    """Return x squared."""\n    # YOUR CODE HERE\n    raise NotImplementedError()'
CHECKS = (
    Values("ordinary x", 1.0, lambda rng: [(2.0,), (3.0,)]),
    Property("no overflow", 1.0, lambda ask, rng: bool(np.isinf(ask(1e200)))),
)
SQUARE = Exercise("square", "1", "one", lambda x: x * x, CHECKS, lambda rng: [(1.0,)])
EXERCISES = ExerciseSet(assignment="a", exercises=(SQUARE,))
SOLUTION = Cell("square", "square", "code", STUB, solution=True, notebook="one")
CHECK = Cell("check_square", "c", "code", "", grade=True, locked=True, points=2.0, notebook="one")


@dataclass
class Handed:
    """What a student handed in.

    Parameters
    ----------
    source
        The cell of the function.
    before, after
        Cells of the student's own before it, and behind its check.
    """

    source: str
    before: Sequence[str] = ()
    after: Sequence[str] = ()
    python: str = ""
    says: str = ""
    more: Sequence[str] = field(default=())
    outcome: str = "raised"

    def notebook(self) -> CleanNotebook:
        source = textwrap.dedent(self.source).strip("\n")
        cells = (
            *(CleanCell(None, "code", textwrap.dedent(each), changed=True) for each in self.before),
            CleanCell(SOLUTION, "code", source, changed=source != STUB),
            CleanCell(CHECK, "code", ""),
            *(CleanCell(None, "code", textwrap.dedent(each), changed=True) for each in self.after),
        )
        return replace(CleanNotebook(Notebook("one", (SOLUTION, CHECK)), cells, ()), python=self.python)


Judge = Callable[[Handed], Verdict]


def line(code: str, number: int = 2) -> str:
    return f', in line {number}: "{code}".'


def square(body: str, imports: str = "") -> str:
    return f"{imports}\ndef square(x):\n{textwrap.indent(body, '    ')}".strip()


NP = "import numpy as np"
STOPPED = "The function stopped with "
NO = "There is no function square in this notebook"
