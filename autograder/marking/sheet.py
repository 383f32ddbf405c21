"""The answers to one question in one round of marking: in a list without names, and one by one."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nbgrader.api import Student
from sqlalchemy import Connection, Engine, select

from autograder.gradebook import rubrics
from autograder.gradebook.marking import marking
from autograder.gradebook.marks import FIRST, OPEN, SECOND, Mark, Standing, standings
from autograder.gradebook.reader import person
from autograder.marking import likeness
from autograder.marking.answers import Answer, Answers
from autograder.marking.functions import function_marks
from autograder.marking.pace import seconds_an_answer
from autograder.marking.questions import Written
from autograder.marking.showing import answer_html, predictions_html
from autograder.results.record import digest


@dataclass(frozen=True)
class View:
    """All answers as they stand at one moment, as one marker sees them.

    Parameters
    ----------
    standings, answers
        By the answers' ids, in the order of the list.
    students
        Whose each is.
    """

    marker: str
    standings: Mapping[str, Standing]
    answers: Mapping[str, Answer]
    students: Mapping[str, str]

    def state(self, id_: str) -> str:
        """Return how an answer stands."""
        return self.standings[id_].state(self.answers[id_].digest)

    @property
    def left(self) -> int:
        """How many wait for a human."""
        return sum(self.state(id_) in OPEN for id_ in self.standings)


class Sheet:
    """The answers to one question.

    Attributes
    ----------
    apart
        Answers that somebody took out of their group, to be marked by themselves.
    known
        Whose the answers are that were seen so far.
    """

    def __init__(self, engine: Engine, answers: Answers, written: Written, round_: int = FIRST) -> None:
        self.engine, self.written, self.round = engine, written, round_
        self.answers = answers
        self._groups: tuple[Any, list[likeness.Group]] = (None, [])
        self.apart: set[str] = set()
        self.known: dict[str, str] = {}
        self._marked = likeness.Marked()
        self._lettered: dict[str, str] = {}

    def view(self, db: Connection, marker: str = "") -> View:
        """Read how the answers stand."""
        key = self.written.key
        found = standings(db, key, None, self.round)
        if self.round == FIRST and any(standing.is_elsewhere for standing in found.values()):
            self._take_over(found)
            found = standings(db, key)
        if self.round == SECOND:
            percent = rubrics.second_share(db, key.assignment, self.written.rubric.written)
            found = self._second(found, standings(db, key), percent, marker)
        ids = {self.id_of(student): student for student in found}
        students = {id_: ids[id_] for id_ in sorted(ids)}
        self.known.update(students)
        answers = {id_: self.answers.of(key, student) for id_, student in students.items()}
        return View(marker, {id_: found[student] for id_, student in students.items()}, answers, students)

    def _second(
        self, found: Mapping[str, Standing], first: Mapping[str, Standing], percent: int, marker: str
    ) -> dict[str, Standing]:
        """Return what a marker is to mark a second time: a share that was drawn, less the marker's own."""
        drawn = sorted(found, key=lambda student: digest(f"second {self.id_of(student)}"))
        drawn = drawn[: math.ceil(len(drawn) * percent / 100)]
        chosen = {*drawn, *(student for student, standing in found.items() if standing.mark is not None)}
        return {
            student: standing
            for student, standing in found.items()
            if student in chosen
            and (mark := first[student].mark) is not None
            and mark.given.decision in {"marked", "none"}
            and mark.marker != marker
        }

    def _take_over(self, found: Mapping[str, Standing]) -> None:
        """Make marks that were given elsewhere rows of ours."""
        given = [student for student, standing in found.items() if standing.is_elsewhere]
        digests = {student: self.answers.of(self.written.key, student).digest for student in given}
        with marking(self.engine, self.written.key, given, digests):
            pass

    def id_of(self, student: str) -> str:
        """Return what a student's answer is called: nobody's name, and no order of names."""
        return digest("\0".join([*self.written.key, student]))[:12]

    def counts(self) -> tuple[int, int]:
        """Return how many answers there are, and how many wait for a human."""
        with self.engine.connect() as db:
            view = self.view(db)
        return len(view.standings), view.left

    def listed(self, view: View, names: Mapping[str, str] | None = None) -> list[dict[str, Any]]:
        """Return the list of the answers; with names if these are given."""
        groups = {id_: group.id for group in self.groups(view) for id_ in group.answers}
        return [
            {
                "id": id_,
                "name": names[student] if names is not None else f"Answer {number}",
                "state": view.state(id_),
                "score": score_of(view.standings[id_]),
                "group": groups.get(id_),
            }
            for number, (id_, student) in enumerate(view.students.items(), start=1)
        ]

    def groups(self, view: View) -> list[likeness.Group]:
        """Return the groups of answers that are alike."""
        texts = {id_: answer.text for id_, answer in view.answers.items()}
        version = hash(tuple(texts.items()))
        if self._groups[0] != version:
            self._groups = version, likeness.groups(texts, self.written.given)
        return [group for each in self._groups[1] if (group := each.without(self.apart)) is not None]

    def shown(self, db: Connection, view: View, ids: Sequence[str]) -> list[dict[str, Any]]:
        """Return some answers with all that is beside them."""
        rubric = rubrics.current_rubric(db, self.written.key.assignment, self.written.rubric).rubric
        grades = function_marks(db, [view.standings[id_].submission for id_ in ids])
        groups = {id_: group for group in self.groups(view) for id_ in group.answers}
        mine = self._mine(view)
        shown = []
        for id_ in ids:
            standing, answer, group = view.standings[id_], view.answers[id_], groups.get(id_)
            state, mark = view.state(id_), standing.mark
            like = None if state not in OPEN else self._marked.most_like(id_, answer.text, mine)
            shown.append(
                {
                    "id": id_,
                    "row": standing.row,
                    "state": state,
                    "score": score_of(standing),
                    "html": answer_html(answer, rubric.numbers),
                    "predictions_html": predictions_html(answer),
                    "functions": grades.get(standing.submission, []),
                    "mark": mark_json(mark) if mark is not None and state != "changed" else None,
                    "before": mark_json(mark) if mark is not None and state in {"changed", "again"} else None,
                    "conflicts": [mark_json(conflict) for conflict in standing.conflicts],
                    "like": None if like is None else _like(view, *like),
                    "group": None if group is None else group_json(group),
                }
            )
        return shown

    def _mine(self, view: View) -> list[str]:
        """Return what this marker marked, ready to be compared."""
        mine = []
        for id_, standing in view.standings.items():
            by_me = standing.mark is not None and standing.mark.marker == view.marker
            if by_me and view.state(id_) in {"marked", "none"}:
                mine.append(id_)
                version = view.answers[id_].digest
                if self._lettered.get(id_) != version:
                    self._marked.add(id_, view.answers[id_].text)
                    self._lettered[id_] = version
        return mine

    def pace(self, db: Connection, marker: str) -> float | None:
        """Return the seconds that this marker takes for an answer."""
        return seconds_an_answer(db, self.written.key, marker)


def score_of(standing: Standing) -> float | None:
    """Return the points of an answer as the list shows them."""
    if standing.mark is not None and standing.mark.given.score is not None:
        return standing.mark.given.score
    return standing.auto


def names_of(db: Connection, students: Collection[str]) -> dict[str, str]:
    """Return the names of students."""
    rows = db.execute(select(Student.__table__)).all()
    known = {row.id: person(row).name for row in rows}
    return {student: known.get(student, student) for student in students}


def mark_json(mark: Mark) -> dict[str, Any]:
    """Return a mark as the page gets it."""
    given = mark.given
    return {
        "row": mark.row,
        "ticks": dict(given.ticks),
        "comment": given.comment,
        "decision": given.decision,
        "score": given.score,
        "marker": mark.marker,
        "at": mark.at,
    }


def group_json(group: likeness.Group) -> dict[str, Any]:
    """Return a group as the page gets it."""
    return {
        "id": group.id,
        "size": len(group.answers),
        "likeness": group.likeness,
        "threshold": likeness.NEARLY,
        "answers": list(group.answers),
    }


def _like(view: View, id_: str, how: float) -> dict[str, Any]:
    """Return the answer that is like one, with its ticks: an offer."""
    mark = view.standings[id_].mark
    ticks = dict(mark.given.ticks) if mark is not None else {}
    return {"answer": id_, "likeness": how, "ticks": ticks, "marker": view.marker}
