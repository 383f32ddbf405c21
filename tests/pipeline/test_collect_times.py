"""When was it handed in? What a download proves is kept; late or not is decided against the due date of now."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.course.course import TIMESTAMP
from autograder.submission.reading import timestamp_text
from tests.pipeline.collecting import ONE, PAST, collect, due, handed_in, said, times, zipped
from vanishing_gradients import ASSIGNMENT

pytestmark = pytest.mark.both_databases


def test_a_students_own_timestamp_is_never_taken(new_course: Path, tmp_path: Path) -> None:
    due(new_course, PAST)
    files = {f"ada/{ONE}.ipynb": "a", f"ada/{TIMESTAMP}": "2019-01-01 00:00:00 UTC", f"bob/{ONE}.ipynb": "b"}
    told = said(collect(new_course, zipped(tmp_path / "a.zip", files)))
    assert not (new_course / "submitted" / "ada" / ASSIGNMENT / TIMESTAMP).exists()
    assert times(new_course, "ada").state == "not known"
    assert "nothing says whether late: ada" in told


def test_late_by_the_time_of_collecting(new_course: Path, tmp_path: Path) -> None:
    due(new_course, PAST)
    source = zipped(tmp_path / "a.zip", {f"ada/{ONE}.ipynb": "a", f"bob/{ONE}.ipynb": "b"})
    said(collect(new_course, source, "--time", "now"))
    found = times(new_course, "ada")
    assert found.time is not None
    assert abs((found.time - datetime.now(UTC)).total_seconds()) < 600
    assert found.state == "late"


def test_what_canvas_calls_late_is_late_and_what_it_does_not_is_not(new_course: Path, tmp_path: Path) -> None:
    due(new_course, PAST)
    source = zipped(tmp_path / "a.zip", {f"ada_LATE_7_1_{ONE}.ipynb": "a", f"bob_8_2_{ONE}.ipynb": "b"})
    told = said(collect(new_course, source))
    assert (times(new_course, "ada_7").state, times(new_course, "bob_8").state) == ("late", "in time")
    assert "Late: ada_7 (late by at most" in told
    assert "Canvas says late" in told


def test_a_due_date_that_is_set_afterwards_is_right_for_everybody(new_course: Path, tmp_path: Path) -> None:
    canvas = {f"ada_LATE_7_1_{ONE}.ipynb": "a", f"bob_8_2_{ONE}.ipynb": "b"}
    moodle = {f"Cleo_9_assignsubmission_file_/{ONE}.ipynb": "c"}
    told = said(collect(new_course, zipped(tmp_path / "a.zip", canvas)))
    said(collect(new_course, zipped(tmp_path / "b.zip", moodle)))
    assert f"{ASSIGNMENT} has no due date, so nobody is late" in told
    assert "Called late, and not counted: ada_7 (Canvas says late" in told
    assert {times(new_course, who).time for who in ("ada_7", "bob_8", "Cleo_9")} == {None}
    due(new_course, PAST)
    states = {who: times(new_course, who).state for who in ("ada_7", "bob_8", "Cleo_9")}
    assert states == {"ada_7": "late", "bob_8": "in time", "Cleo_9": "not known"}


def test_collecting_an_earlier_download_again_proves_that_it_was_in_time(
    new_course: Path, tmp_path: Path
) -> None:
    due(new_course, datetime(2026, 3, 5))
    name = f"Cleo_9_assignsubmission_file_/{ONE}.ipynb"
    said(collect(new_course, zipped(tmp_path / "b.zip", {name: "c"}, datetime(2026, 3, 9))))
    assert times(new_course, "Cleo_9").state == "not known"
    said(collect(new_course, zipped(tmp_path / "a.zip", {name: "c"}, datetime(2026, 3, 2))))
    assert times(new_course, "Cleo_9").state == "in time"


def test_the_time_can_be_asked_for_anew_for_the_same_files(new_course: Path, tmp_path: Path) -> None:
    due(new_course, PAST)
    source = zipped(tmp_path / "a.zip", {f"leeann_LATE_7_101_{ONE}.ipynb": "a1"})
    said(collect(new_course, source))
    assert times(new_course, "leeann_7").state == "late"
    said(collect(new_course, source, "--time", "none"))
    assert times(new_course, "leeann_7").state == "in time"
    assert not (new_course / "replaced").exists()


def test_a_time_that_this_program_once_wrote_is_taken_back_and_one_of_a_human_stays(
    new_course: Path, tmp_path: Path
) -> None:
    time = datetime(2026, 3, 9, 12, 0, 0)
    files = {f"ada_7_1_{ONE}.ipynb": "a", f"bob_8_2_{ONE}.ipynb": "b"}
    source = zipped(tmp_path / "a.zip", files, time)
    said(collect(new_course, source))
    written = {
        "ada_7": timestamp_text(time.astimezone(UTC)),
        "bob_8": "2026-03-01 00:00:00 UTC",
    }
    paths = {who: new_course / "submitted" / who / ASSIGNMENT / TIMESTAMP for who in written}
    for who, text in written.items():
        paths[who].write_text(text)
    said(collect(new_course, source))
    assert {who: path.exists() for who, path in paths.items()} == {"ada_7": False, "bob_8": True}


CANVAS_VERSIONS = [
    ({f"leeann{{n}}_{{n}}_{attempt}_{ONE}.ipynb": f"v{attempt}"}, attempt) for attempt in (1, 2, 3)
]
MOODLE_VERSIONS = [
    ({f"Ann Lee{{n}}_{{n}}_assignsubmission_file_/{ONE}.ipynb": f"v{day}"}, day) for day in (1, 2, 3)
]
students = itertools.count(1)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from([CANVAS_VERSIONS, MOODLE_VERSIONS]),
    st.lists(st.sampled_from([0, 1, 2]), max_size=3),
    st.permutations([0, 1, 2]),
)
def test_the_newest_of_three_versions_counts_whatever_the_order_of_collecting(
    new_course: Path,
    tmp_path: Path,
    three: list[tuple[dict[str, str], int]],
    before: list[int],
    order: list[int],
) -> None:
    number = next(students)
    for at in (*before, *order):
        files, day = three[at]
        named = {name.format(n=number): text for name, text in files.items()}
        said(collect(new_course, zipped(tmp_path / "a.zip", named, datetime(2026, 3, day))))
    (who,) = [path.name for path in (new_course / "submitted").iterdir() if path.name.endswith(f"_{number}")]
    assert handed_in(new_course, who) == {ONE: "v3"}


def test_an_older_version_replaces_a_newer_one_only_where_that_is_asked_for(
    new_course: Path, tmp_path: Path
) -> None:
    name = f"leeann_7_{{}}_{ONE}.ipynb"
    old = zipped(tmp_path / "old.zip", {name.format(1): "old"}, datetime(2026, 3, 1))
    said(collect(new_course, old))
    said(collect(new_course, zipped(tmp_path / "new.zip", {name.format(2): "new"}, datetime(2026, 3, 2))))
    told = said(collect(new_course, old))
    assert (
        "Older than what is there, so not taken: files of leeann_7. To take them all the same: --replace."
        in told
    )
    assert handed_in(new_course, "leeann_7") == {ONE: "new"}
    said(collect(new_course, old, "--replace"))
    assert handed_in(new_course, "leeann_7") == {ONE: "old"}


def test_a_folder_that_was_replaced_is_known_again_and_does_not_come_back(
    new_course: Path, tmp_path: Path
) -> None:
    old, new = (
        zipped(tmp_path / f"{text}.zip", {f"ada/{ONE}.ipynb": text, f"bob/{ONE}.ipynb": "b"})
        for text in ("old", "new")
    )
    for source in (old, new, old):
        said(collect(new_course, source))
    assert handed_in(new_course, "ada") == {ONE: "new"}


def test_the_time_that_brightspace_writes_into_names_is_taken(new_course: Path, tmp_path: Path) -> None:
    due(new_course, datetime(2026, 3, 10))
    files = {
        f"1-9 - Ann Lee - Mar 3, 2026 1130 AM/{ONE}.ipynb": "a",
        f"2-9 - Bob Fox - Apr 3, 2026 1130 AM/{ONE}.ipynb": "b",
    }
    told = said(collect(new_course, zipped(tmp_path / "a.zip", files)))
    assert times(new_course, "Ann-Lee_1").time == datetime(2026, 3, 3, 11, 30).astimezone(UTC)
    assert times(new_course, "Bob-Fox_2").state == "not known"
    assert "nothing says whether late: Bob-Fox_2 (may be late; there by" in told
