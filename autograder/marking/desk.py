"""The marking desk of a course: its questions, how its answers stand, and who gives what."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, create_engine

from autograder.course.course import Course
from autograder.gradebook.marks import FIRST, Question
from autograder.gradebook.reader import graded_assignments
from autograder.gradebook.rubrics import create_tables
from autograder.marking.answers import Answers
from autograder.marking.questions import Written, written_questions
from autograder.marking.serving import UnknownError
from autograder.marking.sheet import Sheet


class Desk:
    """The marking desk of a course.

    Parameters
    ----------
    course
        The course; its gradebook must be there.

    Attributes
    ----------
    engine
        Connections to the gradebook; they are made anew after a database was gone.
    """

    def __init__(self, course: Course) -> None:
        self.course = course
        course.gradebook().close()  # says in a sentence what is wrong with it
        self.engine: Engine = create_engine(course.directory.db_url, pool_pre_ping=True)
        create_tables(self.engine)
        self.answers = Answers(course)
        self._questions: dict[str, tuple[tuple[float, ...], list[Written]]] = {}
        self._sheets: dict[tuple[Question, int], Sheet] = {}

    def assignments(self) -> list[dict[str, Any]]:
        """Return what there is to mark: assignments with their questions, and how many answers are left."""
        found = []
        for name in graded_assignments(self.course):
            questions = []
            for written in self.questions(name):
                sheet = self.sheet(name, written.id)
                answers, left = sheet.counts()
                questions.append(
                    {
                        "id": written.id,
                        "title": written.title,
                        "notebook": written.key.notebook,
                        "points": written.points,
                        "answers": answers,
                        "left": left,
                    }
                )
            if questions:
                found.append({"assignment": name, "questions": questions})
        return found

    def questions(self, assignment: str) -> list[Written]:
        """Return the written questions of an assignment.

        Raises
        ------
        UnknownError
            If there is no release of it.
        """
        paths = sorted(self.course.release_folder(assignment).glob("*.ipynb"))
        if not paths:
            raise UnknownError(f"There is no release of {assignment!r}. Make it with nbgrader, then grade.")
        version = tuple(path.stat().st_mtime for path in paths)
        kept = self._questions.get(assignment)
        if kept is None or kept[0] != version:
            with self.engine.connect() as db:
                kept = version, written_questions(self.course, db, assignment)
            self._questions[assignment] = kept
        return kept[1]

    def sheet(self, assignment: str, question: str, round_: int = FIRST) -> Sheet:
        """Return the answers to a question.

        Raises
        ------
        UnknownError
            If there is no such question.
        """
        written = next((each for each in self.questions(assignment) if each.id == question), None)
        if written is None:
            raise UnknownError(f"{assignment!r} has no written question {question!r}.")
        sheet = self._sheets.get((written.key, round_))
        if sheet is None or sheet.written is not written:
            sheet = self._sheets[written.key, round_] = Sheet(self.engine, self.answers, written, round_)
        return sheet
