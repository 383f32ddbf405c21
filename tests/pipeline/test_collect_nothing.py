"""Who handed in nothing is named, and nobody else: what could not be placed or lies in a wrong folder counts as sent."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from autograder.authoring.release import nbgrader
from autograder.authoring.samples import SOLVED, build_submission
from autograder.front.cli import main
from tests.conftest import SAMPLES, needs, open_gradebook
from tests.pipeline.collecting import ONE, collect, handed_in_files, said, tree, zipped
from tests.pipeline.odd_class import HandedIn, canvas_zip, moodle_zip, odd_class
from vanishing_gradients import ASSIGNMENT

pytestmark = pytest.mark.both_databases


@pytest.fixture(scope="module")
def solved(course: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The notebooks of a student who solved everything."""
    folder = tmp_path_factory.mktemp("solved") / "work"
    build_submission(SAMPLES / SOLVED, course / "release" / ASSIGNMENT, folder)
    return {path.name: path.read_bytes() for path in folder.glob("0[1-9]-*.ipynb")}


@pytest.mark.parametrize("pack", [moodle_zip, canvas_zip])
def test_of_a_class_with_many_odd_submissions_nobody_is_missing(
    new_course: Path,
    tmp_path: Path,
    solved: dict[str, bytes],
    pack: Callable[[Path, list[HandedIn]], Path],
) -> None:
    everybody = odd_class(solved)
    assert (len(everybody), sum(bool(one.shows) for one in everybody)) == (40, 20)
    with open_gradebook(new_course) as gradebook:
        for one in everybody:
            gradebook.add_student(one.student, first_name=one.first, last_name=one.last)
        gradebook.add_student("absent", first_name="Not", last_name="There")
    target = tmp_path / "files.jsonl"
    told = said(collect(new_course, pack(tmp_path / "download.zip", everybody), "--json", str(target)))
    found = {one.student: handed_in_files(new_course, one.student) for one in everybody}
    assert {one.shows: found[one.student] == one.placed for one in everybody} == dict.fromkeys(
        (one.shows for one in everybody), True
    )
    unplaced = [one for one in everybody if not one.placed]
    sent = told.partition("nothing of it could be placed: ")[2].partition(").")[0]
    assert [name.partition(" (")[0] for name in sent.split(", ")] == [one.student for one in unplaced]
    assert "nothing handed in: absent." in told
    lines = [json.loads(line) for line in target.read_text().splitlines()]
    for one in unplaced:
        reasons = [line["reason"] for line in lines if line["student"] == one.student]
        assert len(reasons) == len(one.files)
        assert all(reasons)


def test_who_sent_something_is_never_said_to_have_handed_in_nothing(new_course: Path, tmp_path: Path) -> None:
    sent = (
        "a.rar",
        "a.7z",
        f"{ONE}.pdf",
        f"{ONE}.ipynb.part",
        "Untitled.ipynb",
        "photo.heic",
        "notes.txt",
        "work",
    )
    with open_gradebook(new_course) as gradebook:
        for n in range(len(sent)):
            gradebook.add_student(f"s{n}", first_name="Ann", last_name=f"Lee{n}")
    files = {f"lee{n}ann_{n + 1}_{n + 101}_{name}": "?" for n, name in enumerate(sent)}
    told = said(collect(new_course, zipped(tmp_path / "a.zip", files | {f"foxbob_80_200_{ONE}.ipynb": "b"})))
    assert "nothing handed in" not in told
    everybody = ", ".join(f"s{n} (1 file)" for n in range(len(sent)))
    assert f"nothing of it could be placed: {everybody}." in told
    assert told.count("NOT PLACED") == len(sent)


def test_who_sent_only_what_a_program_made_has_handed_in_nothing(new_course: Path, tmp_path: Path) -> None:
    made = (f"._{ONE}.ipynb", ".DS_Store", "Thumbs.db", "desktop.ini", f"~${ONE}.docx")
    with open_gradebook(new_course) as gradebook:
        for n in range(len(made)):
            gradebook.add_student(f"s{n}", first_name="Ann", last_name=f"Lee{n}")
    files = {f"lee{n}ann_{n + 1}_{n + 101}_{name}": "?" for n, name in enumerate(made)}
    told = said(collect(new_course, zipped(tmp_path / "a.zip", files | {f"foxbob_80_200_{ONE}.ipynb": "b"})))
    assert f"nothing handed in: {', '.join(f's{n}' for n in range(len(made)))}." in told


def test_a_student_of_two_names_is_not_said_to_have_handed_in_nothing(
    new_course: Path, tmp_path: Path
) -> None:
    with open_gradebook(new_course) as gradebook:
        gradebook.add_student("al1", first_name="Ann", last_name="Lee")
        gradebook.add_student("al2", first_name="Ann", last_name="Lee")
    told = said(collect(new_course, zipped(tmp_path / "a.zip", {f"leeann_7_101_{ONE}.ipynb": "a"})))
    assert "nothing handed in" not in told
    assert "nothing of it could be placed: al1 (1 file), al2 (1 file)" in told


def test_what_was_placed_by_hand_in_a_wrong_folder_is_named_and_not_moved(new_course: Path) -> None:
    wrong = {
        "ann": "ann/Vanishing-Gradients",
        "bob": "bob/homework",
        "cleo": "cleo",
        "dan": f"{ASSIGNMENT.upper()}/dan",
        "eva": f"class/eva/{ASSIGNMENT}",
    }
    for folder in wrong.values():
        (new_course / "submitted" / folder).mkdir(parents=True, exist_ok=True)
        (new_course / "submitted" / folder / f"{ONE}.ipynb").write_text("{}")
    before = tree(new_course / "submitted")
    done = CliRunner().invoke(main, ["grade", ASSIGNMENT, "--course", str(new_course)])
    for student, folder in wrong.items():
        assert f"submitted/{folder} is not graded" in done.output
        assert f"mv -n submitted/{folder}/{ONE}.ipynb submitted/{student}/{ASSIGNMENT}/" in done.output
    assert tree(new_course / "submitted") == before


def test_who_has_something_in_a_wrong_folder_is_not_said_to_have_handed_in_nothing(
    new_course: Path, tmp_path: Path
) -> None:
    with open_gradebook(new_course) as gradebook:
        gradebook.add_student("anna")
    (new_course / "submitted" / "anna").mkdir(parents=True)
    (new_course / "submitted" / "anna" / f"{ONE}.ipynb").write_text("{}")
    told = said(collect(new_course, zipped(tmp_path / "a.zip", {f"foxbob_8_102_{ONE}.ipynb": "b"})))
    assert "nothing handed in" not in told
    assert "submitted/anna is not graded" in told


@needs("bwrap")
@pytest.mark.parametrize("door", ["autograder", "nbgrader"])
def test_beside_what_is_graded_both_commands_name_what_lies_in_a_wrong_folder(
    new_course: Path, solved: dict[str, bytes], door: str
) -> None:
    for folder in (f"ann/{ASSIGNMENT}", "bob/Vanishing_Gradients"):
        (new_course / "submitted" / folder).mkdir(parents=True)
        (new_course / "submitted" / folder / f"{ONE}.ipynb").write_bytes(solved[f"{ONE}.ipynb"])
    if door == "autograder":
        told = said(CliRunner().invoke(main, ["grade", ASSIGNMENT, "--course", str(new_course)]))
    else:
        told = " ".join(nbgrader(new_course, "autograde", ASSIGNMENT).stderr.split())
    assert "submitted/bob/Vanishing_Gradients is not graded" in told
    assert "submitted/ann" not in told.partition("submitted/bob")[0]
    assert not (new_course / "autograded" / "bob").exists()
    assert (new_course / "autograded" / "ann").exists()
