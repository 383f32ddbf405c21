"""The tables of a graded class, for a terminal: a row a student, or a row an exercise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rich.markup import escape
from rich.table import Table

from autograder.content import ExerciseSet
from autograder.results.result import Result
from autograder.results.verdict import CellId, Outcome, Verdict
from autograder.results.words import CARRIED_FORWARD_SHORT, NO_SANDBOX_TABLE
from autograder.submission.assignment import Assignment
from autograder.text import count, count_points, number, shown

STYLES = {"correct": "green", "partial": "yellow", "to_mark": "cyan", "not_attempted": "dim"}
SHORT: dict[Outcome, str] = {
    "refused": "not readable",
    "crashed": "crashed",
    "timed_out": "too slow",
    "raised": "error in",
    "wrong": "wrong",
    "partial": "part of",
    "missing": "missing",
    "not_attempted": "not tried",
}
"""What a row says of outcomes, the most urgent first."""
NAMED = 4
"""So many exercises are named after an outcome; more are counted."""


@dataclass(frozen=True)
class Legend:
    """What the rows of a class share.

    Parameters
    ----------
    names
        Students' names by their ids.
    numbers
        Exercises' numbers, by the graded cells that have one.
    automatic
        The points of what the grader marks by itself, by cell: the same for everybody.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[CellId, str] = field(default_factory=dict)
    automatic: Mapping[CellId, float] = field(default_factory=dict)

    @classmethod
    def of(
        cls, assignment: Assignment, exercises: ExerciseSet, students: Iterable[tuple[str, str]]
    ) -> Legend:
        """Return the legend of an assignment; `students` are (id, name)."""
        known = list(students)
        shared = Counter(name for _, name in known)
        cells = [(book.name, cell) for book in assignment.notebooks for cell in book.graded()]
        found = [(name, cell, exercises.of_check(cell.grade_id, name)) for name, cell in cells]
        return cls(
            {id_: name if shared[name] == 1 else f"{name} ({id_})" for id_, name in known if name},
            {(name, cell.grade_id): exercise.number for name, cell, exercise in found if exercise},
            {(name, cell.grade_id): cell.points for name, cell in cells if not cell.is_written},
        )

    @property
    def points(self) -> float:
        """What the grader can give at most."""
        return sum(self.automatic.values())

    def name(self, student: str) -> str:
        """Return what a student is called."""
        return shown(self.names.get(student, student))

    def marks(self, result: Result) -> float:
        """Return what the grader gives a submission."""
        return sum(v.score or 0.0 for v in result.verdicts if v.cell_id in self.automatic)

    def title(self, verdict: Verdict) -> str:
        """Return an exercise's number, or its name where it has none."""
        return self.numbers.get(verdict.cell_id) or verdict.exercise


def summary(result: Result, legend: Legend) -> str:
    """Return one line about a submission: marks so far and what went wrong."""
    said = [f"{number(legend.marks(result))} of {count_points(legend.points)}", _to_mark(result)]
    return f"{legend.name(result.student)}: {', '.join(filter(None, [*said, wrongs(result, legend)]))}"


def class_table(results: Sequence[Result], legend: Legend) -> Table:
    """Return the table of a class, one line a student at any width: marks, what is to mark, what went wrong.

    Marks are those of the grader, of the points that it can give: the same for everybody.
    """
    table = Table(
        title=f"Marks by the grader, of {count_points(legend.points)}",
        title_justify="left",
        header_style="bold",
        box=None,
        padding=(0, 2, 0, 0),
    )
    names = [legend.name(result.student) for result in results]
    table.add_column("student", no_wrap=True, min_width=min(20, max(map(len, names), default=7)))
    table.add_column("points", justify="right", no_wrap=True, min_width=6)
    table.add_column("to mark", justify="right", no_wrap=True, min_width=7)
    table.add_column("what went wrong", no_wrap=True, overflow="ellipsis")
    for result, name in zip(results, names, strict=True):
        waiting = sum(v.score is None for v in result.verdicts)
        table.add_row(
            escape(name), number(legend.marks(result)), str(waiting or ""), escape(wrongs(result, legend))
        )
    return _with_caption(table, results)


def wrongs(result: Result, legend: Legend) -> str:
    """Return what went wrong in one line: outcomes, and the exercises by their numbers."""
    by_outcome: dict[Outcome, list[str]] = {}
    for verdict in result.verdicts:
        if verdict.outcome in SHORT:
            by_outcome.setdefault(verdict.outcome, []).append(legend.title(verdict))
    parts = []
    for outcome, word in SHORT.items():
        titles = by_outcome.get(outcome, [])
        if len(titles) == len(result.verdicts):
            return f"all {word}"
        if titles:
            listed = " ".join(titles) if len(titles) <= NAMED else count(len(titles), "exercise")
            parts.append(f"{word} {listed}")
    return ", ".join(parts)


def _to_mark(result: Result) -> str:
    waiting = sum(verdict.score is None for verdict in result.verdicts)
    return f"{waiting} to mark" if waiting else ""


def exercise_table(results: Sequence[Result], legend: Legend, leave_out: Collection[Outcome] = ()) -> Table:
    """Return the table of exercises: exercise, marks, and why, by student.

    Parameters
    ----------
    leave_out
        Outcomes that have no row.
    """
    table = Table(title="Marks by exercise", title_justify="left", header_style="bold", box=None)
    table.add_column("exercise", overflow="fold")
    table.add_column("marks", justify="right", no_wrap=True)
    table.add_column("why", overflow="fold", ratio=1)
    for result in results:
        shown_verdicts = [v for v in result.verdicts if v.outcome not in leave_out]
        if shown_verdicts:
            table.add_row(escape(legend.name(result.student)), style="bold")
        for verdict in shown_verdicts:
            marks = "to mark" if verdict.score is None else number(verdict.score)
            reason = verdict.mistake or verdict.reason if verdict.outcome != "correct" else ""
            if verdict.carried_forward:
                names = ", ".join(verdict.carried_forward)
                reason = f"{CARRIED_FORWARD_SHORT.format(names=names)} {reason}".strip()
            if not verdict.trusted:
                reason = f"not trusted. {reason}"
            style, outcome = STYLES.get(verdict.outcome, "red"), verdict.outcome.replace("_", " ")
            table.add_row(
                escape(f"  {legend.numbers.get(verdict.cell_id, '')} {verdict.exercise}"),
                f"{marks} / {number(verdict.max)}",
                f"[{style}]{outcome}[/]{': ' if reason else ''}{escape(reason)}",
            )
    return _with_caption(table, results)


def _with_caption(table: Table, results: Sequence[Result]) -> Table:
    if any(result.sandbox == "none" for result in results):
        table.caption = NO_SANDBOX_TABLE
    return table


def time_sentence(results: Iterable[Result], legend: Legend) -> str:
    """Say whose submissions took most of the time; "" if it is spread, or short."""
    took = sorted(((result.seconds, result.student) for result in results), reverse=True)
    whole = sum(seconds for seconds, _ in took)
    if whole < LONG:
        return ""
    few: list[tuple[float, str]] = []
    while sum(seconds for seconds, _ in few) < SHARE * whole:
        few.append(took[len(few)])
    if len(few) > max(1, len(took) // 5):
        return ""
    share = sum(seconds for seconds, _ in few) / whole
    names = ", ".join(f"{legend.name(student)} ({seconds:.0f} s)" for seconds, student in few[:NAMED])
    more = f" and {len(few) - NAMED} more" if len(few) > NAMED else ""
    return f"{count(len(few), 'student')} of {len(took)} took {100 * share:.0f}% of the time: {names}{more}."


LONG, SHARE = 20.0, 0.5
"""Seconds of grading from which on it matters who took them, and the share that few must have."""
