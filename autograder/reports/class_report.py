"""The class report: one page that says what a class did, what it misunderstood and what needs a human."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

from autograder.course.course import Course
from autograder.gradebook.history import ShortVerdict, VerdictChange
from autograder.gradebook.records import ClassRecord, Item
from autograder.reports import sentences
from autograder.reports.matrix import SIGNS, class_matrix
from autograder.reports.needs import needs
from autograder.reports.pages import render
from autograder.reports.predictions import Prediction
from autograder.reports.statistics import by_exercise, distribution, item_statistics, misunderstandings
from autograder.reports.talk import talking_points
from autograder.reports.wrong_code import Samples
from autograder.text import alphabetical

Links = Mapping[str, Mapping[str, str]]
"""Addresses of feedback pages: student's id -> notebook -> address."""


@dataclass(frozen=True)
class RunSummary:
    """What one grading changed against the one before.

    Parameters
    ----------
    gained, lost
        Students whose automatic marks rose or fell in all.
    by_item
        (item, submissions that gained there, submissions that lost there), most first.
    """

    run: str
    gained: int
    lost: int
    changes: tuple[VerdictChange, ...]
    by_item: tuple[tuple[str, int, int], ...]


def class_report(
    record: ClassRecord,
    made: str,
    *,
    anonymous: bool = False,
    links: Links | None = None,
    samples: Samples | None = None,
    guesses: Sequence[Prediction] = (),
) -> str:
    """Return the report as one HTML page that needs no other file.

    Parameters
    ----------
    made
        When it is made, in words.
    anonymous
        Leave out whatever names or points at a student, so that it can be shown in class.
    links
        Addresses of the feedback pages, relative to the report.
    samples
        Wrong code, one sample for each named mistake.
    guesses
        What the class predicted.
    """
    record = without_words(record) if anonymous else _in_order(record)
    spread = distribution(record)
    summary = sentences.distribution_sentence(
        len(record.works), spread.points, spread.mean, spread.median, spread.lower, spread.upper
    )
    return render(
        "report.html.j2",
        record=record,
        made=made,
        anonymous=anonymous,
        links=links or {},
        anchors={work.person.id: f"s{number}" for number, work in enumerate(record.works, start=1)},
        talk=talking_points(record),
        spread=spread,
        summary=summary,
        counts_written=record.fully_marked,
        items=item_statistics(record),
        mistakes=by_exercise(misunderstandings(record)),
        samples=samples or {},
        guesses=guesses,
        needs=needs(record),
        runs=run_summaries(record),
        names=_names(record),
        titles={(item.notebook, item.exercise): item.title for item in record.items},
        matrix=None if anonymous else class_matrix(record),
        signs=SIGNS,
    )


def _in_order(record: ClassRecord) -> ClassRecord:
    """Return the class with names where a reader looks for them."""
    return replace(
        record,
        works=tuple(sorted(record.works, key=lambda work: alphabetical(work.person.sort_name))),
        absent=tuple(sorted(record.absent, key=lambda person: alphabetical(person.sort_name))),
        ungraded=tuple(sorted(record.ungraded, key=alphabetical)),
    )


def without_words(record: ClassRecord) -> ClassRecord:
    """Return the class without what tests of the teacher's own said: a student may have chosen the words."""
    works = tuple(
        replace(
            work,
            verdicts={key: v if v.trusted else replace(v, evidence="") for key, v in work.verdicts.items()},
        )
        for work in record.works
    )
    return replace(record, works=works)


def _names(record: ClassRecord) -> dict[str, str]:
    """Return what each student is called: the name, and the id if several share it."""
    shared = Counter(work.person.name for work in record.works)
    return {
        work.person.id: work.person.name
        if shared[work.person.name] == 1
        else f"{work.person.name} ({work.person.id})"
        for work in record.works
    }


def run_summaries(record: ClassRecord) -> list[RunSummary]:
    """Return what each grading after the first one changed, the latest first."""
    return [_summary(record, run) for run in reversed(record.history.runs[1:])]


def _summary(record: ClassRecord, run: str) -> RunSummary:
    changes = tuple(change for change in record.history.changes if change.run == run)
    by_student: dict[str, float] = {}
    ups: Counter[tuple[str, str]] = Counter()
    downs: Counter[tuple[str, str]] = Counter()
    for change in changes:
        difference = _score(change.after) - _score(change.before)
        by_student[change.student] = by_student.get(change.student, 0.0) + difference
        if difference:
            (ups if difference > 0 else downs)[change.notebook, change.exercise] += 1
    titles: dict[tuple[str, str], Item] = {(item.notebook, item.exercise): item for item in record.items}
    by_item = [
        (titles[exercise].title if exercise in titles else exercise[1], ups[exercise], downs[exercise])
        for exercise in {**ups, **downs}
    ]
    by_item.sort(key=lambda entry: (-entry[1] - entry[2], entry[0]))
    gained = sum(difference > 0 for difference in by_student.values())
    lost = sum(difference < 0 for difference in by_student.values())
    return RunSummary(run, gained, lost, changes, tuple(by_item))


def _score(verdict: ShortVerdict | None) -> float:
    return 0.0 if verdict is None else verdict.score or 0.0


def feedback_links(course: Course, record: ClassRecord, folder: Path) -> dict[str, dict[str, str]]:
    """Return the addresses of the feedback pages that exist, relative to the report's folder."""
    links: dict[str, dict[str, str]] = {}
    for work in record.works:
        feedback = course.feedback_folder(work.person.id, record.assignment)
        for name in record.notebooks:
            page = feedback / f"{name}.html"
            if page.is_file():
                address = quote(os.path.relpath(page, folder).replace(os.sep, "/"))
                links.setdefault(work.person.id, {})[name] = address
    return links
