"""What the page of a question gets: question, rubric, comments, samples, and the list of answers."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import Connection

from autograder.content import Rubric, RubricLine
from autograder.gradebook.marks import FIRST
from autograder.gradebook.rubrics import (
    Versioned,
    current_rubric,
    keep_comment,
    kept_comments,
    second_share,
    store_second_share,
)
from autograder.marking import likeness
from autograder.marking.answers import Answer
from autograder.marking.sheet import Sheet, View, group_json, names_of
from autograder.marking.showing import answer_html, course_html


def question_json(sheet: Sheet, marker: str, *, names: bool = False) -> dict[str, Any]:
    """Return all that a page needs to begin with a question."""
    written = sheet.written
    with sheet.engine.connect() as db:
        view = sheet.view(db, marker)
        current = current_rubric(db, written.key.assignment, written.rubric)
        known = names_of(db, list(view.students.values())) if names else None
        return {
            "question": {
                "id": written.id,
                "title": written.title,
                "points": written.points,
                "html": course_html(written.text),
            },
            "round": sheet.round,
            "marker": marker,
            "rubric": rubric_json(current),
            "comments": comments_json(db, sheet, view, current.rubric),
            "samples": samples_json(current.rubric),
            "answers": sheet.listed(view, known),
            "groups": [group_json(group) for group in sheet.groups(view)],
            "threshold": likeness.NEARLY,
            "left": view.left,
            "seconds_an_answer": sheet.pace(db, marker),
            "second": second_json(db, sheet, view),
        }


def rubric_json(current: Versioned) -> dict[str, Any]:
    """Return a rubric: each line with its key, and with what a tick of it can be."""
    return {
        "version": current.version,
        "note": current.rubric.note,
        "note_html": course_html(current.rubric.note),
        "origin_changed": current.origin_changed,
        "anchors": [
            {"points": anchor.points, "html": course_html(anchor.when)} for anchor in current.rubric.anchors
        ],
        "remark_html": course_html(current.rubric.remark),
        "lines": [line_json(line, key) for key, line in enumerate(current.rubric.lines, start=1)],
    }


def line_json(line: RubricLine, key: int) -> dict[str, Any]:
    """Return a line of a rubric."""
    return {
        "id": line.id,
        "key": str(key),
        "points": line.points,
        "sentence": line.sentence,
        "html": course_html(line.sentence),
        "anchors": [
            {"points": anchor.points, "when": anchor.when, "html": course_html(anchor.when)}
            for anchor in line.anchors
        ],
        "steps": list(line.steps),
    }


def comments_json(db: Connection, sheet: Sheet, view: View, rubric: Rubric) -> list[dict[str, Any]]:
    """Return the ready comments of a question, those that are used most first."""
    marks = [standing.mark for standing in view.standings.values() if standing.mark is not None]
    used = Counter(mark.given.comment for mark in marks if mark.given.comment)
    kept = kept_comments(db, sheet.written.key.assignment, sheet.written.rubric.written)
    ready = list(dict.fromkeys([*rubric.comments, *kept]))
    return [{"text": text, "used": used[text]} for text in sorted(ready, key=lambda text: -used[text])]


def add_comment(sheet: Sheet, marker: str, text: str) -> list[dict[str, Any]]:
    """Keep a comment for a question; return all its comments."""
    written = sheet.written
    with sheet.engine.begin() as db:
        view = sheet.view(db, marker)
        current = current_rubric(db, written.key.assignment, written.rubric)
        if text not in kept_comments(db, written.key.assignment, written.rubric.written):
            keep_comment(db, written.key.assignment, written.rubric.written, text, marker)
        return comments_json(db, sheet, view, current.rubric)


def draw_second(sheet: Sheet, marker: str, percent: int) -> dict[str, Any] | None:
    """Say how many percent of the answers are marked a second time; return what a page knows of it."""
    written = sheet.written
    with sheet.engine.begin() as db:
        store_second_share(db, written.key.assignment, written.rubric.written, percent, marker)
    with sheet.engine.connect() as db:
        return second_json(db, sheet, sheet.view(db, marker))


def samples_json(rubric: Rubric) -> list[dict[str, Any]]:
    """Return the answers that are marked already."""
    return [
        {
            "name": sample.name,
            "html": answer_html(Answer(sample.answer), rubric.numbers),
            "earned": dict(sample.earned),
            "why": {line: course_html(why) for line, why in sample.why.items()},
            "score": rubric.score(sample.earned),
        }
        for sample in rubric.samples
    ]


def second_json(db: Connection, sheet: Sheet, view: View) -> dict[str, Any] | None:
    """Return what is known of the second marking of a question; None if there is none."""
    written = sheet.written
    percent = second_share(db, written.key.assignment, written.rubric.written)
    if not percent:
        return None
    if sheet.round == FIRST:
        second = Sheet(sheet.engine, sheet.answers, written, 2)
        view = second.view(db, view.marker)
    return {"percent": percent, "answers": len(view.standings), "left": view.left}
