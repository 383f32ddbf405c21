"""What no grader can go below: calls the students' functions of a class, and does nothing else.

    python -m bench.floor CHECKS STUDENT_FOLDER...

Prints the seconds on the wall and of this processor as JSON. Inputs are those of the first so many checks of
each exercise; what imports, cells and files take is not counted.
"""

from __future__ import annotations

import json
import sys
import time
import warnings
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from autograder.content import Values
from autograder.notebooks import read_folder
from vanishing_gradients import EXERCISES


def calls(checks: int) -> list[tuple[str, tuple[Any, ...]]]:
    """Return (function, arguments) of the first so many checks of each exercise."""
    return [
        (exercise.name, args)
        for exercise in EXERCISES.values()
        for check in exercise.checks[:checks]
        if isinstance(check, Values)
        for args in check.sample(np.random.default_rng(1))
    ]


def namespace(folder: Path) -> dict[str, Any]:
    """Return what a student's notebooks define, without the cells that use the students' package."""
    space: dict[str, Any] = {"np": np}
    for assignment in sorted(folder.iterdir()):
        for notebook in read_folder(assignment):
            for cell in notebook.cells:
                if cell.kind == "code" and EXERCISES.student_package not in cell.source:
                    with suppress(Exception):
                        exec(cell.source, space)  # noqa: S102  (samples of this repository)
    return space


def main() -> None:
    """Measure and print."""
    warnings.simplefilter("ignore")
    wanted, spaces = calls(int(sys.argv[1])), [namespace(Path(folder)) for folder in sys.argv[2:]]
    begin, cpu = time.perf_counter(), time.process_time()
    for space in spaces:
        for name, args in wanted:
            if name in space:
                with suppress(Exception):
                    space[name](*args)
    print(json.dumps([time.perf_counter() - begin, time.process_time() - cpu]))


if __name__ == "__main__":
    main()
