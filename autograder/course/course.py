"""The course on disk, as nbgrader's own configuration describes it."""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbgrader.api import Assignment as AssignmentRow
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps.baseapp import NbGrader
from nbgrader.coursedir import CourseDirectory
from sqlalchemy import create_engine, inspect
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from autograder.content import ExerciseSet
from autograder.content.finding import exercise_set
from autograder.course.limits import Limits
from autograder.course.storage import missing_columns, storage_trouble
from autograder.errors import StorageError, UsageError, summary

CONFIG = "nbgrader_config.py"
TIMESTAMP = "timestamp.txt"
SECRET = "submission_secret.txt"  # noqa: S105  (the name of a file)
ANYBODY = "{student}"
"""Stands for the student in a path that is then split at it."""


@dataclass(frozen=True)
class Course:
    """A course folder and its nbgrader configuration."""

    directory: CourseDirectory
    config: Any

    @classmethod
    def open(cls, folder: Path) -> Course:
        """Open a course folder.

        Raises
        ------
        UsageError
            If the folder does not exist or is not a course, or its configuration cannot be read.
        """
        folder = folder.resolve()
        if not folder.is_dir():
            raise UsageError(f"There is no folder {folder}. Name the course folder with --course.")
        if not (folder / CONFIG).is_file() and not (folder / "gradebook.db").is_file():
            raise UsageError(
                f"{folder} is not a course: it has neither nbgrader_config.py nor gradebook.db. "
                "Name the course folder with --course."
            )
        app = NbGrader()
        app.load_cwd_config = False
        app.log_level = 40
        app.raise_config_file_errors = True
        app.log.disabled = True  # what it would log is raised
        try:
            app.initialize([], root=str(folder))
        except (Exception, SystemExit) as error:
            # At a value of a wrong type traitlets exits; the reason is the exception that it handles then.
            cause = error.__context__ if isinstance(error, SystemExit) and error.__context__ else error
            raise UsageError(_unreadable(cause, folder / CONFIG)) from error
        finally:
            app.log.disabled = False
        return cls(app.coursedir, app.config)

    @property
    def root(self) -> Path:
        """The course's folder."""
        return Path(self.directory.root)

    def limits(self) -> Limits:
        """Return what a submission may use: the defaults, and what nbgrader_config.py sets.

        Raises
        ------
        autograder.errors.LimitsError
            If it sets an unknown limit or an invalid value.
        """
        return Limits.of(self.config)

    def gradebook(self) -> Gradebook:
        """Open the gradebook.

        Raises
        ------
        UsageError
            If there is none yet, or an older nbgrader made it.
        StorageError
            If it is damaged, or another program holds it.
        """
        url = self.directory.db_url
        try:
            engine = create_engine(url)
            path = engine.url.database
            absent = engine.dialect.name == "sqlite" and not Path(self.root, path or "").exists()
            tables = [] if absent else inspect(engine).get_table_names()
            # Before it is opened: nbgrader's Gradebook adds new tables, which would break its own upgrade.
            missing = missing_columns(engine) if "assignment" in tables else []
            engine.dispose()
        except ImportError as error:
            raise UsageError(
                f"The gradebook is in a database that needs the package {error.name}. For PostgreSQL: "
                "pip install 'psycopg[binary]', and an address that begins with "
                "postgresql+psycopg:// in nbgrader_config.py."
            ) from None
        except SQLAlchemyError as error:
            sentence = (
                f"The gradebook cannot be opened: {storage_trouble(error) or str(error).splitlines()[0]}."
            )
            raise (StorageError if isinstance(error, OperationalError) else UsageError)(sentence) from error
        if "assignment" not in tables:
            raise UsageError(
                "This course has no gradebook yet. "
                "Run `nbgrader generate_assignment ASSIGNMENT --force` in it first."
            )
        if missing:
            raise UsageError(
                f"An older nbgrader made this gradebook: it has no {', '.join(missing[:3])}. Run "
                "`nbgrader db upgrade` in the course (it keeps a copy beside it), then this command again."
            )
        return Gradebook(url, self.directory.course_id)

    def step_folder(self, step: str, student: str, assignment: str) -> Path:
        """Return the folder of one of nbgrader's steps."""
        return Path(self.directory.format_path(step, student, assignment))

    def exercise_set(self, assignment: str) -> ExerciseSet:
        """Return the exercise set of an assignment; an empty one if nobody brings any.

        Raises
        ------
        UsageError
            If the named one cannot be loaded, or belongs to another assignment.
        """
        return exercise_set(assignment, self.config, self.root)

    def assignment_row(self, gradebook: Gradebook, name: str) -> AssignmentRow:
        """Return the gradebook's row of an assignment.

        Raises
        ------
        UsageError
            If the gradebook does not know it.
        """
        try:
            return gradebook.find_assignment(name)
        except MissingEntry:
            known = ", ".join(sorted(a.name for a in gradebook.db.query(AssignmentRow))) or "none"
            raise UsageError(
                f"The gradebook knows no assignment {name!r} (it knows: {known}). "
                f"Run `nbgrader generate_assignment {name} --force` first."
            ) from None

    def release_folder(self, assignment: str) -> Path:
        """Return the folder of a released assignment."""
        return self.step_folder(self.directory.release_directory, ".", assignment)

    def source_folder(self, assignment: str) -> Path:
        """Return the folder of an assignment's source."""
        return self.step_folder(self.directory.source_directory, ".", assignment)

    def submitted_folder(self, student: str, assignment: str) -> Path:
        """Return the folder of a submission."""
        return self.step_folder(self.directory.submitted_directory, student, assignment)

    def feedback_folder(self, student: str, assignment: str) -> Path:
        """Return the folder of a submission's feedback pages."""
        return self.step_folder(self.directory.feedback_directory, student, assignment)

    def both_folders(self, assignment: str) -> tuple[Path, Path]:
        """Return the folders of an assignment's source and of its release.

        Raises
        ------
        UsageError
            If one of them holds no notebooks.
        """
        source, release = self.source_folder(assignment), self.release_folder(assignment)
        return with_notebooks(source), with_notebooks(release)

    def students(self, assignment: str) -> list[str]:
        """Return the students who handed in, by the folders in `submitted`.

        Raises
        ------
        UsageError
            If nobody did.
        """
        step = self.directory.submitted_directory
        parts = self.step_folder(step, ANYBODY, assignment).parts
        everybody, inner = Path(*parts[: parts.index(ANYBODY)]), parts[parts.index(ANYBODY) + 1 :]
        students = (
            [entry.name for entry in everybody.iterdir() if entry.joinpath(*inner).is_dir()]
            if everybody.is_dir()
            else []
        )
        if not students:
            raise UsageError(
                f"Nobody has handed in {assignment!r}: "
                f"there is no folder {self.step_folder(step, 'STUDENT', assignment)}."
            )
        return sorted(students)

    def graded_folder(self, student: str, assignment: str) -> Path:
        """Return the folder of a submission's graded notebooks."""
        return self.step_folder(self.directory.autograded_directory, student, assignment)


def with_notebooks(folder: Path) -> Path:
    """Return a folder.

    Raises
    ------
    UsageError
        If it does not exist or holds no notebooks.
    """
    if not any(folder.glob("*.ipynb")):
        raise UsageError(f"There are no notebooks in {folder}. Name the assignment and the course folder.")
    return folder


def _unreadable(error: BaseException, config: Path) -> str:
    """Return the sentence on a configuration that cannot be read."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [f"{frame.filename}, line {frame.lineno}" for frame in frames if _is_config(frame.filename)]
    if isinstance(error, SyntaxError) and _is_config(error.filename or ""):
        lines.append(f"{error.filename}, line {error.lineno}")
    where, reason = lines[-1] if lines else str(config), summary(error).rstrip(".")
    return f"{where}: the configuration cannot be read ({reason}). Correct it, then try again."


def _is_config(file: str) -> bool:
    return Path(file).name in {CONFIG, "jupyter_config.py"}
