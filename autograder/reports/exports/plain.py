"""All marks as a table (CSV) or as data (JSON): every exercise of everybody, and what is not marked yet."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from autograder.content import RubricLine
from autograder.gradebook.lateness import SHORT
from autograder.gradebook.records import Item, Mark, Person, Work
from autograder.gradebook.ticked import Ticked
from autograder.reports.exports.cells import safe, table
from autograder.reports.exports.selection import Selection
from autograder.text import number

HEADER = [
    *("student_id", "last_name", "first_name", "email", "lms_user_id"),
    *("submitted_utc", "lateness", "time_says", "hours_late", "late_penalty"),
    *("score", "max_score", "to_mark"),
]
VERSION = 1


def csv_content(selection: Selection) -> bytes:
    """Return one row a student; a mark that waits for a human is an empty cell, and so is its sum.

    Behind the marks stands what each line of a rubric earned, of the answers that were marked at the desk.
    """
    lines = list(_lines(selection))
    titles = [f"{item.title} ({number(item.points)})" for item in selection.items]
    titles += [f"{item.title}, {line.id} ({number(line.points)})" for item, line in lines]
    rows = [HEADER + [safe(title) for title in titles]]
    for work in selection.record.works:
        score = selection.score(work)
        rows.append(
            [
                *_who(work.person),
                work.submitted.isoformat(" ", "seconds") if work.submitted is not None else "",
                _state(work),
                safe(work.handed_in.source),
                number(work.seconds_late / 3600),
                number(work.penalty),
                "" if score is None else number(score),
                number(selection.points),
                str(len(selection.open(work))),
                *(_cell(work.marks.get(item.cell_id)) for item in selection.items),
                *(_earned(work, item, line) for item, line in lines),
            ]
        )
    empty = [""] * (len(rows[0]) - 5)
    rows += [[*_who(person), *empty] for person in selection.record.absent]
    return table(rows)


def _state(work: Work) -> str:
    """Return "in time", "late" or "may be late"; "" if there is no due date."""
    return "late" if work.seconds_late > 0 else SHORT[work.handed_in.state]


def _who(person: Person) -> list[str]:
    return [safe(text) for text in (person.id, person.last, person.first, person.email, person.lms_id)]


def _cell(mark: Mark | None) -> str:
    return "" if mark is None or mark.score is None else number(mark.score)


def _lines(selection: Selection) -> Iterator[tuple[Item, RubricLine]]:
    """Yield the lines of the rubrics by which an answer of the class was marked at the desk."""
    for item in selection.items:
        ticked = (work.ticked.get(item.cell_id) for work in selection.record.works)
        used = next(filter(None, ticked), None)
        if used is not None:
            yield from ((item, line) for line in used.rubric.lines)


def _earned(work: Work, item: Item, line: RubricLine) -> str:
    ticked = work.ticked.get(item.cell_id)
    return "" if ticked is None else number(ticked.earned.get(line.id, 0))


def json_content(selection: Selection) -> bytes:
    """Return everything that is known of every mark; `null` if there is none yet."""
    record = selection.record
    data = {
        "format_version": VERSION,
        "assignment": record.assignment,
        "part": "automatic" if selection.automatic else "all",
        "max_score": selection.points,
        "students": [_student(selection, work) for work in record.works],
        "without_submission": [_person(person) for person in record.absent],
    }
    text = json.dumps(data, ensure_ascii=False, indent=1)
    return (text + "\n").encode("utf-8", errors="replace")


def _person(person: Person) -> dict[str, Any]:
    return {
        "id": person.id,
        "last_name": person.last,
        "first_name": person.first,
        "email": person.email,
        "lms_user_id": person.lms_id,
    }


def _student(selection: Selection, work: Work) -> dict[str, Any]:
    times = work.handed_in
    return _person(work.person) | {
        "submitted_utc": work.submitted.isoformat() if work.submitted is not None else None,
        "lateness": _state(work) or None,
        "there_by_utc": times.by.replace(tzinfo=None).isoformat() if times.by is not None else None,
        "time_is": times.by_what or None,
        "called_late_by": list(times.called_late),
        "seconds_late": work.seconds_late,
        "late_penalty": work.penalty,
        "score": selection.score(work),
        "to_mark": [item.exercise for item in selection.open(work)],
        "sandbox": work.sandbox or None,
        "exercises": [_exercise(work, item) for item in selection.items],
    }


def _exercise(work: Work, item: Item) -> dict[str, Any]:
    mark, verdict = work.marks.get(item.cell_id, Mark(None)), work.verdicts.get(item.cell_id)
    return {
        "notebook": item.notebook,
        "number": item.number,
        "exercise": item.exercise,
        "score": mark.score,
        "max_score": item.points,
        "by_hand": mark.manual is not None,
        "lines": _told(work.ticked.get(item.cell_id)),
        "outcome": verdict.outcome if verdict is not None else None,
        "mistake": verdict.mistake if verdict is not None else None,
        "carried_forward": list(verdict.carried_forward) if verdict is not None else [],
        "trusted": verdict.trusted if verdict is not None else None,
    }


def _told(ticked: Ticked | None) -> list[dict[str, Any]] | None:
    """Return what each line of the rubric earned; `null` if the answer was not marked at the desk."""
    if ticked is None:
        return None
    return [
        {"id": line.id, "points": line.points, "earned": ticked.earned.get(line.id, 0)}
        for line in ticked.rubric.lines
    ]


def advice(selection: Selection) -> list[str]:
    """Return what the TA should know: nothing besides what all formats say."""
    del selection
    return []
