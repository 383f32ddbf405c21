"""Writes marks of written answers: all or nothing, never over a mark that the marker had not seen."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

from sqlalchemy import Connection, Engine, insert, select, update

from autograder.gradebook.marks import (
    ELSEWHERE,
    FIRST,
    MARKS,
    Decision,
    Given,
    Mark,
    Question,
    Standing,
    history,
    now,
    of_question,
    standings,
)
from autograder.gradebook.rows import COMMENTS, GRADES


@dataclass(frozen=True)
class Saved:
    """What became of a mark that was given.

    Parameters
    ----------
    mark
        The mark that the answer has now.
    kept
        What was given, if it was based on an older row: kept beside the mark, as a conflict. None otherwise.
    """

    mark: Mark | None
    kept: Mark | None = None

    @property
    def counts(self) -> bool:
        """Whether what was given is the mark."""
        return self.kept is None


class Marking:
    """One transaction on answers to a question; nobody else writes to these in the meantime.

    Attributes
    ----------
    connection
        The transaction.
    standings
        How the answers stand, by student; kept current.
    """

    def __init__(
        self, connection: Connection, question: Question, digests: Mapping[str, str], round_: int
    ) -> None:
        self.connection, self.question, self.round = connection, question, round_
        self._digests, self._at = digests, now()
        self.standings: dict[str, Standing] = {}

    def read(self, students: Collection[str] | None) -> None:
        """Read how the answers stand; marks that were given elsewhere become rows of ours."""
        self.standings = standings(self.connection, self.question, students, self.round)
        if self.round == FIRST:
            for student, standing in self.standings.items():
                if standing.is_elsewhere:
                    given = _given_elsewhere(standing, self._digests.get(student, ""))
                    self._append(student, given, ELSEWHERE, standing.row)

    def give(self, student: str, given: Given, marker: str, seen: int) -> Saved:
        """Give an answer a mark.

        Parameters
        ----------
        seen
            The row that the marker saw.
        """
        standing = self.standings[student]
        if seen == standing.row:
            return Saved(self._append(student, given, marker, seen))
        rows = history(self.connection, self.question, student, self.round)
        # What was saved and whose answer got lost on its way is sent again: it is there already.
        same = [row for row in rows if row.given.same(given)]
        if standing.mark in same:
            return Saved(standing.mark)
        sent = next((row for row in same if row.marker == marker and row.based_on == seen), None)
        return Saved(standing.mark, sent or self._append(student, given, marker, seen, conflict=True))

    def settle(self, student: str, row: int, marker: str, seen: int) -> Saved | None:
        """Say which one of an answer's rows counts; None if the marker did not see the newest mark."""
        standing = self.standings[student]
        rows = history(self.connection, self.question, student, self.round)
        chosen = next((mark for mark in rows if mark.row == row), None)
        if chosen is None or seen != standing.row:
            return None
        settles = max((conflict.row for conflict in standing.conflicts), default=0)
        return Saved(self._append(student, chosen.given, marker, seen, settles=settles))

    def recompute(self, student: str, given: Given, mark: Mark) -> Mark:
        """Append what a mark, or a conflict, is worth by a changed rubric; its marker stays."""
        in_thread = mark == self.standings[student].mark
        return self._append(student, given, mark.marker, self.standings[student].row, conflict=not in_thread)

    def _append(
        self, student: str, given: Given, marker: str, seen: int, *, conflict: bool = False, settles: int = 0
    ) -> Mark:
        """Append a row, to the thread or beside it."""
        values = {
            **self.question._asdict(),
            "student": student,
            "round": self.round,
            "follows": None if conflict else self.standings[student].row,
            "based_on": seen,
            "settles": settles,
            "marker": marker,
            "at": self._at,
            "digest": given.digest,
            "rubric": given.rubric,
            "decision": given.decision,
            "score": given.score,
            "ticks": json.dumps(dict(given.ticks)),
            "comment": given.comment,
        }
        row = self.connection.execute(insert(MARKS).values(**values)).inserted_primary_key[0]  # type: ignore[index]
        mark = Mark(row, student, marker, self._at, given, seen, self.round)
        standing = self.standings[student]
        if conflict:
            others = tuple(each for each in standing.conflicts if each.marker != marker)
            self.standings[student] = replace(standing, conflicts=(*others, mark))
            return mark
        open_ones = tuple(each for each in standing.conflicts if each.row > settles)
        standing = replace(standing, mark=mark, conflicts=open_ones)
        if self.round == FIRST and marker != ELSEWHERE:
            standing = self._tell_nbgrader(standing, given)
        self.standings[student] = standing
        return mark

    def _tell_nbgrader(self, standing: Standing, given: Given) -> Standing:
        """Write nbgrader's own columns."""
        again = given.decision == "again" or (given.score is None and standing.auto is None)
        execute = self.connection.execute
        if standing.comments is not None:
            comment = update(COMMENTS).where(COMMENTS.c.id == standing.comments)
            execute(comment.values(manual_comment=given.comment or None))
        grade = update(GRADES).where(GRADES.c.id == standing.grade)
        execute(grade.values(manual_score=given.score, needs_manual_grade=again))
        return replace(standing, manual=given.score, written=given.comment, looked_at=not again)


@contextmanager
def marking(
    engine: Engine,
    question: Question,
    students: Collection[str] | None,
    digests: Mapping[str, str],
    round_: int = FIRST,
) -> Iterator[Marking]:
    """Open a transaction on the answers of some students, or of all.

    Parameters
    ----------
    digests
        Of the answers that there are now, by student.
    """
    with engine.begin() as connection:
        _lock(connection, question, students)
        transaction = Marking(connection, question, digests, round_)
        transaction.read(students)
        yield transaction


def _lock(connection: Connection, question: Question, students: Collection[str] | None) -> None:
    """Keep everybody else from writing to these answers until the transaction ends."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # its driver begins at the first row that is written
        return
    # Comments first, as everybody writes them first: PostgreSQL ends one of two that wait for each other.
    for table in (COMMENTS, GRADES):
        rows = of_question(select(table.c.id), table, question, students)
        connection.execute(rows.order_by(table.c.id).with_for_update(of=table)).all()


def _given_elsewhere(standing: Standing, digest: str) -> Given:
    """Return what nbgrader's columns say."""
    mark = standing.mark
    if mark is not None and mark.given.score == standing.manual:
        return replace(mark.given, comment=standing.written)
    digest = digest if standing.looked_at else ""
    decision: Decision = "unmarked" if standing.manual is None else "elsewhere"
    return Given(decision, standing.manual, {}, standing.written, digest)
