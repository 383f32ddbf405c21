"""Self-study on the learner's machine: prepares the folder and opens JupyterLab on the welcome page."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from autograder.authoring.selfstudy.folder import prepare
from autograder.course.course import Course
from autograder.errors import UsageError

NOTEBOOKS_ARE_IN = "Your notebooks are in {folder}: what you write and save there stays."


def open_lab(
    course: Course, assignment: str, folder: Path, options: Sequence[str], tell: Callable[[str], None]
) -> int:
    """Prepare the folder, run JupyterLab until it is stopped, return its exit code.

    Parameters
    ----------
    folder
        The learner's folder.
    options
        Further options of `jupyter lab`.
    tell
        Called with each sentence for the learner.

    Raises
    ------
    UsageError
        If there is no release.
    """
    exercises = course.exercise_set(assignment)
    release = course.release_folder(assignment)
    if not release.is_dir():
        raise UsageError(f"There is no folder {release}. Make it with `autograder release {assignment}`.")
    for sentence in prepare(exercises, release, course.source_folder(assignment), folder):
        tell(sentence)
    tell(NOTEBOOKS_ARE_IN.format(folder=folder))
    page = f"/lab/tree/{exercises.welcome.name}" if exercises.welcome is not None else None
    return run_lab(folder, page, options)


def run_lab(folder: Path, page: str | None, options: Sequence[str]) -> int:
    """Run JupyterLab on a folder until it is stopped, return its exit code.

    Parameters
    ----------
    page
        The address below the server's that is opened in the browser; JupyterLab itself if None.
    options
        Further options of `jupyter lab`.
    """
    command = [sys.executable, "-m", "jupyter", "lab", f"--ServerApp.root_dir={folder}"]
    if page is not None:
        command.append(f"--LabApp.default_url={page}")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")  # Jupyter refuses root without it, as in a container
    try:
        return subprocess.run([*command, *options], cwd=folder, check=False).returncode
    except KeyboardInterrupt:  # Jupyter has received it too, and ended itself
        return 0
