"""Files and folders are replaced in one step: the old one or the new one, never a half, whatever happens."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from autograder import atomic
from autograder.atomic import finish_interrupted, new_folder, replace_file, replace_folder


def contents(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}


def folder_with(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "file").write_text(text)
    return folder


def replaced(target: Path, text: str, **options: Path) -> None:
    fresh = new_folder(target)
    folder_with(fresh, text)
    replace_folder(fresh, target, **options)


def stopped(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_file_is_written(tmp_path: Path) -> None:
    replace_file(tmp_path / "file", b"new")
    assert contents(tmp_path) == {"file": "new"}


def test_a_file_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("old, and longer")
    replace_file(tmp_path / "file", b"new")
    assert contents(tmp_path) == {"file": "new"}


def test_a_write_that_is_stopped_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("old")
    monkeypatch.setattr(os, "replace", stopped)
    with pytest.raises(KeyboardInterrupt):
        replace_file(tmp_path / "file", b"new")
    assert contents(tmp_path) == {"file": "old"}


def test_a_link_is_replaced_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("mine")
    (tmp_path / "file").symlink_to("secret")
    replace_file(tmp_path / "file", b"new")
    assert contents(tmp_path) == {"secret": "mine", "file": "new"}


def test_a_private_file_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    replace_file(tmp_path / "key", b"secret", mode=0o600)
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600


def test_a_folder_is_put_in_its_place(tmp_path: Path) -> None:
    replaced(tmp_path / "made" / "graded", "new")
    assert contents(tmp_path) == {"made/graded/file": "new"}


def test_a_folder_is_replaced(tmp_path: Path) -> None:
    folder_with(tmp_path / "graded", "old")
    (tmp_path / "graded" / "gone").touch()
    replaced(tmp_path / "graded", "new")
    assert contents(tmp_path) == {"graded/file": "new"}


def test_an_old_folder_can_be_kept(tmp_path: Path) -> None:
    folder_with(tmp_path / "submitted", "old")
    replaced(tmp_path / "submitted", "new", keep_old=tmp_path / "replaced" / "today")
    assert contents(tmp_path) == {"submitted/file": "new", "replaced/today/file": "old"}


@pytest.fixture
def interrupted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose old version was moved away, and whose new one is not in its place yet."""
    folder_with(tmp_path / "graded", "old")
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(atomic.os, "replace", stopped)
        replaced(tmp_path / "graded", "new")
    assert not (tmp_path / "graded").exists()
    return tmp_path


def test_what_was_interrupted_between_the_steps_is_undone(interrupted: Path) -> None:
    finish_interrupted(interrupted / "graded")
    assert contents(interrupted) == {"graded/file": "old"}


def test_if_a_new_folder_took_its_place_the_rest_of_an_interrupted_run_is_deleted(interrupted: Path) -> None:
    folder_with(interrupted / "graded", "newer")
    finish_interrupted(interrupted / "graded")
    assert contents(interrupted) == {"graded/file": "newer"}


def test_what_was_interrupted_before_is_deleted(tmp_path: Path) -> None:
    folder_with(tmp_path / "graded", "old")
    folder_with(new_folder(tmp_path / "graded"), "half")
    finish_interrupted(tmp_path / "graded")
    assert contents(tmp_path) == {"graded/file": "old"}


@pytest.mark.parametrize(
    "name", [".graded", ".graded.12345678.older", ".other.12345678", "graded.12345678.old"]
)
def test_no_other_folder_is_touched(tmp_path: Path, name: str) -> None:
    folder_with(tmp_path / name, "mine")
    finish_interrupted(tmp_path / "graded")
    assert contents(tmp_path) == {f"{name}/file": "mine"}
