"""Both front doors, `autograder grade` and `nbgrader autograde`, grade alike and fail alike."""

from __future__ import annotations

import logging
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from autograder import errors
from autograder.authoring.release import nbgrader
from autograder.authoring.samples import build_submission
from autograder.box import selftest
from autograder.content import finding
from autograder.course.course import CONFIG, Course
from autograder.course.storage import LOCK
from autograder.errors import AutograderError
from autograder.front.cli import main
from autograder.front.nbgrader_hooks import CommandStopped, SandboxedAutograde
from autograder.grading.engine import Engine
from tests.conftest import SAMPLES, grade, needs, open_gradebook
from vanishing_gradients import ASSIGNMENT

pytestmark = needs("bwrap")


@pytest.fixture
def class_of_one(new_course: Path) -> Path:
    folder = new_course / "submitted" / "ada" / ASSIGNMENT
    build_submission(SAMPLES / "sheet-answer-b", new_course / "release" / ASSIGNMENT, folder)
    return new_course


# --- errors -----------------------------------------------------------------------------------------


@dataclass
class Trouble:
    """What a provocation may change: a course, what is patched, and what is undone at the end."""

    course: Path
    patch: pytest.MonkeyPatch
    stack: ExitStack

    def configure(self, line: str) -> None:
        with (self.course / CONFIG).open("a") as file:
            file.write(f"\n{line}\n")


def nobody_handed_in(trouble: Trouble) -> None:
    shutil.rmtree(trouble.course / "submitted")


def no_release(trouble: Trouble) -> None:
    shutil.rmtree(trouble.course / "release")


def no_gradebook(trouble: Trouble) -> None:
    (trouble.course / "gradebook.db").unlink()


def no_exercise_set(trouble: Trouble) -> None:
    trouble.configure("c.Autograder.exercise_sets = {}")
    trouble.patch.setattr(finding, "entry_points", lambda **_: [])


def an_exercise_set_that_cannot_be_loaded(trouble: Trouble) -> None:
    trouble.configure(f"c.Autograder.exercise_sets = {{{ASSIGNMENT!r}: 'nothing_such:EXERCISES'}}")


def an_unknown_limit(trouble: Trouble) -> None:
    trouble.configure("c.Limits.seconds = 3")


def a_gradebook_that_is_held(trouble: Trouble) -> None:
    held = trouble.stack.enter_context(closing(sqlite3.connect(trouble.course / "gradebook.db")))
    held.execute("BEGIN EXCLUSIVE")


def a_result_of_a_newer_grader(trouble: Trouble) -> None:
    grade(trouble.course, ["ada"])
    with closing(sqlite3.connect(trouble.course / "gradebook.db")) as book, book:
        book.execute("UPDATE autograder_result SET payload = json_set(payload, '$.format', 99)")


def a_lock_that_cannot_be_opened(trouble: Trouble) -> None:
    (trouble.course / LOCK).unlink(missing_ok=True)
    (trouble.course / LOCK).mkdir()


def a_kernel_that_is_not_here(trouble: Trouble) -> None:
    trouble.configure("c.Execute.kernel_name = 'nothing-such'")


def no_sandbox(trouble: Trouble) -> None:
    trouble.patch.setattr(selftest, "unavailable_reason", lambda: "bubblewrap is not installed.")


def a_grader_that_fails(trouble: Trouble) -> None:
    def fail(*_: object) -> None:
        raise KeyError("z")

    trouble.patch.setattr(Engine, "grade", fail)


def a_grader_that_fails_before_it_grades(trouble: Trouble) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("it is broken")

    trouble.patch.setattr(selftest, "self_test", fail)


PROVOKED: dict[Callable[[Trouble], None], type[AutograderError]] = {
    nobody_handed_in: errors.UsageError,
    no_release: errors.UsageError,
    no_gradebook: errors.UsageError,
    no_exercise_set: errors.UsageError,
    an_exercise_set_that_cannot_be_loaded: errors.UsageError,
    an_unknown_limit: errors.LimitsError,
    a_gradebook_that_is_held: errors.StorageError,
    a_result_of_a_newer_grader: errors.NewerFormatError,
    a_lock_that_cannot_be_opened: errors.FileAccessError,
    a_kernel_that_is_not_here: errors.KernelError,
    no_sandbox: errors.NoSandboxError,
    a_grader_that_fails: errors.GraderError,
    a_grader_that_fails_before_it_grades: errors.GraderError,
}
NBGRADERS_CODE = 1
"""With which nbgrader's commands end, whatever went wrong."""
ELSEWHERE = {errors.NoWorkersError, errors.CollectError, errors.NoInputsError}
"""Errors of `grade --scheduler`, `collect` and `release`, which nbgrader's commands do not have."""


@dataclass(frozen=True)
class Ending:
    """How a command ended: the sentence that it showed, and its exit code."""

    sentence: str
    code: int


def by_the_command(course: Path) -> Ending:
    done = CliRunner().invoke(main, ["grade", ASSIGNMENT, "--course", str(course)])
    (line,) = [line for line in done.stderr.splitlines() if line.startswith("Error: ")]
    return Ending(line.removeprefix("Error: "), done.exit_code)


def by_nbgrader(course: Path) -> Ending:
    opened = Course.open(course)
    opened.directory.assignment_id = ASSIGNMENT
    converter = SandboxedAutograde(coursedir=opened.directory, config=opened.config)
    lines: list[str] = []
    handler = logging.Handler(logging.ERROR)
    handler.emit = lambda record: lines.append(record.getMessage())  # type: ignore[method-assign]
    converter.log.addHandler(handler)
    try:
        with pytest.raises(CommandStopped) as stopped:
            converter.start()
    finally:
        converter.log.removeHandler(handler)
    assert lines == [str(stopped.value)]
    return Ending(lines[0], stopped.value.code)


@pytest.fixture(params=PROVOKED, ids=lambda provoke: provoke.__name__)
def endings(
    request: pytest.FixtureRequest, class_of_one: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[type[AutograderError], Ending, Ending]]:
    """The kind of an error, and how both doors end with it."""
    with ExitStack() as stack:
        request.param(Trouble(class_of_one, monkeypatch, stack))
        yield PROVOKED[request.param], by_the_command(class_of_one), by_nbgrader(class_of_one)


def test_both_doors_end_with_the_same_sentence_nbgraders_with_its_own_exit_code(
    endings: tuple[type[AutograderError], Ending, Ending],
) -> None:
    kind, command, button = endings
    before, _, after = kind.sentence.partition("{reason}")
    assert command.sentence == button.sentence
    assert (command.code, button.code) == (kind.exit_code, NBGRADERS_CODE)
    assert command.sentence.startswith(before)
    assert command.sentence.endswith(after)


def test_every_error_is_provoked_or_belongs_to_another_command() -> None:
    every = {kind for kind in vars(errors).values() if isinstance(kind, type) and kind is not AutograderError}
    assert {*PROVOKED.values(), *ELSEWHERE} == every


def test_nbgraders_command_exits_as_nbgrader_does_and_without_a_traceback(class_of_one: Path) -> None:
    shutil.rmtree(class_of_one / "submitted")
    done = nbgrader(class_of_one, "autograde", ASSIGNMENT)
    assert done.returncode == NBGRADERS_CODE
    assert "Nobody has handed in" in done.stderr
    assert "Traceback" not in done.stderr


# --- late penalties ---------------------------------------------------------------------------------


def graded_by_the_command(course: Path) -> None:
    done = CliRunner().invoke(main, ["grade", ASSIGNMENT, "--course", str(course)])
    assert done.exit_code == 0, done.output


def graded_by_nbgrader(course: Path) -> None:
    done = nbgrader(course, "autograde", ASSIGNMENT)
    assert done.returncode == 0, done.stderr


def graded_by_the_tests(course: Path) -> None:
    grade(course, ["ada"])


DOORS = (graded_by_the_command, graded_by_nbgrader, graded_by_the_tests)


def penalty(course: Path) -> float:
    with open_gradebook(course) as gradebook:
        submission = gradebook.find_submission(ASSIGNMENT, "ada")
        return sum(notebook.late_submission_penalty or 0.0 for notebook in submission.notebooks)


def make_late(course: Path) -> None:
    """Set a due date after the grading: nothing of the submission changes, only its penalty."""
    with open_gradebook(course) as gradebook:
        gradebook.update_or_create_assignment(ASSIGNMENT, duedate="2030-01-01 00:00:00 UTC")


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_through_every_door_a_due_date_that_moved_costs_the_same(
    door: Callable[[Path], None], class_of_one: Path
) -> None:
    submitted = class_of_one / "submitted" / "ada" / ASSIGNMENT
    (submitted / "timestamp.txt").write_text("2030-01-05 00:00:00 UTC")
    with (class_of_one / CONFIG).open("a") as file:
        file.write("\nc.LateSubmissionPlugin.penalty_method = 'zero'\n")
    door(class_of_one)
    assert penalty(class_of_one) == 0
    make_late(class_of_one)
    door(class_of_one)
    with open_gradebook(class_of_one) as gradebook:
        score = sum(n.score for n in gradebook.find_submission(ASSIGNMENT, "ada").notebooks)
    assert penalty(class_of_one) == score > 0
