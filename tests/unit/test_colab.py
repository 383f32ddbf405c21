"""The first cell of notebooks for Colab: it opens the folder there, and does nothing elsewhere."""

from __future__ import annotations

import json
import sys
import types
import zipfile
from pathlib import Path

import pytest

from autograder.authoring.colab import CELL_ID, DRIVE, first_cell, prepare
from autograder.errors import UsageError

ADDRESS = "https://example.org/week-1.zip"


@pytest.fixture
def drive(tmp_path: Path) -> Path:
    """A Drive with nothing in it."""
    folder = tmp_path / "drive" / "MyDrive"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def archive(tmp_path: Path) -> str:
    """The address of a zip with the folder of the assignment."""
    path = tmp_path / "week-1.zip"
    with zipfile.ZipFile(path, "w") as target:
        target.writestr("week-1/mylab/__init__.py", "ANSWER = 42\n")
        target.writestr("week-1/one.ipynb", "as released")
    return path.as_uri()


@pytest.fixture
def in_colab(monkeypatch: pytest.MonkeyPatch, drive: Path) -> list[str]:
    """Colab's module, which keeps where a Drive was mounted."""
    mounted: list[str] = []
    google, colab = types.ModuleType("google"), types.ModuleType("google.colab")
    colab.drive = types.SimpleNamespace(mount=mounted.append)
    monkeypatch.setitem(sys.modules, "google", google)
    monkeypatch.setitem(sys.modules, "google.colab", colab)
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.chdir(drive)
    return mounted


def run(drive: Path, address: str) -> None:
    exec(first_cell("week-1", address).replace(DRIVE, str(drive.parent)), {})


def test_it_opens_the_folder_of_the_drive_and_fetches_it_once(
    in_colab: list[str], drive: Path, archive: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run(drive, archive)
    assert in_colab == [str(drive.parent)]
    assert Path.cwd() == drive / "week-1"
    assert sys.path[0] == str(drive / "week-1")
    assert "My Drive, week-1" in capsys.readouterr().out


def test_what_a_student_saved_there_is_not_written_over(
    in_colab: list[str], drive: Path, archive: str
) -> None:
    run(drive, archive)
    (drive / "week-1" / "one.ipynb").write_text("solved")
    run(drive, archive)
    assert (drive / "week-1" / "one.ipynb").read_text() == "solved"


def test_a_folder_that_the_student_brought_is_taken_without_a_network(
    in_colab: list[str], drive: Path
) -> None:
    (drive / "week-1").mkdir()
    run(drive, "https://nowhere.invalid/week-1.zip")
    assert Path.cwd() == drive / "week-1"


def test_elsewhere_it_does_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    before = list(sys.path)
    exec(first_cell("week-1", ADDRESS), {})
    assert (Path.cwd(), sys.path, capsys.readouterr().out) == (tmp_path, before, "")


def test_it_stands_at_the_top_of_every_notebook_and_the_rest_stays(tmp_path: Path) -> None:
    for name in ("one", "two"):
        cells = [{"cell_type": "markdown", "id": "title", "metadata": {}, "source": [f"# {name}"]}]
        (tmp_path / f"{name}.ipynb").write_text(json.dumps({"cells": cells, "nbformat": 4}))
    prepare(tmp_path, "week-1", ADDRESS)
    for name in ("one", "two"):
        first, *others = json.loads((tmp_path / f"{name}.ipynb").read_text())["cells"]
        assert (first["id"], "".join(first["source"])) == (CELL_ID, first_cell("week-1", ADDRESS))
        assert [cell["id"] for cell in others] == ["title"]


@pytest.mark.parametrize("address", ["week-1.zip", "ftp://example.org/x.zip", ""])
def test_what_is_no_address_is_refused(tmp_path: Path, address: str) -> None:
    with pytest.raises(UsageError, match="is no address"):
        prepare(tmp_path, "week-1", address)
