"""The files of a submission: only plain files of its own folder are read, and never more than the limit."""

from __future__ import annotations

import os
import socket
import time
from pathlib import Path
from typing import Any

import pytest

from autograder.course.limits import MB
from autograder.submission.files import NAMES_MAX, RefusedError, notebook_files, read_bytes


def test_an_ordinary_file_is_read_and_a_missing_one_is_told_apart(tmp_path: Path) -> None:
    file = tmp_path / "one.ipynb"
    file.write_bytes(b"x" * 100)
    assert read_bytes(file, 100) == b"x" * 100
    with pytest.raises(FileNotFoundError):
        read_bytes(tmp_path / "other.ipynb", 100)


def test_a_file_over_the_limit_is_refused_without_reading_all_of_it(tmp_path: Path) -> None:
    file = tmp_path / "one.ipynb"
    with file.open("wb") as sparse:
        sparse.truncate(1 << 40)
    with pytest.raises(RefusedError, match="larger than 1 MB"):
        read_bytes(file, MB)


def _symlink(path: Path) -> None:
    target = path.with_name("secret")
    target.write_text("{}")
    path.symlink_to(target)


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))


def _device(path: Path) -> None:
    try:
        os.mknod(path, 0o600 | 0o020000, os.makedev(1, 5))  # a copy of /dev/zero, which never ends
        path.open("rb").close()
    except PermissionError:
        pytest.skip("only root makes devices, and only where devices are allowed")


@pytest.mark.parametrize("make", [_symlink, os.mkfifo, Path.mkdir, _socket, _device])
def test_what_is_no_ordinary_file_is_refused_at_once(make: Any, tmp_path: Path) -> None:
    path = tmp_path / "one.ipynb"
    make(path)
    before = len(os.listdir("/proc/self/fd"))
    began = time.monotonic()
    with pytest.raises(RefusedError):
        read_bytes(path, MB)
    assert time.monotonic() - began < 1
    assert len(os.listdir("/proc/self/fd")) == before, "a descriptor stayed open"


def test_a_link_to_nowhere_and_a_link_to_itself_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "one.ipynb"
    path.symlink_to(path)
    with pytest.raises(RefusedError, match="link"):
        read_bytes(path, MB)
    path.unlink()
    path.symlink_to(tmp_path / "nowhere")
    with pytest.raises(RefusedError, match="link"):
        read_bytes(path, MB)


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "folder").write_text("")
    with pytest.raises(RefusedError):
        read_bytes(tmp_path / "folder" / "one.ipynb", MB)
    assert notebook_files(tmp_path / "folder") == []
    assert notebook_files(tmp_path / "nowhere") == []


def test_names_that_cannot_be_shown_are_left_out_and_there_are_not_too_many(tmp_path: Path) -> None:
    for name in (b"good.ipynb", b"\xff.ipynb", b"\x1b[2J.ipynb", b"a\nb.ipynb"):
        (Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))).write_text("")
    assert notebook_files(tmp_path) == ["good.ipynb"]
    for number in range(NAMES_MAX + 5):
        (tmp_path / f"{number}.ipynb").write_text("")
    assert len(notebook_files(tmp_path)) == NAMES_MAX
