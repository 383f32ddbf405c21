"""Regenerates release/ from source/ by nbgrader's own generate_assignment."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from autograder.exercises import ASSIGNMENT

REPOSITORY = Path(__file__).parents[1]
CONFIG = "nbgrader_config.py"
NOT_COPIED = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")


def nbgrader(course: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run an nbgrader command in a course folder."""
    command = [sys.executable, "-m", "nbgrader", *arguments]
    # nbgrader looks for `alembic` on PATH, where an environment that is not activated has it not.
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    environment = {**os.environ, "PATH": path}
    return subprocess.run(command, cwd=course, capture_output=True, text=True, check=False, env=environment)


def make_course(folder: Path, gradebook: str = "") -> None:
    """Make a throw-away course in a folder: this repository's source, its configuration, a fresh gradebook.

    Parameters
    ----------
    gradebook
        Address of a database for the gradebook; a file in the folder by default.

    Raises
    ------
    RuntimeError
        When nbgrader cannot make the release; the text is nbgrader's.
    """
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(REPOSITORY / "source", folder / "source", ignore=NOT_COPIED)
    more = f"c.CourseDirectory.db_url = {gradebook!r}\n" if gradebook else ""
    (folder / CONFIG).write_text((REPOSITORY / CONFIG).read_text(encoding="utf-8") + more, encoding="utf-8")
    done = nbgrader(folder, "generate_assignment", ASSIGNMENT)
    if done.returncode != 0:
        raise RuntimeError(done.stderr)


def main() -> None:
    """Write release/ anew."""
    with tempfile.TemporaryDirectory() as scratch:
        make_course(Path(scratch, "course"))
        target = REPOSITORY / "release" / ASSIGNMENT
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(Path(scratch, "course", "release", ASSIGNMENT), target, ignore=NOT_COPIED)


if __name__ == "__main__":
    main()
