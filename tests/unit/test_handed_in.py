"""What is known of the time handed in, kept with its source; late or not is decided against a due date."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import reduce
from itertools import permutations
from pathlib import Path

import pytest

from autograder.collecting.archive import Entry
from autograder.collecting.sorting import Placed
from autograder.collecting.systems import Named, Owner
from autograder.collecting.times import Mode, version_of
from autograder.gradebook.lateness import HandedIn, decided, of_versions
from autograder.gradebook.versions import Counted, Kept, Version
from autograder.reports.exports.plain import csv_content, json_content
from autograder.reports.exports.selection import Selection
from autograder.results.record import Record, digest
from tests.unit.report_pages import class_of, many, page_of, text_of

ONE = "01-one-unit-one-slope"
NOW = datetime(2026, 3, 10, tzinfo=UTC)
DUE = datetime(2026, 3, 1, tzinfo=UTC)
DAY = timedelta(days=1)
MOODLE, FOLDER = Owner("Moodle", "Ann Lee", "7"), Owner("folder", "ada")
CANVAS, LATE = Owner("Canvas", "leeann", "7", late=False), Owner("Canvas", "leeann", "7", late=True)


def version(
    owner: Owner, time: datetime | None = None, *, now: datetime = NOW, mode: Mode = "known", attempt: int = 0
) -> Version:
    """What a download says of a file; without a time it is a folder's, else a zip's."""
    entry = Entry((f"{ONE}.ipynb",), 1, time, (Path("x"),))
    item = Placed(entry, "ada", f"{ONE}.ipynb", True, Named(owner, f"{ONE}.ipynb", attempt))
    return version_of(item, b"work", mode, now, zipped=time is not None and owner is not FOLDER)


def against(due: datetime | None, *versions: Version) -> HandedIn:
    times = of_versions(versions, due)
    assert times is not None
    return times


def test_before_the_due_date_the_time_of_collecting_proves_that_it_is_in_time() -> None:
    assert against(NOW + DAY, version(FOLDER)).state == "in time"


def test_a_files_time_on_disk_proves_nothing() -> None:
    times = against(DUE, version(FOLDER, DUE - 5 * DAY))
    assert (times.state, times.time) == ("not known", None)


def test_the_time_in_a_systems_zip_proves_that_it_was_there_by_then() -> None:
    times = against(DUE, version(MOODLE, DUE - DAY))
    assert (times.state, times.time) == ("in time", DUE - DAY)


def test_a_download_of_moodle_after_the_due_date_makes_nobody_late() -> None:
    times = against(DUE, version(MOODLE, DUE + 2 * DAY))
    assert (times.state, times.time) == ("not known", None)


def test_what_canvas_calls_late_is_late_by_at_most_the_time_of_the_download() -> None:
    times = against(DUE, version(LATE, DUE + 2 * DAY))
    assert (times.state, times.time) == ("late", DUE + 2 * DAY)
    assert times.sentence == (
        "late by at most 48.0 hours; Canvas says late; there by 2026-03-03 00:00 UTC (the zip's time)"
    )


def test_what_canvas_does_not_call_late_is_in_time() -> None:
    times = against(DUE, version(CANVAS, DUE + 2 * DAY))
    assert (times.state, times.time) == ("in time", None)


@pytest.mark.parametrize("owner", [LATE, CANVAS, MOODLE, FOLDER])
def test_without_a_due_date_no_time_counts_that_a_later_one_could_make_late(owner: Owner) -> None:
    times = against(None, version(owner, DUE + 2 * DAY))
    assert (times.state, times.time) == ("no due date", None)


def test_that_canvas_calls_it_late_is_said_without_a_due_date_too() -> None:
    times = against(None, version(LATE, DUE))
    assert times.matters
    assert times.called_late == ("Canvas",)


def test_a_due_date_of_the_gradebook_that_is_later_than_canvas_s_counts() -> None:
    assert against(DUE + 9 * DAY, version(LATE, DUE)).state == "in time"


def test_a_time_in_the_future_is_not_believed() -> None:
    assert version(MOODLE, NOW + 9 * DAY).by == NOW


def test_the_time_of_collecting_counts_where_it_is_asked_for() -> None:
    times = against(DUE, version(CANVAS, DUE, mode="now"))
    assert (times.state, times.time, times.exact) == ("late", NOW, True)


def test_the_files_own_time_counts_only_where_it_is_asked_for() -> None:
    times = against(DUE, version(FOLDER, DUE, mode="file"))
    assert (times.state, times.time) == ("in time", DUE)


def test_with_no_time_asked_for_nobody_is_late() -> None:
    times = against(DUE, version(LATE, DUE + DAY, mode="none"))
    assert (times.state, times.time, times.called_late) == ("in time", None, ())


def test_one_late_file_makes_a_submission_late_and_one_unknown_makes_it_unknown() -> None:
    punctual, late, unknown = (
        replace(version(owner, DUE + DAY), digest=str(n)) for n, owner in enumerate((CANVAS, LATE, MOODLE))
    )
    assert against(DUE, punctual, unknown).state == "not known"
    assert against(DUE, punctual, unknown, late).state == "late"


def test_of_several_downloads_the_earliest_time_proves_most_in_whatever_order() -> None:
    said = [version(MOODLE, DUE + days * DAY) for days in (2, -1, 5)]
    for order in permutations(said):
        assert against(DUE, reduce(Version.joined, order)).state == "in time"


def test_of_two_attempts_with_one_content_the_later_one_counts_in_whatever_order() -> None:
    first, again = version(CANVAS, DUE - DAY, attempt=1), version(LATE, DUE + DAY, attempt=2)
    assert first.joined(again) == again.joined(first) == again


def test_a_folder_adds_nothing_to_what_canvas_said() -> None:
    by_canvas = version(LATE, DUE + DAY, attempt=3)
    for both in (by_canvas.joined(version(FOLDER)), version(FOLDER).joined(by_canvas)):
        assert both == by_canvas


def test_what_a_teacher_said_stays_when_the_same_is_collected_again() -> None:
    decided_now = version(CANVAS, DUE, mode="now")
    assert decided_now.joined(version(CANVAS, DUE)).at == NOW


def kept(*versions: Version, counted: Counted | None = None) -> Kept:
    return Kept({f"{ONE}.ipynb": versions}, counted)


def test_the_version_that_was_graded_counts_and_no_other() -> None:
    old, new = (
        version(CANVAS, DUE - DAY, attempt=1),
        replace(version(LATE, DUE + DAY, attempt=2), digest="new"),
    )
    for graded, state in ((digest(b"work"), "in time"), ("new", "late")):
        times = decided(kept(old, new), Record({ONE: graded}), None, DUE, by_file=False)
        assert times.state == state


def test_what_nothing_is_known_of_has_the_time_of_nbgraders_gradebook() -> None:
    times = decided(kept(), Record({ONE: "x"}), DUE + DAY, DUE, by_file=False)
    assert (times.state, times.seconds_late) == ("late", 86400)


def test_without_any_time_nobody_is_said_to_be_in_time() -> None:
    assert decided(kept(), Record({ONE: "x"}), None, DUE, by_file=False).state == "not known"


def test_a_timestamp_that_the_exchange_or_a_human_wrote_counts_before_all_else() -> None:
    known = kept(version(LATE, DUE + DAY))
    times = decided(known, Record({ONE: digest(b"work")}), DUE - DAY, DUE, by_file=True)
    assert (times.state, times.time) == ("in time", DUE - DAY)


@pytest.mark.parametrize(
    ("due", "told"),
    [
        (DUE, "late by at most 24.0 hours; Canvas says late; there by 2026-03-02 00:00 UTC (the zip's time)"),
        (None, "Canvas says late; there by 2026-03-02 00:00 UTC (the zip's time)"),
    ],
)
def test_the_report_says_who_is_late_and_who_says_so(due: datetime | None, told: str) -> None:
    record = class_of(*many(2))
    late = replace(record.works[0], handed_in=against(due, version(LATE, DUE + DAY)))
    assert told in text_of(page_of(replace(record, works=(late, *record.works[1:]))))


def test_the_exports_say_who_is_late_and_who_says_so() -> None:
    record = class_of(*many(2))
    times = against(DUE, version(LATE, DUE + DAY))
    late = replace(record.works[0], handed_in=times, seconds_late=times.seconds_late)
    chosen = Selection(replace(record, works=(late, *record.works[1:])), automatic=False)
    rows = list(csv.DictReader(csv_content(chosen).decode("utf-8-sig").splitlines()))
    assert rows[0]["lateness"] == "late"
    assert rows[0]["time_says"] == "Canvas says late; there by 2026-03-02 00:00 UTC (the zip's time)"
    student = json.loads(json_content(chosen))["students"][0]
    assert (student["lateness"], student["called_late_by"]) == ("late", ["Canvas"])
