"""Names under which a campus system takes feedback back: those of its own download, with another file's name.

- Canvas ("Upload submissions") reads the first two numbers: `lastnamefirstname_USER_FILE_anything`. The file
  must be one of this submission; its name is what students see.
- Moodle ("Upload multiple feedback files in a zip") reads `Full Name_NUMBER_assignfeedback_file_name`.

By `infer_comment_context_from_filename` of canvas-lms and `mod/assign/feedback/file/importziplib.php` of
Moodle; no real upload is among the tests.
"""

from __future__ import annotations

from pathlib import Path

from autograder.collecting import collect
from autograder.collecting.systems import MOODLE, System, canvas_file
from autograder.course.course import Course
from autograder.errors import UsageError

PAGE = "feedback.html"


def names_for_feedback(course: Course, assignment: str, download: Path, system: System) -> dict[str, str]:
    """Return what the page with each student's feedback is called, by the student's id.

    Raises
    ------
    UsageError
        If a file of the download is not from this system, or the course or the download cannot be read.
    """
    names: dict[str, str] = {}
    for collected in collect(course, assignment, download, dry_run=True).students:
        files = (file.item.entry.parts[0] for file in collected.delivery.files if file.item is not None)
        named = (_canvas(file) if system == "Canvas" else _moodle(file) for file in files)
        if name := next(filter(None, named), ""):
            names[collected.delivery.student] = name
    if not names:
        raise UsageError(
            f"{download.name} is no download from {system}: no file in it is named as {system} does. "
            "Give the very zip that you collected."
        )
    return names


def _canvas(file: str) -> str:
    named = canvas_file(file)
    return f"{file.removesuffix(named.original)}{PAGE}" if named is not None and named.original else ""


def _moodle(file: str) -> str:
    found = MOODLE.fullmatch(file)
    if found is None or not found["number"]:
        return ""
    return f"{found['name']}_{found['number']}_assignfeedback_file_{PAGE}"
