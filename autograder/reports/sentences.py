"""The sentences of the class report, in one place, apart from what they are made from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from autograder.gradebook.records import Item
from autograder.results.words import number

NOTEBOOK_NAME = re.compile(r"(\d+)-(.+)")
OUTCOME_SHORT = {
    "correct": "correct",
    "partial": "part of the checks pass",
    "wrong": "values not right",
    "not_attempted": "not attempted",
    "raised": "stopped with an error",
    "timed_out": "took too long",
    "crashed": "ended its own process",
    "refused": "could not be judged",
    "missing": "notebook missing",
    "to_mark": "waits for you",
    "": "graded without this grader",
}


def count(many: int, one: str, more: str = "") -> str:
    """Return a number with its noun: "1 student", "3 students"."""
    return f"{many} {one if many == 1 else more or one + 's'}"


def listed(parts: Iterable[str], most: int = 0) -> str:
    """Return "a", "a and b", "a, b and c"; with `most`, the rest as a number."""
    parts = list(parts)
    if most and len(parts) > most:
        parts = [*parts[:most], f"{len(parts) - most} more"]
    return " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))


def notebook_title(name: str) -> str:
    """Return what a notebook is called: `02-down-the-chain` is "Notebook 2: Down the chain"."""
    found = NOTEBOOK_NAME.fullmatch(name)
    if found is None:
        return name
    return f"Notebook {int(found.group(1))}: {found.group(2).replace('-', ' ').capitalize()}"


def percent(share: float | None) -> str:
    """Return a share in percent."""
    return "n/a" if share is None else f"{100 * share:.0f}%"


def exercise_heading(item: Item) -> str:
    """Return an exercise as its heading in the notebook names it."""
    if not item.number:
        return f"the cell {item.cell}"
    return f"{'Written answer' if item.kind == 'written' else 'Exercise'} {item.number}"


def mistake_sentence(students: int, everybody: int, items: Sequence[Item], evidence: str, lost: float) -> str:
    """Say who makes a known mistake, where, and what their numbers show."""
    places = listed(item.title for item in items)
    makes = "makes" if students == 1 else "make"
    said = f"{students} of {count(everybody, 'student')} {makes} the same mistake in {places}"
    cost = f", which costs {count_points(lost)} in all" if lost else ""
    return f"{said}{cost}. {what_shows(evidence)}".strip()


def what_shows(evidence: str) -> str:
    """Return the evidence of a mistake as a sentence for staff."""
    if evidence.startswith("Failed: "):
        return f"A check does not pass: {evidence.removeprefix('Failed: ')}"
    return evidence


def count_points(points: float) -> str:
    """Return points with their noun."""
    return f"{number(points)} point{'' if points == 1 else 's'}"


def marks_words(score: float | None, points: float) -> str:
    """Return the marks of one exercise: "4 of 6 points"."""
    return (
        f"not marked yet, {count_points(points)}"
        if score is None
        else f"{number(score)} of {count_points(points)}"
    )


def left_out_sentence(students: int, everybody: int, item: Item) -> str:
    """Say how many left an exercise out."""
    return (
        f"{students} of {count(everybody, 'student')} did not try {item.title} ({count_points(item.points)})."
    )


def short_sentence(
    students: int, everybody: int, item: Item, lost: float, failing: Sequence[tuple[str, int]]
) -> str:
    """Say how many fell short of full marks without a mistake that has a name."""
    said = (
        f"{students} of {count(everybody, 'student')} tried {item.title} and did not get full marks; "
        f"{count_points(lost)} are lost in all."
    )
    if item.kind == "written":
        return f"{said} Read two of these answers aloud, without names, beside the rubric."
    if failing:
        return f"{said} The check that fails most often: {failing[0][0]}."
    return said


def where_sentence(item: Item, pointer: str) -> str:
    """Say where to look."""
    said = f"{notebook_title(item.notebook)}, {exercise_heading(item)}."
    return f"{said} The second hint points there: {pointer}" if pointer else said


def discrimination_word(value: float | None) -> str:
    """Say how well an exercise tells those who know much from those who do not."""
    if value is None:
        return "n/a"
    word = (
        "well" if value >= 0.3 else "somewhat" if value >= 0.1 else "hardly" if value >= -0.1 else "reversed"
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


def carried_sentence(names: Sequence[str]) -> str:
    """Say that an error was carried forward."""
    return f"It was marked with the course's own {', '.join(names)}, so that one mistake costs one exercise."
