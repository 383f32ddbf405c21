"""`autograder collect` on a course, and what lies in the course afterwards."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

from click.testing import CliRunner, Result

from autograder.course.course import TIMESTAMP
from autograder.front.cli import main
from autograder.gradebook import versions
from autograder.gradebook.lateness import HandedIn, of_versions
from autograder.results.record import digest
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


def zipped(path: Path, files: dict[str, str], time: datetime | None = None) -> Path:
    """A zip of texts by their names, all of one time; now by default."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name, time.timetuple()[:6]) if time else name, text)
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


def times(course: Path, student: str) -> HandedIn:
    """What is known of when a student's files were handed in, against the due date that there is now."""
    with open_gradebook(course) as gradebook:
        due = gradebook.find_assignment(ASSIGNMENT).duedate
        kept = versions.read(gradebook.db, ASSIGNMENT, student).get(student, versions.Kept())
    files = handed_in_files(course, student)
    known = [kept.version(name, digest(data)) for name, data in files.items()]
    found = of_versions(
        [version for version in known if version is not None], due and due.replace(tzinfo=UTC)
    )
    return found or HandedIn()


def tree(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def due(course: Path, date: datetime) -> None:
    with open_gradebook(course) as gradebook:
        gradebook.find_assignment(ASSIGNMENT).duedate = date
        gradebook.db.commit()


def handed_in_files(course: Path, student: str) -> dict[str, bytes]:
    folder = course / "submitted" / student / ASSIGNMENT
    return {path.name: path.read_bytes() for path in folder.glob("*") if path.name != TIMESTAMP}
