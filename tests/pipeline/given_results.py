"""Results that no engine gave, written into a real gradebook, and the commands that read them."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner
from click.testing import Result as Ran

from autograder.course.course import Course
from autograder.front.cli import main
from autograder.gradebook.reader import read_class
from autograder.gradebook.records import ClassRecord
from autograder.gradebook.writer import GradebookWriter
from autograder.results.result import Result
from autograder.results.verdict import Verdict
from autograder.submission.assignment import read_assignment
from vanishing_gradients import ASSIGNMENT, EXERCISES

TWO = "02-down-the-chain"
WRONG = {"chain_dydx": ("wrong", "chain_dydx.weight_missing_inside")}


def result(course: Course, student: str, wrong: dict[str, tuple[str, str | None]] | None = None) -> Result:
    """Return a result that is right but for some exercises, as if our engine had given it."""
    wrong = wrong or {}
    gradebook = course.gradebook()
    release = read_assignment(course, gradebook, ASSIGNMENT, EXERCISES.figure_tag)
    gradebook.close()
    verdicts = []
    for notebook in release.notebooks:
        for cell in notebook.graded():
            outcome, mistake = wrong.get(cell.name, ("correct", None))
            score: float | None = cell.points if outcome == "correct" else 0.0
            if cell.name not in EXERCISES:
                outcome, score = "to_mark", None
            names = (notebook.name, cell.grade_id, cell.name)
            verdicts.append(Verdict(*names, outcome, score, cell.points, mistake, hint="Ask yourself."))
    return Result(student, tuple(verdicts), {}, "bubblewrap")


def write(folder: Path, *results: Result) -> None:
    """Write results into the gradebook in one run."""
    course = Course.open(folder)
    gradebook = course.gradebook()
    writer = GradebookWriter(gradebook, ASSIGNMENT, course.config)
    for one in results:
        writer.write(one)
    gradebook.close()


def read(folder: Path) -> ClassRecord:
    return read_class(Course.open(folder), ASSIGNMENT)


def run(command: str, folder: Path, *arguments: object) -> Ran:
    return CliRunner().invoke(main, [command, ASSIGNMENT, "--course", str(folder), *map(str, arguments)])


def said(ran: Ran) -> str:
    assert "Traceback" not in ran.output
    return " ".join(ran.output.split())


def write_class(folder: Path) -> None:
    """Write the results of two students; one of them has a known mistake."""
    course = Course.open(folder)
    write(folder, result(course, "ada"), result(course, "bob", WRONG))
