"""What a marker gives at the desk: to one answer or to a group, and which of two marks counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from autograder.content import Rubric
from autograder.errors import UsageError
from autograder.gradebook.marking import Saved, marking
from autograder.gradebook.marks import FIRST, Decision, Given
from autograder.gradebook.rubrics import current_rubric
from autograder.marking.sheet import Sheet, mark_json

WISHES = ("marked", "none", "unmarked")
COMMENT_CHARS = 10_000


class ChangedError(UsageError):
    """What the marker saw is not what there is now."""


@dataclass(frozen=True)
class Wish:
    """What the page asks for.

    Parameters
    ----------
    seen
        The row that the marker saw, by the answer's id.
    version
        The version of the rubric that the marker saw; None if the page does not say.
    """

    seen: Mapping[str, int]
    decision: Decision
    ticks: Mapping[str, float]
    comment: str
    version: int | None = None

    @classmethod
    def of(cls, body: Mapping[str, Any], seen: Mapping[str, Any]) -> Wish:
        """Read it from a request.

        Raises
        ------
        UsageError
            If it is none.
        """
        ticks, comment = body.get("ticks") or {}, body.get("comment") or ""
        decision, version = body.get("decision", "marked"), body.get("version")
        numbers = isinstance(ticks, dict) and all(_is_number(earned) for earned in ticks.values())
        rows = all(type(row) is int for row in seen.values())
        if not (numbers and rows and isinstance(comment, str) and decision in WISHES):
            raise UsageError("The page sent what the desk does not understand. Load the page again.")
        if version is not None and type(version) is not int:
            raise UsageError("The page sent what the desk does not understand. Load the page again.")
        if len(comment) > COMMENT_CHARS:
            raise UsageError(f"The comment is too long. Keep it below {COMMENT_CHARS:,} characters.")
        earned = {line: float(points) for line, points in ticks.items() if points}
        if decision == "marked" and not earned:
            decision = "unmarked"
        if decision == "none" and earned:
            raise UsageError("An answer with a ticked line has earned something. Untick it first.")
        return cls(dict(seen), decision, earned, comment, version)

    def given(self, rubric: Rubric, version: int, digest: str) -> Given:
        """Return what an answer gets.

        Raises
        ------
        ChangedError
            If the rubric is another one than the marker saw.
        """
        if not _fits(self.ticks, rubric) or self.version not in {None, version}:
            raise ChangedError("The rubric was changed in the meantime. Load it again, then tick.")
        score = None if self.decision == "unmarked" else rubric.score(self.ticks)
        ticks = {} if self.decision == "unmarked" else self.ticks
        return Given(self.decision, score, ticks, self.comment, digest, version)


def give(sheet: Sheet, marker: str, wish: Wish) -> dict[str, Saved]:
    """Give answers what is wished, all in one transaction; return what became of each."""
    students, digests = _students(sheet, marker, wish)
    by_student = {student: id_ for id_, student in students.items()}
    with marking(sheet.engine, sheet.written.key, sorted(by_student), digests, sheet.round) as open_:
        current = current_rubric(open_.connection, sheet.written.key.assignment, sheet.written.rubric)
        return {
            id_: open_.give(
                student,
                wish.given(current.rubric, current.version, digests[student]),
                marker,
                wish.seen[id_],
            )
            for student, id_ in sorted(by_student.items())
        }


def settle(sheet: Sheet, marker: str, id_: str, seen: int, row: int) -> Saved:
    """Say which of the marks of an answer counts.

    Raises
    ------
    ChangedError
        If there is another mark by now.
    """
    students, digests = _students(sheet, marker, Wish({id_: seen}, "unmarked", {}, ""))
    with marking(sheet.engine, sheet.written.key, list(students.values()), digests, sheet.round) as open_:
        saved = open_.settle(students[id_], row, marker, seen)
        if saved is None or saved.mark is None:
            raise ChangedError("Somebody marked this answer in the meantime. Look at it again.")
        given = saved.mark.given
        rubric = current_rubric(open_.connection, sheet.written.key.assignment, sheet.written.rubric).rubric
        if given.ticks and not (_fits(given.ticks, rubric) and rubric.score(given.ticks) == given.score):
            raise ChangedError("The rubric was changed after this mark was given. Tick its lines anew.")
    return saved


def _students(sheet: Sheet, marker: str, wish: Wish) -> tuple[dict[str, str], dict[str, str]]:
    """Return whose answers these are, and the digests of the answers by their students."""
    key, known = sheet.written.key, sheet.known
    if sheet.round == FIRST and all(id_ in known for id_ in wish.seen):  # a tick need not read a whole class
        students = {id_: known[id_] for id_ in wish.seen}
        return students, {student: sheet.answers.of(key, student).digest for student in students.values()}
    with sheet.engine.connect() as db:
        view = sheet.view(db, marker)
    unknown = [id_ for id_ in wish.seen if id_ not in view.students]
    if unknown:
        raise UsageError("There is no such answer any more. Load the page again.")
    students = {id_: view.students[id_] for id_ in wish.seen}
    return students, {student: view.answers[id_].digest for id_, student in students.items()}


def saved_json(saved: Saved) -> dict[str, Any]:
    """Return what the page gets: the mark, or both that are in conflict."""
    mark = mark_json(saved.mark) if saved.mark is not None else None
    if saved.kept is None:
        return {"mark": mark}
    return {"theirs": mark, "yours": mark_json(saved.kept)}


def _fits(ticks: Mapping[str, float], rubric: Rubric) -> bool:
    """Return whether a rubric has these lines, and each can earn so much."""
    steps = {line.id: line.steps for line in rubric.lines}
    return all(earned in steps.get(line, ()) for line, earned in ticks.items())


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e6
