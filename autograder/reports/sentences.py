"""The sentences of the class report, in one place, apart from what they are made from."""

from __future__ import annotations

import re

from autograder.gradebook.records import ClassRecord, Item, Work
from autograder.text import count, count_points, number

NOTEBOOK_NAME = re.compile(r"(\d+)-(.+)")


def notebook_title(name: str) -> str:
    """Return what a notebook is called: `02-second-part` is "Notebook 2: Second part"."""
    match = NOTEBOOK_NAME.fullmatch(name)
    if match is None:
        return name
    return f"Notebook {int(match[1])}: {match[2].replace('-', ' ').capitalize()}"


def exercise_heading(item: Item) -> str:
    """Return an exercise as its heading in the notebook names it."""
    if not item.number:
        return item.called or f"the cell {item.cell}"
    return f"{'Written answer' if item.kind == 'written' else 'Exercise'} {item.number}"


def what_shows(evidence: str) -> str:
    """Return the evidence of a mistake as a sentence for staff."""
    if evidence.startswith("Failed: "):
        return f"A check does not pass: {evidence.removeprefix('Failed: ')}"
    return evidence


def marks_words(score: float | None, points: float) -> str:
    """Return the marks of one exercise: "4 of 6 points"."""
    return (
        f"not marked yet, {count_points(points)}"
        if score is None
        else f"{number(score)} of {count_points(points)}"
    )


def feedback_line(record: ClassRecord, work: Work) -> str:
    """Say in one line what a student's feedback holds."""
    waiting = sum(item.points for item in record.items if item.cell_id in work.open)
    more = f", {number(waiting)} not marked yet" if waiting else ""
    return f"{work.person.name}: {number(work.score)} of {count_points(record.points)}{more}"


def lost_sentence(students: int, everybody: int, item: Item, lost: float, silent: int, failing: str) -> str:
    """Say how many lost points in an exercise, and how many of them did not try."""
    sentence = f"{students} of {count(everybody, 'student')} lost {count_points(lost)} here in all"
    if silent >= students:
        return f"{sentence}: nobody of them tried it."
    if silent:
        sentence += f"; {silent} of them did not try it"
    if item.kind == "written":
        return f"{sentence}. Read two of these answers aloud, without names, beside the rubric."
    if failing and item.kind == "own":
        return f"{sentence}. What the test says most often: {failing.rstrip(chr(46))}."
    return f"{sentence}. The check that fails most often: {failing}." if failing else f"{sentence}."


def missed_line(students: int, marked: int, *, costs: bool) -> str:
    """Say how many students missed a line of a rubric, of those whose answers were marked at the desk."""
    done = "lost points by this line" if costs else "did not earn all of this line"
    return f"{students} of {count(marked, 'marked answer')} {done}:"


def where_sentence(item: Item, pointer: str) -> str:
    """Say where to look."""
    sentence = f"{notebook_title(item.notebook)}, {exercise_heading(item)}."
    return f"{sentence} The second hint points there: {pointer}" if pointer else sentence


def discrimination_word(value: float | None) -> str:
    """Say how well an exercise tells stronger from weaker students."""
    if value is None:
        return "n/a"
    word = (
        "well"
        if value >= 0.3
        else "somewhat"
        if value >= 0.1
        else "hardly"
        if value >= -0.1
        else "look at it"
    )
    return f"{value:.2f}, {word}"


def distribution_sentence(
    students: int, points: float, mean: float, median: float, lower: float, upper: float
) -> str:
    """Say how the marks are spread."""
    return (
        f"{count(students, 'submission')}, out of {number(points)} points: mean {number(mean)}, "
        f"median {number(median)}, the middle half from {number(lower)} to {number(upper)}."
    )
