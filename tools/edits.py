"""Edits an honest submission as editors do, and looks whether a right answer loses a mark by it.

    python -m tools.edits [--submissions 500] [--edits 20] [--seed 1]      against full marks
    python -m tools.edits --stock [--submissions 25] [--edits 12]          against genuine nbgrader

Without --stock the edits keep the order in which code runs, and every answer must keep its full marks. With
it they may be any, and every automatic mark must be at least that of nbgrader without our configuration,
which executes the same notebooks in real kernels. Ends with 1 if something is not as it should be.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

from autograder.authoring.release import nbgrader
from autograder.course.course import Course
from autograder.grading.classroom import open_classroom
from autograder.results.result import Result
from tests.pipeline.editing import SAFE, WILD, Edit, as_file, solved
from tests.pipeline.test_gradebook_rows import STOCK_CONFIG
from tools.repository import make_course
from vanishing_gradients import ASSIGNMENT

Edits = list[tuple[str, Edit]]
WORKERS = 2


def main() -> int:
    """Edit, grade, compare; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--submissions", type=int, default=500)
    parser.add_argument("--edits", type=int, default=20, help="edits of each submission")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--stock", action="store_true", help="compare with genuine nbgrader")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="edits-") as scratch:
        ours = Path(scratch, "ours")
        make_course(ours)
        made = hand_in(
            ours, options.submissions, options.edits, options.seed, WILD if options.stock else SAFE
        )
        began = time.monotonic()
        results = graded(ours)
        count, seconds = sum(map(len, made.values())), time.monotonic() - began
        print(f"{len(made)} submissions with {count} edits, {seconds:.0f} s.")
        wrong = list(
            below_stock(ours, Path(scratch, "stock"), results) if options.stock else below_full(results)
        )
    for student, sentence in wrong:
        print(f"- {student}: {sentence}")
        print(
            "    " + "; ".join(f"{notebook[:2]} {edit.name}({edit.seed})" for notebook, edit in made[student])
        )
    print(f"Answers that lost a mark: {len(wrong)}.")
    return 1 if wrong else 0


def hand_in(course: Path, submissions: int, edits: int, seed: int, names: Iterable[str]) -> dict[str, Edits]:
    """Hand in edited copies of the honest submission; return the edits of each student."""
    chance = random.Random(seed)
    made: dict[str, Edits] = {}
    for number in range(submissions):
        notebooks, student = solved(), f"edited-{number:04}"
        made[student] = [
            (chance.choice(sorted(notebooks)), Edit(chance.choice(sorted(names)), chance.getrandbits(32)))
            for _ in range(edits)
        ]
        for notebook, edit in made[student]:
            edit.apply(notebooks[notebook])
        folder = course / "submitted" / student / ASSIGNMENT
        folder.mkdir(parents=True)
        for notebook, cells in notebooks.items():
            (folder / f"{notebook}.ipynb").write_bytes(as_file(cells))
    return made


def graded(course: Path) -> dict[str, Result]:
    """Grade everybody with our engine."""
    results: dict[str, Result] = {}
    with open_classroom(Course.open(course), ASSIGNMENT) as classroom:
        classroom.run(classroom.everybody, WORKERS, lambda result: results.update({result.student: result}))
    return results


def below_full(results: dict[str, Result]) -> Iterator[tuple[str, str]]:
    """Yield (student, sentence) for each answer without full marks that no human is asked about."""
    for student, result in sorted(results.items()):
        for verdict in result.verdicts:
            if verdict.outcome != "to_mark" and verdict.score != verdict.max:
                yield student, f"{verdict.exercise}: {verdict.outcome}, {verdict.score:g}: {verdict.reason}"


def below_stock(ours: Path, stock: Path, results: dict[str, Result]) -> Iterator[tuple[str, str]]:
    """Yield (student, sentence) for each automatic mark that genuine nbgrader gives and we do not."""
    make_course(stock)
    (stock / "nbgrader_config.py").write_text(STOCK_CONFIG)
    (ours / "submitted").rename(stock / "submitted")
    gave_none = 0
    for student, result in sorted(results.items()):
        # One by one: a submission that nbgrader cannot grade would stop it for all others.
        nbgrader(stock, "autograde", ASSIGNMENT, "--student", student)
        theirs = marks(stock / "gradebook.db", student)
        gave_none += not any(theirs.values())
        for verdict in result.verdicts:
            mark = theirs.get(verdict.cell_id)
            if verdict.outcome == "to_mark" or mark is None or (verdict.score or 0.0) >= mark:
                continue
            yield student, f"{verdict.exercise}: {verdict.score:g}, nbgrader {mark:g}: {verdict.reason}"
    print(f"nbgrader gave {len(results) - gave_none} of {len(results)} submissions a mark.")


def marks(gradebook: Path, student: str) -> dict[tuple[str, str], float]:
    """Return a student's automatic marks by notebook and cell, as a gradebook has them."""
    with closing(sqlite3.connect(gradebook)) as book:
        rows = book.execute(
            "select b.name, c.name, g.auto_score from submitted_assignment a "
            "join submitted_notebook n on n.assignment_id = a.id join notebook b on n.notebook_id = b.id "
            "join grade g on g.notebook_id = n.id join base_cell c on g.cell_id = c.id "
            "where a.student_id = ? and g.auto_score is not null",
            [student],
        )
        return {(notebook, cell): score for notebook, cell, score in rows}


if __name__ == "__main__":
    sys.exit(main())
