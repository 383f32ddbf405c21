"""What a file is that is no notebook: named with what to do, never taken for one, never forgotten."""

from __future__ import annotations

import io
import tarfile
import zipfile
from pathlib import Path

import pytest

from autograder.collecting import kinds
from autograder.collecting.archive import Entry
from autograder.collecting.kinds import Kind, is_noise, kind_of, looks_like_notebook
from autograder.collecting.naming import is_disguised, is_notebook, module_name, which_notebook
from autograder.collecting.roster import Known, Roster
from autograder.collecting.sorting import Left, Sorted, Sorter

ONE, TWO = "01-one-unit-one-slope", "02-down-the-chain"
WHOLE = b'{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'


def head_of(data: bytes) -> bytes:
    return data[: kinds.HEAD]


def tarred(mode: str) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:  # type: ignore[call-overload]
        info = tarfile.TarInfo(f"{ONE}.ipynb")
        info.size = len(WHOLE)
        archive.addfile(info, io.BytesIO(WHOLE))
    return buffer.getvalue()


def zip_bytes() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a", "b")
    return buffer.getvalue()


def sort(*names: str, students: list[Known] | None = None, data: bytes = b"") -> Sorted:
    """Sort a student's folder beside another student's."""
    paths = [f"bob/{ONE}.ipynb", *(f"ada/{name}" for name in names)]
    entries = [Entry(tuple(path.split("/")), path.count("/") + 1, None, (Path(path),)) for path in paths]
    handed_out = {("README.md",), ("chainlab", "words.py"), ("figures", "chain.svg")}
    sorter = Sorter(
        "vanishing-gradients", (ONE, TWO), (), Roster(students or []), handed_out, lambda _: head_of(data)
    )
    return sorter.sort(entries)


def left_of(found: Sorted, student: str = "ada") -> list[Left]:
    return [left for left in found.left if left.student == student]


def targets(found: Sorted, student: str = "ada") -> list[str]:
    return [item.target for item in found.placed if item.student == student]


@pytest.mark.parametrize(
    ("kind", "endings"),
    [
        (kinds.ARCHIVE, ["rar", "7z", "tar.xz", "tar.bz2", "iso", "tar.zst", "RAR"]),
        (
            kinds.PRINT,
            ["pdf", "html", "htm", "docx", "doc", "mhtml", "ipynb.html", "ipynb.pdf", "webarchive"],
        ),
        (kinds.PICTURE, ["png", "jpg", "HEIC", "jpeg", "tiff"]),
        (kinds.UNFINISHED, ["ipynb.crdownload", "ipynb.part", "crdownload", "ipynb.tmp", "ipynb.partial"]),
        (kinds.SHORTCUT, ["ipynb.lnk", "url", "webloc", "gdoc", "ipynb.icloud"]),
        (kinds.BACKUP, ["ipynb.bak", "ipynb.orig", "bak", "ipynb.old", "ipynb.swp"]),
        (kinds.DATA, ["csv", "npy", "npz", "pkl", "xlsx"]),
        (kinds.TEXT, ["txt", "log", "toml", "cfg", "ini"]),
        (kinds.SCRIPT, ["py", "r", "m", "jl", "qmd"]),
    ],
)
def test_a_kind_is_known_by_the_ending(kind: Kind, endings: list[str]) -> None:
    assert {ending: kind_of(f"{TWO}.{ending}", bytes) for ending in endings} == dict.fromkeys(endings, kind)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"Rar!\x1a\x07\x00...", kinds.ARCHIVE),
        (b"7z\xbc\xaf\x27\x1c...", kinds.ARCHIVE),
        (tarred("w"), kinds.ARCHIVE),
        (tarred("w:gz"), kinds.ARCHIVE),
        (tarred("w:bz2"), kinds.ARCHIVE),
        (tarred("w:xz"), kinds.ARCHIVE),
        (zip_bytes(), kinds.ARCHIVE),
        (b"%PDF-1.7", kinds.PRINT),
        (b"\n<!DOCTYPE html><html>", kinds.PRINT),
        (b"\xef\xbb\xbf<html>", kinds.PRINT),
        (b"\xd0\xcf\x11\xe0...", kinds.PRINT),
        (b"\x89PNG\r\n", kinds.PICTURE),
        (b"\xff\xd8\xff\xe0", kinds.PICTURE),
        (b"\x93NUMPY\x01", kinds.DATA),
        (b"", kinds.EMPTY),
        (b"something else", kinds.OTHER),
    ],
    # The bytes of archives hold the time they were made at, which a test's name must not.
    ids=range(16),
)
def test_a_file_without_a_telling_name_is_known_by_its_first_bytes(data: bytes, kind: Kind) -> None:
    assert kind_of("homework", lambda: head_of(data)) == kind
    assert kind_of("home.work", lambda: head_of(data)) == kind


@pytest.mark.parametrize(
    "data", [b"Rar!\x1a\x07\x00", tarred("w:gz"), b"7z\xbc\xaf\x27\x1c", tarred("w"), b"BZh9"]
)
def test_another_archive_with_the_name_of_a_zip_is_named(data: bytes) -> None:
    entry = Entry(("ada", "work.zip"), 2, None, (Path("x"),), "the file is damaged or not a zip: ask the student to send it again")  # fmt: skip
    sorter = Sorter("a", (ONE,), (), Roster([]), head=lambda _: head_of(data))
    assert [left.reason for left in sorter.sort([entry]).left] == [kinds.ARCHIVE.what]


@pytest.mark.parametrize(
    "name",
    [
        f"._{ONE}.ipynb",
        ".DS_Store",
        "Thumbs.db",
        "desktop.ini",
        f"~${ONE}.docx",
        f".~lock.{ONE}.odt#",
        f".~{ONE}.ipynb",
        f".ipynb_checkpoints/{ONE}-checkpoint.ipynb",
        f".ipynb_checkpoints/{ONE}.ipynb",
        f"__MACOSX/._{ONE}.ipynb",
        f"__MACOSX/work/{ONE}.ipynb",
        "__pycache__/helpers.cpython-311.pyc",
        f".git/{ONE}.ipynb",
        "Icon\r",
    ],
)
def test_what_a_program_made_is_quiet_and_no_notebook_and_nothing_that_was_sent(name: str) -> None:
    found = sort(name)
    assert targets(found) == []
    (left,) = (left for left in found.left if "ada" in left.entry.parts)
    assert left.quiet
    assert left.noise


@pytest.mark.parametrize(
    "prefix", ["leeann_7_101_", "Ann Lee_7_assignsubmission_file_", "1-2 - Ann - Mar 3, 2026 1130 AM - "]
)
def test_a_file_of_macos_after_a_systems_prefix_is_no_notebook(prefix: str) -> None:
    paths = [f"{prefix}._{ONE}.ipynb", f"{prefix}{TWO}.ipynb"]
    entries = [Entry((path,), 1, None, (Path(path),)) for path in paths]
    found = Sorter("vanishing-gradients", (ONE, TWO), (), Roster([])).sort(entries)
    assert [item.target for item in found.placed] == [f"{TWO}.ipynb"]
    assert [left.noise for left in found.left] == [True]


@pytest.mark.parametrize("name", [f"{ONE}.ipynb", "Thumbs.ipynb", "my.DS_Store.txt", "notes~.txt", "a._b"])
def test_what_a_student_made_is_no_noise(name: str) -> None:
    assert not is_noise(("ada", "work"), name)


@pytest.mark.parametrize(
    ("name", "disguised"),
    [
        (f"{ONE}.ipynb", False),
        (f"{ONE}.ipynb.txt", False),
        (f"{ONE}.ipynb.json", False),
        (f"{ONE}.ipynb (1)", False),
        (f"{ONE}.ipynb(2)", False),
        (f"{ONE} (1).ipynb.txt", False),
        (f"{ONE}.ipynb.ipynb", False),
        (f"{ONE}.IPYNB.TXT", False),
        (f"{ONE}.ipynb ", False),
        (f"{ONE}.ipynb.download", True),
        (f"{ONE}.json", True),
        (f"{ONE}.txt", True),
        (ONE, True),
    ],
)
def test_a_notebook_is_known_under_the_names_that_browsers_give_it(name: str, disguised: bool) -> None:
    assert which_notebook(name, (ONE, TWO)) == ONE
    assert is_disguised(name) == disguised
    assert targets(sort(name)) == [f"{ONE}.ipynb"]


@pytest.mark.parametrize(
    "name", [f"{ONE}.ipynb.pdf", f"{ONE}.ipynb.crdownload", f"{ONE}.html", f"{ONE}.py", "x.json"]
)
def test_what_is_no_whole_notebook_is_not_taken_for_one(name: str) -> None:
    assert not is_notebook(name)
    assert targets(sort(name)) == []


@pytest.mark.parametrize(
    ("data", "whole"),
    [
        (WHOLE, True),
        (b"\xef\xbb\xbf\n" + WHOLE + b"\n", True),
        (WHOLE[:30], False),
        (b"", False),
        (b"<html>", False),
        (b'{"a": 1}', False),
    ],
)
def test_a_whole_notebook_is_known_by_its_look(data: bytes, whole: bool) -> None:
    assert looks_like_notebook(data) is whole


@pytest.mark.parametrize(
    "name",
    [
        "work.rar",
        f"{ONE}.pdf",
        "notebook.html",
        f"{ONE}.ipynb.crdownload",
        "Untitled.ipynb",
        "data.csv",
        "work.weird",
    ],
)
def test_what_matters_gets_a_row_of_the_student(name: str) -> None:
    (left,) = left_of(sort(name, data=b"?"))
    assert (left.quiet, left.noise) == (False, False)
    assert left.reason


@pytest.mark.parametrize(
    "name", ["notes.txt", "photo.png", f"{ONE}-checkpoint.ipynb", f"{ONE}.ipynb~", "run.log"]
)
def test_what_matters_little_is_counted_for_the_student(name: str) -> None:
    (left,) = left_of(sort(name))
    assert (left.quiet, left.noise) == (True, False)


@pytest.mark.parametrize(
    "name", ["README.md", "chainlab/words.py", "work/chainlab/words.py", "figures/chain.svg", "w/README.md"]
)
def test_what_was_handed_out_with_the_assignment_is_only_counted(name: str) -> None:
    (left,) = left_of(sort(name, f"{ONE}.ipynb"))
    assert (left.reason, left.quiet) == (kinds.HANDED_OUT.what, True)


@pytest.mark.parametrize(
    ("name", "module"),
    [
        ("helpers.py", "helpers.py"),
        ("my_tools2.py", "my_tools2.py"),
        ("helpers (1).py", "helpers.py"),
        ("helpers-1.py", "helpers.py"),
        ("helpers.PY", "helpers.py"),
        ("helpers.py (1)", "helpers.py"),
        ("01-one-unit.py", None),
        ("my tools.py", None),
        ("class.py", None),
        ("x" * 80 + ".py", None),
        ("größe.py", None),
        ("helpers.pyc", None),
        (".py", None),
    ],
)
def test_a_helper_module_has_a_name_that_can_be_imported(name: str, module: str | None) -> None:
    assert module_name(name) == module


@pytest.mark.parametrize("names", [
    (f"{ONE}.ipynb", "helpers.py"),
    (f"work/{ONE}.ipynb", "work/helpers.py"),
    (f"work/{ONE}.ipynb", "helpers.py"),
    (f"vanishing-gradients/{TWO}.ipynb", "vanishing-gradients/helpers (1).py"),
    (f"a/{ONE}.ipynb", f"b/{TWO}.ipynb", "b/helpers.py"),
])  # fmt: skip
def test_a_helper_module_beside_a_notebook_is_placed(names: tuple[str, ...]) -> None:
    assert "helpers.py" in targets(sort(*names))


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        (("helpers.py",), kinds.SCRIPT),
        (("01-one-unit-one-slope.py",), kinds.SCRIPT),
        ((f"{ONE}.ipynb", "package/helpers.py"), kinds.MODULE_ELSEWHERE),
        ((f"w/{ONE}.ipynb", "w/package/helpers.py"), kinds.MODULE_ELSEWHERE),
        ((f"{ONE}.ipynb", "my tools.py"), kinds.SCRIPT),
    ],
)
def test_a_module_that_no_notebook_is_beside_is_named(names: tuple[str, ...], kind: Kind) -> None:
    found = sort(*names)
    assert "helpers.py" not in targets(found)
    assert [left.reason for left in left_of(found)] == [kind.what]


@pytest.mark.parametrize("name", ["ada.pdf", "ada.rar", "ada.7z", "ada.tar.gz", "ada.docx"])
def test_a_file_named_after_a_known_student_is_theirs(name: str) -> None:
    entry = Entry((name,), 1, None, (Path(name),))
    found = Sorter("vanishing-gradients", (ONE,), (), Roster([Known("ada")])).sort([entry])
    assert [left.student for left in found.left] == ["ada"]
