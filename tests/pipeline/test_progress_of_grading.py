"""While a class is graded: a bar or lines, counts of outcomes, and a Ctrl-C that loses nothing."""

from __future__ import annotations

import io
import json
import multiprocessing
import os
import re
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path
from unittest.mock import Mock

import pytest
from rich.console import Console

from autograder.authoring.samples import build_submission
from autograder.course.course import Course
from autograder.grading import batch
from autograder.grading.classroom import open_classroom
from autograder.grading.executors import LocalPool
from autograder.grading.interrupts import uninterrupted
from autograder.reports.progress import STOPPED, GradingProgress
from autograder.reports.table import Legend
from autograder.results.result import Result
from autograder.results.verdict import Verdict
from tests.conftest import SAMPLES, needs
from tests.processes import below, lives
from tools.repository import REPOSITORY
from vanishing_gradients import ASSIGNMENT

CLASS = 12


def result(student: str) -> Result:
    right = Verdict("01", "check_f", "f", "correct", 2.0, 2.0)
    return Result(student, (right, Verdict("01", "check_g", "g", "wrong", 0.0, 3.0)), {}, "bubblewrap")


def printed(*, terminal: bool, width: int = 160) -> str:
    console = Console(file=io.StringIO(), force_terminal=terminal, width=width)
    points = {("01", "check_f"): 2.0, ("01", "check_g"): 3.0}
    with GradingProgress(console, Legend({"ada": "Ada"}, {}, points)) as progress:
        progress.start(3)
        progress.add(result("ada"))
        progress.add(result("bob"))
        shown = console.file.getvalue()  # type: ignore[attr-defined]
    return str(shown)


@pytest.mark.parametrize("width", [60, 100, 160])
def test_a_terminal_of_any_width_shows_a_bar_with_its_count_and_the_time_left(width: int) -> None:
    shown = printed(terminal=True, width=width)
    plain = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", shown)
    assert re.search(r"Grading ━+.* 2/3 +\S+ left", plain)


def test_elsewhere_each_student_has_a_line() -> None:
    shown = printed(terminal=False)
    assert "[1/3] Ada: 2 of 5 points, wrong g\n[2/3] bob" in shown
    assert "\x1b" not in shown


def test_a_ctrl_c_waits_until_a_result_is_written() -> None:
    written = []
    with pytest.raises(KeyboardInterrupt), uninterrupted():
        signal.raise_signal(signal.SIGINT)
        written.append("all of it")
    assert written == ["all of it"]


class Held:
    """A call that holds a lock while a Ctrl-C comes."""

    def __init__(self) -> None:
        self.held = False

    def __call__(self, *_: object, **__: object) -> tuple[set[Future[Result]], set[Future[Result]]]:
        self.held = True
        signal.raise_signal(signal.SIGINT)
        self.held = False
        return set(), set()


def test_a_ctrl_c_leaves_no_lock_of_the_pool_held_at_a_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    class Never:
        window = 1

        def submit(self, student: str) -> Future[Result]:
            return Future()

    wait = Held()
    monkeypatch.setattr(batch, "wait", wait)
    with pytest.raises(KeyboardInterrupt):
        batch.grade_batch(["ada"], Never(), lambda result: result, lambda result: None)  # type: ignore[arg-type]
    assert not wait.held


def test_a_ctrl_c_leaves_no_lock_of_the_pool_held_where_work_is_handed_out() -> None:
    pool = object.__new__(LocalPool)
    pool._forks, pool._executor = True, Mock(submit=Held())
    with pytest.raises(KeyboardInterrupt):
        pool.submit("ada")
    assert not pool._executor.submit.held


def ctrl_c(run: subprocess.Popen[str]) -> None:
    """Send what a terminal sends, to the command and all that it started: they are a session of their own."""
    os.killpg(run.pid, signal.SIGINT)


def half_a_result(written: Path) -> None:
    """Write the beginning of a message into the pipe that brings a worker's results, and no more."""
    results = sys._getframe(1).f_locals["result_queue"]
    os.write(results._writer.fileno(), struct.pack("!i", 1000) + b"half")
    written.touch()
    time.sleep(600)


def test_a_worker_that_is_stopped_within_its_result_holds_up_nobody(tmp_path: Path) -> None:
    pool = object.__new__(LocalPool)
    pool._executor = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("fork"))
    pool._executor.submit(half_a_result, tmp_path / "written")
    manager = pool._executor._executor_manager_thread
    while not (tmp_path / "written").exists():
        time.sleep(0.01)
    pool.stop()
    manager.join(timeout=60)
    assert not manager.is_alive()


@needs("bwrap")
@pytest.mark.parametrize("stop", [ctrl_c, subprocess.Popen.terminate], ids=["Ctrl-C", "SIGTERM"])
def test_a_signal_stops_cleanly_and_the_next_run_grades_the_rest(
    new_course: Path, tmp_path: Path, stop: Callable[[subprocess.Popen[str]], None]
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir(mode=0o755)
    for number in range(CLASS):
        folder = new_course / "submitted" / f"s{number:02}" / ASSIGNMENT
        build_submission(SAMPLES / "sheet-answer-b", new_course / "release" / ASSIGNMENT, folder)
    command = [sys.executable, "-m", "autograder.front.cli", "grade", ASSIGNMENT, "--course", str(new_course)]
    # Where the tests run in the background of a shell, Ctrl-C is switched off for all that they start.
    switched_on = ["env", "--default-signal=INT", *command]
    run = subprocess.Popen(
        switched_on,
        cwd=REPOSITORY,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, "TMPDIR": str(scratch)},
    )
    assert run.stderr is not None
    first = run.stderr.readline()
    stop(run)
    out, err = run.communicate(timeout=60)
    assert first.startswith("[1/12]")
    assert run.returncode == STOPPED, err
    assert "Traceback" not in out + err
    assert re.search(r" of 12 submissions (is|are) graded", " ".join(err.split()))
    assert list(scratch.iterdir()) == []
    with open_classroom(Course.open(new_course), ASSIGNMENT) as classroom:
        graded = {result.student for result in classroom.writer.results()}
        rest = classroom.pending(classroom.everybody)
    assert graded
    assert rest
    assert sorted([*graded, *rest]) == classroom.everybody
    assert not [path for path in (new_course / "autograded").rglob(".*") if path.is_dir()]
    again = subprocess.run(
        [*command, "--json", "-"], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    assert again.returncode == 0, again.stderr
    assert f"[{len(rest)}/{len(rest)}]" in again.stderr
    lines = [json.loads(line) for line in again.stdout.splitlines()]
    assert {line["student"] for line in lines} == set(classroom.everybody)


LONG = """
for name in ("call", "cell", "notebook", "submission", "cpu", "submission_cpu"):
    setattr(c.Limits, f"{name}_seconds", 600)
"""


@needs("bwrap")
@pytest.mark.parametrize("workers", [1, 2])
def test_a_ctrl_c_does_not_wait_for_the_submissions_that_are_being_graded(
    new_course: Path, workers: int
) -> None:
    (new_course / "nbgrader_config.py").open("a").write(LONG)
    for student in ("ada", "bob", "eve"):
        folder = new_course / "submitted" / student / ASSIGNMENT
        build_submission(SAMPLES / "endless-loop", new_course / "release" / ASSIGNMENT, folder)
    command = [sys.executable, "-m", "autograder.front.cli", "grade", ASSIGNMENT, "--course", str(new_course)]
    run = subprocess.Popen(
        ["env", "--default-signal=INT", *command, "--workers", str(workers)],
        cwd=REPOSITORY,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    while not any(works(pid) for pid in below(run.pid)):
        assert run.poll() is None
        time.sleep(0.1)
    children = below(run.pid)
    ctrl_c(run)
    _, err = run.communicate(timeout=60)  # 3 seconds on a quiet machine; a submission would take ten minutes
    assert run.returncode == STOPPED
    assert "0 of 3 submissions are graded" in " ".join(err.split())
    assert not any(map(lives, children))


def works(pid: int) -> bool:
    """Return whether a process has computed for more than two seconds, as only an endless loop does here."""
    try:
        fields = Path("/proc", str(pid), "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return False
    return int(fields[11]) > 2 * os.sysconf("SC_CLK_TCK")
