"""Grades a class: submissions in, gradebook, graded notebooks and verdicts out."""

from __future__ import annotations

import platform
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace

from nbgrader.converters import Autograde

from autograder.box.pythons import Python
from autograder.box.selftest import new_sandbox
from autograder.course.course import Course
from autograder.course.kernels import Kernel, kernel_of
from autograder.course.key import course_key
from autograder.course.limits import Limits
from autograder.course.storage import one_grader, storage_errors, try_writing
from autograder.course.student_package import student_package
from autograder.errors import GraderError, KernelError, UsageError, summary
from autograder.gradebook import lateness
from autograder.gradebook.folders import GradedFolders, finish_interrupted_write
from autograder.gradebook.writer import GradebookWriter
from autograder.grading.batch import Listener, grade_batch
from autograder.grading.engine import Engine
from autograder.grading.executors import WORKERS, GradingTask, OpenPool, open_local_pool
from autograder.grading.interrupts import uninterrupted
from autograder.grading.known_exercises import must_know_exercises
from autograder.grading.unchanged import unchanged
from autograder.notebooks import Notebook
from autograder.results.result import Result
from autograder.submission.assignment import Assignment, furnished, read_assignment
from autograder.submission.reading import Submission, read_submission, room_of
from autograder.submission.room import Room
from autograder.text import shown

ELSEWHERE = (
    "Grading needs Linux, where the sandbox is: use a Linux machine, or a virtual one (Windows has WSL 2, "
    "for a Mac there is Lima), or a container. Students can work on any system."
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
    only
        The notebooks whose results are written; None for all.
    """

    course: Course
    engine: Engine
    writer: GradebookWriter
    everybody: list[str]
    dry_run: bool = False
    only: frozenset[str] | None = None

    def run(
        self,
        students: Sequence[str],
        workers: int = WORKERS,
        listener: Listener = lambda _: None,
        open_pool: OpenPool = open_local_pool,
        *,
        force: bool = False,
        on_start: OnStart = lambda *_: None,
        before: Callable[[str], None] = lambda _: None,
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
            Whether submissions that did not change are graded too. What is left of them when the run is
            stopped, the next run grades without it.
        on_start
            Receives, before the first one is graded, how many submissions will be and how many were chosen.
        before
            Receives each student whose submission will be graded, before any is read.

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
        if force:
            self.writer.grade_again(chosen)
        pending = chosen if force else self.pending(chosen)
        on_start(len(pending), len(chosen))
        for student in pending:
            before(student)
        if pending:
            self._grade(pending, workers, listener, open_pool)
        self.writer.update_penalties(chosen)

    def must_know(self, students: Sequence[str], converter: Autograde) -> None:
        """Refuse students that the gradebook does not have, if nbgrader must not add them.

        Raises
        ------
        UsageError
            If there are any.
        """
        unknown = [shown(student) for student in students if not self.writer.knows(student)]
        if unknown and not converter.create_student:
            raise UsageError(f"The gradebook has no student {', '.join(unknown)}.")

    def pending(self, students: Sequence[str]) -> list[str]:
        """Return those of the students whose submission, or what it is graded by, is new or changed."""
        same = unchanged(self.course, self.engine, self.writer, students)
        return [student for student in students if student not in same]

    def _grade(self, students: list[str], workers: int, listener: Listener, open_pool: OpenPool) -> None:
        """Grade these students' submissions, `workers` at a time, and write each as it comes."""
        earlier = {} if self.only is None else {result.student: result for result in self.writer.results()}
        pool = open_pool(GradingTask(self.engine, self.read), min(workers, len(students)))
        folders: GradedFolders | None = None
        try:
            folders = None if self.dry_run else GradedFolders.make(self.course, self.engine.assignment)

            def write(result: Result) -> Result:
                if self.only is not None:
                    result = result.beside(earlier.get(result.student), self.only)
                return self._write(result, folders)

            failed = grade_batch(students, pool, write, listener)
        finally:
            pool.stop()
            if folders is not None:
                folders.remove()
        if failed:
            first = next(iter(failed.values()))
            names = ", ".join(map(shown, sorted(failed)))
            raise GraderError(f"no result for {names}: {summary(first)}") from first

    def lateness(self) -> list[str]:
        """Return the sentences on who is late, of those whom this run decided on."""
        times = dict(sorted(self.writer.times.items()))
        name, has_due_date = self.engine.assignment.name, self.writer.has_due_date
        return lateness.sentences(times, name, has_due_date=has_due_date)

    def read(self, student: str) -> Submission:
        """Return a student's submission."""
        return read_submission(self.course, student, self.engine.assignment, self.engine.sandbox.limits)

    def _room(self, student: str) -> Room:
        """Return the student's own files."""
        return room_of(self.course, student, self.engine.assignment, self.engine.sandbox.limits)

    def _write(self, result: Result, folders: GradedFolders | None) -> Result:
        """Write a result into course and gradebook; return it without its notebooks."""
        with uninterrupted():
            if folders is not None:
                folders.write(result, self._room(result.student), self.only)
            self.writer.write(result, self.only)
        return replace(result, notebooks={})


def _of_one_kernel(
    assignment: Assignment, chosen: Collection[str], course: Course
) -> tuple[Assignment, Kernel]:
    """Return the kernel of the chosen notebooks, and the assignment without others that need another one."""
    kernel = kernel_of([each for each in assignment.notebooks if each.name in chosen], course.config)

    def is_of_it(notebook: Notebook) -> bool:
        try:
            return notebook.name in chosen or kernel_of([notebook], course.config).runs_as(kernel)
        except KernelError:
            return False

    return replace(assignment, notebooks=tuple(filter(is_of_it, assignment.notebooks))), kernel


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
    autograder.errors.KernelError
        If the released notebooks are not for a Python of this machine.
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
        exercises = course.exercise_set(assignment_name)
        assignment = read_assignment(course, gradebook, assignment_name, exercises.figure_tag)
        must_know_exercises(assignment, exercises)
        chosen = course.chosen_notebooks([notebook.name for notebook in assignment.notebooks])
        only = chosen if len(chosen) < len(assignment.notebooks) else None
        assignment, kernel = _of_one_kernel(assignment, chosen, course)
        limits = limits or course.limits()
        assignment = furnished(assignment, course, limits, exercises.student_package)
        if not dry_run:
            finish_interrupted_write(course, assignment_name)
        everybody = course.students(assignment_name)
        unknown = sorted(set(named) - set(everybody))
        if unknown:
            raise UsageError(f"There is no submission of {', '.join(unknown)} for {assignment_name!r}.")
        sandbox = new_sandbox(
            student_package(assignment.folder, exercises),
            limits,
            exercises,
            sandboxed=sandboxed,
            python=Python.of(kernel.command, kernel.variables),
            private=[course.root],
            imports=assignment.packages,
        )
        try:
            key = course_key(course.root, keep=not dry_run)
            engine = Engine(assignment, exercises, sandbox, key)
            writer = GradebookWriter(gradebook, assignment_name, course.config)
            yield Classroom(course, engine, writer, everybody, dry_run, only)
        finally:
            sandbox.close()
