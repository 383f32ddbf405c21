"""The receipt of a regrade: whose marks change, from what to what, and because of what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from autograder.content import ExerciseSet
from autograder.gradebook.records import Work
from autograder.results.record import Record
from autograder.results.verdict import CellId

Reason = Literal[
    "first",
    "file",
    "handed_in",
    "gone",
    "version",
    "released",
    "course",
    "grader",
    "key",
    "unrecorded",
    "unexplained",
]
TOLERANCE = 1e-9


@dataclass(frozen=True)
class Cause:
    """One cause of a change; `what` is the notebook or the exercise, `detail` what is known of it."""

    reason: Reason
    what: str = ""
    detail: str = ""


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
    penalty
        Late penalty before and after.
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
        causes = _causes(exercises, cell_id, name, before.record, after.record)
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
    exercises: ExerciseSet, cell_id: CellId, name: str, old: Record | None, new: Record | None
) -> tuple[Cause, ...]:
    """Return the causes: files and checks first; the grader as a whole only if these explain nothing."""
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
            causes.append(Cause("version", exercise, f"{was} -> {now}"))
    if old.released.get(notebook) != new.released.get(notebook):
        causes.append(Cause("released", notebook))
    if not causes and old.key != new.key:
        causes.append(Cause("key"))
    if not causes and old.box != new.box:
        causes.append(Cause("course"))
    if not causes and old.grader != new.grader:
        causes.append(Cause("grader"))
    return tuple(causes) or (Cause("unexplained"),)


def _file(notebook: str, old: Record, new: Record) -> list[Cause]:
    was, now = old.files.get(notebook), new.files.get(notebook)
    if was == now:
        return []
    reason: Reason = "handed_in" if was is None else "gone" if now is None else "file"
    return [Cause(reason, notebook)]
