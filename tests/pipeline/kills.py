"""A run that is killed at random moments and started again, beside one that nobody disturbed."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook

from autograder.authoring.samples import build_submission
from autograder.course.course import Course
from tests.processes import below, lives
from tools.repository import REPOSITORY
from vanishing_gradients import ASSIGNMENT

SAMPLES = REPOSITORY / "samples"
HANDED_IN = (
    "full-marks-textbook",
    "sheet-answer-b",
    "weights-forgotten",
    "untouched",
    "invalid-json",
    "copied-test-cell",
    "slope-at-activation",
    "error-carried-forward",
    "stops-with-an-error",
    "missing-notebook",
)
NOTEBOOKS = ("01-one-unit-one-slope", "02-down-the-chain")
MARKED = 10
"""Students who have marks of a human before the run."""
NOT_COMPARED = {"autograder_history", "alembic_version"}
"""Tables of which a killed run may well leave other rows: what each run gave, and whose schema it is."""

OF_STUDENT = """
    JOIN submitted_notebook n ON n.id = x.notebook_id
    JOIN submitted_assignment s ON s.id = n.assignment_id
"""
NAMES = f"""
    SELECT id, 'submission of ' || student_id FROM submitted_assignment
    UNION ALL SELECT n.id, s.student_id || '/' || n.notebook_id
        FROM submitted_notebook n JOIN submitted_assignment s ON s.id = n.assignment_id
    UNION ALL SELECT x.id, s.student_id || '/' || x.cell_id FROM grade x {OF_STUDENT}
    UNION ALL SELECT x.id, s.student_id || '/comment/' || x.cell_id FROM comment x {OF_STUDENT}
"""
"""Names that mean the same in every copy of a course, by random id."""
HUMAN = f"""
    SELECT s.student_id, x.cell_id, x.manual_score, x.extra_credit FROM grade x {OF_STUDENT}
        WHERE x.manual_score IS NOT NULL
    UNION ALL SELECT s.student_id, x.cell_id, x.manual_comment, NULL FROM comment x {OF_STUDENT}
        WHERE x.manual_comment IS NOT NULL
    ORDER BY 1, 2, 3
"""
"""Every mark and comment that a human gave."""
ROWS = """
    SELECT r.student, COUNT(g.id) FROM autograder_result r
        LEFT JOIN submitted_assignment s ON s.student_id = r.student
        LEFT JOIN submitted_notebook n ON n.assignment_id = s.id
        LEFT JOIN grade g ON g.notebook_id = n.id
    GROUP BY r.student
"""
"""How many marks stand in the gradebook for each student with a result."""


@dataclass
class Survived:
    """What came of the kills.

    Parameters
    ----------
    kills
        How many there were.
    during
        Results that each killed run had written.
    ended
        Runs that came to their end, each of them compared with the undisturbed one.
    wrong
        What was not as it should be, in sentences.
    """

    kills: int = 0
    during: list[int] = field(default_factory=list)
    ended: int = 0
    wrong: list[str] = field(default_factory=list)


# --- a class of which some have marks of a human ----------------------------------------------------


def prepare(course: Path, count: int) -> None:
    """Hand in so many; let some be graded, marked by a human, and handed in again with another text."""
    students = [f"student-{number:02}" for number in range(count)]
    for student, sample in zip(students, islice(cycle(HANDED_IN), count), strict=True):
        hand_in(course, student, sample)
    early = [part for student in students[:MARKED] for part in ("--student", student)]
    done = subprocess.run(command(course, *early), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    with Course.open(course).gradebook() as gradebook:
        for number, student in enumerate(students[:MARKED]):
            mark_by_hand(gradebook, student, number / 10)
    for student, sample in zip(students[:MARKED], reversed(HANDED_IN), strict=False):
        hand_in(course, student, sample)


def hand_in(course: Path, student: str, sample: str) -> None:
    """Hand in the first two notebooks of a sample."""
    folder = course / "submitted" / student / ASSIGNMENT
    build_submission(SAMPLES / sample, course / "release" / ASSIGNMENT, folder)
    for path in folder.iterdir():
        if path.stem not in NOTEBOOKS:
            path.unlink()


def mark_by_hand(gradebook: Gradebook, student: str, mark: float) -> None:
    """Mark each answer of a student's first notebook as formgrader does."""
    notebook = gradebook.find_submission_notebook(NOTEBOOKS[0], ASSIGNMENT, student)
    for grade in notebook.grades:
        grade.manual_score, grade.extra_credit = mark, 0.25
    for comment in notebook.comments:
        comment.manual_comment = f"{student} said it well."
    gradebook.db.commit()


def command(course: Path, *options: str) -> list[str]:
    """Return the command that grades a course."""
    return [
        sys.executable,
        "-m",
        "autograder.front.cli",
        "grade",
        ASSIGNMENT,
        "--course",
        str(course),
        *options,
    ]


# --- what stands in a course ------------------------------------------------------------------------


def ask(course: Path, query: str) -> list[tuple[Any, ...]]:
    """Return what the gradebook answers."""
    with contextlib.closing(sqlite3.connect(course / "gradebook.db")) as db:
        return db.execute(query).fetchall()


def rows(course: Path) -> dict[str, list[list[Any]]]:
    """Return the gradebook's rows by table, with names in the place of random ids."""
    names = dict(ask(course, NAMES))
    tables = {name for (name,) in ask(course, "SELECT name FROM sqlite_master WHERE type = 'table'")}
    return {
        table: sorted(
            ([names.get(v, v) for v in row] for row in ask(course, f"SELECT * FROM {table}")), key=repr
        )
        for table in sorted(tables - NOT_COMPARED)
    }


def written(course: Path) -> int:
    """Return how many results all runs together have written."""
    return int(ask(course, "SELECT COUNT(*) FROM autograder_history")[0][0])


def payloads(course: Path) -> dict[str, str]:
    """Return every student's result as the gradebook keeps it."""
    return dict(ask(course, "SELECT student, payload FROM autograder_result"))  # type: ignore[arg-type]


def graded_files(course: Path) -> dict[str, bytes]:
    """Return every file below `autograded` by its path, hidden ones too."""
    root = course / "autograded"
    return {str(p.relative_to(root)): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}


def faults(course: Path, given: list[tuple[Any, ...]], cells: int) -> list[str]:
    """Return what is wrong with a gradebook, whatever moment its grader ended at.

    Parameters
    ----------
    given
        The marks of humans that must stand in it.
    cells
        Marks that each student with a result has: one transaction holds all or nothing.
    """
    wrong = [f"the gradebook: {said}" for (said,) in ask(course, "PRAGMA integrity_check") if said != "ok"]
    wrong += [f"a row without its owner: {row}" for row in ask(course, "PRAGMA foreign_key_check")]
    wrong += [] if ask(course, HUMAN) == given else ["a mark of a human differs"]
    return wrong + [f"{student} has half a result" for student, count in ask(course, ROWS) if count != cells]


def marked(mark: str) -> set[int]:
    """Return processes that carry the mark in their environment or their command line."""
    found = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            with contextlib.suppress(OSError):
                if mark.encode() in (entry / "environ").read_bytes() + (entry / "cmdline").read_bytes():
                    found.add(int(entry.name))
    return found


# --- killing ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Grader:
    """Starts graders whose processes can be told from all others.

    Parameters
    ----------
    scratch
        Folder for what they print and leave.
    """

    scratch: Path
    killed: set[int] = field(default_factory=set)

    @property
    def temporary(self) -> Path:
        """Folder of temporary files: it stands in the environment or the command line of each process."""
        return self.scratch / f"temporary-{os.getpid()}"

    def start(self, course: Path) -> subprocess.Popen[bytes]:
        """Start grading a course, in a process group of its own."""
        self.temporary.mkdir(exist_ok=True)
        with (self.scratch / "stderr").open("wb") as stderr:
            return subprocess.Popen(
                command(course, "--workers", "2"),
                stdout=subprocess.DEVNULL,
                stderr=stderr,
                env={**os.environ, "TMPDIR": str(self.temporary)},
                start_new_session=True,
            )

    def said(self) -> str:
        """Return the end of what the last one said."""
        return (self.scratch / "stderr").read_text()[-300:]

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """Kill the process that writes, and its group; what is below it is remembered."""
        self.killed.update(below(process.pid))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def survivors(self, seconds: float = 5.0) -> set[int]:
        """Return which of its processes live on after so many seconds."""
        end = time.monotonic() + seconds
        while (
            left := marked(str(self.temporary)) | set(filter(lives, self.killed))
        ) and time.monotonic() < end:
            time.sleep(0.05)
        return left


def kill_and_restart(
    prepared: Path, scratch: Path, kills: int, seed: int, listener: Callable[[str], None] = lambda _: None
) -> Survived:
    """Grade a copy of a prepared course without trouble, another one with so many kills; compare."""
    calm, course, grader = scratch / "calm", scratch / "killed", Grader(scratch)
    given = ask(prepared, HUMAN)
    survived, draw = Survived(), random.Random(seed)

    shutil.copytree(prepared, calm)
    began = time.monotonic()
    if grader.start(calm).wait() != 0:
        raise RuntimeError(grader.said())
    whole = time.monotonic() - began
    listener(f"An undisturbed run takes {whole:.1f} s.")
    cells = ask(calm, ROWS)[0][1]

    shutil.copytree(prepared, course)
    while survived.kills < kills:
        before, process = written(course), grader.start(course)
        try:
            code = process.wait(draw.uniform(0, whole))
        except subprocess.TimeoutExpired:
            grader.kill(process)
        else:
            survived.wrong += differences(calm, course, code, grader)
            survived.ended += 1
            shutil.rmtree(course)
            shutil.copytree(prepared, course)
            continue
        survived.kills += 1
        wrong = faults(course, given, cells)
        wrong += [f"process {pid} lives on" for pid in grader.survivors()]
        survived.wrong += [f"kill {survived.kills}: {sentence}" for sentence in wrong]
        survived.during.append(written(course) - before)
        listener(f"kill {survived.kills}: {survived.during[-1]} results were written, {len(wrong)} faults")
    survived.wrong += differences(calm, course, grader.start(course).wait(), grader)
    survived.ended += 1
    return survived


def differences(calm: Path, course: Path, code: int, grader: Grader) -> list[str]:
    """Return in what a course, graded to its end, differs from one that nobody disturbed."""
    wrong = [] if code == 0 else [f"a run ended with {code}: {grader.said()}"]
    wanted, got = rows(calm), rows(course)
    wrong += [f"table {table} differs" for table in wanted if got.get(table) != wanted[table]]
    files, others = graded_files(calm), graded_files(course)
    names = sorted(name for name in files.keys() | others.keys() if files.get(name) != others.get(name))
    return wrong + [f"autograded/{name} differs" for name in names[:5]]
