"""While a class is graded: a bar or lines, counts of outcomes, and a Ctrl-C that loses nothing."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console

from autograder.authoring.samples import build_submission
from autograder.course.course import Course
from autograder.grading.batch import uninterrupted
from autograder.grading.classroom import open_classroom
from autograder.reports.progress import STOPPED, GradingProgress
from autograder.results.result import Result
from autograder.results.verdict import Verdict
from tests.conftest import SAMPLES, needs
from tools.repository import REPOSITORY
from vanishing_gradients import ASSIGNMENT

CLASS = 12


def result(student: str) -> Result:
    right = Verdict("01", "check_f", "f", "correct", 2.0, 2.0)
    return Result(student, (right, Verdict("01", "check_g", "g", "wrong", 0.0, 3.0)), {}, "bubblewrap")


def printed(*, terminal: bool) -> str:
    console = Console(file=io.StringIO(), force_terminal=terminal, width=160)
    with GradingProgress(console) as progress:
        progress.start(3)
        progress.add(result("ada"))
        progress.add(result("bob"))
        shown = console.file.getvalue()  # type: ignore[attr-defined]
    return str(shown)


def test_a_terminal_shows_a_bar_with_rate_time_left_and_outcomes() -> None:
    shown = printed(terminal=True)
    assert all(part in shown for part in ("2/3", "a minute", "left", "2 correct, 2 wrong"))


def test_elsewhere_each_student_has_a_line() -> None:
    shown = printed(terminal=False)
    assert "[1/3] ada: 2 / 5 points (1 correct, 1 wrong)\n[2/3] bob" in shown
    assert "\x1b" not in shown


def test_a_ctrl_c_waits_until_a_result_is_written() -> None:
    written = []
    with pytest.raises(KeyboardInterrupt), uninterrupted():
        signal.raise_signal(signal.SIGINT)
        written.append("all of it")
    assert written == ["all of it"]


def ctrl_c(run: subprocess.Popen[str]) -> None:
    """Send what a terminal sends, to the command and all that it started: they are a session of their own."""
    os.killpg(run.pid, signal.SIGINT)


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
