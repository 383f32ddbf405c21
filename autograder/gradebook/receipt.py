"""The receipt of a regrade: whose marks change, from what to what, and because of what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from autograder.content import ExerciseSet
from autograder.gradebook.records import Work
from autograder.gradebook.versions import Counted
from autograder.results.record import Record
from autograder.results.verdict import CellId
from autograder.text import number

Reason = Literal[
    "first",
    "file",
    "handed_in",
    "gone",
    "version",
    "released",
    "points",
    "key",
    "limit",
    "python",
    "numpy",
    "engine",
    "course",
    "hints",
    "package",
    "files",
    "ignored",
    "kernel",
    "box",
    "grader",
    "time",
    "due",
    "marks",
    "unrecorded",
    "unexplained",
]
PARTS: tuple[Reason, ...] = (
    *("python", "numpy", "engine", "course", "hints"),
    *("package", "files", "ignored", "kernel"),
)
"""What is the same for a class, beside the limits: each by its name in a record."""
TOLERANCE = 1e-9


@dataclass(frozen=True)
class Cause:
    """One cause of a change.

    Parameters
    ----------
    what
        The notebook, the exercise or the limit.
    before, after
        What it was and is; "" for what has no value to show, such as a file.
    """

    reason: Reason
    what: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class MarkChange:
    """A mark that changes; `before` is None if there was none."""

    exercise: str
    before: float | None
    after: float | None
    causes: tuple[Cause, ...]


@dataclass(frozen=True)
class Receipt:
    """What a regrade does to one student.

    Parameters
    ----------
    before, after
        Totals; `before` is None at the first grading.
    penalty, penalty_causes
        Late penalty before and after, and why it changed.
    overruled
        Exercises whose automatic mark changes behind a human's mark, which stands.
    changed_answers
        Written answers that changed after a human had marked them; the mark stands.
    """

    student: str
    before: float | None
    after: float
    changes: tuple[MarkChange, ...]
    penalty: tuple[float, float]
    overruled: tuple[MarkChange, ...]
    changed_answers: tuple[str, ...]
    penalty_causes: tuple[Cause, ...] = ()

    @property
    def differs(self) -> bool:
        """Whether a mark changes that counts."""
        return bool(self.changes) or self.before is None or not _same(*self.penalty)


def compare(exercises: ExerciseSet, before: Work | None, after: Work) -> Receipt:
    """Return what changes for one student; `before` is None at the first grading."""
    changes, overruled = [], []
    for cell_id, mark in after.marks.items():
        old = before.marks.get(cell_id) if before is not None else None
        if before is None or (old is not None and old.auto == mark.auto and _same(old.score, mark.score)):
            continue
        name = after.verdicts[cell_id].exercise if cell_id in after.verdicts else cell_id[1]
        causes = _causes(exercises, cell_id, name, before, after)
        score = old.score if old is not None else None
        if not _same(score, mark.score):
            changes.append(MarkChange(name, score, mark.score, causes))
        elif mark.manual is not None and old is not None and not _same(old.auto, mark.auto):
            overruled.append(MarkChange(name, old.auto, mark.auto, causes))
    return Receipt(
        after.person.id,
        before.score if before is not None else None,
        after.score,
        tuple(changes),
        (before.penalty if before is not None else 0.0, after.penalty),
        tuple(overruled),
        _changed_answers(before, after),
        _causes_of_penalty(before, after),
    )


def _same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= TOLERANCE


def _changed_answers(before: Work | None, after: Work) -> tuple[str, ...]:
    """Return the cells that a human marked and whose answer is another one now."""
    if before is None or before.record is None or after.record is None:
        return ()
    old, new = before.record.answers, after.record.answers
    marked = {cell for (_, cell), mark in after.marks.items() if mark.manual is not None}
    return tuple(sorted(cell for cell in marked & old.keys() if old[cell] != new.get(cell)))


def _causes(
    exercises: ExerciseSet, cell_id: CellId, name: str, before: Work, after: Work
) -> tuple[Cause, ...]:
    """Return every cause: files, checks and points first, then what is the same for a whole class."""
    old, new = before.record, after.record
    if old is None or new is None:
        return (Cause("unrecorded"),)
    notebook = cell_id[0]
    needed = sorted(exercises.prerequisites(name)) if name in exercises else []
    causes = _file(notebook, old, new)
    if not causes:
        others = dict.fromkeys(exercises[need].notebook for need in needed)
        causes = [cause for other in others if other != notebook for cause in _file(other, old, new)]
    for exercise in (name, *needed):
        was, now = old.versions.get(exercise), new.versions.get(exercise)
        if was is not None and now is not None and was != now:
            causes.append(Cause("version", exercise, str(was), str(now)))
    if old.released.get(notebook) != new.released.get(notebook):
        points = [work.verdicts[cell_id].max for work in (before, after) if cell_id in work.verdicts]
        if len(points) == 2 and points[0] != points[1]:
            causes.append(Cause("points", name, *map(number, points)))
        else:
            causes.append(Cause("released", notebook))
    causes += _of_class(old, new)
    return tuple(causes) or (Cause("unexplained"),)


def _of_class(old: Record, new: Record) -> Iterator[Cause]:
    """Yield what changed for everybody."""
    if old.key != new.key:
        yield Cause("key", before=old.key, after=new.key)
    if not (old.parts and new.parts):  # an earlier grader kept no parts
        if old.box != new.box:
            yield Cause("box")
        if old.grader != new.grader:
            yield Cause("grader")
        return
    for name in {**old.limits, **new.limits}:
        was, now = old.limits.get(name), new.limits.get(name)
        if was != now:
            yield Cause("limit", name, *("none" if value is None else f"{value:g}" for value in (was, now)))
    for reason in PARTS:
        if old.parts.get(reason) != new.parts.get(reason):
            yield Cause(reason, before=old.parts.get(reason, ""), after=new.parts.get(reason, ""))


def _causes_of_penalty(before: Work | None, after: Work) -> tuple[Cause, ...]:
    """Return why a late penalty changed: the time, the due date, else the marks that it is taken from."""
    if before is None or _same(before.penalty, after.penalty):
        return ()
    old, new = before.counted or Counted(before.handed_in.time), after.counted or Counted()
    causes = []
    if old.time != new.time:
        causes.append(Cause("time", "", _moment(old.time), _moment(new.time)))
    if before.counted is not None and old.due != new.due:
        causes.append(Cause("due", "", _moment(old.due), _moment(new.due)))
    marks = Cause("marks", "", number(before.score or 0.0), number(after.score or 0.0))
    return tuple(causes) or (marks,)


def _moment(time: datetime | None) -> str:
    return f"{time:%Y-%m-%d %H:%M} UTC" if time is not None else "none"


def _file(notebook: str, old: Record, new: Record) -> list[Cause]:
    was, now = old.files.get(notebook), new.files.get(notebook)
    if was == now:
        return []
    reason: Reason = "handed_in" if was is None else "gone" if now is None else "file"
    return [Cause(reason, notebook)]
