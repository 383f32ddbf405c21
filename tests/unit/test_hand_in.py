"""`hand_in`: the notebooks of the course in one file, and nothing else of the folder."""

from __future__ import annotations

import base64
import importlib
import io
import json
import re
import zipfile
from pathlib import Path

import pytest

from autograder.coach import hand_in as hand_in_module
from autograder.coach import words

GRADED = {
    "cell_type": "code",
    "source": "1",
    "metadata": {"nbgrader": {"grade": True, "grade_id": "check_f", "points": 3}},
}
PLAIN = {"cell_type": "markdown", "source": "Start here.", "metadata": {}}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A student's folder: two notebooks of the course, and one in which nothing is graded."""
    monkeypatch.chdir(tmp_path)
    for name, cell in {"01-a.ipynb": GRADED, "02-b.ipynb": GRADED, "00-start.ipynb": PLAIN}.items():
        (tmp_path / name).write_text(json.dumps({"cells": [cell], "nbformat": 4, "nbformat_minor": 5}))
    (tmp_path / "notes.txt").write_text("mine")
    return tmp_path


def names(content: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return packed.namelist()


def test_the_file_holds_what_is_graded_under_its_own_name(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hand_in_module.hand_in()
    assert names((folder / "hand-in.zip").read_bytes()) == ["01-a.ipynb", "02-b.ipynb"]
    assert "hand-in.zip holds 01-a.ipynb, 02-b.ipynb" in " ".join(capsys.readouterr().out.split())


def test_in_a_browser_a_link_carries_the_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr(hand_in_module, "in_browser", lambda: True)
    monkeypatch.setattr(hand_in_module, "tell", lambda html, _plain: shown.append(html))
    hand_in_module.hand_in()
    found = re.search(r'download="hand-in\.zip" href="data:application/zip;base64,([^"]+)"', shown[0])
    assert found is not None
    assert names(base64.b64decode(found[1])) == ["01-a.ipynb", "02-b.ipynb"]
    assert not (folder / "hand-in.zip").exists()


def test_a_folder_without_notebooks_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    hand_in_module.hand_in()
    assert " ".join(capsys.readouterr().out.split()) == words.NO_NOTEBOOKS


def test_a_folder_that_cannot_be_written_is_said_with_what_to_do(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "hand-in.zip").mkdir()
    hand_in_module.hand_in()
    assert "Hand in the notebooks themselves" in " ".join(capsys.readouterr().out.split())


def test_the_students_package_offers_it() -> None:
    assert importlib.import_module("autograder.coach").LATE["hand_in"] == "hand_in"
