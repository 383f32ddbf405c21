"""The files beside a notebook: read with care and within limits, the release's first, part of what is graded."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.course.limits import Limits
from autograder.grading.provenance import record_of_submission
from autograder.notebooks import Cell, Notebook
from autograder.results.record import Record
from autograder.submission.assignment import Assignment
from autograder.submission.ingest import CleanNotebook
from autograder.submission.reading import Submission, read_folder
from autograder.submission.room import LOOKED_AT, Room, read_own_room, read_room
from autograder.text import listed

LIMITS = Limits(folder_mb=1, folder_files=5)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "submitted"
    made.mkdir()
    return made


def put(folder: Path, *names: str, data: bytes = b"1") -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def read(folder: Path, **released: bytes) -> tuple[dict[str, bytes], tuple[str, ...]]:
    room = read_own_room(folder, Room(released), LIMITS, ["*.ipynb", "__pycache__"])
    return dict(room.files), room.notes


@pytest.mark.parametrize(
    "name",
    [
        *(
            "helpers.py",
            "data.csv",
            "no ending",
            "sub/deep/er/x.npy",
            "two words/größe é.txt",
            "-rf",
            "a'b\"c",
        ),
        *("numpy.py", "class.py", "2nd.py", "..txt", "...", "a\\b", "x" * 255),
    ],
)
def test_every_file_comes_along(name: str, folder: Path) -> None:
    put(folder, name)
    assert read(folder)[0] == {name: b"1"}


def test_notebooks_and_what_the_course_ignores_lie_beside_no_notebook(folder: Path) -> None:
    put(folder, "one.ipynb", "sub/two.ipynb", "__pycache__/x.pyc", "sub/__pycache__/y.pyc")
    assert read(folder) == ({}, ())


def test_a_name_of_no_encoding_comes_along(folder: Path) -> None:
    (Path(os.fsdecode(os.fsencode(folder) + b"/b\xffd.txt"))).write_bytes(b"1")
    files, notes = read(folder)
    assert files == {"b\udcffd.txt": b"1"}
    assert notes == ("With it came: b?d.txt.",)
    assert Room(files).digest


def test_no_link_is_followed_and_nothing_but_files_is_read(folder: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    put(secret, "key.txt")
    (folder / "file").symlink_to(secret / "key.txt")
    (folder / "folder").symlink_to(secret)
    (folder / "sub").mkdir()
    (folder / "sub" / "up").symlink_to("../..")
    os.mkfifo(folder / "pipe")
    put(folder, "just.txt")
    files, notes = read(folder)
    assert files == {"just.txt": b"1"}
    assert notes == (
        "With it came: just.txt.",
        "file, folder and sub/up were left out: it is a link to another file.",
        "pipe was left out: it is not an ordinary file.",
    )


def test_the_number_of_files_is_bounded_and_outer_ones_come_first(folder: Path) -> None:
    put(folder, *(f"a/{n}" for n in range(20)), "z1", "z2", ".git/a", ".hidden")
    files, notes = read(folder)
    left = [*sorted(f"a/{n}" for n in range(2, 20)), ".git/a"]
    assert list(files) == [".hidden", "z1", "z2", "a/0", "a/1"]
    assert notes == (
        "With it came: z1, z2, a/0 and a/1.",
        f"{listed(left, 10)} were left out: there are more than 5 files beside the notebooks (limit folder_files).",
    )


def test_the_bytes_are_bounded_and_smaller_files_still_come(folder: Path) -> None:
    put(folder, "a-large", data=bytes((1 << 20) + 1))
    put(folder, "b-just", data=bytes((1 << 20) - 1))
    put(folder, "c-one-byte", "d-no-more")
    files, notes = read(folder)
    assert list(files) == ["b-just", "c-one-byte"]
    assert notes[1:] == (
        "a-large and d-no-more were left out: the files beside the notebooks hold more than 1 MB (limit folder_mb).",
    )


def test_folders_without_end_end(folder: Path) -> None:
    deep = folder
    for _ in range(300):
        deep = deep / "d"
    deep.mkdir(parents=True)
    put(folder, "a.txt")
    assert read(folder)[0] == {"a.txt": b"1"}
    assert LOOKED_AT < 1_000_000


def test_what_the_release_has_comes_from_there(folder: Path) -> None:
    put(folder, "kept", "changed", "longer", "own", data=b"own")
    files, notes = read(folder, kept=b"own", changed=b"new", longer=b"longer", missing=b"")
    assert files == {"own": b"own"}
    assert notes == (
        "changed was changed; the released one was used.",
        "longer was changed; the released one was used.",
        "With it came: own.",
    )


def test_what_the_release_has_takes_nothing_of_the_students_limits(folder: Path) -> None:
    large = bytes(1 << 20)
    put(folder, "data", data=large)
    put(folder, "own", data=large)
    assert list(read(folder, data=large)[0]) == ["own"]


def test_a_folder_and_a_file_cannot_have_one_name(folder: Path) -> None:
    put(folder, "data", "pkg/inner", "pkg/sub/x", "fine/y")
    files, notes = read(folder, **{"data/a.csv": b"", "pkg": b""})
    assert files == {"fine/y": b"1"}
    assert (
        notes[1]
        == "data, pkg/inner and pkg/sub/x were left out: the release has a file, a folder or a module of this name."
    )


@pytest.mark.parametrize(
    ("path", "comes"),
    [
        *(
            ("helper/__init__.py", False),
            ("helper/x.py", False),
            ("helper/data.csv", True),
            ("helper.txt", True),
        ),
        *(
            ("helper.abi3.so", False),
            ("helper.cpython-311-x86_64-linux-gnu.so", False),
            ("helper.pyc", False),
        ),
        *(("pkg.py", False), ("pkg/own.py", True), ("pkg/sub/__init__.py", False), ("pkg/sub.so", False)),
        *(
            ("bare/__init__.py", False),
            ("bare.py", False),
            ("bare/own/deep.py", True),
            ("bare/inner/x.py", False),
        ),
        *(("own.py", True), ("own/helper.py", True), ("helper2.py", True), ("__init__.py", True)),
    ],
)
def test_no_file_is_imported_for_a_released_module(path: str, comes: bool, folder: Path) -> None:
    put(folder, path)
    released = {"helper.py": b"", "pkg/__init__.py": b"", "pkg/sub.py": b"", "bare/inner.py": b""}
    assert (path in read(folder, **released)[0]) == comes


def test_a_released_room_tells_what_was_left_out_alone(folder: Path) -> None:
    put(folder, *"abcdef")
    room = read_room(folder, LIMITS)
    assert list(room.files) == list("abcde")
    assert room.notes == (
        "f was left out: there are more than 5 files beside the notebooks (limit folder_files).",
    )


def test_modules_and_imports_of_a_room() -> None:
    room = Room(
        {
            "helper.py": b"import a.b\ndef f():\n    from c import d",
            "pkg/sub/deep.py": b"from . import near; import e",
            "fast.cpython-311-x86_64-linux-gnu.so": b"import no",
            "data/x.csv": b"import no",
            "2nd.py": b"",
            "latin.py": b"# \xe9\nimport f, g as h",
        }
    )
    assert room.modules == {"helper", "pkg", "fast", "latin"}
    assert room.imports == {"a", "c", "e", "f", "g"}


def test_what_an_assignment_imports_stands_in_its_cells_and_its_modules() -> None:
    cells = (
        Cell("", "1", "code", "%matplotlib inline\nimport numpy as np, scipy"),
        Cell("t", "2", "code", "x = 1; import pandas", grade=True, locked=True),
        Cell("", "3", "markdown", "import nothing"),
    )
    assignment = Assignment("a", (Notebook("one", cells),), Path(), Room({"helper.py": b"import yaml"}))
    assert assignment.imports == {"numpy", "scipy", "pandas", "yaml"}
    assert assignment.packages == ("IPython", "pandas", "scipy", "yaml")


@pytest.mark.parametrize(
    ("code", "packages"),
    [
        ("import numpy, math, os.path\nfrom collections import abc", ()),
        ("from . import helper\nimport helper.parts", ()),
        ("import sklearn.svm as svm, pandas", ("pandas", "sklearn.svm")),
        ("from sklearn import (svm,\n  tree)", ("sklearn", "sklearn.svm", "sklearn.tree")),
        ("def f():\n    from pandas import DataFrame as D", ("pandas", "pandas.DataFrame")),
        ("%timeit 1", ("IPython",)),
        ("x = '50 %'", ()),
    ],
)
def test_the_packages_of_an_assignment_are_installed_ones(code: str, packages: tuple[str, ...]) -> None:
    notebook = Notebook("one", (Cell("", "1", "code", code),))
    assert Assignment("a", (notebook,), Path(), Room({"helper.py": b""})).packages == packages


def test_a_submission_whose_folder_is_a_link_brings_nothing(folder: Path, tmp_path: Path) -> None:
    put(folder, "helpers.py")
    link = tmp_path / "link"
    link.symlink_to(folder)
    assignment = Assignment("a", (), tmp_path / "release")
    assert read_folder("ada", link, assignment, Limits()).room.files == {}
    assert read_folder("ada", folder, assignment, Limits()).room.files == {"helpers.py": b"1"}


@pytest.mark.parametrize(
    "other",
    [{}, {"x.csv": b"2"}, {"y.csv": b"1"}, {"x.csv": b"1", "more": b""}, {"x.csv": b"1 "}, {"a/x.csv": b"1"}],
)
def test_another_file_is_another_submission(other: dict[str, bytes]) -> None:
    submission = Submission("ada", {}, room=Room({"x.csv": b"1"}))
    notebook = CleanNotebook(Notebook("one", ()), (), (), beside=submission.room.digest)
    changed = replace(submission, room=Room(other))
    assert record_of_submission(Record(), submission) != record_of_submission(Record(), changed)
    assert notebook.digest != replace(notebook, beside=changed.room.digest).digest
