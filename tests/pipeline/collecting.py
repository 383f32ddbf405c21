"""`autograder collect` on a course, and what lies in the course afterwards."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from pathlib import Path

from click.testing import CliRunner, Result

from autograder.course.course import TIMESTAMP
from autograder.front.cli import main
from tests.conftest import open_gradebook
from vanishing_gradients import ASSIGNMENT

ONE, TWO, THREE = "01-one-unit-one-slope", "02-down-the-chain", "03-can-you-trust-your-gradient"
PAST = datetime(2020, 1, 1)


def collect(course: Path, source: Path, *options: str) -> Result:
    done = CliRunner().invoke(main, ["collect", str(source), ASSIGNMENT, "--course", str(course), *options])
    assert "Traceback" not in done.output
    return done


def said(result: Result, code: int = 0) -> str:
    assert result.exit_code == code, result.output
    return " ".join(result.output.replace("│", " ").split())


def zipped(path: Path, files: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


def in_zip(files: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def handed_in(course: Path, student: str) -> dict[str, str]:
    folder = course / "submitted" / student / ASSIGNMENT
    return {path.stem: path.read_text() for path in sorted(folder.glob("*.ipynb"))}


def timestamp(course: Path, student: str) -> str | None:
    path = course / "submitted" / student / ASSIGNMENT / TIMESTAMP
    return path.read_text() if path.exists() else None


def tree(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def due(course: Path, date: datetime) -> None:
    with open_gradebook(course) as gradebook:
        gradebook.find_assignment(ASSIGNMENT).duedate = date
        gradebook.db.commit()


def handed_in_files(course: Path, student: str) -> dict[str, bytes]:
    folder = course / "submitted" / student / ASSIGNMENT
    return {path.name: path.read_bytes() for path in folder.glob("*") if path.name != TIMESTAMP}
