"""`autograder collect` on a real course: into `submitted/`, nothing lost, nothing believed."""

from __future__ import annotations

import errno
import json
import os
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from autograder.course.storage import DISK
from autograder.front.cli import main
from tests.conftest import open_gradebook
from tests.pipeline.collecting import (
    ONE,
    THREE,
    TWO,
    collect,
    handed_in,
    handed_in_files,
    in_zip,
    said,
    tree,
    zipped,
)
from vanishing_gradients import ASSIGNMENT

pytestmark = pytest.mark.both_databases


def test_a_download_of_canvas_is_brought_in(new_course: Path, tmp_path: Path) -> None:
    source = zipped(
        tmp_path / "submissions.zip",
        {
            f"leeann_7_101_{ONE}.ipynb": "a1",
            f"leeann_7_102_{TWO}-1.ipynb": "a2",
            f"lovelaceada_LATE_8_103_{ONE} (1).ipynb": "b1",
            "lovelaceada_LATE_8_104_notes.txt": "n",
        },
    )
    told = said(collect(new_course, source))
    assert handed_in(new_course, "leeann_7") == {ONE: "a1", TWO: "a2"}
    assert handed_in(new_course, "lovelaceada_8") == {ONE: "b1"}
    assert "2 students; notebooks: 3 new" in told
    assert f"Next: autograder grade {ASSIGNMENT}" in told


def test_a_download_of_moodle_is_brought_in(new_course: Path, tmp_path: Path) -> None:
    source = zipped(
        tmp_path / "course-assignment.zip",
        {
            f"Ann Lee_7_assignsubmission_file_/{ONE}.ipynb": "a1",
            f"Zoë O'Brien_8_assignsubmission_file_/work/{TWO}.ipynb": "b2",
            "Zoë O'Brien_8_assignsubmission_onlinetext_/onlinetext.html": "hi",
        },
    )
    said(collect(new_course, source))
    assert handed_in(new_course, "Ann-Lee_7") == {ONE: "a1"}
    assert handed_in(new_course, "Zoë-O-Brien_8") == {TWO: "b2"}


@pytest.mark.parametrize("inner", ["", f"{ASSIGNMENT}/"])
def test_a_plain_folder_is_brought_in(new_course: Path, tmp_path: Path, inner: str) -> None:
    for student in ("ada", "bob"):
        folder = tmp_path / "class" / student / inner
        folder.mkdir(parents=True)
        (folder / f"{ONE}.ipynb").write_text(student)
    (tmp_path / "class" / "ada" / "work.zip").write_bytes(in_zip({f"{TWO}.ipynb": "zipped"}))
    said(collect(new_course, tmp_path / "class"))
    assert handed_in(new_course, "ada") == {ONE: "ada", TWO: "zipped"}
    assert handed_in(new_course, "bob") == {ONE: "bob"}


def test_the_systems_number_of_a_student_is_kept_in_the_gradebook(new_course: Path, tmp_path: Path) -> None:
    with open_gradebook(new_course) as gradebook:
        gradebook.add_student("al1", first_name="Ann", last_name="Lee")
    said(collect(new_course, zipped(tmp_path / "a.zip", {f"leeann_7_101_{ONE}.ipynb": "a1"})))
    said(collect(new_course, zipped(tmp_path / "b.zip", {f"renamed_7_102_{TWO}.ipynb": "a2"})))
    assert handed_in(new_course, "al1") == {ONE: "a1", TWO: "a2"}
    with open_gradebook(new_course) as gradebook:
        assert gradebook.find_student("al1").lms_user_id == "7"


def test_a_resubmission_replaces_and_the_old_file_is_kept(new_course: Path, tmp_path: Path) -> None:
    said(
        collect(new_course, zipped(tmp_path / "a.zip", {f"ada/{ONE}.ipynb": "old", f"bob/{ONE}.ipynb": "b"}))
    )
    told = said(
        collect(new_course, zipped(tmp_path / "b.zip", {f"ada/{ONE}.ipynb": "new", f"bob/{ONE}.ipynb": "b"}))
    )
    assert handed_in(new_course, "ada") == {ONE: "new"}
    (kept,) = (new_course / "replaced" / "ada" / ASSIGNMENT).iterdir()
    assert (kept / f"{ONE}.ipynb").read_text() == "old"
    assert "Resubmission of ada" in told
    assert str(kept.relative_to(new_course)) in told
    assert not (new_course / "replaced" / "bob").exists()


def test_a_notebook_that_a_resubmission_does_not_bring_stays(new_course: Path, tmp_path: Path) -> None:
    first = {f"ada/{name}.ipynb": f"old {name}" for name in (ONE, TWO)} | {f"bob/{ONE}.ipynb": "b"}
    said(collect(new_course, zipped(tmp_path / "a.zip", first)))
    second = {f"ada/{TWO}.ipynb": "new", f"ada/{THREE}.ipynb": "new", f"bob/{ONE}.ipynb": "b"}
    told = said(collect(new_course, zipped(tmp_path / "b.zip", second)))
    assert handed_in(new_course, "ada") == {ONE: f"old {ONE}", TWO: "new", THREE: "new"}
    assert "1 not in this download" in told


def test_collecting_the_same_again_changes_nothing(new_course: Path, tmp_path: Path) -> None:
    source = zipped(tmp_path / "a.zip", {f"leeann_7_101_{ONE}.ipynb": "a1"})
    said(collect(new_course, source))
    before = tree(new_course)
    assert "1 the same as before" in said(collect(new_course, source))
    assert tree(new_course) == before


def test_collecting_the_course_itself_changes_nothing(new_course: Path, tmp_path: Path) -> None:
    said(collect(new_course, zipped(tmp_path / "a.zip", {f"leeann_7_101_{ONE}.ipynb": "a1"})))
    before = tree(new_course)
    said(collect(new_course, new_course / "submitted"))
    assert tree(new_course) == before


def test_a_dry_run_writes_nothing(new_course: Path, tmp_path: Path) -> None:
    said(collect(new_course, zipped(tmp_path / "a.zip", {f"leeann_7_101_{ONE}.ipynb": "a1"})))
    before = tree(new_course)
    source = zipped(tmp_path / "b.zip", {f"leeann_7_102_{ONE}.ipynb": "x", f"bob_8_103_{ONE}.ipynb": "y"})
    told = said(collect(new_course, source, "--dry-run"))
    assert "Dry run: nothing was written." in told
    assert "1 new, 1 replaced" in told
    assert "Resubmissions: leeann_7" in told
    assert tree(new_course) == before


def test_every_file_is_accounted_for_in_the_json(new_course: Path, tmp_path: Path) -> None:
    files = {
        f"ada/{ONE}.ipynb": "a",
        f"ada/{ONE} (1).ipynb": "other",
        "ada/Untitled.ipynb": "u",
        "ada/notes.txt": "n",
        "../evil.ipynb": "e",
        f"bob/{TWO}.ipynb": "b",
    }
    target = tmp_path / "files.jsonl"
    said(collect(new_course, zipped(tmp_path / "a.zip", files), "--json", str(target)))
    lines = [json.loads(line) for line in target.read_text().splitlines()]
    assert sorted(line["file"] for line in lines) == sorted(files)
    assert {line["file"]: line["fate"] for line in lines if line["fate"] == "new"} == {
        f"ada/{ONE}.ipynb": "new",
        f"bob/{TWO}.ipynb": "new",
    }
    assert all(line["reason"] for line in lines if line["fate"] == "left")


def test_nothing_of_a_notebook_is_parsed(new_course: Path, tmp_path: Path) -> None:
    said(collect(new_course, zipped(tmp_path / "a.zip", {f"leeann_7_1_{ONE}.ipynb": "{ no notebook"})))
    assert handed_in(new_course, "leeann_7") == {ONE: "{ no notebook"}


def test_a_link_in_submitted_is_put_aside_and_not_followed(new_course: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / f"{ONE}.ipynb").write_text("theirs")
    (new_course / "submitted" / "ada").mkdir(parents=True)
    (new_course / "submitted" / "ada" / ASSIGNMENT).symlink_to(elsewhere)
    said(
        collect(new_course, zipped(tmp_path / "a.zip", {f"ada/{ONE}.ipynb": "new", f"bob/{ONE}.ipynb": "b"}))
    )
    assert not (new_course / "submitted" / "ada" / ASSIGNMENT).is_symlink()
    assert handed_in(new_course, "ada") == {ONE: "new"}
    assert (elsewhere / f"{ONE}.ipynb").read_text() == "theirs"


def test_where_writing_fails_the_old_files_are_still_there(
    new_course: Path, tmp_path: Path, monkeypatch
) -> None:
    said(
        collect(new_course, zipped(tmp_path / "a.zip", {f"ada/{ONE}.ipynb": "old", f"bob/{ONE}.ipynb": "b"}))
    )

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    source = zipped(tmp_path / "b.zip", {f"ada/{ONE}.ipynb": "new", f"bob/{ONE}.ipynb": "b"})
    told = said(collect(new_course, source), code=1)
    assert DISK[errno.ENOSPC] in told
    kept = [path.read_text() for path in new_course.rglob(f"{ONE}.ipynb") if "ada" in path.parts]
    assert "old" in kept


def test_files_are_readable_by_the_class_and_written_by_the_teacher_alone(
    new_course: Path, tmp_path: Path
) -> None:
    said(collect(new_course, zipped(tmp_path / "a.zip", {f"leeann_7_1_{ONE}.ipynb": "a"})))
    folder = new_course / "submitted" / "leeann_7" / ASSIGNMENT
    assert folder.stat().st_mode & 0o777 == 0o755
    assert (folder / f"{ONE}.ipynb").stat().st_mode & 0o777 == 0o644


def test_students_of_the_gradebook_without_a_submission_are_named(new_course: Path, tmp_path: Path) -> None:
    with open_gradebook(new_course) as gradebook:
        gradebook.add_student("zoe")
    source = zipped(tmp_path / "a.zip", {f"leeann_7_1_{ONE}.ipynb": "a"})
    assert "nothing handed in: zoe." in said(collect(new_course, source))


def test_a_download_that_is_not_there_is_wrong_usage(new_course: Path, tmp_path: Path) -> None:
    assert "There is no folder or zip" in said(collect(new_course, tmp_path / "nothing.zip"), code=2)


def test_a_course_without_a_gradebook_is_wrong_usage(tmp_path: Path) -> None:
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n")
    assert "no gradebook yet" in said(collect(tmp_path, tmp_path), code=2)


def test_an_unknown_assignment_is_wrong_usage(new_course: Path, tmp_path: Path) -> None:
    source = zipped(tmp_path / "a.zip", {f"leeann_7_1_{ONE}.ipynb": "a"})
    done = CliRunner().invoke(main, ["collect", str(source), "nope", "--course", str(new_course)])
    assert "no assignment 'nope'" in said(done, code=2)


def test_a_file_that_cannot_be_read_does_not_keep_out_the_others(new_course: Path, tmp_path: Path) -> None:
    for student in ("ada", "bob"):
        (tmp_path / "class" / student).mkdir(parents=True)
    (tmp_path / "class" / "ada" / f"{ONE}.ipynb").symlink_to("/etc/passwd")
    os.mkfifo(tmp_path / "class" / "ada" / f"{TWO}.ipynb")
    (tmp_path / "class" / "bob" / f"{ONE}.ipynb").write_text("b")
    told = said(collect(new_course, tmp_path / "class"))
    assert handed_in(new_course, "bob") == {ONE: "b"}
    assert not (new_course / "submitted" / "ada").exists()
    assert "it is a link to another file" in told
    shutil.rmtree(tmp_path / "class")


def test_a_helper_module_is_part_of_what_was_handed_in(new_course: Path, tmp_path: Path) -> None:
    first = {f"ada/{ONE}.ipynb": "a", "ada/helpers.py": "OLD = 1", f"bob/{ONE}.ipynb": "b"}
    told = said(collect(new_course, zipped(tmp_path / "a.zip", first)))
    assert "Helper modules, put beside the notebooks: helpers.py." in told
    assert handed_in_files(new_course, "ada") == {f"{ONE}.ipynb": b"a", "helpers.py": b"OLD = 1"}
    before = tree(new_course)
    said(collect(new_course, zipped(tmp_path / "a2.zip", first)))
    assert tree(new_course) == before
    said(collect(new_course, zipped(tmp_path / "b.zip", first | {"ada/helpers.py": "NEW = 1"})))
    assert handed_in_files(new_course, "ada")["helpers.py"] == b"NEW = 1"
    (kept,) = (new_course / "replaced" / "ada" / ASSIGNMENT).iterdir()
    assert (kept / "helpers.py").read_text() == "OLD = 1"
    said(collect(new_course, zipped(tmp_path / "c.zip", {f"ada/{ONE}.ipynb": "c", "bob/x.txt": ""})))
    assert handed_in_files(new_course, "ada") == {f"{ONE}.ipynb": b"c", "helpers.py": b"NEW = 1"}


def test_too_many_and_too_large_modules_are_named_and_left(new_course: Path, tmp_path: Path) -> None:
    files = {f"ada/m{n:02}.py": "" for n in range(25)} | {f"ada/{ONE}.ipynb": "a", f"bob/{ONE}.ipynb": "b"}
    told = said(collect(new_course, zipped(tmp_path / "a.zip", files | {"ada/a.py": "#" * 300_000})))
    assert len(handed_in_files(new_course, "ada")) == 21
    assert "larger than 200 kB" in told
    assert "more than 20 helper modules" in told


def test_of_two_attempts_the_later_is_taken_and_that_is_said(new_course: Path, tmp_path: Path) -> None:
    files = {f"leeann_7_101_{ONE}.ipynb": "early", f"leeann_LATE_7_202_{ONE}-1.ipynb": "later"}
    told = said(collect(new_course, zipped(tmp_path / "a.zip", files)))
    assert handed_in(new_course, "leeann_7") == {ONE: "later"}
    assert "More than one attempt in this download, the later one was taken: leeann_7." in told
    assert "1 (an earlier attempt: the later one was taken)" in told


@pytest.mark.parametrize("folder", ["release", f"release/{ASSIGNMENT}", "source", "."])
def test_what_is_no_submission_of_the_course_is_refused(new_course: Path, folder: str) -> None:
    before = tree(new_course)
    told = said(collect(new_course, new_course / folder), code=2)
    assert told.startswith("Error: Nothing was collected:")
    assert "no submissions" in told
    assert tree(new_course) == before
