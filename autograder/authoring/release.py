"""Makes the release of an assignment from its source, by nbgrader's own generate_assignment."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from autograder.authoring import coach, colab, fingerprints
from autograder.content import ExerciseSet
from autograder.content.finding import modules_beside
from autograder.course.course import CONFIG, Course, with_notebooks
from autograder.errors import AutograderError, UsageError

NOT_COPIED = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")


def nbgrader(course: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run an nbgrader command in a course folder."""
    command = [sys.executable, "-m", "nbgrader", *arguments]
    # nbgrader looks for `alembic` on PATH; an environment that is not activated is not on it.
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    environment = {**os.environ, "PATH": path}
    return subprocess.run(command, cwd=course, capture_output=True, text=True, check=False, env=environment)


def copy_course(course: Path, folder: Path, *assignments: str, gradebook: str = "") -> None:
    """Make a throw-away course: the configuration and the source of another one, with a gradebook of its own.

    Parameters
    ----------
    course
        The folder that is copied from.
    folder
        The folder that is made.
    gradebook
        Address of a database for the gradebook; a file in the folder by default.

    Raises
    ------
    AutograderError
        If nbgrader cannot make the release; the text is nbgrader's.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for assignment in assignments:
        source = Path("source", assignment)
        shutil.copytree(course / source, folder / source, ignore=NOT_COPIED)
    opened = Course.open(course)
    for module in modules_beside(opened.config, course):
        copy = shutil.copytree if module.is_dir() else shutil.copy2
        copy(module, folder / module.name)
    more = f"c.CourseDirectory.db_url = {gradebook!r}\n" if gradebook else ""
    (folder / CONFIG).write_text((course / CONFIG).read_text(encoding="utf-8") + more, encoding="utf-8")
    for assignment in assignments:
        done = nbgrader(folder, "generate_assignment", assignment)
        if done.returncode != 0:
            raise AutograderError(f"nbgrader could not make the release of {assignment!r}:\n{done.stderr}")


def prepare_source(course: Course, assignment: str) -> None:
    """Write the generated parts of an assignment's source: coach, identities, fingerprints of its answers.

    Raises
    ------
    UsageError
        If there is no source, or the exercise set names a student package that is not there.
    """
    exercises = course.exercise_set(assignment)
    source = with_notebooks(course.source_folder(assignment))
    if not exercises.student_package:
        return
    package = source / exercises.student_package
    if not package.is_dir():
        raise UsageError(
            f"The exercise set of {assignment!r} names the student package {exercises.student_package!r}, "
            f"but there is no folder {package}."
        )
    coach.install(package)
    if exercises.identities is not None:
        (package / exercises.identities.name).write_bytes(exercises.identities.read_bytes())
    (package / fingerprints.FILE).write_text(_fingerprints(exercises), encoding="utf-8")


def _fingerprints(exercises: ExerciseSet) -> str:
    """Return the text of the fingerprints; whatever the course's functions raise is said in one sentence."""
    try:
        return fingerprints.text(exercises)
    except AutograderError:
        raise
    except Exception as error:
        reason = " ".join(str(error.args[0] if isinstance(error, KeyError) else error).split())
        raise AutograderError(
            f"The fingerprints of {exercises.assignment!r} cannot be made: {type(error).__name__}: {reason}. "
            "Look at the references, mistakes, public inputs and hints of its exercise set."
        ) from error


def make_release(course: Course, assignment: str, *, for_colab: str = "") -> Path:
    """Write an assignment's release again; return its folder.

    It is made in a throw-away course: the gradebook of this one is not touched.

    Parameters
    ----------
    for_colab
        The address of the zip of this release, if its notebooks are to open in Google Colab too.
    """
    prepare_source(course, assignment)
    target = course.release_folder(assignment)
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch, "course")
        copy_course(course.root, copy, assignment)
        if for_colab:
            colab.prepare(copy / "release" / assignment, assignment, for_colab)
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(copy / "release" / assignment, target, ignore=NOT_COPIED)
    return target
