"""Grading in several processes: the same marks as in one, and a grader that is killed costs nobody else."""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path

import pytest

from autograder.exercises import ASSIGNMENT
from autograder.grading.classroom import GraderError, open_classroom
from autograder.grading.course import Course
from autograder.grading.engine import Engine
from autograder.grading.executors import Graders, Here, Task
from autograder.grading.result import Result, Submission
from autograder.sample import build_submission
from tests.conftest import SAMPLES, needs

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


def grade(course: Path, workers: int) -> dict[str, Result]:
    with open_classroom(Course.open(course), ASSIGNMENT) as classroom:
        return {r.student: r for r in classroom.grade(list(CLASS), workers, lambda _: None)}


def test_three_processes_give_the_verdicts_of_one(class_of_four: Path) -> None:
    one, three = grade(class_of_four, 1), grade(class_of_four, 3)
    assert {s: r.verdicts for s, r in one.items()} == {s: r.verdicts for s, r in three.items()}
    assert set(three) == set(CLASS)


def test_results_that_are_written_keep_no_notebooks_in_memory(class_of_four: Path) -> None:
    assert all(result.notebooks == {} for result in grade(class_of_four, 2).values())


def kill_at(monkeypatch: pytest.MonkeyPatch, student: str, once: Path | None) -> None:
    """Let the grader of a student be killed from outside, every time or only once."""
    soundly = Engine.grade

    def killed(engine: Engine, submission: Submission) -> Result:
        if submission.student == student and not (once is not None and once.exists()):
            if once is not None:
                once.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return soundly(engine, submission)

    monkeypatch.setattr(Engine, "grade", killed)


def test_after_a_grader_was_killed_once_everybody_has_a_result(
    class_of_four: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    kill_at(monkeypatch, "bob", once=tmp_path / "killed")
    assert set(grade(class_of_four, 2)) == set(CLASS)


def test_a_submission_that_kills_its_grader_each_time_costs_nobody_else(
    class_of_four: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kill_at(monkeypatch, "bob", once=None)
    with pytest.raises(GraderError, match="no result for bob: its grader was killed"):
        grade(class_of_four, 2)
    monkeypatch.undo()
    with open_classroom(Course.open(class_of_four), ASSIGNMENT) as classroom:
        assert {r.student for r in classroom.writer.results()} == set(CLASS) - {"bob"}


def test_no_process_is_forked_where_other_threads_run(class_of_four: Path) -> None:
    """A fork would copy their locks as they are, for ever held."""
    end = threading.Event()
    thread = threading.Thread(target=end.wait)
    thread.start()
    try:
        graders = Graders(Task(None, None), 3)  # type: ignore[arg-type]
        assert isinstance(graders._pool, Here)
    finally:
        end.set()
        thread.join()
