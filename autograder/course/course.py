"""The course on disk, as nbgrader's own configuration describes it."""

from __future__ import annotations

import traceback
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import Any

from nbgrader.api import Assignment as AssignmentRow
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps.baseapp import NbGrader
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import Execute, IgnorePattern
from sqlalchemy import create_engine, inspect
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from autograder.content import ExerciseSet
from autograder.content.finding import exercise_set
from autograder.course.limits import MOST, Limits
from autograder.course.misplaced import Misplaced, misplaced, sentences
from autograder.course.storage import missing_columns, storage_trouble
from autograder.errors import StorageError, UsageError, summary
from autograder.text import is_text

CONFIG = "nbgrader_config.py"
TIMESTAMP = "timestamp.txt"
SECRET = "submission_secret.txt"  # noqa: S105  (the name of a file)
NOT_BESIDE = ("*.ipynb", TIMESTAMP, SECRET)
"""Files in a submission's folder that lie beside no notebook, whatever the course's configuration says."""
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
            raise UsageError(unreadable(cause, folder / CONFIG)) from error
        finally:
            app.log.disabled = False
        return cls(app.coursedir, app.config)

    @property
    def root(self) -> Path:
        """The course's folder."""
        return Path(self.directory.root)

    @property
    def hides_tests(self) -> bool:
        """Whether hidden tests are hidden in feedback too."""
        return hides_tests(self.config)

    def limits(self) -> Limits:
        """Return what a submission may use: the defaults, and what nbgrader_config.py sets.

        Raises
        ------
        autograder.errors.LimitsError
            If it sets an unknown limit or an invalid value.
        """
        return Limits.of(self.config, self._cell_seconds())

    def _cell_seconds(self) -> float | None:
        """Return the time that nbgrader's Execute gives a cell, if the course sets it."""
        if not any("timeout" in self.config.get(section, {}) for section in Execute.section_names()):
            return None
        seconds = Execute(config=self.config).timeout
        return float(seconds) if seconds is not None and seconds > 0 else MOST  # Jupyter's "without an end"

    def ignored_stderr(self) -> str:
        """Return the pattern of what counts for nothing on stderr (nbgrader's IgnorePattern); "" for none."""
        step = IgnorePattern(config=self.config)
        return str(step.pattern) if step.enabled else ""

    def converter(self) -> Autograde:
        """Return what nbgrader itself would grade with, for what its options say."""
        return Autograde(coursedir=self.directory, config=self.config)

    def chosen_notebooks(self, names: Collection[str]) -> frozenset[str]:
        """Return those of an assignment's notebooks that nbgrader's option `--notebook` names.

        Raises
        ------
        UsageError
            If there are none.
        """
        pattern = self.directory.notebook_id
        chosen = frozenset(name for name in names if fnmatchcase(name, pattern))
        if names and not chosen:
            raise UsageError(f"No notebook is named {pattern!r} (there are: {', '.join(sorted(names))}).")
        return chosen

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

    def not_beside(self) -> tuple[str, ...]:
        """Return patterns of names of files and folders that nbgrader puts beside no notebook."""
        return (*NOT_BESIDE, *self.directory.ignore)

    def files_of_students(self, assignment: str) -> list[str]:
        """Return the released files in whose places students' own ones are used (exclude_overwriting)."""
        return self._named_files("Autograde", "exclude_overwriting", assignment)

    def hidden_files(self, assignment: str) -> list[str]:
        """Return the files of the source that tests need and students did not get."""
        return self._named_files("Autograder", "hidden_files", assignment)

    def _named_files(self, section: str, option: str, assignment: str) -> list[str]:
        named = self.config.get(section, {}).get(option, {})
        files = named.get(assignment, []) if isinstance(named, Mapping) else None
        if not isinstance(files, list | tuple) or not all(isinstance(path, str) for path in files):
            raise UsageError(
                f"c.{section}.{option} in nbgrader_config.py must be a dictionary such as "
                f'{{{assignment!r}: ["helper.py"]}}.'
            )
        paths = [PurePosixPath(path) for path in files]
        if any(path.is_absolute() or ".." in path.parts for path in paths):
            raise UsageError(
                f"c.{section}.{option} in nbgrader_config.py names files in the assignment's folder."
            )
        return list(map(str, paths))

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
        everybody, inner = self._everybody(assignment)
        students = (
            [
                entry.name
                for entry in everybody.iterdir()
                if is_text(entry.name) and entry.joinpath(*inner).is_dir()
            ]
            if everybody.is_dir()
            else []
        )
        if not students:
            folder = self.submitted_folder("STUDENT", assignment)
            hints = sentences(self.misplaced(assignment), self.root, assignment)
            nobody = f"Nobody has handed in {assignment!r}: there is no folder {folder}."
            raise UsageError("\n".join([nobody, *hints]))
        return sorted(students)

    def chosen_students(self, assignment: str) -> list[str]:
        """Return those who handed in whom nbgrader's options name.

        Raises
        ------
        UsageError
            If there are none.
        """
        everybody, pattern = self.students(assignment), self.directory.student_id
        excluded = self.directory.student_id_exclude.split(",")
        # A student's id may look like a pattern; nbgrader's button gives the very id.
        is_id = pattern in everybody and pattern != "*"
        matching = [pattern] if is_id else [one for one in everybody if fnmatchcase(one, pattern)]
        students = [student for student in matching if student not in excluded]
        if not students:
            raise UsageError(f"Nobody with the id {pattern!r} has handed in {assignment!r}.")
        return students

    def misplaced(self, assignment: str, known: Collection[str] = ()) -> list[Misplaced]:
        """Return what was placed by hand in `submitted` where grading does not see it.

        `known` are the gradebook's students. Only in a course in which a student's folder holds those of the
        assignments, as by default.
        """
        everybody, inner = self._everybody(assignment)
        if inner != (assignment,):
            return []
        source = self.source_folder(assignment).parent
        others = [path.name for path in source.glob("*") if path.is_dir() and path.name != assignment]
        notebooks = [path.stem for path in self.release_folder(assignment).glob("*.ipynb")]
        return misplaced(everybody, assignment, notebooks, others, known)

    def _everybody(self, assignment: str) -> tuple[Path, tuple[str, ...]]:
        """Return the folder of all students in `submitted`, and what leads from a student to a submission."""
        parts = self.submitted_folder(ANYBODY, assignment).parts
        at = parts.index(ANYBODY)
        return Path(*parts[:at]), parts[at + 1 :]

    def graded_folder(self, student: str, assignment: str) -> Path:
        """Return the folder of a submission's graded notebooks."""
        return self.step_folder(self.directory.autograded_directory, student, assignment)


def hides_tests(config: Any) -> bool:
    """Return whether nbgrader is told to take hidden tests out of its feedback, where they are by default."""
    steps = config.get("GenerateFeedback", {}).get("preprocessors", ())
    return any(
        str(getattr(step, "__name__", step)).rpartition(".")[2] == "ClearHiddenTests" for step in steps
    )


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


def unreadable(error: BaseException, config: Path) -> str:
    """Return the sentence on a configuration that cannot be read."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [f"{frame.filename}, line {frame.lineno}" for frame in frames if _is_config(frame.filename)]
    if isinstance(error, SyntaxError) and _is_config(error.filename or ""):
        lines.append(f"{error.filename}, line {error.lineno}")
    where, reason = lines[-1] if lines else str(config), summary(error).rstrip(".")
    return f"{where}: the configuration cannot be read ({reason}). Correct it, then try again."


def _is_config(file: str) -> bool:
    return Path(file).name in {CONFIG, "jupyter_config.py"}
