"""Grading in several processes: the same marks as in one, and a grader that is killed costs nobody else."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from autograder.authoring.samples import build_submission
from autograder.grading.executors import USABLE_CPUS, GradingTask, InProcessExecutor, LocalPool, cpu_sets
from tests.conftest import SAMPLES, needs
from tools.repository import REPOSITORY
from vanishing_gradients import ASSIGNMENT

pytestmark = needs("bwrap")

CLASS = {
    "ada": "full-marks-textbook",
    "bob": "sheet-answer-b",
    "eve": "weights-forgotten",
    "zoe": "untouched",
}


@pytest.fixture
def class_of_four(new_course: Path) -> Path:
    for student, sample in CLASS.items():
        folder = new_course / "submitted" / student / ASSIGNMENT
        build_submission(SAMPLES / sample, new_course / "release" / ASSIGNMENT, folder)
    return new_course


def graded(course: Path, workers: int, *, kill: str = "", once: Path | None = None) -> dict[str, Any]:
    """Grade in a Python of its own: a test runner has threads, beside which nothing is forked.

    Parameters
    ----------
    kill
        The student whose grader is killed from outside.
    once
        A file that the first kill makes, after which there is no other; None for a kill each time.
    """
    command = [sys.executable, "-c", PROGRAM, str(course), str(workers), kill, str(once or "")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=REPOSITORY)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])  # type: ignore[no-any-return]


PROGRAM = """
import json, os, signal, sys
from pathlib import Path
from vanishing_gradients import ASSIGNMENT
from autograder.grading.classroom import open_classroom
from autograder.course.course import Course
from autograder.errors import GraderError
from autograder.grading.engine import Engine

course, workers, kill, once = sys.argv[1:]
soundly = Engine.grade
main = os.getpid()

def killed(engine, submission):
    if submission.student == kill and not (once and Path(once).exists()):
        assert os.getpid() != main, "this would end the program that writes"
        if once:
            Path(once).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return soundly(engine, submission)

Engine.grade = killed
failure, results = "", []
with open_classroom(Course.open(Path(course)), ASSIGNMENT) as classroom:
    try:
        classroom.run(classroom.everybody, int(workers), results.append, force=True)
    except GraderError as error:
        failure = error.reason
    kept = {r.student: [[v.exercise, v.outcome, v.score, v.mistake] for v in r.verdicts]
            for r in classroom.writer.results()}
print(json.dumps({"failure": failure, "kept": kept, "notebooks": [len(r.notebooks) for r in results]}))
"""


def test_three_processes_give_the_verdicts_of_one(class_of_four: Path) -> None:
    one, three = graded(class_of_four, 1), graded(class_of_four, 3)
    assert one["kept"] == three["kept"]
    assert set(three["kept"]) == set(CLASS)


def test_results_that_are_written_keep_no_notebooks_in_memory(class_of_four: Path) -> None:
    assert graded(class_of_four, 2)["notebooks"] == [0] * len(CLASS)


def test_after_a_grader_was_killed_once_everybody_has_a_result(class_of_four: Path, tmp_path: Path) -> None:
    after = graded(class_of_four, 2, kill="bob", once=tmp_path / "killed")
    assert (tmp_path / "killed").exists()
    assert (after["failure"], set(after["kept"])) == ("", set(CLASS))


def test_a_submission_that_kills_its_grader_each_time_costs_nobody_else(class_of_four: Path) -> None:
    after = graded(class_of_four, 2, kill="bob")
    assert after["failure"] == "no result for bob: its grader was killed"
    assert set(after["kept"]) == set(CLASS) - {"bob"}


@pytest.mark.parametrize(
    ("count", "kept"),
    [(1, [{4, 7}]), (2, [{4}, {7}]), (3, [{4}, {7}, {4, 7}]), (4, [{4}, {7}, {4}, {7}])],
)
def test_workers_keep_to_a_core_each_if_they_fill_all_cores_alike(count: int, kept: list[set[int]]) -> None:
    assert cpu_sets(count, [4, 7]) == kept


@pytest.mark.parametrize("more", [0, 1])
def test_each_worker_runs_on_its_cores(more: int) -> None:
    count = max(len(USABLE_CPUS), 2) + more
    command = [sys.executable, "-c", WHERE, str(count)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=REPOSITORY)
    assert done.returncode == 0, done.stderr
    assert sorted(json.loads(done.stdout)) == sorted(map(sorted, cpu_sets(count, USABLE_CPUS)))


WHERE = """
import json, multiprocessing, os, sys
from dataclasses import dataclass
from types import SimpleNamespace
from autograder.grading.executors import GradingTask, LocalPool

@dataclass
class Where:
    cores: list
    seconds: float = 0.0

count = int(sys.argv[1])
all_at_once = multiprocessing.get_context("fork").Barrier(count)

def grade(student):
    all_at_once.wait()  # so that each worker answers once
    return Where(sorted(os.sched_getaffinity(0)))

sandbox = SimpleNamespace(zygotes=SimpleNamespace(close=lambda: None))
pool = LocalPool(GradingTask(SimpleNamespace(grade=grade, sandbox=sandbox), str), count)
answers = [pool.submit("anybody") for _ in range(count)]
print(json.dumps([answer.result().cores for answer in answers]))
pool.stop()
"""


def test_no_process_is_forked_while_other_threads_run(class_of_four: Path) -> None:
    """A fork would copy their locks as they are, held for ever."""
    end = threading.Event()
    thread = threading.Thread(target=end.wait)
    thread.start()
    try:
        pool = LocalPool(GradingTask(None, None), 3)  # type: ignore[arg-type]
        assert isinstance(pool._executor, InProcessExecutor)
    finally:
        end.set()
        thread.join()
