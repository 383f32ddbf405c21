"""Grades a class: submissions in, gradebook, graded notebooks and verdicts out."""

from __future__ import annotations

import platform
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace

from autograder.box.selftest import new_sandbox
from autograder.course.course import Course
from autograder.course.key import course_key
from autograder.course.limits import Limits
from autograder.course.storage import one_grader, storage_errors, try_writing
from autograder.course.student_package import student_package
from autograder.errors import GraderError, UsageError, summary
from autograder.gradebook.folders import GradedFolders, finish_interrupted_write
from autograder.gradebook.writer import GradebookWriter
from autograder.grading.batch import Listener, grade_batch, uninterrupted
from autograder.grading.engine import Engine
from autograder.grading.executors import WORKERS, GradingTask, OpenPool, open_local_pool
from autograder.grading.known_exercises import must_know_exercises
from autograder.grading.unchanged import unchanged
from autograder.results.result import Result
from autograder.submission.assignment import read_assignment, read_solutions
from autograder.submission.reading import Submission, read_submission
from autograder.text import shown

ELSEWHERE = (
    "Grading needs Linux, where the sandbox is: use a Linux machine, a virtual machine or, on Windows, "
    "WSL 2. Students can work on any system."
)
OnStart = Callable[[int, int], None]
"""Receives how many submissions will be graded, and how many there are with those that did not change."""


@dataclass(frozen=True)
class Classroom:
    """A class that is being graded.

    Parameters
    ----------
    course
        The course.
    engine
        Grades one submission; called in several processes.
    writer
        The one writer of the gradebook; called from this thread only.
    everybody
        The students who handed in.
    dry_run
        Whether graded notebooks are thrown away.
    """

    course: Course
    engine: Engine
    writer: GradebookWriter
    everybody: list[str]
    dry_run: bool = False

    def run(
        self,
        students: Sequence[str],
        workers: int = WORKERS,
        listener: Listener = lambda _: None,
        open_pool: OpenPool = open_local_pool,
        *,
        force: bool = False,
        on_start: OnStart = lambda *_: None,
    ) -> None:
        """Grade what needs grading of these students, write each result as it comes, update late penalties.

        Parameters
        ----------
        workers
            How many submissions are graded at a time.
        listener
            Receives each result once it is written, without its notebooks, which are in the course.
        open_pool
            Opens the pool that grades.
        force
            Whether submissions that did not change are graded too.
        on_start
            Receives, before the first one is graded, how many submissions will be and how many were chosen.

        Raises
        ------
        autograder.errors.NoSandboxError
            If no sandbox works here; then nothing was graded.
        GraderError
            At the end, if the grader failed at a submission.
        autograder.errors.NoWorkersError
            If there is no worker left.
        """
        chosen = list(students)
        pending = chosen if force else self.pending(chosen)
        on_start(len(pending), len(chosen))
        if pending:
            self._grade(pending, workers, listener, open_pool)
        self.writer.update_penalties(chosen)

    def pending(self, students: Sequence[str]) -> list[str]:
        """Return those of the students whose submission, or what it is graded by, is new or changed."""
        same = unchanged(self.course, self.engine, self.writer, students)
        return [student for student in students if student not in same]

    def _grade(self, students: list[str], workers: int, listener: Listener, open_pool: OpenPool) -> None:
        """Grade these students' submissions, `workers` at a time, and write each as it comes."""
        pool = open_pool(GradingTask(self.engine, self.read), min(workers, len(students)))
        folders: GradedFolders | None = None
        try:
            folders = None if self.dry_run else GradedFolders.make(self.course, self.engine.assignment)
            failed = grade_batch(students, pool, lambda result: self._write(result, folders), listener)
        finally:
            pool.stop()
            if folders is not None:
                folders.remove()
        if failed:
            first = next(iter(failed.values()))
            names = ", ".join(map(shown, sorted(failed)))
            raise GraderError(f"no result for {names}: {summary(first)}") from first

    def read(self, student: str) -> Submission:
        """Return a student's submission."""
        return read_submission(self.course, student, self.engine.assignment, self.engine.sandbox.limits)

    def _write(self, result: Result, folders: GradedFolders | None) -> Result:
        """Write a result into course and gradebook; return it without its notebooks."""
        with uninterrupted():
            if folders is not None:
                folders.write(result)
            self.writer.write(result)
        return replace(result, notebooks={})


@contextmanager
def open_classroom(
    course: Course,
    assignment_name: str,
    *,
    named: Collection[str] = (),
    sandboxed: bool = True,
    limits: Limits | None = None,
    dry_run: bool = False,
) -> Iterator[Classroom]:
    """Open a course for grading: its gradebook, its release, what its sandbox is made of.

    With `dry_run` nothing is written but the gradebook, which must be a copy: see `receipt.trial`.

    Raises
    ------
    UsageError
        If the gradebook, the assignment or every submission is missing, if one of the students `named`
        handed in nothing, or if the release has exercises that no exercise set knows.
    autograder.errors.StorageError
        If another grader is at work, or disk or gradebook cannot be written.
    """
    if platform.system() != "Linux":
        raise UsageError(ELSEWHERE)
    with (
        storage_errors(),
        nullcontext() if dry_run else one_grader(course.root),
        course.gradebook() as gradebook,
    ):
        try_writing(gradebook.engine)
        assignment = read_assignment(course, gradebook, assignment_name)
        exercises = course.exercise_set(assignment_name)
        must_know_exercises(assignment, exercises)
        if not dry_run:
            finish_interrupted_write(course, assignment_name)
        everybody = course.students(assignment_name)
        unknown = sorted(set(named) - set(everybody))
        if unknown:
            raise UsageError(f"There is no submission of {', '.join(unknown)} for {assignment_name!r}.")
        sandbox = new_sandbox(
            student_package(assignment.folder, exercises),
            limits or course.limits(),
            exercises,
            sandboxed=sandboxed,
        )
        try:
            key = course_key(course.root, keep=not dry_run)
            engine = Engine(
                assignment, exercises, read_solutions(course.source_folder(assignment_name)), sandbox, key
            )
            writer = GradebookWriter(gradebook, assignment_name, course.config)
            yield Classroom(course, engine, writer, everybody, dry_run)
        finally:
            sandbox.close()
