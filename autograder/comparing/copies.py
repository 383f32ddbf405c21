"""A throw-away copy of a course: one assignment, some of its submissions, and a gradebook without marks."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from nbgrader.coursedir import CourseDirectory

from autograder.course.course import CONFIG, Course
from autograder.errors import UsageError
from autograder.gradebook.trial import copy_gradebook

STEPS = ("source", "source_with_tests", "release", "submitted", "autograded", "feedback", "solution")
PLACES = """
# Added for this copy: everything is in its folder, wherever the course has it.
c = get_config()
for old in {old!r}:
    c.NbGrader.pop(old, None)
c.NbGrader.logfile = ""
c.CourseDirectory.root = {root!r}
c.CourseDirectory.db_url = {gradebook!r}
c.CourseDirectory.directory_structure = {structure!r}
for step in {steps!r}:
    c.CourseDirectory[f"{{step}}_directory"] = step
"""
OLD_NAMES = ("course_directory", "db_url", "directory_structure", *(f"{step}_directory" for step in STEPS))
"""What older versions of nbgrader called these settings; they would win."""


@contextlib.contextmanager
def thrown_away(course: Course, assignment: str, students: Sequence[str] = ()) -> Iterator[Course]:
    """Give a copy of a course with one assignment and the submissions of these students, or of all.

    Nothing in it is graded. It lies in a folder of its own, which is removed with all that was made in it.

    Raises
    ------
    UsageError
        If there is no gradebook, assignment, release or submission.
    """
    with contextlib.closing(course.gradebook()) as gradebook:
        course.assignment_row(gradebook, assignment)
        everybody = course.students(assignment)
        if unknown := sorted(set(students) - set(everybody)):
            raise UsageError(f"There is no submission of {', '.join(unknown)} for {assignment!r}.")
        with tempfile.TemporaryDirectory(prefix="compare-", ignore_cleanup_errors=True) as scratch:
            folder = Path(scratch).resolve() / "course"
            _copy_files(course, folder)
            copy_gradebook(gradebook.engine, f"sqlite:///{folder}/gradebook.db", submissions=False)
            places = {
                course.source_folder(assignment): folder / "source" / assignment,
                course.release_folder(assignment): folder / "release" / assignment,
            }
            for student in students or everybody:
                own = folder / "submitted" / student / assignment
                places[course.submitted_folder(student, assignment)] = own
            for origin, copy in places.items():
                if origin.is_dir():
                    shutil.copytree(origin, copy, symlinks=True, ignore=_special)
            yield Course.open(folder)


def _copy_files(course: Course, folder: Path) -> None:
    """Copy what lies beside nbgrader's folders: configuration, modules, data of the course."""
    directory = course.directory
    steps = {Path(course.root, getattr(directory, f"{step}_directory")).resolve() for step in STEPS}

    def left_out(place: str, names: list[str]) -> set[str]:
        hidden = {name for name in names if name.startswith(".") or name == "__pycache__"}
        inside = {name for name in names if Path(place, name).resolve() in steps}
        others = {name for name in names if Path(place, name, "pyvenv.cfg").is_file()}
        return _special(place, names) | hidden | inside | others | {"gradebook.db"}

    shutil.copytree(course.root, folder, symlinks=True, ignore=left_out)
    config = folder / CONFIG
    text = config.read_text(encoding="utf-8") if config.is_file() else ""
    added = PLACES.format(
        old=OLD_NAMES,
        root=str(folder),
        gradebook=f"sqlite:///{folder}/gradebook.db",
        structure=CourseDirectory.directory_structure.default_value,
        steps=STEPS,
    )
    config.write_text(f"{text}\n{added}", encoding="utf-8")


def _special(place: str, names: list[str]) -> set[str]:
    """Return which of a folder's entries are pipes, sockets and the like, which cannot be copied."""
    entries = {name: Path(place, name) for name in names}
    return {n for n, path in entries.items() if not (path.is_symlink() or path.is_file() or path.is_dir())}
