"""Which lines of its rubric each written answer earned, as far as it was marked at the desk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from autograder.content import ExerciseSet, Rubric
from autograder.gradebook.marks import Given, Question, newest_marks
from autograder.gradebook.rubrics import current_rubric, has_tables
from autograder.results.verdict import CellId


@dataclass(frozen=True)
class Ticked:
    """What the lines of a rubric earned.

    Parameters
    ----------
    rubric
        The rubric that counts now, changes at the desk included.
    earned
        Points by the id of the line; a line that is not there earned nothing.
    """

    rubric: Rubric
    earned: Mapping[str, float]

    def missed(self, line: str) -> float:
        """Return how many points of a line were lost; one that costs points loses what it took off."""
        points = next(each.points for each in self.rubric.lines if each.id == line)
        return max(points, 0) - self.earned.get(line, 0)


@dataclass(frozen=True)
class Desk:
    """What was given at the desk, by written answer and student."""

    rubrics: Mapping[CellId, Rubric]
    given: Mapping[CellId, Mapping[str, Given]]

    @classmethod
    def read(
        cls, db: Any, exercises: ExerciseSet, cells: Iterable[CellId], student: str | None = None
    ) -> Desk:
        """Read it from a gradebook: of one student, or of all."""
        if not has_tables(db):
            return cls({}, {})
        known = {rubric.written: rubric for rubric in exercises.rubrics}
        rubrics = {
            cell_id: current_rubric(db, exercises.assignment, known[cell_id[1]]).rubric
            for cell_id in cells
            if cell_id[1] in known
        }
        students = None if student is None else [student]
        given = {}
        for cell_id in rubrics:
            marks = newest_marks(db, Question(exercises.assignment, *cell_id), students=students)
            given[cell_id] = {name: mark.given for name, mark in marks.items()}
        return cls(rubrics, given)

    def of(
        self, student: str, scores: Mapping[CellId, float | None], answers: Mapping[str, str]
    ) -> dict[CellId, Ticked]:
        """Return what the lines of a student's answers earned.

        A mark that was given elsewhere since then has no lines, and neither has an answer that changed.

        Parameters
        ----------
        scores
            A human's score of each answer, as nbgrader has it.
        answers
            Digests of the answers as they were graded last, by the names of their cells.
        """
        found = {}
        for cell_id, rubric in self.rubrics.items():
            given = self.given[cell_id].get(student)
            if given is None or given.decision not in {"marked", "none"}:
                continue
            same_answer = given.digest in {"", answers.get(cell_id[1], given.digest)}
            if same_answer and scores.get(cell_id) == given.score:
                found[cell_id] = Ticked(rubric, given.ticks)
        return found
