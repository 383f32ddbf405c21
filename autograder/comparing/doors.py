"""The doors by which a class is graded: nbgrader as it comes, our command, nbgrader's with our engine.

Each is a process of its own on a throw-away copy. nbgrader as it comes runs students' code with the rights of
whoever calls it: so it is walled off from the real course, which it can read and not write, and whatever it
started ends with it.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from autograder.course.course import Course

LOOK_SECONDS = 0.5
"""How often it is looked how far a door is."""
PATIENCE = 20.0
"""Seconds that a process has to end after it was asked to."""


class Door(Enum):
    """A door, with the program behind it."""

    STOCK = ("-m", "autograder.comparing.stock", "autograde")
    GRADE = ("-m", "autograder.front.cli", "grade")
    NBGRADER = ("-m", "nbgrader", "autograde")


@dataclass(frozen=True)
class Run:
    """One run of a door: its seconds, its exit code and what it said."""

    seconds: float
    exit_code: int
    said: str


def grade_by(
    door: Door,
    copy: Course,
    assignment: str,
    *options: str,
    real: Path | None = None,
    workers: int = 0,
    tell: Callable[[int], None] = lambda _: None,
) -> Run:
    """Grade a throw-away copy of a course; `real` is the course's own folder, which must not change.

    Parameters
    ----------
    options
        Further options of the door's command.
    workers
        How many submissions our command grades at a time; 0 for its default.
    tell
        Is told meanwhile how many submissions have a folder of graded notebooks.
    """
    command = [sys.executable, *door.value, assignment, *options]
    if door is Door.GRADE and workers:
        command += ["--workers", str(workers)]
    scratch = copy.root.parent
    if door is Door.STOCK:
        command = [*_walled(real, scratch), *command]
    began = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=copy.root,
        env=_environment(scratch),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,  # a Ctrl-C comes to it from us, once
    )
    try:
        said = _said(process, lambda: tell(_graded(copy, assignment)))
    except BaseException:
        _end(process, signal.SIGKILL if door is Door.STOCK else signal.SIGINT)
        raise
    return Run(time.perf_counter() - began, process.returncode, said)


def _said(process: subprocess.Popen[str], look: Callable[[], None]) -> str:
    """Wait for the end of a door, and look how far it is meanwhile; return what it said."""
    while True:
        with suppress(subprocess.TimeoutExpired):
            return process.communicate(timeout=LOOK_SECONDS)[0]
        look()


def _graded(copy: Course, assignment: str) -> int:
    return sum(copy.graded_folder(student, assignment).is_dir() for student in copy.students(assignment))


def _walled(real: Path | None, scratch: Path) -> list[str]:
    """Return what starts a command in a namespace of processes of its own, with the real course read-only."""
    wall = ["bwrap", "--dev-bind", "/", "/"]
    if real is not None:
        wall += ["--ro-bind", str(real), str(real)]
    wall += ["--bind", str(scratch), str(scratch)]
    return [*wall, "--unshare-pid", "--proc", "/proc", "--die-with-parent", "--"]


def _environment(scratch: Path) -> dict[str, str]:
    """Return the environment of a door: temporary files are made in the folder that is thrown away."""
    for name in ("tmp", "runtime"):
        (scratch / name).mkdir(exist_ok=True)
    # nbgrader looks for `alembic` on PATH; an environment that is not activated is not on it.
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    return {
        **os.environ,
        "PATH": path,
        "TMPDIR": str(scratch / "tmp"),
        "JUPYTER_RUNTIME_DIR": str(scratch / "runtime"),
    }


def _end(process: subprocess.Popen[str], first: signal.Signals) -> None:
    """End a door and all that it started: as it wants to be ended, and if it does not end, for good."""
    for number in (first, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with suppress(subprocess.TimeoutExpired):
            process.wait(PATIENCE)
            break
    if process.stdout is not None:
        process.stdout.close()
